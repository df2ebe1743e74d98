"""Paragraphs: lines joined into blocks, by what the typesetter shows: space, indent, weight, size, numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.extract.clean import HYPHENS, LISTED, normal, one_line
from ingest.layout.hyphens import Vocabulary
from ingest.layout.lines import TextLine
from ingest.structure.openers import opens_heading
from kb.model.layout import Block, BlockKind, Box, Line

_ENDS = re.compile(r"[.;:!?؛؟。।۔។։»”\"…)\]）】—–]\W*$")
# "… prévăzut la alin. | (1)", "… άρθρο 1 παρ. | 3": a sentence does not end at an abbreviated reference.
_REFERENCE = re.compile(
    r"(?:^|[\s(])(?:arts?|alin|al|lit|pct|nr|no|n[uú]m|n|pp?|par[sr]?|παρ|αρ(?:ιθ)?|άρθ|inc|apdo?|cap|sec|vol|ch|abs|ust|odst|"
    r"písm|čl|fr|ss?|reg|cf|op|dr|mrs?|st|art[ií]c)\.$",
    re.I,
)
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


class _Measure:
    """What the lines of one document have in common: the size of the body and the step from line to line."""

    def __init__(self, lines: Sequence[TextLine], body: float) -> None:
        self.body = body
        # Steps from full lines stay inside paragraphs; steps from short ones carry the space between them.
        steps: dict[float, list[float]] = defaultdict(list)
        for before, line in pairwise(lines):
            step = line.base - before.base
            if before.region == line.region and 0.5 * body < step < 2.5 * body and before.room < 2 * body:
                steps[round(line.size)].append(step / line.size)
        everywhere = [step for found in steps.values() for step in found]
        self._usual = median(everywhere) if everywhere else 1.2
        self._steps = {size: median(found) for size, found in steps.items() if len(found) > 5}

        self.mostly_bold = sum(line.bold for line in lines) > 0.5 * len(lines)
        self.marked = self._marks_paragraphs(lines)

    def _marks_paragraphs(self, lines: Sequence[TextLine]) -> bool:
        """Whether the typesetter marks new paragraphs by space or by indent wherever it can be seen."""
        shown = [
            line.base - before.base > 1.06 * self.pitch(line)
            or line.indent > before.indent + 0.5 * self.body
            or line.indent > self.body
            for before, line in pairwise(lines)
            if line.region == before.region
            and before.room > 0.3 * (before.right - before.left)
            and _ENDS.search(before.text)
        ]
        return len(shown) > 5 and sum(shown) > 0.85 * len(shown)

    def pitch(self, line: TextLine) -> float:
        """The step from one line to the next inside a paragraph set in this size."""
        return self._steps.get(round(line.size), self._usual) * line.size


def blocks_of(lines: Sequence[TextLine], body: float, tables: Sequence[tuple[tuple[str, ...], ...]]) -> list[Block]:
    """The blocks of the ordered lines; notes and side notes follow the block that they stand after."""
    vocabulary = Vocabulary(line.text for line in lines)
    measure = _Measure(lines, body)
    groups: list[list[TextLine]] = []
    running: dict[str, TextLine] = {}
    group_of: dict[str, list[TextLine]] = {}
    for line in lines:
        kind = line.kind
        before = running.get(kind)
        if before is None or before.stream != line.stream or _begins(line, before, measure):
            group_of[kind] = []
            groups.append(group_of[kind])
        group_of[kind].append(line)
        running[kind] = line
        if kind == "table":
            running.pop("text", None)
    return [block for group in groups if (block := _block(group, vocabulary, measure, tables)) is not None]


def _begins(line: TextLine, before: TextLine, measure: _Measure) -> bool:
    """Whether a paragraph begins at `line`, which follows `before` in reading order."""
    if line.kind == "table" or LISTED.search(before.text.rstrip()):
        return True
    if line.kind == "side-note":
        return line.page != before.page or line.base - before.base > 1.8 * line.size or line.base < before.base
    if line.kind == "note":
        return bool(_NOTE.match(line.text)) or abs(line.page - before.page) > 1
    lower = line.text[:1].islower()
    if before.text[-1:] in HYPHENS and before.text[-2:-1].isalpha() and lower:
        return False
    if _changes_type(line, before, measure):
        return True
    ended = _has_ended(before)
    item = bool(_ITEM.match(line.text))
    indented = line.indent > 0.6 * measure.body
    # A word that would have fitted into the line before was sent down on purpose.
    sent_down = before.room > line.first_word + 0.8 * line.size and not before.centred
    if line.region != before.region:
        heading = not lower and (before.centred or _is_display(before, measure)) and _opens_heading(line.text)
        return heading or _begins_region(line, before, ended, item, indented, sent_down)
    pitch = measure.pitch(line)
    step = line.base - before.base
    if step > 1.5 * pitch or step < -0.5 * pitch:
        return True
    displays = _is_display(line, measure), _is_display(before, measure)
    opens = ended or step > 1.2 * pitch or indented or line.centred or before.centred or displays == (False, True)
    if not lower and opens and _opens_heading(line.text):
        return True
    if all(displays):
        return step > 1.3 * pitch or ((ended or item) and (sent_down or step > 1.1 * pitch))
    if line.centred and before.centred:
        return step > 1.3 * pitch
    if line.centred != before.centred and max(line.indent, before.indent) > 1.6 * measure.body and not lower:
        return True
    if sent_down and (ended or item or not lower):
        return True
    if item and ended and (step > 1.06 * pitch or indented or not measure.marked):
        return True
    if ended and step > 1.1 * pitch and (indented or not lower):
        return True
    return indented and before.indent < line.indent - 0.5 * measure.body and not lower


def _opens_heading(text: str) -> bool:
    return _HEADING_WORD.match(text) is not None or opens_heading(text)


def _has_ended(line: TextLine) -> bool:
    return bool(_ENDS.search(line.text)) and not _REFERENCE.search(line.text)


def _is_display(line: TextLine, measure: _Measure) -> bool:
    """Type of headings, whose lines are broken by sense and not by width."""
    return (line.bold and not measure.mostly_bold) or line.size > 1.12 * measure.body or line.text.isupper()


def _changes_type(line: TextLine, before: TextLine, measure: _Measure) -> bool:
    """Another size, or a change of weight at a place where a heading ends or begins."""
    if abs(line.size - before.size) > 0.12 * max(line.size, before.size):
        return True
    if line.bold == before.bold:
        return False
    width = before.right - before.left
    same = line.region == before.region
    if line.bold:
        return before.x1 < before.right - 0.04 * width or _has_ended(before)
    left = (same and before.x1 < before.right - 0.1 * width) or bool(_ITEM.match(line.text))
    return left or line.indent > 0.6 * measure.body or (line.text[:1].isupper() and before.text[-1:] not in HYPHENS)


def _begins_region(line: TextLine, before: TextLine, ended: bool, item: bool, indented: bool, sent_down: bool) -> bool:
    """Across columns and pages a sentence goes on unless its line has ended and the next begins anew."""
    if ended and (indented or item or sent_down or _opens_heading(line.text)):
        return True
    if line.centred and not line.text[:1].islower():
        return True
    return before.centred and ended


def _block(
    group: Sequence[TextLine], vocabulary: Vocabulary, measure: _Measure, tables: Sequence[tuple[tuple[str, ...], ...]]
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
        cleaned, _kind(group, cleaned, measure), first.page, tuple(lines), stream=first.stream, size=round(size, 2),
        bold=not measure.mostly_bold
        and sum(w for w, line in zip(weights, group, strict=True) if line.bold) > 0.7 * sum(weights),
        centred=all(line.centred for line in group), indent=round(first.indent, 1),
    )  # fmt: skip


def _kind(group: Sequence[TextLine], text: str, measure: _Measure) -> BlockKind:
    if group[0].kind == "note":
        return "note"
    if group[0].kind == "side-note":
        return "side-note"
    short = len(text) < 250 and len(group) <= 5 and text[-1:] != ";"
    large = group[0].size > 1.12 * measure.body
    # A last line that happens to stand in the middle ends a sentence; centred headings seldom do.
    centred = all(line.centred for line in group) and not (len(text) > 45 and text[-1:] in ".,:")
    # Where most of a law is bold, as some Arabic fonts say of themselves, weight tells nothing.
    loud = not measure.mostly_bold and all(line.bold for line in group)
    if short and (large or centred or loud):
        return "heading"
    return "item" if _ITEM.match(text) else "body"


def _box(line: TextLine) -> Box:
    return Box(line.page, round(line.x0, 1), round(line.y0, 1), round(line.x1, 1), round(line.y1, 1))
