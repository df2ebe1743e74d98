"""The one place that speaks to pdfium: glyphs as arrays, strokes, rendered pages. Lengths are points."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pypdfium2.raw as raw

from ingest.layout.frame import Frame
from ingest.layout.words import Glyphs, Strokes
from kb.errors import SourceDamaged, SourceEncrypted, SourceTooLarge

GLYPHS_OF_PAGE = 200_000
"""A page of the densest gazette held has under 20,000 glyphs; a forged page may ask for millions."""
GLYPHS_OF_FILE = 20_000_000
PIXELS = 25_000_000
"""The most that one rendered page may have: A3 at 300 dpi takes 17 million."""
_OBJECTS_OF_PAGE = 6000
_LARGE = 0.15
"""Share of the page from which an image may hold part of a law: stamps and arms take less."""
_DRAWN = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)


def _quick(function: Any, result: Any, *arguments: Any) -> Any:
    # The library's own wrappers convert each argument by name; millions of glyphs are asked for by address instead.
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_INT, _FLOAT, _DOUBLE, _ADDRESS = ctypes.c_int, ctypes.c_float, ctypes.c_double, ctypes.c_void_p
_code = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
_box = _quick(raw.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
_origin = _quick(raw.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
_angle = _quick(raw.FPDFText_GetCharAngle, _FLOAT, _ADDRESS, _INT)
_generated = _quick(raw.FPDFText_IsGenerated, _INT, _ADDRESS, _INT)
_unmapped = _quick(raw.FPDFText_HasUnicodeMapError, _INT, _ADDRESS, _INT)
_size = _quick(raw.FPDFText_GetFontSize, _DOUBLE, _ADDRESS, _INT)
_matrix = _quick(raw.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
_object = _quick(raw.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
_mode = _quick(raw.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
_font = _quick(raw.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
_font_name = _quick(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
_font_weight = _quick(raw.FPDFFont_GetWeight, _INT, _ADDRESS)
_font_flags = _quick(raw.FPDFFont_GetFlags, _INT, _ADDRESS)
_BOLD = re.compile(rb"bold|black|heavy|demi|[-,]b(?:d|t|i)?$|bdcn", re.I)
_FORCE_BOLD = 1 << 18


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page holds, before layout.

    `frame` turns the glyphs' frame into the page as it is shown; `count` is the number of printed glyphs, `unmapped`
    their share without a Unicode value, `aside` those that stand at another angle than most, `images` the share of
    the page that images and embedded drawings cover, `hidden` whether the text is an invisible layer over a scan,
    `pictures` the boxes of large images.
    """

    frame: Frame
    glyphs: Glyphs
    strokes: Strokes
    count: int
    unmapped: float
    aside: int
    images: float
    hidden: bool = False
    pictures: tuple[tuple[float, float, float, float], ...] = ()


