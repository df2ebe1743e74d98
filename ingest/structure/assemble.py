"""Blocks and their marks become one text and its tree of provisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.structure.boxes import merged
from ingest.structure.eids import Names, own_numbering, slug
from ingest.structure.grammar import TYPED, Grammar
from ingest.structure.headings import Habits, in_brackets, inline_heading, line_alone
from ingest.structure.items import items
from ingest.structure.marks import Mark, is_heading, names_group
from ingest.structure.numbers import fold
from ingest.structure.outline import Outline
from kb.model.law import ARTICLES, DIVISIONS, LegalText, Provision, ProvisionType
from kb.model.layout import Block

_LEAST_SAID = 40
"""Characters of a division without articles that are more than a remark ("(abrogé)"): it is a provision itself."""


@dataclass(slots=True)
class _Draft:
    type: ProvisionType
    eid: str
    num: str
    heading: str | None
    parent: str | None
    first: int
    start: int
    end: int
    last: int
    blocks: list[int] = field(default_factory=list)


class _Assembly:
    """One pass over the blocks of one work in one language."""

    def __init__(
        self, blocks: Sequence[Block], marks: Sequence[Mark | None], grammar: Grammar, outline: Outline
    ) -> None:
        self.blocks, self.marks, self.grammar, self.outline = blocks, marks, grammar, outline
        self.habits = Habits(blocks, marks)
        self.own = own_numbering(marks)
        self.names = Names(frozenset(filter(None, (self._name(index) for index in self.own))))
        # "Abschnitt 1" over "§ 1": both are sections to the naming convention, which calls the former a subchapter.
        self.clash = any(mark is not None and mark.kind == "article" and mark.word.short == "sec" for mark in marks)
        self.drafts: list[_Draft] = []
        self.stack: list[tuple[ProvisionType, str]] = []
        self.annex: str | None = None
        self.group: ProvisionType | None = None
        self.open: _Draft | None = None
        self.offsets: list[int] = []
        position = 0
        for block in blocks:
            self.offsets.append(position)
            position += len(block.text) + 1
        self.text = "\n".join(block.text for block in blocks)

    def _name(self, index: int) -> str | None:
        mark = self.marks[index]
        return f"{mark.word.short}_{mark.number.key}" if mark is not None and mark.number is not None else None

    def run(self) -> list[_Draft]:
        index = 0
        while index < len(self.blocks):
            index = self._step(index)
        self._close(len(self.blocks))
        return self.drafts

    def _step(self, index: int) -> int:
        """Handle the block and give the index of the next one to handle."""
        mark = self.marks[index]
        if index == self.outline.preamble:
            self._close(index)
            self._preamble(index)
            return index + 1
        if index == self.outline.conclusions.get(index):
            self._close(index)
            self._to_annex()
            self._begin("conclusions", "conclusions", "", None, index, self.offsets[index])
            return index + 1
        if mark is None:
            if index in self.outline.crossheadings:
                return self._crossheading(index)
            return index + 1
        if mark.kind == "listed":
            if index in self.outline.contents:
                self._close(index)
            return index + 1
        if mark.kind in ("article", "typed"):
            return self._article(index, mark)
        if mark.kind == "annex":
            return self._annex(index, mark)
        if mark.kind in ("division", "group"):
            return self._division(index, mark)
        return index + 1

    def _end_of(self, index: int) -> int:
        return self.offsets[index] + len(self.blocks[index].text)

    def _close(self, index: int) -> None:
        """End the open provision before the block `index`."""
        if self.open is not None and index > 0:
            self.open.last = max(self.open.first, index - 1)
            self.open.end = max(self.open.start, self._end_of(self.open.last))
        self.open = None

    def _begin(self, kind: ProvisionType, eid: str, num: str, heading: str | None, first: int, start: int) -> _Draft:
        parent = self.stack[-1][1] if self.stack else None
        draft = _Draft(kind, eid, num, heading, parent, first, start, start, first)
        self.drafts.append(draft)
        self.open = draft
        return draft

    def _preamble(self, index: int) -> None:
        mark = self.marks[index]
        text = self.blocks[index].text
        if mark is not None and mark.kind == "preamble":
            self._begin("preamble", "preamble", text.strip(" .:*"), None, index, self._end_of(index))
        else:
            self._begin("preamble", "preamble", "", None, index, self.offsets[index])

    def _crossheading(self, index: int) -> int:
        self._close(index)
        while self.stack and self.stack[-1][0] == "crossheading" and self.group is None:
            self.stack.pop()
        words = self.blocks[index].text.strip(" *")
        eid = self.names.division("crossheading", slug(words), self.stack[-1][1] if self.stack else None)
        self._push("crossheading", eid, "", words, index)
        return index + 1

    def _push(self, kind: ProvisionType, eid: str, num: str, heading: str | None, index: int, last: int = -1) -> None:
        parent = self.stack[-1][1] if self.stack else None
        last = max(index, last)
        end = self._end_of(last)
        self.drafts.append(_Draft(kind, eid, num, heading, parent, index, end, end, last))
        self.stack.append((kind, eid))

    def _division(self, index: int, mark: Mark) -> int:
        if mark.kind == "group" and mark.group is None:
            return index + 1
        self._close(index)
        heading, following = self._division_heading(index, mark)
        key = mark.number.key if mark.number else ""
        if mark.kind == "group":
            self._to_annex()
            self.group = mark.group
            if mark.group in TYPED and self._only_words(following, mark.group):
                name = self.names.division(mark.group, "", self._at())
                self._begin(mark.group, name, "", self.blocks[index].text.strip(" *"), index, self._end_of(index))
                return following
            eid = self.names.division(
                mark.group or "crossheading", "" if mark.group else slug(heading or ""), self._at()
            )
            self._push("crossheading", eid, "", heading, index, following - 1)
            return following
        self.group = None
        self.outline.nest(self.stack, mark.word.type, directly=self._directly_under())
        short = "subchp" if self.clash and mark.word.short == "sec" else mark.word.short
        eid = self.names.division(short, key, self._at())
        if self._only_words(following) and self._said(following) >= _LEAST_SAID:
            folded = fold(heading or "")
            shapes = self.grammar.typed_headings
            kind: ProvisionType = next((typed for shape, typed in shapes if shape.match(folded)), "section")
            self._begin(kind, eid, mark.num, heading, index, self._end_of(following - 1))
            return following
        self._push(mark.word.type, eid, mark.num, heading, index, following - 1)
        return following

    def _only_words(self, index: int, kind: ProvisionType | None = None) -> bool:
        """Whether plain words follow that belong to no unit: what stands above them is one provision itself.

        The heading of a group (`kind`) is one too where the next unit cannot be its first: another kind of provision,
        or an article whose number goes on.
        """
        for at in range(index, len(self.blocks)):
            mark = self.marks[at]
            if at in self.outline.conclusions:
                return at > index
            if mark is None and (at > index or at not in self.outline.crossheadings):
                continue
            if mark is None or at == index:
                return False
            if mark.kind == "typed":
                return kind is not None and mark.word.type != kind
            if mark.kind == "article":
                goes_on = mark.number is None or not mark.number.first
                return kind is not None and goes_on and bool(self.drafts)
            if mark.kind != "listed":
                return True
        return index < len(self.blocks)

    def _said(self, index: int) -> int:
        """How many characters stand before the next mark."""
        said = 0
        while index < len(self.blocks) and self.marks[index] is None and index not in self.outline.conclusions:
            said += len(self.blocks[index].text)
            index += 1
        return said

    def _at(self) -> str | None:
        return self.stack[-1][1] if self.stack else None

    def _directly_under(self) -> bool:
        """Whether the last provision is the division on top of the stack, with nothing between."""
        return bool(self.drafts) and bool(self.stack) and self.drafts[-1].eid == self.stack[-1][1]

    def _to_annex(self) -> None:
        """Leave the divisions of the body: what follows stands beside them, inside the annex if one is open."""
        while self.stack and self.stack[-1][1] != self.annex:
            self.stack.pop()

    def _division_heading(self, index: int, mark: Mark) -> tuple[str | None, int]:
        rest = self.blocks[index].text[mark.rest :].strip(" *")
        following = index + 1
        parts = [rest] if rest else []
        while following < len(self.blocks) and len(parts) < 2:
            block = self.blocks[following]
            if following in self.outline.crossheadings and parts:
                break
            upper = block.text.isupper() and len(block.text) < 200
            if not self.habits.plain_line(following) and not (upper and self.marks[following] is None):
                break
            if parts and not (upper and parts[-1].isupper() and block.centred == self.blocks[index].centred):
                break
            if mark.kind == "group":
                break
            parts.append(block.text.strip(" *"))
            following += 1
        return " ".join(parts) or None, following

    def _annex(self, index: int, mark: Mark) -> int:
        self._close(index)
        self.stack.clear()
        self.group = None
        key = mark.number.key if mark.number else ""
        rest = self.blocks[index].text[mark.rest :].strip(" *")
        eid = self.names.division("att", key or "1", None)
        self.annex = eid
        if index in self.outline.full_annexes:
            self._push("division", eid, mark.num, rest or None, index)
            return index + 1
        heading, following = rest or None, index + 1
        if heading is None and self.habits.plain_line(following) and self.habits.followed(following):
            heading, following = self.blocks[following].text.strip(" *"), following + 1
        self._begin("annex", eid, mark.num, heading, index, self._end_of(following - 1))
        return following

    def _article(self, index: int, mark: Mark) -> int:
        self._close(index - 1 if index - 1 in self.outline.headings_above else index)
        kind: ProvisionType = mark.word.type
        if mark.kind == "typed" and self.group != kind:
            self._to_annex()
            self.group = None
        if self.group is not None and self.group in TYPED and kind == "article":
            kind = self.group
        heading, start, following = self._heading(index, mark)
        if kind in ("article", "section") and heading:
            folded = fold(heading)
            kind = next((typed for shape, typed in self.grammar.typed_headings if shape.match(folded)), kind)
        key = mark.number.key if mark.number else slug(heading or "") if mark.kind == "article" else ""
        eid = self.names.article(mark.word.short, key, self._at(), self.annex is not None, index in self.own)
        first = index - 1 if index - 1 in self.outline.headings_above else index
        self._begin(kind, eid, mark.num, heading, first, start)
        return following

    def _heading(self, index: int, mark: Mark) -> tuple[str | None, int, int]:
        """The heading, the offset where the article's own words begin, and the next block to handle."""
        block = self.blocks[index]
        start = self.offsets[index] + mark.rest
        if mark.heading:
            return mark.heading, start, index + 1
        rest = block.text[mark.rest :].strip(" *")
        above = _clean(self.blocks[index - 1].text) if index - 1 in self.outline.headings_above else None
        following = index + 1
        if not rest:
            set_apart = following < len(self.blocks) and (
                is_heading(self.blocks[following])
                or names_group(self.blocks[following], self.grammar)
                or in_brackets(self.blocks[following].text)
            )
            if (
                (self.habits.below or set_apart)
                and self.habits.plain_line(following)
                and self.habits.followed(following)
                and following not in self.outline.crossheadings
            ):
                return _clean(self.blocks[following].text), self._end_of(following), following + 1
            return above, start, following
        heads = is_heading(block) and len(rest) <= 300 and not rest.endswith(":")
        if heads and self._has_words_below(following):
            return _clean(rest), self._end_of(index), following
        if line_alone(rest) and self._has_words_below(following) and self.habits.own_line:
            return _clean(rest), self._end_of(index), following
        if self.habits.inline or rest.startswith(("(", "（", "【")):
            found = inline_heading(block.text[mark.rest :])
            if found is not None:
                return _clean(found[0]), start + found[1], following
        return above, start, following

    def _has_words_below(self, index: int) -> bool:
        return (
            index < len(self.blocks)
            and self.marks[index] is None
            and index not in self.outline.crossheadings
            and index not in self.outline.conclusions
        )


