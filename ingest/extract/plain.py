"""Plain text: paragraphs put together again from wrapped lines, page furniture taken off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import LISTED, normal
from ingest.extract.decode import decoded
from ingest.layout.hyphens import Vocabulary
from ingest.structure.openers import opens_heading
from kb.model.layout import Block, Extraction, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p[aá]gina|seite|pag\.?|p\.)\s*)?(\d{1,4})(?:\s*(?:/|de|of|sur|von|din)\s*\d{1,4})?\W*", re.I
)
_ENDS = re.compile(r"[.;:!?؛؟。।۔។։…»”\"')\]）】]\s*$")
_OPENS = re.compile(
    r"(?:[-–—•*·]\s|\(?[0-9]{1,3}[.)°º]|\(?[a-zα-ω]{1,2}\)|[IVXL]{1,6}[.)]|§|art(?:\.|[ií]c|igo)|ingingo|άρθρο|المادة|"
    r"(?:cap|t[ií]t|chap|sec|part|annex|anex|schedule)\w*\s+[\dIVXLA-Z])",
    re.I,
)


def read(path: Path, allowance: Allowance) -> Extraction:
    """The file's paragraphs; a form feed begins a page."""
    text, issues = decoded(path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    numbered = [
        (number, normal(line.expandtabs(4)).rstrip())
        for number, page in enumerate(text.split("\f"), 1)
        for line in page.split("\n")
    ]
    kept = _without_furniture(numbered)
    blocks = paragraphs(kept)
    count = Counter[int]()
    for block in blocks:
        count[block.page] += len(block.text)
    last = max((number for number, _ in numbered), default=1)
    pages = tuple(PageFacts(number, 0.0, 0.0, count[number], text=count[number] > 0) for number in range(1, last + 1))
    return Extraction(pages, tuple(blocks), issues)


def paragraphs(lines: Sequence[tuple[int, str]]) -> list[Block]:
    """Blocks from (page, line): a line joins the one before when its first word would not have fitted there."""
    width = _width([line for _, line in lines])
    vocabulary = Vocabulary(line for _, line in lines)
    blocks: list[Block] = []
    words, page, margin, previous = "", 1, 0, ""
    gap = False
    for number, line in lines:
        bare = line.strip()
        if not bare:
            gap = True
            continue
        indent = len(line) - len(line.lstrip())
        if words and not _begins(bare, indent, margin, previous, width, gap):
            words = vocabulary.joined(words, bare)
        else:
            if words:
                blocks.append(Block(words, page=page, indent=4.0 * margin))
            words, page, margin = bare, number, indent
        previous, gap = line.rstrip(), False
    if words:
        blocks.append(Block(words, page=page, indent=4.0 * margin))
    return blocks


def _width(lines: Sequence[str]) -> int:
    """The width at which the file breaks its lines, 0 where it breaks at paragraphs only."""
    lengths = sorted(len(line) for line in lines if len(line.strip()) > 20)
    if len(lengths) < 5:
        return 0
    wide = lengths[int(0.95 * (len(lengths) - 1))]
    near = sum(0.78 * wide <= length for length in lengths)
    return wide if wide <= 200 and near > 0.3 * len(lengths) else 0


def _begins(line: str, indent: int, margin: int, previous: str, width: int, gap: bool) -> bool:
    if gap or not width or LISTED.search(previous):
        return True
    if previous.endswith(("-", "\u2010", "\u00ad")) and line[:1].islower():
        return False
    fits = len(previous) + 1 + len(line.split(" ", 1)[0]) < 0.93 * width
    if (_OPENS.match(line) or opens_heading(line)) and (
        _ENDS.search(previous) or fits or re.search(r"[,;]?\s(?:y|o|e|et|ou|and|or)$", previous)
    ):
        return True
    if indent > margin + 2 and _ENDS.search(previous):
        return True
    return fits


def _without_furniture(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines without page numbers that count upwards and the repeated lines that stand around them."""
    anchors: list[int] = []
    last = 0
    for place, (_, line) in enumerate(lines):
        found = _PAGE_NUMBER.fullmatch(line.strip()) if line.strip() else None
        if found and last < int(found[1]) <= last + 3:
            anchors.append(place)
            last = int(found[1])
    if len(anchors) < 3:
        return list(lines)
    around = Counter(
        _key(lines[place][1])
        for anchor in anchors
        for place in range(max(0, anchor - 6), min(len(lines), anchor + 7))
        if lines[place][1].strip()
    )
    dropped = set(anchors)
    for anchor in anchors:
        for step in (-1, 1):
            place = anchor + step
            while 0 <= place < len(lines) and abs(place - anchor) <= 8:
                line = lines[place][1]
                if line.strip() and around[_key(line)] < 0.5 * len(anchors):
                    break
                dropped.add(place)
                place += step
    # The first page carries the same head above its first number.
    heads = {_key(lines[place][1]) for place in dropped if lines[place][1].strip()}
    start = next((place for place, (_, line) in enumerate(lines) if line.strip()), 0)
    for place in range(start + 1, min(start + 6, len(lines))):
        if _key(lines[place][1]) in heads:
            dropped.add(place)
    return [line for place, line in enumerate(lines) if place not in dropped]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).lower())