class PdfFile:
    """An open PDF; raises `SourceEncrypted`, `SourceDamaged` or `SourceTooLarge` with one sentence."""

    def __init__(self, path: Path, max_pages: int) -> None:
        self.name = path.name
        self._document = self._opened(path)
        self._seen = 0
        self._bold: dict[int, bool] = {}
        self.pages = len(self._document)
        if self.pages == 0:
            raise SourceDamaged(f"{self.name} has no page.")
        if self.pages > max_pages:
            raise SourceTooLarge(
                f"{self.name} has {self.pages} pages; the limit is {max_pages}.",
                advice="Split the file, or raise SSELEX_MAX_PAGES if you trust its origin.",
            )

    def _opened(self, path: Path) -> Any:
        try:
            return pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            # FPDF_ERR_PASSWORD is 4; a file locked for its owner only opens without one.
            if "password" in str(error).lower():
                raise SourceEncrypted(f"{self.name} is encrypted and asks for a password.") from error
            opened = self._without_preamble(path)
            if opened is None:
                raise SourceDamaged(f"{self.name} is a damaged PDF: its structure cannot be read.") from error
            return opened

    @staticmethod
    def _without_preamble(path: Path) -> Any:
        # Servers have put their own headers before the PDF's: every offset inside then counts from "%PDF-".
        content = path.read_bytes()
        start = content.find(b"%PDF-", 0, 1 << 16)
        if start <= 0:
            return None
        try:
            return pypdfium2.PdfDocument(content[start:])
        except pypdfium2.PdfiumError:
            return None

    def title(self) -> str:
        """The title in the file's own metadata, empty where it has none."""
        return str(self._document.get_metadata_dict().get("Title") or "")

    def read(self) -> Iterator[PdfPage]:
        """The pages one by one; a page that cannot be loaded comes as an empty one."""
        for number in range(self.pages):
            try:
                page = self._document[number]
            except pypdfium2.PdfiumError:
                yield PdfPage(Frame(595.0, 842.0, 0, 0), Glyphs.none(), Strokes.none(), 0, 0.0, 0, 0.0)
                continue
            text = page.get_textpage()
            try:
                yield self._read(page, text, number)
            finally:
                text.close()
                page.close()

    def _read(self, page: Any, text: Any, number: int) -> PdfPage:
        handle = ctypes.cast(text.raw, ctypes.c_void_p).value
        count = max(0, raw.FPDFText_CountChars(text))
        self._seen += count
        if count > GLYPHS_OF_PAGE or self._seen > GLYPHS_OF_FILE:
            raise SourceTooLarge(
                f"{self.name} has {count:,} glyphs on page {number + 1}; the limit is {GLYPHS_OF_PAGE:,} on a page "
                f"and {GLYPHS_OF_FILE:,} in all."
            )
        corners = tuple(value if math.isfinite(value) else 0.0 for value in page.get_bbox())
        left, bottom, right, top = (
            corners if corners[2] > corners[0] and corners[3] > corners[1] else (0.0, 0.0, 595.0, 842.0)
        )
        rotation = raw.FPDFPage_GetRotation(page) % 4 * 90
        everything = range(count)
        codes = numpy.fromiter(map(_code, repeat(handle), everything), numpy.uint32, count)
        boxes = numpy.zeros((count, 4), numpy.float32)
        origins = numpy.zeros((count, 2), numpy.float64)
        if count:
            start, pair = boxes.ctypes.data, origins.ctypes.data
            _drain(map(_box, repeat(handle), everything, range(start, start + 16 * count, 16)))
            _drain(
                map(
                    _origin,
                    repeat(handle),
                    everything,
                    range(pair, pair + 16 * count, 16),
                    range(pair + 8, pair + 8 + 16 * count, 16),
                )
            )
        turn, turned = self._turn(handle, count)
        frame = Frame(right - left, top - bottom, rotation, turn)
        boxes = boxes.astype(numpy.float64)
        x0, y0, x1, y1 = frame.boxes(boxes[:, 0] - left, boxes[:, 3] - bottom, boxes[:, 2] - left, boxes[:, 1] - bottom)
        base = frame.points(origins[:, 0] - left, origins[:, 1] - bottom)[1]
        visible = numpy.isfinite(x0 + x1 + y0 + y1 + base) & (y1 - y0 > 0.5) & turned
        visible &= (x1 > -5) & (y1 > -5) & (x0 < frame.width + 5) & (y0 < frame.height + 5)
        printed = ~numpy.isin(codes, _BLANK)
        guessed = numpy.zeros(count, bool)
        for place in numpy.flatnonzero(codes == 0x20).tolist():
            guessed[place] = _generated(handle, place) == 1
        wrong = (codes >= 0xE000) & (codes <= 0xF8FF) | (codes == 0xFFFD)
        wrong |= numpy.fromiter(map(_unmapped, repeat(handle), everything), numpy.int32, count) == 1
        shown = int(printed.sum())
        glyphs = Glyphs(
            codes, x0, x1, y0, y1, base, printed, visible, guessed, lambda places: self._types(handle, places)
        )
        strokes, images, pictures = self._drawn(page, frame, left, bottom)
        unmapped = float((wrong & printed).sum() / shown) if shown else 0.0
        aside = int((printed & ~turned).sum())
        hidden = images > 0.5 and self._is_hidden(handle, count)
        return PdfPage(frame, glyphs, strokes, shown, unmapped, aside, images, hidden, pictures)

    @staticmethod
    def _is_hidden(handle: int | None, count: int) -> bool:
        """Whether most glyphs are drawn without fill or stroke, as OCR programs lay text over the image it is of."""
        found = [thing for place in range(0, count, max(1, count // 20)) if (thing := _object(handle, place))]
        unseen = sum(_mode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE for thing in found)
        return bool(found) and unseen > 0.5 * len(found)

    @staticmethod
    def _turn(handle: int | None, count: int) -> tuple[int, Any]:
        """The angle that most text stands at, and which glyphs stand at it."""
        sample = range(0, count, max(1, count // 60))
        quarters = [_quarter(handle, place) for place in sample]
        if not quarters:
            return 0, numpy.ones(count, bool)
        main = max(set(quarters), key=lambda quarter: (quarters.count(quarter), -quarter))
        if len(set(quarters)) == 1:
            return main * 90, numpy.ones(count, bool)
        return main * 90, numpy.fromiter(map(_quarter, repeat(handle), range(count)), numpy.int8, count) == main

    def _types(self, handle: int | None, places: list[int]) -> tuple[Any, Any]:
        """(type size in points, bold) at each of these glyphs."""
        sizes = numpy.fromiter(map(_size, repeat(handle), places), numpy.float64, len(places))
        matrices = numpy.zeros((len(places), 6), numpy.float32)
        if places:
            start = matrices.ctypes.data
            _drain(map(_matrix, repeat(handle), places, range(start, start + 24 * len(places), 24)))
        # The size in the content stream counts before the text matrix; the matrix's second column scales it upright.
        sizes = numpy.abs(sizes) * numpy.hypot(matrices[:, 2], matrices[:, 3])
        bold = [self._is_bold(found) if found else False for found in map(_object, repeat(handle), places)]
        return sizes, numpy.array(bold, bool)

    def _is_bold(self, text_object: int) -> bool:
        font = _font(text_object)
        if font not in self._bold:
            buffer = ctypes.create_string_buffer(256)
            length = _font_name(font, buffer, 256) if font else 0
            named = bool(length and _BOLD.search(buffer.raw[: min(length, 256) - 1]))
            self._bold[font] = named or (
                bool(font) and (_font_weight(font) >= 600 or bool(_font_flags(font) & _FORCE_BOLD))
            )
        return self._bold[font]

    @staticmethod
    def _drawn(
        page: Any, frame: Frame, left: float, bottom: float
    ) -> tuple[Strokes, float, tuple[tuple[float, float, float, float], ...]]:
        """The page's paths (rules, cell borders), the share of it that images and forms cover, the large images."""
        edges = [ctypes.c_float() for _ in range(4)]
        paths, covered, large = [], 0.0, []
        whole = frame.width * frame.height
        for place in range(min(raw.FPDFPage_CountObjects(page), _OBJECTS_OF_PAGE)):
            thing = raw.FPDFPage_GetObject(page, place)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind not in _DRAWN or not raw.FPDFPageObj_GetBounds(thing, *edges):
                continue
            bounds = [edge.value for edge in edges]
            if kind == raw.FPDF_PAGEOBJ_PATH:
                paths += _pieces(thing, bounds)
                continue
            area = abs((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]))
            covered += area
            if kind == raw.FPDF_PAGEOBJ_IMAGE and area > _LARGE * whole:
                x0, y0, x1, y1 = frame.boxes(bounds[0] - left, bounds[1] - bottom, bounds[2] - left, bounds[3] - bottom)
                large.append((float(x0), float(y0), float(x1), float(y1)))
        if not paths:
            return Strokes.none(), covered / whole, tuple(large)
        x0, y0, x1, y1 = numpy.array(paths, numpy.float64).T
        strokes = Strokes(*frame.boxes(x0 - left, y1 - bottom, x1 - left, y0 - bottom))
        return strokes, covered / whole, tuple(large)

    def render(self, number: int, dpi: int, letters_only: bool = False) -> tuple[Any, float]:
        """Page `number` (from 1) as a grey image array, and the dots per point that it came out at.

        `letters_only`: without the page's images, for a page that draws its letters itself (a seal lies over them).
        """
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise SourceDamaged(f"{self.name} holds a page {number} that cannot be drawn.") from error
        try:
            width, height = page.get_size()
            scale = dpi / 72
            if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) <= 0:
                raise SourceDamaged(f"{self.name} gives page {number} no size.")
            if width * height * scale * scale > PIXELS:
                scale = math.sqrt(PIXELS / (width * height))
            if letters_only:
                for thing in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=1)):
                    page.remove_obj(thing)
            bitmap = page.render(scale=scale, grayscale=True)
            try:
                return numpy.array(bitmap.to_numpy(), copy=True), scale
            finally:
                bitmap.close()
        finally:
            page.close()


_BLANK = numpy.array([0, 9, 10, 13, 32, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF], numpy.uint32)


def _drain(calls: Iterator[Any]) -> None:
    for _ in calls:
        pass


def _quarter(handle: int | None, place: int) -> int:
    """The quarter turn at which a glyph stands; a type size under nothing turns it over once more."""
    return (round(math.degrees(_angle(handle, place)) / 90) + (2 if _size(handle, place) < 0 else 0)) % 4


def _pieces(path: Any, bounds: list[float]) -> list[list[float]]:
    """The bounds of a path; of one with many segments, as some producers draw a whole table, of each straight one."""
    count = raw.FPDFPath_CountSegments(path)
    matrix = raw.FS_MATRIX()
    if not 5 < count <= _OBJECTS_OF_PAGE or not raw.FPDFPageObj_GetMatrix(path, matrix):
        return [bounds]
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[list[float]] = []
    before: tuple[float, float] | None = None
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f,
        )  # fmt: skip
        drawn = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
        if drawn and before and min(abs(point[0] - before[0]), abs(point[1] - before[1])) < 0.5:
            (x0, x1), (y0, y1) = sorted((before[0], point[0])), sorted((before[1], point[1]))
            pieces.append([x0, y0, x1, y1])
        before = point
    return pieces or [bounds]
