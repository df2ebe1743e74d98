"""Agreements that a law ratifies: printed after its signatures, they are its annex and no articles of it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.structure.grammar import Grammar, Word
from ingest.structure.marks import Mark, is_heading
from ingest.structure.numbers import fold
from kb.model.layout import Block

_UNITS = ("article", "typed")
_TITLE_LENGTH = 900


def annex_agreements(blocks: Sequence[Block], marks: list[Mark | None], grammar: Grammar) -> None:
    """Make what follows the signatures of a ratifying law one annex, in place; other laws are left as they are.

    An approved regulation or consolidated text stands in the same place, but its articles are law of their own: only
    the words of ratification in the law's title or first article tell the two apart.
    """
    first = next((index for index, mark in enumerate(marks) if mark is not None and mark.kind in _UNITS), None)
    if first is None or not any(_ratifies(block, grammar) for block in blocks[: first + 1]):
        return
    signed = next(
        (
            index
            for index in range(first + 1, len(blocks))
            if marks[index] is None and grammar.conclusions.match(fold(blocks[index].text[:80]).lstrip(' *("«-–—'))
        ),
        None,
    )
    if signed is None:
        return
    title = next((index for index in range(signed + 1, len(blocks)) if _is_title(blocks[index], marks[index])), None)
    if title is None or not any(mark is not None and mark.kind in _UNITS for mark in marks[title:]):
        return
    for index in range(title, len(marks)):
        marks[index] = None
    marks[title] = Mark("annex", Word("annex", "att"), "", None, 0)


def _ratifies(block: Block, grammar: Grammar) -> bool:
    return len(block.text) <= _TITLE_LENGTH and grammar.ratifies.search(fold(block.text)) is not None


def _is_title(block: Block, mark: Mark | None) -> bool:
    loud = is_heading(block) or block.bold or (block.text.isupper() and len(block.text) > 12)
    return loud and (mark is None or mark.kind in ("annex", "listed"))
