"""Running heads, feet, page numbers and line numbers: printed on the page, no words of the law."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, zip_longest
from statistics import median
from typing import TypeAlias

from ingest.layout.restored import is_heading
from ingest.layout.rows import Row, row_text
from ingest.layout.words import Words
from ingest.structure.openers import opens_heading

_EDGE, _DEPTH = 0.14, 0.07
"""Shares of the page's height in which furniture stands: from its edge, and from where the document's print begins
(laws drawn up for a small leaf stand in the middle of a large page)."""
_DEEPEST = 6
_ALIKE = 0.8
"""Share of letters that two running heads have in common; OCR misreads one letter in ten of them."""
_LINE = 40
"""Letters from which a row beyond a repeated one is a line of the text, not a stamp or a speck."""
# "§ 5" and "12. §" alone in a line are headings, in whatever place of the page.
_PAGE_NUMBER = re.compile(
    r"(?:[^\w§]|_)*(?:(?:p[aá]g(?:ina|e|\.)?|page|p\.|σελ\.?|seite|str\.?|صفحة|ص)\W*)?(?:\d{1,5}|[ivxlc]{1,6}|[٠-٩]{1,5})"
    r"(?:\s*(?:/|de|of|sur|din|von|من)\s*(?:\d{1,5}|[٠-٩]{1,5}))?(?:[^\w§]|_)*",
    re.I,
)
_IMPRINT = re.compile(
    r"\b(?:imprim|imprent|impreso|printed (?:by|at|on)|gedruckt|druckerei|drukar|tipograf|tipărit|tlačiar)"
    r"|tiskárn|\bissn\b|d[ée]p[ôo]t l[ée]gal|dep[óo]sito legal"
    r"|stamperia|τυπογραφ|مطابع|المطبعة|powered by|printed from",
    re.I,
)
_ADDRESS = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$|\bCEP\W{0,3}\d{5}|\b(?:tel|fax)\W{1,3}\+?[\d(]", re.I)
"""A line of a letterhead printed at the foot: it holds an address and nothing else."""


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
    _line_numbers(pages)
    for top in (True, False):
        begin = _where_print_begins(pages, top)
        for _ in range(_DEEPEST):
            zones = {number: slots for number, page in enumerate(pages) if (slots := _zone(page, top, begin))}
            outer = {number: slots[0] for number, slots in zones.items()}
            off = {number: 1 for number, slot in outer.items() if _is_number(slot, size)}
            for told in (_counting(outer, len(pages)), _apart(outer, len(pages), size), _small(outer, pages, size)):
                off.update(dict.fromkeys(told, 1))
            # Whatever is printed beyond a running head or foot (a stamp, a speck) belongs to it.
            for number, depth in _repeated(zones, len(pages), size):
                off[number] = max(off.get(number, 0), depth + 1)
            for number, count in off.items():
                pages[number].dropped.update(word for slot in zones[number][:count] for word in slot.row)
            if not off:
                break
    _imprints(pages, size)


def _where_print_begins(pages: Sequence[PageRows], top: bool) -> float:
    """The distance from the page's edge at which print begins on most pages."""
    edges = sorted(_edge(page, page.rows[0 if top else -1], top) for page in pages if page.rows)
    return edges[len(edges) // 4] if edges else 0.0


def _edge(page: PageRows, row: Row, top: bool) -> float:
    base = float(page.words.base[row[0]])
    return base if top else page.height - base


def _zone(page: PageRows, top: bool, begin: float) -> list[_Slot]:
    """The rows at one edge of the page, the outermost first, as far in as furniture stands."""
    left = [row for row in page.rows if row[0] not in page.dropped]
    rows = left[: _DEEPEST + 1] if top else left[: -_DEEPEST - 2 : -1]
    slots = []
    for row, beyond in zip_longest(rows[:_DEEPEST], rows[1:]):
        edge = _edge(page, row, top) if row else page.height
        far = edge > _EDGE * page.height and edge > begin + _DEPTH * page.height
        if far or any(page.words.table[place] >= 0 for place in row):
            break
        gap = abs(_edge(page, beyond, top) - edge) if beyond else 99.0
        text = row_text(page.words, row)
        letters = "".join(re.findall(r"[^\W\d_]+", text.lower()))
        slots.append(_Slot(row, text, letters, tuple(int(n) for n in re.findall(r"[0-9]{1,9}", text)), edge, gap))
    return slots


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


_Place: TypeAlias = tuple[int, int]
"""A page's number and how many rows lie between a row and the page's edge."""


def _repeated(zones: dict[int, list[_Slot]], pages: int, size: float) -> list[_Place]:
    """Rows near the edge that repeat on other pages, their figures constant or counting with the page.

    Notes made to one pattern ("Modifié par la loi n° …, J.O. du …") repeat as well, but their figures jump.
    """
    slots = {(n, depth): slot for n, found in zones.items() for depth, slot in enumerate(found)}
    groups = [group for group in _groups(slots) if len({number for number, _ in group}) >= 2]
    often = [group for group in groups if len({number for number, _ in group}) >= max(2, 0.2 * pages)]
    if len({number for group in often for number, _ in group}) < 0.5 * len(zones):
        return []
    off = []
    for group in groups:
        if len({number for number, _ in group}) < (max(2, 0.25 * pages) if pages > 3 else 2):
            continue
        for place in _regular(group, slots, pages):
            slot = slots[place]
            # A sentence that comes twice, each time in the last line of a page, is no running foot.
            text_line = len(slot.letters) >= _LINE and (slot.gap <= 1.9 * size or slot.text[-1:] in ".;:")
            if text_line and len({number for number, _ in group}) < max(4, 0.6 * pages):
                continue
            level = sum(abs(slots[other].edge - slot.edge) < 4 for other in group)
            needed = min(0.5 * len(group), max(2, 0.25 * pages))
            # Further in only words at one height on many pages count: "(Se deroga)." may stand anywhere.
            often_enough = pages < 4 or (len(group) >= max(3, 0.4 * pages) and level > 2)
            above = [slots[place[0], depth] for depth in range(place[1])]
            beyond = all(len(one.letters) < _LINE and not opens_heading(one.text) for one in above)
            inner = often_enough and level >= max(needed, 2) and len(slot.letters) >= 8 and beyond
            if inner or (place[1] == 0 and (level >= needed or slot.gap > 1.5 * size)):
                off.append(place)
    return off


def _groups(slots: dict[_Place, _Slot]) -> list[list[_Place]]:
    """The places of rows that are spelt alike, figures aside."""
    spelt: dict[str, list[_Place]] = {}
    for place, slot in sorted(slots.items()):
        if len(slot.letters) >= 3:
            spelt.setdefault(slot.letters, []).append(place)
    groups: list[tuple[str, list[_Place]]] = []
    for letters, places in sorted(spelt.items(), key=lambda item: (-len(item[1]), item[1])):
        home = next((group for first, group in groups[:12] if _alike(first, letters)), None)
        if home is None:
            groups.append((letters, list(places)))
        else:
            home += places
    return [sorted(group) for _, group in groups]


@lru_cache(maxsize=20_000)
def _alike(first: str, second: str) -> bool:
    if min(len(first), len(second)) < 8 or max(len(first), len(second)) > 1.4 * min(len(first), len(second)):
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _regular(group: Sequence[_Place], slots: dict[_Place, _Slot], pages: int) -> Sequence[_Place]:
    """The places of a group whose figures stay, or count with the pages; all of them where most do.

    "Article 12", "Article 19" at the top of two pages are headings: their figures neither stay nor follow the page.
    """
    if _follows_pages(group, slots, pages):
        return group
    spelt: dict[str, list[_Place]] = {}
    for place in group:
        spelt.setdefault(slots[place].letters, []).append(place)
    alike = [like for like in spelt.values() if len(like) > 1 and _follows_pages(like, slots, pages)]
    regular = [place for like in alike for place in like]
    return group if len(regular) > 0.5 * len(group) else regular


def _follows_pages(group: Sequence[_Place], slots: dict[_Place, _Slot], pages: int) -> bool:
    count = Counter(len(slots[place].figures) for place in group).most_common(1)[0][0]
    like = [place for place in group if len(slots[place].figures) == count]
    return all(
        _is_regular([(place[0], slots[place].figures[column]) for place in like], len(group), pages)
        for column in range(count)
    )


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
        if abs(slot.edge / 2 - level) <= 1.5
        and slot.gap > 1.9 * size
        and len(slot.text) < 140
        and not is_heading(slot.text)
    ]
    words = Counter(word for number in off for word in set(slots[number].text.lower().split()))
    shared = [
        n for n in off if any(words[word] >= 0.5 * len(off) for word in slots[n].text.lower().split() if len(word) > 3)
    ]
    return shared if len(shared) >= max(3, 0.6 * pages) else []


