"""Headings without a word: "1. Short title", "Primero.—", "3.2 Members". Only a whole numbering proves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.structure.grammar import Grammar, Word
from ingest.structure.marks import QUOTES, Mark, is_heading
from ingest.structure.numbers import Number, fold, read
from kb.model.layout import Block

_BARE = re.compile(
    r"[*\s]*(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}(?:[A-Z]{1,2}(?![a-z]))?)[*]*"
    r"(?:\s?\.{1,2}\s?[—–-]?\s*|\s?[—–-]\s?|\)\s?|\s+)(?=[^\W\d_a-zà-ÿα-ωа-я]|[(\[“\"«*]|$)"
)
_STOP = re.compile(r"\s?[.:\-–—)]|\s*$")
_SEPARATORS = re.compile(r"[\s.:\-–—)*]*")
_LEVELS: tuple[Word, ...] = (Word("chapter", "chp"), Word("subchapter", "sec"), Word("division", "subsec"))
_CODE = re.compile(r"(?:§+\s?)?(?P<number>\d{1,4}(?:[.:-]\d{1,4}){1,3}[A-Za-z]?)\.?\s+(?=[^\W\d_a-z])")
_CODE_TITLE = 200
_LEAST = 3
"""A numbering of fewer headings proves nothing."""
_LOST = 2
"""Headings that reading may lose without ending a group ("Transitorios") or a long numbering."""
_LONG = 10
_HEADINGS_LOST = 8
"""The Ugandan procurement act of 2003 is held with headings 29 and 34 and none between."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: Number
    end: int
    loud: bool
    path: tuple[int, ...]
    """The number level by level: (7, 1, 2) for "7.1.2"."""
    level: int = 0


def number_bare_headings(blocks: Sequence[Block], marks: list[Mark | None], languages: Sequence[str]) -> None:
    """Fill in marks for headings that are numbers only, in place, where they make up the text's main numbering."""
    worded = sum(
        1
        for mark in marks
        if mark and mark.kind in ("article", "typed") and not mark.quoted and not (mark.number and mark.number.inner)
    )
    english = not languages or "en" in languages
    if worded >= _LEAST and not english:
        return
    candidates = _candidates(blocks, marks)
    chains = _chains([candidate for candidate in candidates if candidate.loud], gap=_HEADINGS_LOST)
    if not chains:
        # Paragraphs numbered "1.1" under a plain "1." are paragraphs: only headings make levels.
        chains = _chains([candidate for candidate in candidates if len(candidate.path) == 1], gap=1)
    total = max((len(chain) for chain in chains), default=0)
    if total < max(_LEAST, worded):
        return
    loud = all(candidate.loud for chain in chains for candidate in chain)
    if not loud and not english and total < 5:
        return
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind == "article" and not (mark.number and mark.number.inner):
            marks[index] = None
    word = Word("section", "sec") if english and languages else Word("article", "art")
    for place, chain in enumerate(chains):
        if not _in_annex(blocks, marks, chains[:place], chain):
            _mark_chain(blocks, marks, chain, word)


def _in_annex(
    blocks: Sequence[Block], marks: Sequence[Mark | None], before: Sequence[Sequence[_Candidate]],
    chain: Sequence[_Candidate],
) -> bool:  # fmt: skip
    """Whether a numbering is that of a schedule: it stands after an annex's heading and repeats no earlier one.

    Rules that a Ugandan or Indian schedule numbers anew are the schedule's words; after an arrangement of sections,
    which ends with the heads of the schedules, the same headings come again with their text.
    """
    if not before:
        return False
    first, start = before[0][-1].index, chain[0].index
    annexed = any(mark is not None and mark.kind == "annex" for mark in marks[first:start])
    said = {fold(blocks[one.index].text[:24]) for earlier in before for one in earlier}
    again = sum(fold(blocks[one.index].text[:24]) in said for one in chain)
    return annexed and again < 0.5 * len(chain)


