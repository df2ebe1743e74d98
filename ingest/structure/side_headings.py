"""Side headings printed before the number of their section: "Short title 1 This Act …", "Definitions 2" and "(1) …".

Canadian federal acts are copied out so. Nothing but the numbering itself tells such a number from any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.grammar import Word
from ingest.structure.marks import Mark
from ingest.structure.numbers import Number
from kb.model.layout import Block

_NUMBER = re.compile(r"(?<=[^\W\d_)»”,]) (?P<main>\d{1,4})(?:\.(?P<inner>\d{1,3}))?(?=$| [^\W\d_]| \(\d| \[)")
_LONGEST = 140
"""Characters of the longest side heading of the Canadian acts on cooperatives, corporations and credit associations."""
_LEAST = 10
"""A numbering of fewer sections proves nothing where nothing else marks them."""
_LOST = 3
_REPEALED = 20
"""Sections that may be left out in a row (repealed ones), and where only "(1)" or nothing follows the number."""


@dataclass(frozen=True, slots=True)
class _Place:
    index: int
    start: int
    end: int
    main: int
    inner: int


def number_after_side_headings(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """Fill in, in place, the sections of a text whose only numbering stands after side headings."""
    if sum(mark is not None and mark.kind in ("article", "typed") for mark in marks) >= _LEAST:
        return
    chain: list[_Place] = []
    last = (0, 0)
    for index, block in enumerate(blocks):
        if marks[index] is not None or block.kind != "body" or not block.text[:1].isupper():
            continue
        for match in _NUMBER.finditer(block.text, 0, _LONGEST + 8):
            place = _Place(index, match.start(), match.end(), int(match["main"]), int(match["inner"] or 0))
            alone = block.text[match.end() : match.end() + 2] in ("", " (") and len(chain) >= _LEAST
            if match.start() <= _LONGEST and _follows(last, place, _REPEALED if alone else _LOST):
                chain.append(place)
                last = (place.main, place.inner)
                break
    if len(chain) < _LEAST or chain[0].main > 1 + _LOST:
        return
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind in ("article", "typed"):
            marks[index] = None
    for place in chain:
        text = blocks[place.index].text
        key = f"{place.main}-{place.inner}" if place.inner else str(place.main)
        number = Number(key, "", place.main, str(place.inner) if place.inner else "")
        printed = text[place.start : place.end].strip()
        heading = text[: place.start].strip()
        marks[place.index] = Mark("article", Word("section", "sec"), printed, number, place.end, heading=heading)


def _follows(last: tuple[int, int], place: _Place, lost: int) -> bool:
    main, inner = last
    if place.inner:
        return place.main == main and inner < place.inner <= inner + _LOST
    return main < place.main <= main + 1 + lost
