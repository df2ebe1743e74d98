"""Where the preamble, the annexes, the headings between articles and the signatures of a work stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.structure.grammar import Grammar
from ingest.structure.headings import Habits
from ingest.structure.marks import Mark, is_heading
from ingest.structure.numbers import fold
from kb.model.law import ProvisionType
from kb.model.layout import Block

_RANK: dict[ProvisionType, int] = {
    "part": 0, "book": 1, "title": 2, "chapter": 3, "subchapter": 4, "division": 5, "crossheading": 6,
}  # fmt: skip
_UNITS = ("article", "typed")
_SIGNATURE_BLOCKS = 60
"""A signature block of a law countersigned by a whole government stays under this many paragraphs."""
_SIGNATURE_LENGTH = 400


@dataclass(slots=True)
class Outline:
    """What is known of a work before its provisions are cut; indexes are of blocks."""

    preamble: int | None = None
    conclusions: dict[int, int] = field(default_factory=dict)
    crossheadings: set[int] = field(default_factory=set)
    headings_above: set[int] = field(default_factory=set)
    full_annexes: set[int] = field(default_factory=set)
    """Annexes that hold articles of their own: containers, not units."""
    contents: set[int] = field(default_factory=set)
    """Lines of tables of contents (a single dotted line of a form is none)."""

    @staticmethod
    def nest(stack: list[tuple[ProvisionType, str]], kind: ProvisionType, directly: bool) -> None:
        """Pop the divisions that a heading of this type closes.

        Laws nest their divisions differently (a Czech part holds titles, a German book parts): a type that is open
        closes its like, a heading right under another goes into it, and only otherwise the usual rank decides.
        """
        types = [found for found, _ in stack]
        if kind in types:
            del stack[types.index(kind) :]
            return
        if directly and types and types[-1] != "crossheading":
            return
        while stack and _RANK.get(stack[-1][0], 9) >= _RANK[kind] and not stack[-1][1].startswith("att_"):
            stack.pop()


def outline(blocks: Sequence[Block], marks: list[Mark | None], grammar: Grammar) -> Outline:
    """Survey a work; drops, in place, marks that turn out to be no headings of it."""
    made = Outline()
    _annexes(marks, made)
    _contents(marks, made)
    habits = Habits(blocks, marks)
    for index, mark in enumerate(marks):
        if mark is None or mark.kind not in (*_UNITS, "division", "group"):
            continue
        over = index > 0 and mark.kind in _UNITS
        if over and ((habits.above and habits.plain_line(index - 1)) or habits.caption(index - 1)):
            made.headings_above.add(index - 1)
            made.crossheadings.add(index - 1)
            continue
        above = index - 1
        while above > 0 and marks[above] is None and is_heading(blocks[above]) and habits.plain_line(above):
            if blocks[above].level == 1:
                break
            made.crossheadings.add(above)
            above -= 1
    made.crossheadings -= made.headings_above
    _preamble(blocks, marks, grammar, made)
    _conclusions(blocks, marks, grammar, made)
    return made


def _annexes(marks: list[Mark | None], made: Outline) -> None:
    units = [index for index, mark in enumerate(marks) if mark is not None and mark.kind in _UNITS]
    annexes = [index for index, mark in enumerate(marks) if mark is not None and mark.kind == "annex"]
    for place, index in enumerate(annexes):
        until = annexes[place + 1] if place + 1 < len(annexes) else len(marks)
        inside = any(index < unit < until for unit in units)
        if inside and not any(unit < index for unit in units):
            # A resolution that publishes an agreement prints it as its annex: the agreement is the text.
            marks[index] = None
        elif inside:
            made.full_annexes.add(index)
        else:
            for at in range(index + 1, until):
                mark = marks[at]
                if mark is not None and mark.kind in ("division", "group", "preamble"):
                    marks[at] = None


def _contents(marks: Sequence[Mark | None], made: Outline) -> None:
    run: list[int] = []
    for index, mark in enumerate([*marks, None]):
        if mark is not None and mark.kind == "listed":
            run.append(index)
        elif run and (mark is not None or index - run[-1] > 2):
            if len(run) >= 3:
                made.contents.update(run)
            run = []


def _preamble(blocks: Sequence[Block], marks: Sequence[Mark | None], grammar: Grammar, made: Outline) -> None:
    first = next(
        (index for index, mark in enumerate(marks) if mark and (mark.kind in (*_UNITS, "division") or mark.group)),
        len(marks),
    )
    if first == len(marks):
        return
    for index in range(first):
        mark = marks[index]
        if mark is not None and mark.kind == "preamble":
            made.preamble = index
            return
    for index in range(first):
        if index in made.contents or is_heading(blocks[index]):
            continue
        if grammar.recitals.match(fold(blocks[index].text[:80]).lstrip(' *-–—«"')):
            made.preamble = index
            return


def _conclusions(blocks: Sequence[Block], marks: Sequence[Mark | None], grammar: Grammar, made: Outline) -> None:
    """The signatures: after the last article of the body, and after that of an annex."""
    inside = False
    start: int | None = None
    for index, block in enumerate(blocks):
        mark = marks[index]
        if mark is not None and mark.kind != "listed":
            inside, start = mark.kind in _UNITS, None
            continue
        if not inside or start is not None:
            continue
        if grammar.conclusions.match(fold(block.text[:80]).lstrip(' *("«-–—')) and _signs_off(blocks, marks, index):
            start = index
            made.conclusions[index] = index


def _signs_off(blocks: Sequence[Block], marks: Sequence[Mark | None], index: int) -> bool:
    """Whether nothing but short lines follow up to an annex or the end."""
    for at in range(index, len(blocks)):
        mark = marks[at]
        if mark is not None and mark.kind != "listed":
            return mark.kind in ("annex", "group", "division")
        if len(blocks[at].text) > _SIGNATURE_LENGTH or at - index > _SIGNATURE_BLOCKS:
            return False
    return True