def _candidates(blocks: Sequence[Block], marks: Sequence[Mark | None]) -> list[_Candidate]:
    found = []
    for index, block in enumerate(blocks):
        mark = marks[index]
        if block.kind == "table" or mark is not None:
            continue
        match = _BARE.match(block.text)
        if match is None:
            continue
        numbered = read(match["number"], fold(match["number"]), 0, {})
        if numbered is not None and numbered[1] == len(match["number"]):
            path = tuple(int(level) for level in re.findall(r"\d+", match["number"]))
            # "7.1.2 Qualifications" is a heading even where the page sets it like its text.
            loud = is_heading(block) or block.bold or (len(path) > 2 and len(block.text) < 100)
            found.append(_Candidate(index, numbered[0], match.end(), loud, path, block.level))
    return found


def _chains(candidates: Sequence[_Candidate], gap: int) -> list[list[_Candidate]]:
    """Numberings 1, 2, 3 … each beginning at 1; nested lists of points are passed over.

    `gap` is how far a number may jump: a heading lost in reading must not end the numbering.
    """
    chains: list[list[_Candidate]] = []
    chain: list[_Candidate] = []
    for place, candidate in enumerate(candidates):
        if chain and _follows(chain[-1], candidate, gap if len(chain) < _LONG else max(gap, _LOST)):
            chain.append(candidate)
        elif candidate.path in ((1,), (1, 1)):
            if len(chain) >= _LEAST:
                if not _restarts(candidates, candidate, chain[-1].number.value):
                    continue
                chains.append(chain)
            chain = [candidate]
        elif len(chain) >= _LEAST and _begins_anew(candidates[place : place + _LEAST], chain[-1]):
            chains.append(chain)
            chain = [candidate]
    if len(chain) >= _LEAST:
        chains.append(chain)
    return chains


def _follows(last: _Candidate, candidate: _Candidate, gap: int) -> bool:
    """Whether a number comes next: one level in, or further on at the same or an outer level."""
    above, path = last.path, candidate.path
    if len(path) == len(above) + 1 and path[:-1] == above:
        return path[-1] <= gap
    if len(path) > len(above):
        return False
    if path == above:
        return candidate.number.key != last.number.key and len(candidate.number.key) > len(str(path[0]))
    level = len(path) - 1
    return path[:level] == above[:level] and 1 <= path[level] - above[level] <= gap


def _begins_anew(run: Sequence[_Candidate], last: _Candidate) -> bool:
    """Whether headings set like those of the numbering count on from a lower number: its beginning has lost its heads.

    Latvian consolidations set the points of the transitional provisions so, the first ones under heads of another form.
    """
    if len(run) < _LEAST or run[0].number.value >= last.number.value or not run[0].level:
        return False
    steps = all(two.path == (one.path[0] + 1,) for one, two in pairwise(run))
    return steps and all(candidate.level == last.level for candidate in run)


def _restarts(candidates: Sequence[_Candidate], candidate: _Candidate, last: int) -> bool:
    """Whether a "1." begins a new numbering, and is no point of a list inside the running one."""
    for later in candidates:
        if later.index > candidate.index and later.number.value == last + 1 and not later.number.inner:
            return False
    return True


def _mark_chain(blocks: Sequence[Block], marks: list[Mark | None], chain: Sequence[_Candidate], word: Word) -> None:
    shown: str | None = None
    for place, candidate in enumerate(chain):
        text = blocks[candidate.index].text
        number = candidate.number
        if number.key == shown:
            continue
        shown = number.key
        inner = chain[place + 1].path if place + 1 < len(chain) else ()
        until = chain[place + 1].index if inner else candidate.index
        # "10.1 Definitions. For the purpose of this article, …" above 10.1.1 is a section with words of its own.
        own = len(candidate.path) > 1 and any(
            marks[between] is None and not is_heading(blocks[between]) for between in range(candidate.index + 1, until)
        )
        divides = len(inner) > len(candidate.path) and not own
        printed = text[: candidate.end].strip(" .:*—–-)\n")
        quoted = text[:1] in QUOTES
        if divides:
            kind = _LEVELS[min(len(candidate.path), len(_LEVELS)) - 1]
            marks[candidate.index] = Mark("division", kind, printed, number, candidate.end, quoted)
        else:
            marks[candidate.index] = Mark("article", word, printed, number, candidate.end, quoted)


