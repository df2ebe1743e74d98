"""Headings glued to the sentence before them: sources that lost their line breaks ("…emploiArt. L. 592-1. – Forme")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.structure.grammar import Grammar
from ingest.structure.marks import classify
from ingest.structure.numbers import fold, read
from ingest.structure.series import ordinal_at
from kb.model.layout import Block

_SEAM = re.compile(r"(?:(?<=[^\W\d_A-Z])|(?<=[.;:»)]))(?=[A-ZΆΑ-Ω][^\W\d_]{2,11}\.?\s)")
_SENTENCE = re.compile(r"(?<=[.;:»)”\"])\s(?=[^\W\d_])")
_STOP = re.compile(r"\s?\.?\s?[–—:-]\s|\.\s?(?=[A-Z(])")
_LEAST = 2
"""A single seam may be a slip; several in one paragraph are lost line breaks."""
_SIGN = re.compile(r"\W{1,4}")


def unglue(
    blocks: Sequence[Block], notes: Mapping[int, Sequence[str]], grammar: Grammar
) -> tuple[list[Block], dict[int, list[str]]]:
    """The blocks with such paragraphs cut at their headings; notes move with the block they stand after."""
    made: list[Block] = []
    moved: dict[int, list[str]] = {}
    running = _Running()
    for index, block in enumerate(blocks):
        pieces = [block] if block.lines else _pieces(block, grammar)
        for piece in pieces:
            made.extend(running.cut(piece, grammar))
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


def _dress(text: str, start: int, end: int) -> tuple[bool, str]:
    sign = _SIGN.match(text, end)
    return text[start:end].isupper(), sign[0].strip() if sign else ""
