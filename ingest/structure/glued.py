"""Headings glued to the sentence before them: sources that lost their line breaks ("…emploiArt. L. 592-1. – Forme")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.structure.grammar import Grammar
from ingest.structure.marks import Mark, classify
from ingest.structure.numbers import fold, read
from ingest.structure.series import ordinal_at
from kb.model.layout import Block

_SEAM = re.compile(r"(?:(?<=[^\W\d_A-Z])|(?<=[.;:»)]))(?=[A-ZΆΑ-Ω][^\W\d_]{2,11}\.?\s)")
_SENTENCE = re.compile(r"(?<=[.;:»)”\"])\s(?=[^\W\d_])")
_STOP = re.compile(r"\s?\.?\s?[–—:-]\s|\.\s?(?=[A-Z(])")
_LEAST = 2
"""A single seam may be a slip; several in one paragraph are lost line breaks."""
_HEADED = 3
_AFTER_SENTENCE = re.compile(r"(?<=[.;:؛؟»”)])\s?(?=[^\W\d_])")
_SIGN = re.compile(r"\W{1,4}")


def unglue(
    blocks: Sequence[Block], notes: Mapping[int, Sequence[str]], grammar: Grammar
) -> tuple[list[Block], dict[int, list[str]]]:
    """The blocks with such paragraphs cut at their headings; notes move with the block they stand after."""
    made: list[Block] = []
    moved: dict[int, list[str]] = {}
    running, lost = _Running(), _Lost(blocks, grammar)
    for index, block in enumerate(blocks):
        pieces = [block] if block.lines else _pieces(block, grammar)
        for piece in pieces:
            for part in lost.cut(piece):
                made.extend(running.cut(part, grammar))
        if index in notes:
            moved[len(made) - 1] = list(notes[index])
    return made, moved


def _pieces(block: Block, grammar: Grammar) -> list[Block]:
    text = block.text
    if len(text) < 400 or block.kind != "body":
        return [block]
    folded = fold(text)
    cuts = {match.start() for match in _SEAM.finditer(text) if _is_heading(text, folded, match.start(), grammar)}
    if len(cuts) < _LEAST:
        return [block]
    # Where line breaks are lost, a heading may also follow the end of a sentence and its space.
    cuts |= {match.end() for match in _SENTENCE.finditer(text) if _is_heading(text, folded, match.end(), grammar)}
    return _cut(block, sorted(cuts))


def _cut(block: Block, cuts: Sequence[int]) -> list[Block]:
    edges = [0, *cuts, len(block.text)]
    parts = (block.text[start:end].strip() for start, end in pairwise(edges))
    return [replace(block, text=part) for part in parts if part]


def _is_heading(text: str, folded: str, start: int, grammar: Grammar) -> bool:
    word = grammar.articles.match(folded, start)
    if word is None or text[start].islower():
        return False
    gap = word.end()
    while gap < len(text) and text[gap] == " ":
        gap += 1
    number = read(text, folded, gap, grammar.ordinals)
    return number is not None and _STOP.match(text, number[1]) is not None


@dataclass(slots=True)
class _Running:
    """A numbering by ordinal words that runs through paragraphs ("PRIMERO. … SEGUNDO. …").

    Wrapped text has no line break to see where a full last line ends a paragraph; the next number in the very same
    dress (case, signs after it) shows it.
    """

    next: int = 0
    dress: tuple[bool, str] = (False, "")

    def cut(self, block: Block, grammar: Grammar) -> list[Block]:
        """The block, cut where the numbering goes on inside it."""
        if block.kind != "body":
            self.next = 0
            return [block]
        found = ordinal_at(block.text, 0, grammar)
        if found is None:
            if len(block.text) <= 160 and classify(block, grammar) is not None:
                self.next = 0
        else:
            number, end = found
            self.next, self.dress = number.value + 1, _dress(block.text, 0, end)
        if not self.next or block.lines:
            return [block]
        cuts = []
        for match in _SENTENCE.finditer(block.text):
            start = match.end()
            found = ordinal_at(block.text, start, grammar)
            if found is None or found[0].value != self.next:
                continue
            if _dress(block.text, start, found[1]) == self.dress:
                cuts.append(start)
                self.next += 1
        return _cut(block, cuts)


class _Lost:
    """Articles that no paragraph opens with, and that stand after the end of a sentence where they should come.

    Moroccan laws taken out of PDFs run a heading into the line before it ("…عند الاقتضاء.المادة 22").
    """

    def __init__(self, blocks: Sequence[Block], grammar: Grammar) -> None:
        self._grammar = grammar
        self._last: int | None = None
        marks = [] if any(block.lines for block in blocks) else [classify(block, grammar) for block in blocks]
        self._headed = {mark.number.value for mark in marks if _counts(mark) and mark is not None and mark.number}
        full = set(range(1, max(self._headed, default=0) + 2))
        self._missing = full - self._headed if len(self._headed) >= _HEADED else set()

    def cut(self, block: Block) -> list[Block]:
        """The block, cut where the article that should come next begins inside it."""
        if not self._missing or block.kind not in ("body", "item"):
            return [block]
        mark = classify(block, self._grammar)
        if mark is not None and _counts(mark) and mark.number is not None:
            self._last = mark.number.value
        if self._last is None or self._last + 1 not in self._missing:
            return [block]
        text, folded, cuts = block.text, fold(block.text), []
        for match in _AFTER_SENTENCE.finditer(text):
            number = self._number(text, folded, match.end())
            if number is not None and number == self._last + 1 and number in self._missing:
                cuts.append(match.end())
                self._last = number
        return _cut(block, cuts)

    def _number(self, text: str, folded: str, start: int) -> int | None:
        word = self._grammar.articles.match(folded, start)
        if word is None or text[start].islower():
            return None
        gap = word.end() + (text[word.end() : word.end() + 1] == " ")
        found = read(text, folded, gap, self._grammar.ordinals)
        if found is None or found[0].inner or found[0].series:
            return None
        end = found[1]
        if not text[end:].strip(" .:") or _STOP.match(text, end):
            return found[0].value
        cased = text[start].isupper()
        goes_on = cased or text[end] != " " or self._grammar.continues.match(folded, end)
        return None if goes_on else found[0].value


def _counts(mark: Mark | None) -> bool:
    """Whether the mark is an article's of the plain numbering."""
    number = mark.number if mark is not None and mark.kind == "article" and not mark.quoted else None
    return number is not None and not number.inner and not number.series


def _dress(text: str, start: int, end: int) -> tuple[bool, str]:
    sign = _SIGN.match(text, end)
    return text[start:end].isupper(), sign[0].strip() if sign else ""
