"""Several laws in one issue of a gazette: a work each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.grammar import Grammar
from ingest.structure.marks import QUOTES, Mark
from ingest.structure.numbers import fold
from kb.model.layout import Block

_NUMBERED = re.compile(
    r"[\w\s'’.]{0,24}?(?:\bn\s?[°ºo.]{1,2}\s?|\bno\.?\s|\bnum\w*\.?\s|\bnr\.?\s|αριθ\w*\.?\s|υπ\S{0,2}\s|رقم\s?|#|№\s?)\S{0,12}\d"
    r"|\s*\d{1,5}\s?[/.-]\s?\d{2,4}\b"
)
_TITLE_LENGTH = 900


def titles(blocks: Sequence[Block], marks: Sequence[Mark | None], grammar: Grammar) -> frozenset[int]:
    """The blocks that read as the title of a law: its kind and number ("Décret n° 2025-229 du 11 juin 2025 …")."""
    return frozenset(index for index, block in enumerate(blocks) if marks[index] is None and _is_title(block, grammar))


def split(marks: Sequence[Mark | None], titles_at: frozenset[int]) -> list[tuple[int, int]]:
    """Ranges of blocks, one a work. A work begins where a law's own title stands and its articles begin again."""
    starts = [0]
    seen_units = False
    title: int | None = None
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind in ("article", "typed"):
            first = mark.kind == "article" and mark.number is not None and mark.number.first
            if seen_units and first and title is not None:
                starts.append(title)
            seen_units, title = True, None
        elif mark is not None and mark.kind == "annex":
            title = None
        elif title is None and seen_units and index in titles_at:
            title = index
    return list(zip(starts, [*starts[1:], len(marks)], strict=True))


def _is_title(block: Block, grammar: Grammar) -> bool:
    text = block.text
    if len(text) > _TITLE_LENGTH or text[:1] in QUOTES or block.quoted:
        return False
    if text[:1].isascii() and not text[:1].isupper():
        return False
    folded = fold(text[:200])
    match = grammar.instruments.match(folded)
    if match is None:
        return False
    return _NUMBERED.match(folded, match.end()) is not None
