"""OCR of pages without usable text: their words go through the same layout as digital ones."""

from __future__ import annotations

import math
import resource
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Any

import numpy

from ingest.extract import tesseract
from ingest.extract.tesseract import ReadWord
from ingest.layout import right_to_left
from ingest.layout.document import PageWords
from ingest.layout.frame import Frame
from ingest.layout.restored import is_heading
from ingest.layout.words import Words
from kb.errors import SourceDamaged
from kb.model.layout import Issue

DPI = 200
"""At 150 dpi half of the headings of a 9-point gazette are lost, 300 dpi costs twice the time and reads no better."""
_UNSURE = 55.0
"""Mean confidence under which a page is looked at again for its orientation."""
_NOISE = 35.0
"""Mean confidence under which a line is no line: a signature, a stamp, the weave of the paper."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page to read; `letters_only` leaves its images out, for a page that draws its letters in an unusable font."""

    number: int
    frame: Frame
    letters_only: bool = False


@dataclass(slots=True)
class Reader:
    """Reads the pages of one file; `render` gives a page's grey image and its dots per point."""

    render: Callable[[int, int, bool], tuple[Any, float]]
    language: str | None
    seconds: int
    issues: list[Issue] = field(default_factory=list)
    _installed: frozenset[str] | None = None
    _packs: tuple[str, ...] = ()
    _begun: float = field(default_factory=lambda: _spent())

    def __post_init__(self) -> None:
        self._installed = tesseract.installed()

    @property
    def at_hand(self) -> bool:
        """Whether there is a Tesseract with at least one language pack."""
        return bool(self._installed and self._installed - {"osd"})

    def read(self, scans: Sequence[Scan]) -> dict[int, tuple[PageWords, float]]:
        """The words of each page that could be read, by its number, and how sure they are (0 to 1).

        Pages are read side by side, as many at once over all files as there are processors.
        """
        found: dict[int, tuple[PageWords, float]] = {}
        if not self.at_hand:
            return found
        with ThreadPoolExecutor(tesseract.SLOTS) as pool:
            running: deque[tuple[Scan, Future[tuple[PageWords, float] | None]]] = deque()
            for scan in scans:
                if _spent() - self._begun > self.seconds:
                    words = f"OCR stopped at page {scan.number}: {self.seconds} processor seconds are spent."
                    self.issues.append(Issue("warning", "ocr-time", words, scan.number))
                    break
                # pdfium draws one page at a time; a page's image is held only while it is read.
                with suppress(SourceDamaged):
                    image, scale = self.render(scan.number, DPI, scan.letters_only)
                    self._packs = self._packs or self._chosen(image)
                    running.append((scan, pool.submit(self._read, image, scale, scan.frame)))
                while len(running) > tesseract.SLOTS:
                    _gather(running, found)
            while running:
                _gather(running, found)
        _even_sizes([page for page, _ in found.values()])
        return found

    def _read(self, image: Any, scale: float, frame: Frame) -> tuple[PageWords, float] | None:
        packs = self._packs
        words = tesseract.read_words(image, packs, round(scale * 72))
        turn = 0
        if not words or _sureness(words) < _UNSURE:
            turn, script = tesseract.orientation(image)
            packs = self._packs if script == "Latin" else self._of_script(script) or self._packs
            if turn or packs != self._packs:
                turned = numpy.ascontiguousarray(numpy.rot90(image, -turn // 90))
                again = tesseract.read_words(turned, packs, round(scale * 72))
                if again and (not words or _sureness(again) > _sureness(words)):
                    words = again
                else:
                    turn = 0
        if not words:
            return None
        upright = replace(frame, turn=(frame.rotation + turn) % 360, skew=0.0)
        return _placed(words, upright, scale), _sureness(words) / 100

    def _chosen(self, image: Any) -> tuple[str, ...]:
        """The packs for this file: of the declared language, else of the script and language that its page shows."""
        at_hand = self._installed or frozenset()
        if self.language and tesseract.PACKS.get(self.language) in at_hand:
            return (tesseract.PACKS[self.language],)
        _, script = tesseract.orientation(image) if "osd" in at_hand else (0, "Latin")
        if (packs := self._of_script(script)) and script in tesseract.SCRIPTS:
            return packs
        latin = self._of_script("Latin")
        if not latin:
            return tuple(sorted(at_hand - {"osd"}))[:3]
        return self._narrowed(image, latin)

    def _of_script(self, script: str) -> tuple[str, ...]:
        at_hand = self._installed or frozenset()
        return tuple(pack for pack in tesseract.SCRIPTS.get(script, tesseract.LATIN) if pack in at_hand)[:4]

    def _narrowed(self, image: Any, packs: tuple[str, ...]) -> tuple[str, ...]:
        """Of several packs the one whose language a first reading shows."""
        from ingest.language import languages_of
        from kb.model.layout import Block

        # A third of the page is enough to tell the language by, and costs a third.
        height = image.shape[0]
        part = numpy.ascontiguousarray(image[height // 3 : 2 * height // 3])
        text = " ".join(word.text for word in tesseract.read_words(part, packs, DPI))
        for language in languages_of([Block(text)])[:1]:
            pack = tesseract.PACKS.get(language)
            if pack in packs or pack in (self._installed or ()):
                return (str(pack),)
            if pack:
                self.issues.append(
                    Issue(
                        "info",
                        "ocr-pack",
                        f"Read with other languages' OCR packs: install tesseract-ocr-{pack} for this one.",
                    )
                )
        return packs


def _gather(
    running: deque[tuple[Scan, Future[tuple[PageWords, float] | None]]], found: dict[int, tuple[PageWords, float]]
) -> None:
    scan, future = running.popleft()
    read = future.result()
    if read is not None:
        found[scan.number] = read


def _even_sizes(pages: Sequence[PageWords]) -> None:
    """Give the pages one size of body type: what is measured on a page depends on the letters that stand on it."""
    usual = [_weighted([(float(s), len(t)) for s, t in zip(p.words.size, p.words.text, strict=True)]) for p in pages]
    middle = median(usual) if usual else 0.0
    for page, size in zip(pages, usual, strict=True):
        if 0.6 * middle < size < 1.6 * middle:
            page.words.size = page.words.size * (middle / size)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _sureness(words: Sequence[ReadWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.sure * len(word.text) for word in words) / letters


def _placed(words: Sequence[ReadWord], frame: Frame, scale: float) -> PageWords:
    """The words in points, levelled, each line on one baseline and in one size."""
    by_line = _lines(words)
    frame = replace(frame, skew=_skew(by_line))
    heights = {key: median(word.height for word in line) for key, line in by_line.items()}
    usual = _weighted([(heights[key], sum(len(word.text) for word in line)) for key, line in by_line.items()])
    text, columns = [], []
    for key, line in by_line.items():
        # A line without tall letters measures lower, the more so the fewer it has: only a clear difference counts.
        few = sum(len(word.text) for word in line) < 30
        # Arabic letters rise and fall with the word: a line of ordinary text measures up to twice another.
        most = 2.0 if right_to_left.share("".join(word.text for word in line)) > 0.5 else 1.35
        height = usual if (0.6 if few else 0.8) * usual < heights[key] < most * usual else heights[key]
        middles = [frame.levelled((w.left + w.width / 2) / scale, (w.top + w.height) / scale)[1] for w in line]
        base = median(middles)
        for place, word in enumerate(line):
            x0, _ = frame.levelled(word.left / scale, base)
            x1, _ = frame.levelled((word.left + word.width) / scale, base)
            text.append(_repaired(word.text, line[place - 1].text if place else ""))
            columns.append((x0, x1, base - height / scale, base, base, height * 1.15 / scale))
    x0s, x1s, y0s, y1s, bases, sizes = numpy.array(columns).T
    never = numpy.zeros(len(text), bool)
    table = numpy.full(len(text), -1)
    return PageWords(
        frame, Words(text, x0s, x1s, y0s, y1s, bases, sizes, never, never.copy(), never.copy(), table), typed=True
    )


def _lines(words: Sequence[ReadWord]) -> dict[tuple[str, str, str], list[ReadWord]]:
    """The words by line, without specks and stamps read as letters; all of them where nothing else would be left."""
    lines: dict[tuple[str, str, str], list[ReadWord]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    long = [line for line in lines.values() if len(line) >= 5 and _sureness(line) >= _UNSURE]
    if len(long) < 5:
        return lines
    left = sorted(min(word.left for word in line) for line in long)[len(long) // 20]
    right = sorted(max(word.left + word.width for word in line) for line in long)[-1 - len(long) // 20]
    kept = {}
    for key, line in lines.items():
        sound = [word for word in line if not _is_speck(word, left, right)]
        if sound and (_sureness(sound) >= _NOISE or is_heading(" ".join(word.text for word in sound))):
            kept[key] = _in_order(sound)
    return kept or lines


def _is_speck(word: ReadWord, left: float, right: float) -> bool:
    """A sign or two outside the text, where a page's edge, a punch hole or a stamp shows."""
    outside = word.left + word.width < left - word.height or word.left > right + word.height
    letters = sum(character.isalnum() for character in word.text)
    return outside and (letters == 0 or (letters < 3 and word.sure < 80))


def _in_order(line: list[ReadWord]) -> list[ReadWord]:
    """The line, its words side by side in the order read where it is written from the right.

    Tesseract gives overlapping boxes to words with long strokes; its order is right where the boxes are not.
    """
    if right_to_left.share("".join(word.text for word in line)) < 0.5 or len(line) < 2:
        return line
    middles = [word.left + word.width / 2 for word in line]
    if all(after < before for before, after in pairwise(middles)):
        return line
    start, end = max(word.left + word.width for word in line), min(word.left for word in line)
    step = (start - end) / sum(len(word.text) + 1 for word in line)
    placed, edge = [], start
    for word in line:
        width = step * len(word.text)
        placed.append(replace(word, left=edge - width, width=width))
        edge -= width + step
    return placed


def _repaired(word: str, before: str) -> str:
    """The French ordinal that Tesseract reads as no word at all: "Titre Ier", "l'alinéa 1er"."""
    if word.rstrip(".,;:)") != "ler":
        return word
    return ("I" if before[:1].isupper() or before == "livres" else "1") + word[1:]


def _skew(lines: dict[tuple[str, str, str], list[ReadWord]]) -> float:
    """The slope that the longer lines share, in radians; 0 where it is too small to matter."""
    slopes = []
    for line in lines.values():
        first, last = line[0], line[-1]
        run = (last.left + last.width / 2) - (first.left + first.width / 2)
        if len(line) >= 5 and run > 300:
            slopes.append(math.atan2((last.top + last.height / 2) - (first.top + first.height / 2), run))
    slope = median(slopes) if len(slopes) >= 5 else 0.0
    return slope if 0.0005 < abs(slope) < 0.1 else 0.0


def _weighted(values: Sequence[tuple[float, int]]) -> float:
    """The value that half of the weight lies under."""
    seen, total = 0, sum(weight for _, weight in values)
    for value, weight in sorted(values):
        seen += weight
        if seen * 2 >= total:
            return value
    return 1.0
