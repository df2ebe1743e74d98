"""Article headings that OCR has read in part: their word put right, their number told from its neighbours."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kb.model.layout import Block, Line

_HEADS = (
    "αρθρον", "αρθρο", "المادة", "مادة", "الفصل", "فصل", "articulo", "articolul", "articolo", "articol", "article",
    "artigo", "artikel", "clanok", "straipsnis", "pants",
)  # fmt: skip
_REACH = 4
"""Headings on either side that may bear a number out."""
_WORD = re.compile(r"[\W\d_]{0,3}([^\W\d_]{3,10})")
_LONGEST = 28
"""Letters of a line that holds a heading's word and number and nothing else."""
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(slots=True)
class _Heading:
    """Where it stands, its word as the law spells it, its number where that was read, what closes its line."""

    place: int
    word: str
    number: int | None
    rest: str
    end: int
    exact: bool


def restored(blocks: Sequence[Block], scanned: Collection[int]) -> tuple[list[Block], list[int]]:
    """The blocks, and the pages of those of their headings whose number could not be read and follows from the order.

    Only blocks of `scanned` pages change. A number is told only where the headings around it leave no other.
    """
    found = [heading for place, block in enumerate(blocks) if (heading := _heading(place, block, scanned))]
    spelt = Counter(heading.word for heading in found if heading.exact)
    if sum(spelt.values()) < 3:
        return list(blocks), []
    from_right = any("\u0600" <= letter <= "\u06ff" for letter in spelt.most_common(1)[0][0])
    if from_right:
        # Tesseract's Arabic model reads no Arabic figures but 1: what it gives as others is a guess at their form.
        for heading in found:
            heading.number = heading.number if heading.number == 1 else None
    told = _told([heading.number for heading in found])
    changed, pages = list(blocks), []
    for heading, number in zip(found, told, strict=True):
        if number is None:
            continue
        block = blocks[heading.place]
        if heading.number is None:
            pages.append(block.page)
        word = _nearest(heading.word, spelt)
        if heading.number is not None and block.text.startswith(f"{word} {number}"):
            continue
        figures = str(number).translate(_INDIC) if from_right else str(number)
        changed[heading.place] = _written(block, f"{word} {figures}{heading.rest}", heading.end)
    return changed, pages


def is_heading(line: str) -> bool:
    """Whether a line is an article's word and number and nothing else, one letter misread at most."""
    return _read(line) is not None


def _heading(place: int, block: Block, scanned: Collection[int]) -> _Heading | None:
    """The heading in the block's first line, None where the line holds none."""
    if block.page not in scanned or block.kind not in ("body", "heading", "item"):
        return None
    end = block.lines[1].start if len(block.lines) > 1 else len(block.text)
    read = _read(block.text[:end])
    return _Heading(place, *read[:3], end, read[3]) if read else None


def _read(line: str) -> tuple[str, int | None, str, bool] | None:
    """(word, number, what closes the line, whether the word is spelt right) of a heading."""
    line = line.strip()
    word = _WORD.match(line)
    if word is None or len(line) > _LONGEST or (word[1][0].islower() and word.start(1) == 0 and word[1][0] not in "ρr"):
        return None
    folded = _folded(word[1])
    fits = [
        (0 if folded[:cut] == head else 1, -len(head), cut)
        for head in _HEADS
        for cut in (len(head) - 1, len(head), len(head) + 1)
        if folded[:cut] == head or (cut > 3 and _is_near(folded[:cut], head))
    ]
    if not fits:
        return None
    distance, _, cut = min(fits)
    number = re.sub(r"[\W_]+", "", folded[cut:] + line[word.end(1) :])
    if len(number) > 4 or (not number and distance):
        return None
    closing = ":" if ":" in line[word.end(1) :] else ""
    return word[1][:cut], _figure(number), closing, distance == 0 and not folded[cut:]


def _figure(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits and len(digits) >= len(text) - 1 else None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("ς", "σ")


def _is_near(first: str, second: str) -> bool:
    """Whether one letter, too many, too few or another, parts two words."""
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))
    return first[start:] == second[start + 1 :] or first[start + 1 :] == second[start + 1 :]


def _nearest(word: str, spelt: Counter[str]) -> str:
    """The law's usual spelling of the word: accents are what OCR loses first."""
    folded = _folded(word)
    same = [known for known, _ in spelt.most_common() if _folded(known) == folded]
    near = [known for known, _ in spelt.most_common() if _is_near(_folded(known), folded)]
    return (same or near or [spelt.most_common(1)[0][0]])[0]


def _told(numbers: Sequence[int | None]) -> list[int | None]:
    """The numbers, those that were not read put in between two that were, or after the last one at the end."""
    sure = [_is_sure(numbers, place) for place in range(len(numbers))]
    told = list(numbers)
    last: int | None = None
    for place, number in enumerate(numbers):
        if not sure[place]:
            continue
        if last is not None and number is not None:
            before = numbers[last]
            if before is not None and number - before == place - last:
                told[last : place + 1] = range(before, number + 1)
            elif number == 1:
                _go_on(told, last, place)
        last = place
    if last is not None:
        _go_on(told, last, len(told))
    return told


def _is_sure(numbers: Sequence[int | None], place: int) -> bool:
    number = numbers[place]
    if number is None:
        return False
    near = range(max(0, place - _REACH), min(len(numbers), place + _REACH + 1))
    return number == 1 or any(numbers[other] == number + other - place for other in near if other != place)


def _go_on(told: list[int | None], last: int, end: int) -> None:
    """Count on from a sure number over headings none of whose numbers was read."""
    if all(told[place] is None for place in range(last + 1, end)):
        for place in range(last + 1, end):
            before = told[place - 1]
            told[place] = None if before is None else before + 1


def _written(block: Block, heading: str, end: int) -> Block:
    rest = block.text[end:]
    text = f"{heading} {rest}" if rest else heading
    shift = len(text) - len(block.text)
    lines = (block.lines[0], *(Line(line.start + shift, line.box) for line in block.lines[1:]))
    return replace(block, text=text, lines=lines)