def number_code_sections(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """Single sections copied out of a code ("504.1504 Amended certificate"), in place, where nothing else is marked.

    Only a loud line that opens with a number of two or more parts and a title is taken for one.
    """
    if any(mark is not None and mark.kind in ("article", "typed", "division") for mark in marks):
        return
    for index, block in enumerate(blocks):
        match = _CODE.match(block.text)
        if match is None or not (is_heading(block) or block.bold) or len(block.text) > _CODE_TITLE:
            continue
        found = read(match["number"], fold(match["number"]), 0, {})
        if found is not None and found[1] == len(match["number"]):
            marks[index] = Mark("article", Word("section", "sec"), match["number"], found[0], match.end())


def name_unnumbered(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """A heading without number, set like the articles before and after it, whose number is the one that is missing.

    The Indian act of 1912 is held with "45.", a heading without number, "47.".
    """
    last: int | None = None
    between: list[int] = []
    for index, mark in enumerate(marks):
        if mark is None:
            if last is not None and blocks[index].level and blocks[index].level == blocks[last].level:
                between.append(index)
            continue
        if mark.kind != "article" or mark.number is None or mark.number.inner or not blocks[index].level:
            continue
        before = marks[last] if last is not None else None
        missing = (
            before is not None
            and before.number is not None
            and (mark.number.value == before.number.value + 2 and mark.number.series == before.number.series)
        )
        if missing and len(between) == 1:
            marks[between[0]] = Mark("article", mark.word, "", None, 0)
        last, between = index, []


def number_ordinals(blocks: Sequence[Block], marks: list[Mark | None], grammar: Grammar) -> None:
    """Fill in "Primero. …", "SEGUNDA.- …" under a group heading, or all through a text without other articles."""
    worded = any(mark is not None and mark.kind == "article" and not mark.quoted for mark in marks)
    group: Mark | None = None
    expected = 1
    free: list[tuple[int, Mark]] = []
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind != "listed":
            if mark.kind == "group":
                group, expected = mark, 1
            elif mark.kind in ("division", "annex", "article", "typed", "preamble"):
                group = None
            continue
        found = _ordinal(blocks[index], grammar)
        if found is None:
            continue
        number, end = found
        short = group.group if group is not None and group.group else "clause"
        word = Word(short, "cl" if short == "clause" else short)
        text = blocks[index].text
        separators = _SEPARATORS.match(text, end)
        made = Mark("article", word, text[:end].strip(" *"), number, separators.end() if separators else end)
        if group is not None and expected <= number.value <= expected + _LOST:
            expected = number.value + 1
            if group.group is not None:
                marks[index] = replace(made, kind="typed" if word.type != "clause" else "article")
        elif group is None and not worded and number.value == len(free) + 1:
            free.append((index, made))
    if len(free) >= _LEAST:
        for index, made in free:
            marks[index] = made


def _ordinal(block: Block, grammar: Grammar) -> tuple[Number, int] | None:
    if block.kind == "table":
        return None
    return ordinal_at(block.text, len(block.text) - len(block.text.lstrip("* ")), grammar)


def ordinal_at(text: str, start: int, grammar: Grammar) -> tuple[Number, int] | None:
    """An ordinal word that stands as a number ("PRIMERO.-"), and the offset after it; None where there is none."""
    if not text[start : start + 1].isupper():
        return None
    window = text[start : start + 60]
    folded = fold(window)
    found = read(window, folded, 0, grammar.ordinals)
    if found is None or found[0].series or not folded[0].isalpha() or not _STOP.match(window, found[1]):
        return None
    return found[0], start + found[1]
