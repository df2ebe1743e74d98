"""Paragraphs: lines joined into blocks, by what the typesetter shows: space, indent, weight, size, numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.extract.clean import HYPHENS, normal, one_line
from ingest.layout.hyphens import Vocabulary
from ingest.layout.lines import TextLine
from kb.model.layout import Block, BlockKind, Box, Line

_ENDS = re.compile(r"[.;:!?؛؟»”\"…)\]]\W*$")
# Words that open a heading or an article in the gazettes' languages; inside a sentence they stand in lower case
# or go on from a line that does not end.
_HEADING_WORD = re.compile(
    r"(?:art(?:icle|[ií]culo|igo|icol[oe]l?|icolul|ikel|ikkel|\.)|άρθρο|αρθρο|ingingo|chapitre|chapter|cap[ií]t(?:ulo|ol|olul)|"
    r"kapit(?:el|ola|tel)|κεφαλαιο|κεφάλαιο|t[ií]t(?:ulo|re|ol|lul)|title|titel|section|sec[cç][ií]?[oóã]o?n?|abschnitt|livre|libro|"
    r"part(?:e|ie|ea)?|annex[eo]?|anexo?|schedule|disposici[oó]n|disposi[cç][aã]o|umutwe|interuro|icyiciro|المادة|الفصل|الباب|"
    r"القسم|مادة|§)(?!\w)",
    re.I,
)
_ITEM = re.compile(
    r"(?:[-–—•▪·➢✓*]\s|\(?(?:[0-9]{1,3}|[a-zα-ω]{1,2}|[ivxIVX]{1,6})[)º°]|[0-9]{1,3}(?:\.[0-9]{1,3})*\.?[-–—]?\s|[IVX]{1,6}\s?[.\-–—]|"
    r"[a-z]\.\s|[٠-٩]{1,3}\s?[-.)])"
)
_NOTE = re.compile(r"[(\[]?(?:[0-9⁰¹²³⁴-⁹]{1,3}|\*{1,3}|[†‡]|[a-z](?=[).]))[)\]]?(?=[\s.:]|$)")


class _Page:
    """What the lines of one document have in common."""

    def __init__(self, lines: Sequence[TextLine], body: float) -> None:
        self.body = body
        by_region: dict[int, list[TextLine]] = defaultdict(list)
        for line in lines:
            by_region[line.region].append(line)
        steps = {
            n: [b.base - a.base for a, b in pairwise(g) if 0.5 * body < b.base - a.base < 3 * body]
            for n, g in by_region.items()
        }
        everywhere = [step for found in steps.values() for step in found]
        usual = median(everywhere) if everywhere else 1.2 * body
        self.pitch = {n: median(found) if len(found) > 3 else usual for n, found in steps.items()}


def blocks_of(lines: Sequence[TextLine], body: float, tables: Sequence[tuple[tuple[str, ...], ...]]) -> list[Block]:
    """The blocks of the ordered lines; notes and side notes follow the block that they stand after."""
    vocabulary = Vocabulary(line.text for line in lines)
    page = _Page(lines, body)
    groups: list[list[TextLine]] = []
    running: dict[str, TextLine] = {}
    group_of: dict[str, list[TextLine]] = {}
    for line in lines:
        kind = line.kind
        before = running.get(kind)
        if before is None or before.stream != line.stream or _begins(line, before, page, bool(group_of)):
            group_of[kind] = []
            groups.append(group_of[kind])
        group_of[kind].append(line)
        running[kind] = line
        if kind == "table":
            running.pop("text", None)
    return [block for group in groups if (block := _block(group, vocabulary, body, tables)) is not None]


def _begins(line: TextLine, before: TextLine, page: _Page, started: bool) -> bool:
    """Whether a paragraph begins at `line`, which follows `before` in reading order."""
    if line.kind == "table":
        return True
    if line.kind == "side-note":
        return line.page != before.page or line.base - before.base > 1.8 * line.size or line.base < before.base
    if line.kind == "note":
        return bool(_NOTE.match(line.text)) or abs(line.page - before.page) > 1
    if before.text[-1:] in HYPHENS and before.text[-2:-1].isalpha() and line.text[:1].islower():
        return False
    if _changes_type(line, before, page):
        return True
    ended = bool(_ENDS.search(before.text))
    upper = not line.text[:1].islower()
    indented = line.indent > 0.6 * page.body
    if line.region != before.region:
        return _begins_region(line, before, ended, indented, page)
    pitch = page.pitch[line.region]
    width = line.right - line.left
    step = line.base - before.base
    if step > 1.45 * pitch or step < -0.5 * pitch:
        return True
    if upper and _HEADING_WORD.match(line.text) and (ended or step > 1.2 * pitch or indented or line.centred):
        return True
    if line.centred != before.centred and max(line.indent, before.indent) > 1.6 * page.body and upper:
        return True
    if line.centred and before.centred:
        return False
    short = before.x1 < before.right - 0.08 * width
    if _ITEM.match(line.text) and (ended or short):
        return True
    hanging = before.indent - line.indent
    if indented and before.indent < line.indent - 0.5 * page.body and upper and (ended or hanging < 0):
        return ended or short
    if step > 1.18 * pitch and ended and upper:
        return True
    return ended and upper and before.x1 < before.right - 0.15 * width


def _changes_type(line: TextLine, before: TextLine, page: _Page) -> bool:
    """Another size, or a change of weight at a place where a heading ends or begins."""
    if abs(line.size - before.size) > 0.12 * max(line.size, before.size):
        return True
    if line.bold == before.bold:
        return False
    width = before.right - before.left
    same = line.region == before.region
    if line.bold:
        return before.x1 < before.right - 0.04 * width or bool(_ENDS.search(before.text))
    left = same and before.x1 < before.right - 0.1 * width
    return left or line.indent > 0.6 * page.body or (line.text[:1].isupper() and before.text[-1:] not in HYPHENS)


def _begins_region(line: TextLine, before: TextLine, ended: bool, indented: bool, page: _Page) -> bool:
    """Across columns and pages a sentence goes on unless its line has ended and the next begins anew."""
    width = before.right - before.left
    if ended and (indented or _HEADING_WORD.match(line.text) or _ITEM.match(line.text)):
        return True
    if ended and before.x1 < before.right - 0.05 * width:
        return True
    if line.centred and not line.text[:1].islower():
        return True
    return before.centred and not before.text[-1:].isalpha() and ended


def _block(
    group: Sequence[TextLine], vocabulary: Vocabulary, body: float, tables: Sequence[tuple[tuple[str, ...], ...]]
) -> Block | None:
    first = group[0]
    if first.kind == "table":
        rows = tuple(tuple(one_line(cell) for cell in row) for row in tables[first.table])
        text = "\n".join(" | ".join(cell for cell in row if cell) for row in rows if any(row))
        return Block(text, "table", first.page, (Line(0, _box(first)),), size=first.size, rows=rows) if text else None
    text = ""
    lines: list[Line] = []
    for line in group:
        text = vocabulary.joined(text, line.text.strip()) if text else line.text.strip()
        lines.append(Line(max(0, len(text) - len(line.text.strip())), _box(line)))
    cleaned = one_line(text)
    if not cleaned:
        return None
    if len(cleaned) != len(text):
        lines = [Line(min(len(one_line(normal(text[: line.start]))), len(cleaned)), line.box) for line in lines]
    weights = [len(line.text) for line in group]
    size = max(group, key=lambda line: len(line.text)).size
    return Block(
        cleaned, _kind(group, cleaned, body), first.page, tuple(lines), stream=first.stream, size=round(size, 2),
        bold=sum(w for w, line in zip(weights, group, strict=True) if line.bold) > 0.7 * sum(weights),
        centred=all(line.centred for line in group), indent=round(first.indent, 1),
    )  # fmt: skip


def _kind(group: Sequence[TextLine], text: str, body: float) -> BlockKind:
    if group[0].kind == "note":
        return "note"
    if group[0].kind == "side-note":
        return "side-note"
    short = len(text) < 250 and len(group) <= 5
    large = group[0].size > 1.12 * body
    if (
        short
        and not text[-1:] == ";"
        and (large or all(line.bold for line in group) or all(line.centred for line in group))
    ):
        return "heading"
    return "item" if _ITEM.match(text) else "body"


def _box(line: TextLine) -> Box:
    return Box(line.page, round(line.x0, 1), round(line.y0, 1), round(line.x1, 1), round(line.y1, 1))