def _clean(heading: str) -> str | None:
    words = heading.strip(" *.:-–—\u00a0\u3000")
    if words[:1] in ("(", "（", "【") and words[-1:] in (")", "）", "】") and words.count(words[0]) == 1:
        words = words[1:-1].strip(" .")
    return words or None


def assemble(
    blocks: Sequence[Block],
    marks: Sequence[Mark | None],
    notes: Mapping[int, Sequence[str]],
    grammar: Grammar,
    outline: Outline,
    language: str | None,
) -> LegalText:
    """One text and its provisions. `notes` holds, by index of a block, the notes that stand after it."""
    assembly = _Assembly(blocks, marks, grammar, outline)
    drafts = assembly.run()
    text = assembly.text
    provisions = []
    for position, draft in enumerate(drafts):
        start, end = _trimmed(text, draft.start, draft.end)
        own = blocks[draft.first : draft.last + 1]
        lines = tuple(line for block in own for line in block.lines)
        body = draft.type not in DIVISIONS
        provisions.append(
            Provision(
                eid=draft.eid,
                type=draft.type,
                num=draft.num,
                heading=draft.heading,
                text=text[start:end] if body else "",
                start=start,
                end=end if body else start,
                position=position,
                parent=draft.parent,
                language=_language(own) or language,
                page=lines[0].box.page if lines else None,
                boxes=merged(lines),
                items=items(text, start, end) if draft.type in ARTICLES else (),
                notes=tuple(note for index in range(draft.first, draft.last + 1) for note in notes.get(index, ())),
            )
        )
    return LegalText(language, text, tuple(provisions))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n*\u00a0":
        start += 1
    while end > start and text[end - 1] in " \n\u00a0":
        end -= 1
    return start, end


def _language(blocks: Sequence[Block]) -> str | None:
    weights: Counter[str] = Counter()
    for block in blocks:
        if block.language:
            weights[block.language] += len(block.text)
    return weights.most_common(1)[0][0] if weights else None
