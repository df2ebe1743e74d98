"""Several laws in one issue of a gazette: a work each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.grammar import Grammar
from ingest.structure.marks import QUOTES, Mark, is_heading
from ingest.structure.numbers import fold
from kb.model.layout import Block

_NUMBERED = re.compile(r"(?:n[°ºo.]|no\b|num|nr|αριθ|υπ|رقم|#|№)|\d{1,4}\s?[/-]\s?\d{2,4}|(?:19|20)\d\d|\d{1,5}")
_TITLE_LENGTH = 900


def split(blocks: Sequence[Block], marks: Sequence[Mark | None], grammar: Grammar) -> list[tuple[int, int]]:
    """Ranges of blocks, one a work. A work begins where a law's own title stands and its articles begin again."""
    starts = [0]
    seen_units = False
    title: int | None = None
    for index, block in enumerate(blocks):
        mark = marks[index]
        if mark is not None and mark.kind in ("article", "typed"):
            first = mark.kind == "article" and mark.number is not None and mark.number.first
            if seen_units and first and title is not None:
                starts.append(title)
            seen_units, title = True, None
        elif mark is not None and mark.kind == "annex":
            title = None
        elif mark is None and title is None and seen_units and _is_title(block, grammar):
            title = index
    return list(zip(starts, [*starts[1:], len(blocks)], strict=True))


def _is_title(block: Block, grammar: Grammar) -> bool:
    text = block.text
    if len(text) > _TITLE_LENGTH or text[:1] in QUOTES or block.quoted or not text[:1].isupper() and text[:1].isascii():
        return False
    folded = fold(text[:200])
    match = grammar.instruments.match(folded)
    if match is None:
        return False
    loud = is_heading(block) or block.bold or block.centred or text[: match.end()].isupper()
    number = _NUMBERED.search(folded, match.end(), match.end() + 60)
    return number is not None and (loud or number.start() - match.end() <= 2)
