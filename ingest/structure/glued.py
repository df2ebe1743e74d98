"""Headings glued to the sentence before them: sources that lost their line breaks ("…emploiArt. L. 592-1. – Forme")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.structure.grammar import Grammar
from ingest.structure.numbers import fold, read
from kb.model.layout import Block

_SEAM = re.compile(r"(?<=[^\W\d_A-Z]|[.;:»)])(?=[A-ZΆΑ-Ω][^\W\d_]{2,11}\.?\s)")
_STOP = re.compile(r"\s?\.?\s?[–—:-]\s|\.\s?(?=[A-Z(])")
_LEAST = 2
"""A single seam may be a slip; several in one paragraph are lost line breaks."""


def unglue(
    blocks: Sequence[Block], notes: Mapping[int, Sequence[str]], grammar: Grammar
) -> tuple[list[Block], dict[int, list[str]]]:
    """The blocks with such paragraphs cut at their headings; notes move with the block they stand after."""
    made: list[Block] = []
    moved: dict[int, list[str]] = {}
    for index, block in enumerate(blocks):
        pieces = [block] if block.lines else _pieces(block, grammar)
        made.extend(pieces)
        if index in notes:
            moved[len(made) - 1] = list(notes[index])
    return made, moved


def _pieces(block: Block, grammar: Grammar) -> list[Block]:
    text = block.text
    if len(text) < 400 or block.kind != "body":
        return [block]
    folded = fold(text)
    cuts = [match.start() for match in _SEAM.finditer(text) if _is_heading(text, folded, match.start(), grammar)]
    if len(cuts) < _LEAST:
        return [block]
    edges = [0, *cuts, len(text)]
    parts = (text[start:end].strip() for start, end in pairwise(edges))
    return [replace(block, text=part) for part in parts if part]


def _is_heading(text: str, folded: str, start: int, grammar: Grammar) -> bool:
    word = grammar.articles.match(folded, start)
    if word is None or text[start - 1].isspace():
        return False
    gap = word.end()
    while gap < len(text) and text[gap] == " ":
        gap += 1
    number = read(text, folded, gap, grammar.ordinals)
    return number is not None and _STOP.match(text, number[1]) is not None
