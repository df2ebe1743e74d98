"""Running heads, feet, page numbers and line numbers: printed on the page, no words of the law."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from ingest.layout.rows import Row, row_text
from ingest.layout.words import Words

_EDGE, _DEPTH = 0.14, 0.07
"""Shares of the page's height in which furniture stands: from its edge, and from where the document's print begins
(laws drawn up for a small leaf stand in the middle of a large page)."""
_DEEPEST = 6
_ALIKE = 0.8
"""Share of letters that two running heads have in common; OCR misreads one letter in ten of them."""
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:p[aá]g(?:ina|e|\.)?|page|p\.|σελ\.?|seite|str\.?|صفحة|ص)\W*)?(?:\d{1,5}|[ivxlc]{1,6}|[٠-٩]{1,5})"
    r"(?:\s*(?:/|de|of|sur|din|von|من)\s*(?:\d{1,5}|[٠-٩]{1,5}))?[\W_]*",
    re.I,
)
_IMPRINT = re.compile(
    r"\b(?:imprim|imprent|impreso|printed (?:by|at|on)|gedruckt|druckerei|drukar|tipograf|tipărit|tlačiar|tiskárn)"
    r"|stamperia|τυπογραφ|مطابع|المطبعة|powered by|printed from",
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
    """The outermost row of a page: its text, letters and figures, its distance from the edge and from the next row."""

    row: Row
    text: str
    letters: str
    figures: tuple[int, ...]
    edge: float
    gap: float


def take_off(pages: Sequence[PageRows], size: float) -> None:
    """Drop running heads and feet, page numbers and line numbers from the pages."""
    for page in pages:
        _line_numbers(page)
    for top in (True, False):
        begin = _where_print_begins(pages, top)
        for _ in range(_DEEPEST):
            slots = {n: slot for n, page in enumerate(pages) if (slot := _slot(page, top, begin))}
            off = {number for number, slot in slots.items() if _is_number(slot, size)}
            off.update(_counting(slots, len(pages)), _repeated(slots, len(pages), size))
            off.update(_apart(slots, len(pages), size))
            for number in off:
                pages[number].dropped.update(slots[number].row)
            if not off:
                break
        _imprints(pages, size, top, depth=_DEEPEST)


def _where_print_begins(pages: Sequence[PageRows], top: bool) -> float:
    """The distance from the page's edge at which print begins on most pages."""
    edges = sorted(_edge(page, page.rows[0 if top else -1], top) for page in pages if page.rows)
    return edges[len(edges) // 4] if edges else 0.0


def _edge(page: PageRows, row: Row, top: bool) -> float:
    base = float(page.words.base[row[0]])
    return base if top else page.height - base


def _slot(page: PageRows, top: bool, begin: float) -> _Slot | None:
    left = [row for row in page.rows if row[0] not in page.dropped]
    if not left:
        return None
    row, beyond = (left[0], left[1:2]) if top else (left[-1], left[-2:-1])
    edge = _edge(page, row, top)
    far = edge > _EDGE * page.height and edge > begin + _DEPTH * page.height
    if far or any(page.words.table[place] >= 0 for place in row):
        return None
    gap = abs(_edge(page, beyond[0], top) - edge) if beyond else 99.0
    text = row_text(page.words, row)
    letters = "".join(re.findall(r"[^\W\d_]+", text.lower()))
    return _Slot(row, text, letters, tuple(int(n) for n in re.findall(r"[0-9]{1,9}", text)), edge, gap)


def _is_number(slot: _Slot, size: float) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(slot.text)) and slot.gap > 1.3 * size


def _counting(slots: dict[int, _Slot], pages: int) -> list[int]:
    """Page numbers set close to the text: a figure alone that counts with the pages."""
    alone = {n: s for n, s in slots.items() if len(s.figures) == 1 and _PAGE_NUMBER.fullmatch(s.text)}
    steps = Counter(slot.figures[0] - number for number, slot in alone.items())
    if not steps or steps.most_common(1)[0][1] < max(3, 0.4 * pages):
        return []
    step = steps.most_common(1)[0][0]
    return [number for number, slot in alone.items() if slot.figures[0] - number == step]


