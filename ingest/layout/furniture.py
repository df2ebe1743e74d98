"""Running heads, feet, page numbers and line numbers: printed on the page, no words of the law."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.layout.rows import Row, row_text
from ingest.layout.words import Words

_EDGE = 0.14
"""Share of the page's height, at its top and bottom, in which furniture stands."""
_DEEPEST = 5
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:p[aá]g(?:ina|e|\.)?|page|p\.|σελ\.?|seite|str\.?|صفحة|ص)\W*)?(?:\d{1,5}|[ivxlc]{1,6}|[٠-٩]{1,5})"
    r"(?:\s*(?:/|de|of|sur|din|von|من)\s*(?:\d{1,5}|[٠-٩]{1,5}))?[\W_]*",
    re.I,
)


@dataclass(slots=True)
class PageRows:
    """A page on its way: its words, its rows over the full width, what has been taken off."""

    words: Words
    rows: list[Row]
    width: float
    height: float
    dropped: set[int] = field(default_factory=set)

    def kept(self) -> list[int]:
        """Places of the words that remain."""
        return [place for place in range(len(self.words)) if place not in self.dropped]


@dataclass(frozen=True, slots=True)
class _Slot:
    """The outermost row of one page: its text with figures masked, its figures, its distance from the edge."""

    row: Row
    text: str
    key: str
    figures: tuple[int, ...]
    edge: float
    gap: float


def take_off(pages: Sequence[PageRows], size: float) -> None:
    """Drop running heads and feet, page numbers and line numbers from the pages."""
    for page in pages:
        _line_numbers(page)
    for top in (True, False):
        for _ in range(_DEEPEST):
            slots = {number: slot for number, page in enumerate(pages) if (slot := _slot(page, top, size))}
            off = [number for number in slots if slots and _is_number(slots[number], size)]
            off += [number for number in _repeated(slots, len(pages)) if number not in off]
            off += [number for number in _apart(slots, len(pages), size) if number not in off]
            if not off:
                break
            for number in off:
                pages[number].dropped.update(slots[number].row)


def _slot(page: PageRows, top: bool, size: float) -> _Slot | None:
    left = [row for row in page.rows if row[0] not in page.dropped]
    if not left:
        return None
    row, beyond = (left[0], left[1:2]) if top else (left[-1], left[-2:-1])
    base = float(page.words.base[row[0]])
    edge = base if top else page.height - base
    if edge > _EDGE * page.height or any(page.words.table[place] >= 0 for place in row):
        return None
    gap = abs(float(page.words.base[beyond[0][0]]) - base) if beyond else 99.0
    text = row_text(page.words, row)
    key = re.sub(r"\d+", "#", text).lower().strip()
    return _Slot(row, text, key, tuple(int(n) for n in re.findall(r"[0-9]{1,9}", text)), edge, gap)


def _is_number(slot: _Slot, size: float) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(slot.text)) and slot.gap > 1.3 * size


def _repeated(slots: dict[int, _Slot], pages: int) -> list[int]:
    """Pages whose outermost row repeats, its figures constant or counting upwards with the page.

    Notes made to one pattern ("Modifié par la loi n° …, J.O. du …") repeat as well, but their figures jump.
    """
    by_key: dict[str, list[_Slot]] = {}
    for _, slot in sorted(slots.items()):
        by_key.setdefault(slot.key, []).append(slot)
    often = {key: group for key, group in by_key.items() if len(group) >= 2}
    regular = {
        key: _follows_pages([(n, slots[n]) for n in sorted(slots) if slots[n].key == key], pages) for key in by_key
    }
    needed = max(2, 0.25 * pages) if pages > 3 else 2
    common = sum(len(group) for group in often.values() if len(group) >= max(2, 0.2 * pages))
    if common < 0.5 * len(slots):
        return []
    off = []
    for number, slot in slots.items():
        like = [
            group for key, group in often.items() if key == slot.key or (len(slot.key) > 8 and _alike(key, slot.key))
        ]
        count = sum(len(group) for group in like)
        level = sum(abs(other.edge - slot.edge) < 4 for group in like for other in group)
        if min(count, level) >= needed and regular[slot.key] and len(re.findall(r"[^\W\d_]", slot.key)) >= 3:
            off.append(number)
    return off


def _follows_pages(group: Sequence[tuple[int, _Slot]], pages: int) -> bool:
    """Whether each figure stays, or counts with the pages; on most pages of a long file, merely upwards.

    "Article 12", "Article 19" at the top of two pages are headings: their figures neither stay nor follow the page.
    """
    if len({len(slot.figures) for _, slot in group}) != 1:
        return False
    columns = list(zip(*(slot.figures for _, slot in group), strict=True))
    numbers = [number for number, _ in group]
    if all(
        len(set(column)) == 1 or len({f - n for f, n in zip(column, numbers, strict=True)}) == 1 for column in columns
    ):
        return True
    upwards = all(a <= b for column in columns for a, b in pairwise(column))
    return upwards and len(group) >= max(5, 0.6 * pages)


def _apart(slots: dict[int, _Slot], pages: int, size: float) -> list[int]:
    """Rows that stand at one height on most pages, well apart from the body: heads whose words change."""
    if pages < 4:
        return []
    levels = Counter(round(slot.edge / 2) for slot in slots.values() if slot.gap > 1.9 * size)
    if not levels:
        return []
    level = levels.most_common(1)[0][0]
    off = [
        n
        for n, slot in slots.items()
        if abs(slot.edge / 2 - level) <= 1.5 and slot.gap > 1.9 * size and len(slot.text) < 140
    ]
    words = Counter(word for number in off for word in set(slots[number].key.split()))
    shared = [n for n in off if any(words[word] >= 0.5 * len(off) for word in slots[n].key.split() if len(word) > 3)]
    return shared if len(shared) >= max(3, 0.6 * pages) else []


def _alike(first: str, second: str) -> bool:
    a, b = set(first.split()), set(second.split())
    return len(a & b) > 0.75 * len(a | b)


def _line_numbers(page: PageRows) -> None:
    """Numbers that count lines down a margin, each line or each fifth."""
    words = page.words
    figures = [
        p for row in page.rows for p in (row[0], row[-1]) if words.text[p].isdecimal() and len(words.text[p]) < 4
    ]
    for edge in (words.x0, words.x1):
        slots: dict[int, list[int]] = {}
        for place in dict.fromkeys(figures):
            slots.setdefault(round(float(edge[place]) / 4), []).append(place)
        for slot, group in slots.items():
            group = sorted(set(group + slots.get(slot + 1, [])), key=lambda place: words.base[place])
            values = [int(words.text[place]) for place in group]
            steps = {b - a for a, b in pairwise(values)}
            if len(group) >= 4 and (
                steps == {5} or (steps == {1} and len(group) >= 12 and len(group) > 0.8 * len(page.rows))
            ):
                page.dropped.update(group)