def _small(slots: dict[int, _Slot], pages: Sequence[PageRows], size: float) -> list[int]:
    """In a document too short to show what repeats: a row of small type far from the text, with a figure in it."""
    if len(pages) > 2:
        return []
    return [
        number
        for number, slot in slots.items()
        if slot.figures
        and 2.5 * size < slot.gap
        and len(slot.text) < 140
        and float(median(pages[number].words.size[slot.row])) < 0.93 * size
    ]


def _imprints(pages: Sequence[PageRows], size: float) -> None:
    """Drop the printer's name from the foot of the first and the last page, with the rows below it."""
    for page in {id(page): page for page in (pages[0], pages[-1])}.values() if pages else ():
        left = [row for row in page.rows if row[0] not in page.dropped]
        alone, left = len(left) <= _DEEPEST, left[-_DEEPEST:]
        for place, row in enumerate(left):
            gap = _edge(page, left[place - 1], False) - _edge(page, row, False) if place else 99.0 * alone
            below = [row_text(page.words, row) for row in left[place:]]
            told = any(map(_IMPRINT.search, below[:2])) or any(map(_ADDRESS.search, below[:5]))
            if gap > 1.9 * size and told:
                page.dropped.update(word for row in left[place:] for word in row)
                break


def _line_numbers(pages: Sequence[PageRows]) -> None:
    """Drop numbers that count lines down a margin, each line or each fifth."""
    margins: Counter[tuple[bool, int]] = Counter()
    for page in pages:
        for left in (True, False):
            for slot, group in _columns_of_figures(page, left).items():
                if _counts_lines(page, group):
                    page.dropped.update(group)
                    margins[left, slot] += 1
    # A page of many notes or blanks shows too few of them to be told by itself.
    known = {margin for margin, count in margins.items() if count >= 3}
    for page in pages:
        for left, slot in known:
            near = [p for s in (slot - 1, slot, slot + 1) for p in _columns_of_figures(page, left).get(s, ())]
            page.dropped.update(place for place in near if int(page.words.text[place]) % 5 == 0)


def _columns_of_figures(page: PageRows, left: bool) -> dict[int, list[int]]:
    """The figures that begin or end a row, by where they stand (in units of 4 points)."""
    words, edge = page.words, page.words.x0 if left else page.words.x1
    slots: dict[int, list[int]] = {}
    for place in dict.fromkeys(p for row in page.rows for p in (row[0], row[-1])):
        if words.text[place].isdecimal() and len(words.text[place]) < 4 and place not in page.dropped:
            slots.setdefault(round(float(edge[place]) / 4), []).append(place)
    return {
        slot: sorted({*group, *slots.get(slot + 1, ())}, key=lambda place: float(words.base[place]))
        for slot, group in slots.items()
    }


def _counts_lines(page: PageRows, group: Sequence[int]) -> bool:
    values = [int(page.words.text[place]) for place in group]
    steps = {b - a for a, b in pairwise(values)}
    if len(group) < 4:
        return False
    return steps == {5} or (steps == {1} and len(group) >= 12 and len(group) > 0.8 * len(page.rows))
