"""Tables of contents: lists of headings that come again with their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.structure.grammar import Word
from ingest.structure.marks import Mark
from ingest.structure.numbers import fold
from kb.model.layout import Block

LISTED = Mark("listed", Word("crossheading", ""), "", None, 0)
"""What stands in place of a heading that only lists."""

_PAGE = re.compile(r"\d\s*$")
_LETTERS = re.compile(r"[\W\d_]+")
Label = tuple[str, str, str]


def leave_out_contents(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """Replace the headings of contents tables by `LISTED`, in place."""
    _announced(blocks, marks)
    run: list[int] = []
    gap = 0
    for index, mark in enumerate(marks):
        if mark is not None:
            run.append(index)
            gap = 0
        elif run:
            gap += 1
            if gap > 1 or len(blocks[index].text) > 200:
                _close(blocks, marks, run)
                run, gap = [], 0
    _close(blocks, marks, run)


def _label(blocks: Sequence[Block], marks: Sequence[Mark | None], index: int) -> Label:
    mark = marks[index]
    assert mark is not None
    words = blocks[index].text[mark.rest :]
    if not words and index + 1 < len(blocks) and marks[index + 1] is None and len(blocks[index + 1].text) < 160:
        words = blocks[index + 1].text
    return mark.word.type, mark.number.key if mark.number else "", _LETTERS.sub("", fold(words[:60]))[:18]


def _announced(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """A table under a heading of its own ("SOMMAIRE", "Arrangement of Sections") ends where its first entry returns."""
    for index in [i for i, mark in enumerate(marks) if mark is not None and mark.kind == "contents"]:
        marks[index] = LISTED
        first: tuple[str, str] | None = None
        entries: list[int] = []
        for at in range(index + 1, min(len(blocks), index + 2000)):
            mark = marks[at]
            if mark is None or mark.kind == "listed":
                if len(blocks[at].text) > 300:
                    break
                entries.append(at)
                continue
            label = mark.word.type, mark.number.key if mark.number else ""
            if first is None:
                first = label
            elif label == first and at > entries[-1] - 1:
                for entry in entries:
                    marks[entry] = LISTED
                break
            if len(blocks[at].text) > 300:
                break
            entries.append(at)


def _close(blocks: Sequence[Block], marks: list[Mark | None], run: Sequence[int]) -> None:
    headings = [index for index in run if marks[index] is not None and marks[index].kind != "listed"]  # type: ignore[union-attr]
    if len(headings) < 5:
        return
    long = sum(len(blocks[index].text) > 200 for index in headings)
    if long > 0.1 * len(headings):
        return
    labels = [_label(blocks, marks, index) for index in headings]
    after = range(run[-1] + 1, len(blocks))
    later = {_label(blocks, marks, index) for index in after if marks[index] is not None}
    numbers_later = {label[:2] for label in later}
    again = sum(label in later and len(label[2]) > 3 for label in labels) / len(labels)
    numbers_again = sum(label[:2] in numbers_later for label in labels) / len(labels)
    commonest = Counter(label[0] for label in labels).most_common(1)[0][1]
    # Nested headings repeated in another part of a code are no table: one kind must prevail, words must return.
    listing = len(headings) >= 8 and commonest >= max(5, 0.4 * len(headings)) and again >= 0.6
    paged = sum(_paged(blocks[index].text, marks[index]) for index in run) / len(run)
    if listing or (paged >= 0.5 and numbers_again >= 0.7):
        for index in run:
            marks[index] = LISTED


def _paged(text: str, mark: Mark | None) -> bool:
    """Whether a line ends with a page number that is not the heading's own number."""
    if mark is None or mark.kind == "listed":
        return True
    return bool(_PAGE.search(text)) and bool(text[mark.rest :].strip()) and len(text) < 200
