"""Quoted articles: amending acts print whole articles of other acts; they are words of the quoting article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from ingest.structure.marks import QUOTES, Mark
from kb.model.layout import Block

_OPEN = "«“„"
_CLOSE = "»”"
_REOPENS = re.compile(r"\s*[«“]$")
_SIGN = re.compile(r"[«“„»”]")
_ANNOUNCED = re.compile(r"(?:^|:\s?[-–—]?)\s*$")
_ANNOUNCES = re.compile(r":\s*[-–—]?\s*$")
_LOOK_AHEAD = 250
"""Blocks in which a numbering that was left must resume; Spanish omnibus acts quote up to 180 paragraphs."""


_CODES = ("l", "lo", "r", "ro", "d", "a", "c")
"""Series of numbers that bear the letter of a French code."""
_FORGOTTEN = 40
"""Paragraphs after which a quotation that no sign closes or renews is taken for a slip of the pen."""


def drop_quoted(blocks: Sequence[Block], marks: list[Mark | None], titles: Collection[int]) -> None:
    """Set the marks of quoted headings to None, in place. `titles` are the blocks where another law may begin."""
    last: dict[str, int] = {}
    opened = False
    divided = False
    since = level = 0
    own_levels: set[int] = set()
    main = _main_series(marks)
    for index, mark in enumerate(marks):
        block = blocks[index]
        since += 1
        if index in titles or since > _FORGOTTEN:
            opened = False
        if mark is not None and mark.kind in ("article", "typed") and mark.number is not None:
            series = _series(mark)
            previous = last.get(series)
            quoted = _is_quoted(blocks, marks, index, previous, opened, divided, level)
            foreign = previous is None and mark.number.series in _CODES and series != main and main in last
            plain = main.endswith("/") and not block.text[mark.rest :].strip()
            if foreign and plain and _resumes_with(marks, index, main, last[main]):
                quoted = True
            if quoted:
                marks[index] = None
            else:
                last[series] = mark.number.value
                level = block.level
                divided = opened = False
        elif mark is not None and mark.kind in ("division", "group", "annex"):
            # A quotation that was never closed ends at a heading set like the law's own.
            own = bool(block.level) and block.level in own_levels and not mark.quoted
            if (mark.quoted or opened) and not own:
                marks[index] = None
            else:
                opened, divided = False, True
                own_levels.add(block.level)
                if mark.kind in ("group", "annex"):
                    last.clear()
        before = opened
        opened = _still_open(block.text, opened)
        if opened != before or any(sign in block.text for sign in _OPEN + _CLOSE):
            since = 0


def drop_repeated(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """Drop, in place, a heading that stands alone right before the same heading with its words.

    Colombian and Bulgarian sources give "### Art. 5" and then the paragraph "Art. 5. The law …".
    """
    for index, mark in enumerate(marks[:-1]):
        following = marks[index + 1]
        if mark is None or following is None or mark.number is None or following.number is None:
            continue
        same = mark.kind == following.kind == "article" and mark.number.key == following.number.key
        if same and not blocks[index].text[mark.rest :].strip():
            marks[index] = None


def _main_series(marks: Sequence[Mark | None]) -> str:
    counts = Counter(_series(mark) for mark in marks if mark is not None and mark.kind == "article" and mark.number)
    return counts.most_common(1)[0][0] if counts else ""


def _resumes_with(marks: Sequence[Mark | None], index: int, series: str, previous: int) -> bool:
    """Whether the law's own numbering goes on after an article of a code that it amends ("Art. L612-4")."""
    for later in marks[index + 1 : index + _LOOK_AHEAD]:
        if later is not None and later.kind == "article" and later.number is not None and _series(later) == series:
            return previous <= later.number.value <= previous + 1
    return False


def _series(mark: Mark) -> str:
    assert mark.number is not None
    return f"{mark.word.short}/{mark.number.series}"


def _is_quoted(
    blocks: Sequence[Block],
    marks: Sequence[Mark | None],
    index: int,
    previous: int | None,
    opened: bool,
    divided: bool,
    level: int,
) -> bool:
    mark = marks[index]
    assert mark is not None and mark.number is not None
    value = mark.number.value
    follows = previous is not None and value == previous + 1
    if blocks[index].quoted:
        return True
    if mark.quoted or opened:
        # A quotation mark that was never closed is a slip of the pen once the law's own numbering goes on.
        resumed = blocks[index].level > 0 and previous is not None and value > previous
        return mark.quoted or not (follows or resumed)
    if previous is None or follows or divided:
        return False
    if index and not mark.number.first and _ANNOUNCES.search(blocks[index - 1].text[-20:]) and value != previous:
        return True
    if blocks[index].level and blocks[index].level == level:
        # Set like the law's own headings: out of its place in a disordered copy, but no other law's.
        return False
    return value > previous + 1 and not mark.number.inner and _resumes(marks, index, mark, previous)


def _resumes(marks: Sequence[Mark | None], index: int, mark: Mark, previous: int) -> bool:
    """Whether the number that should have come now comes later: what stands between is another law's."""
    series = _series(mark)
    for later in marks[index + 1 : index + _LOOK_AHEAD]:
        if later is None:
            continue
        if later.kind in ("annex", "group"):
            return False
        if later.kind not in ("article", "typed") or later.quoted or later.number is None or _series(later) != series:
            continue
        if later.number.value == previous + 1 and not later.number.inner:
            return True
        if later.number.first:
            return False
    return False


def _still_open(text: str, opened: bool) -> bool:
    if not any(sign in text for sign in QUOTES + _CLOSE):
        return opened
    german = "„" in text
    depth = int(opened)
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign in _CLOSE or (german and sign == "“"):
            depth = max(0, depth - 1)
        elif depth == 0 or not _REOPENS.match(text, 0, match.end()):
            # A quotation that opens in mid-sentence and never closes is a slip; one of articles is announced.
            announced = _ANNOUNCED.search(text, 0, match.start()) is not None
            depth = 1 if announced else 0
            if not announced and not _closed_later(text, match.end()):
                continue
            depth = 1
    return depth > 0


def _closed_later(text: str, position: int) -> bool:
    return any(text.find(sign, position) >= 0 for sign in _CLOSE)