def _repeated(slots: dict[int, _Slot], pages: int, size: float) -> list[int]:
    """Pages whose outermost row repeats, its figures constant or counting with the page.

    Notes made to one pattern ("Modifié par la loi n° …, J.O. du …") repeat as well, but their figures jump.
    """
    groups = [group for group in _groups(slots) if len(group) >= 2]
    common = sum(len(group) for group in groups if len(group) >= max(2, 0.2 * pages))
    if common < 0.5 * len(slots):
        return []
    off = []
    for group in groups:
        if len(group) < (max(2, 0.25 * pages) if pages > 3 else 2):
            continue
        for number in _regular(group, slots, pages):
            slot = slots[number]
            level = sum(abs(slots[other].edge - slot.edge) < 4 for other in group)
            if level >= min(0.5 * len(group), max(2, 0.25 * pages)) or slot.gap > 1.5 * size:
                off.append(number)
    return off


def _groups(slots: dict[int, _Slot]) -> list[list[int]]:
    """The pages of rows that are spelt alike, figures aside."""
    spelt: dict[str, list[int]] = {}
    for number, slot in sorted(slots.items()):
        if len(slot.letters) >= 3:
            spelt.setdefault(slot.letters, []).append(number)
    groups: list[tuple[str, list[int]]] = []
    for letters, numbers in sorted(spelt.items(), key=lambda item: (-len(item[1]), item[1])):
        home = next((group for first, group in groups[:40] if _alike(first, letters)), None)
        if home is None:
            groups.append((letters, list(numbers)))
        else:
            home += numbers
    return [sorted(group) for _, group in groups]


def _alike(first: str, second: str) -> bool:
    if min(len(first), len(second)) < 8 or max(len(first), len(second)) > 1.4 * min(len(first), len(second)):
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _regular(group: Sequence[int], slots: dict[int, _Slot], pages: int) -> Sequence[int]:
    """The pages of a group whose figures stay, or count with the pages; all of them where most do.

    "Article 12", "Article 19" at the top of two pages are headings: their figures neither stay nor follow the page.
    """
    if _follows_pages(group, slots, pages):
        return group
    spelt: dict[str, list[int]] = {}
    for number in group:
        spelt.setdefault(slots[number].letters, []).append(number)
    alike = [like for like in spelt.values() if len(like) > 1 and _follows_pages(like, slots, pages)]
    regular = [number for like in alike for number in like]
    return group if len(regular) > 0.5 * len(group) else regular


def _follows_pages(group: Sequence[int], slots: dict[int, _Slot], pages: int) -> bool:
    count = Counter(len(slots[number].figures) for number in group).most_common(1)[0][0]
    like = [number for number in group if len(slots[number].figures) == count]
    return all(_is_regular([(n, slots[n].figures[place]) for n in like], len(group), pages) for place in range(count))


def _is_regular(figures: Sequence[tuple[int, int]], count: int, pages: int) -> bool:
    values = [value for _, value in figures]
    if len(set(values)) == 1 or len({value - number for number, value in figures}) == 1:
        return True
    if all(a <= b for a, b in pairwise(values)) and count >= max(5, 0.6 * pages):
        return True
    # OCR misreads figures: that the last one counts with the page on most pages is no chance.
    last = Counter((value - number) % 10 for number, value in figures).most_common(1)[0][1]
    return len(figures) >= 5 and last >= 0.6 * len(figures)


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
    words = Counter(word for number in off for word in set(slots[number].text.lower().split()))
    shared = [
        n for n in off if any(words[word] >= 0.5 * len(off) for word in slots[n].text.lower().split() if len(word) > 3)
    ]
    return shared if len(shared) >= max(3, 0.6 * pages) else []


def _imprints(pages: Sequence[PageRows], size: float, top: bool, depth: int) -> None:
    """Drop the printer's name from the foot of the first and the last page, with the rows below it."""
    if top:
        return
    for page in {id(page): page for page in (pages[0], pages[-1])}.values() if pages else ():
        left = [row for row in page.rows if row[0] not in page.dropped][-depth:]
        for place, row in enumerate(left):
            gap = _edge(page, left[place - 1], False) - _edge(page, row, False) if place else 0.0
            if gap > 1.9 * size and any(_IMPRINT.search(row_text(page.words, r)) for r in left[place : place + 2]):
                page.dropped.update(word for below in left[place:] for word in below)
                break


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
