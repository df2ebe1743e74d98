"""PDF: the words of each page in reading order, ruled tables as tables, pages without text by OCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from ingest.dictionary import known_share, soundness
from ingest.extract.clean import one_line
from ingest.extract.ocr import Reader, Scan
from ingest.extract.pdfium import PdfFile, PdfPage
from ingest.extract.ruled_tables import with_tables
from ingest.language import languages_of, makes_no_words
from ingest.layout.document import PageWords, laid_out
from ingest.layout.restored import restored
from ingest.layout.words import Words, words_of
from kb.model.layout import Block, Extraction, Issue, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance

UNMAPPED = 0.2
"""Share of glyphs without a Unicode value from which a page's text is of no use: one page of garbage shows 1.0,
a sound one with some symbols up to .18."""
_FEW = 200
"""Glyphs under which a page that is mostly image has only its running heads as text (a gazette of 2007)."""
_MOSTLY_IMAGE = 0.3
_DOUBLE = 300
"""Letters from which a page like the one before it is no form or title that two pages share."""
_SURE = 0.7
"""Mean confidence from which an image beside text is taken to hold text of its own, not a photograph."""
_SAMPLE = 12
"""Pages looked at for letters that make no words before all are."""
_MISREAD = 0.9
"""Soundness under which a text layer that another program laid over a scan is read anew: layers whose accents are
lost ("resolugao") reach .72, sound ones 1."""


def read(path: Path, allowance: Allowance) -> Extraction:
    """The file's blocks and pages; the title of its own metadata goes to `front`."""
    file = PdfFile(path, allowance.max_pages)
    pages = _Pages()
    for number, page in enumerate(file.read(), 1):
        pages.add(number, page)
    pages.doubt_layers(allowance.language)
    pages.doubt_letters()
    if pages.without_text or pages.pictures:
        pages.recognise(Reader(file.render, allowance.language, allowance.ocr_seconds))
    pages.leave_out_doubles()
    title = one_line(file.title())
    blocks, guessed = restored(laid_out(pages.words), {facts.number for facts in pages.facts if facts.ocr})
    if guessed:
        pages.issues.append(
            Issue(
                "warning",
                "ocr-numbers",
                f"OCR could not read the numbers of {len(guessed)} articles; they follow from their order: check them.",
                guessed[0],
            )
        )
    return Extraction(tuple(pages.facts), tuple(blocks), tuple(pages.issues), {"title": title} if title else {})


@dataclass(slots=True)
class _Pages:
    """What is known of the pages so far."""

    words: list[PageWords] = field(default_factory=list)
    facts: list[PageFacts] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    pictures: dict[int, list[tuple[float, float, float, float]]] = field(default_factory=dict)
    language: str | None = None
    senseless: set[int] = field(default_factory=set)

    def add(self, number: int, page: PdfPage) -> None:
        """Take the page's own text; note it where that is of no use."""
        words = words_of(page.glyphs)
        usable = len(words) > 0 and page.unmapped <= UNMAPPED
        if not usable or (page.count < _FEW and page.images > _MOSTLY_IMAGE):
            self.without_text.append(number)
        elif page.hidden:
            self.hidden.append(number)
        elif silent := [box for box in page.pictures if not _inside(words, box).any()]:
            self.pictures[number] = silent
        width, height = page.frame.shown_size
        self.facts.append(
            PageFacts(
                number, round(width, 1), round(height, 1), page.count, round(page.unmapped, 4),
                ocr=usable and page.hidden, text=usable,
            )
        )  # fmt: skip
        held = PageWords(page.frame, words if usable else words.taken(slice(0, 0)))
        self.words.append(with_tables(held, page.strokes))

    def doubt_layers(self, declared: str | None) -> None:
        """Note the pages whose text another program's OCR has left where that text holds too few words."""
        if not self.hidden:
            return
        text = "\n".join(" ".join(self.words[number - 1].words.text) for number in self.hidden)
        language = declared or next(iter(languages_of([Block(text[:100_000])])), None)
        sound = soundness(known_share(text, language), language)
        if sound is not None and sound < _MISREAD:
            self.language = language
            self.without_text = sorted({*self.without_text, *self.hidden})

    def doubt_letters(self) -> None:
        """Note the pages whose letters make no words, as those of fonts that give Latin letters for other scripts."""
        own = [number for number, page in enumerate(self.words, 1) if page.words and number not in self.without_text]
        if any(map(self._makes_no_words, own[:: max(1, len(own) // _SAMPLE)])):
            self.senseless = {number for number in own if self._makes_no_words(number)}
            self.without_text = sorted({*self.without_text, *self.senseless})
            for number in self.senseless:
                self.facts[number - 1] = replace(self.facts[number - 1], unmapped=1.0)

    def _makes_no_words(self, number: int) -> bool:
        return makes_no_words(" ".join(self.words[number - 1].words.text))

    def recognise(self, reader: Reader) -> None:
        """Read the noted pages by OCR, or tell what is missing."""
        missed = []
        reader.language = reader.language or self.language
        found = reader.read([self._scan(number) for number in sorted({*self.without_text, *self.pictures})])
        for number, boxes in self.pictures.items():
            if number in found and number not in self.without_text:
                self._add_pictures(number, boxes, *found[number])
        for number in self.without_text:
            facts = self.facts[number - 1]
            read = found.get(number)
            if read and self._is_better(number, read[0].words):
                self.words[number - 1] = read[0]
                self.facts[number - 1] = replace(facts, unmapped=0.0)
                self._note(number, _letters(read[0].words), read[1])
            elif not facts.text:
                missed.append(number)
        self.issues += reader.issues
        if unsolved := sorted(n for n in self.senseless if not self.facts[n - 1].ocr):
            self.issues.append(_senseless(unsolved))
        if missed:
            self.issues.append(_unread(missed, reader.at_hand))

    def _scan(self, number: int) -> Scan:
        facts = self.facts[number - 1]
        # A page that has glyphs, only of no use, draws its letters itself.
        drawn = facts.glyphs >= _FEW and (not facts.text or number in self.senseless)
        return Scan(number, self.words[number - 1].frame, drawn)

    def _add_pictures(
        self, number: int, boxes: Sequence[tuple[float, float, float, float]], read: PageWords, sure: float
    ) -> None:
        """Add to a page's own words those that OCR read in its images, where these hold text."""
        held = self.words[number - 1]
        inside = numpy.zeros(len(read.words), bool)
        for box in boxes:
            inside |= _inside(read.words, box)
        words = read.words.taken(inside)
        if read.frame.turn == held.frame.turn and sure >= _SURE and _letters(words) >= _FEW:
            self.words[number - 1] = replace(held, words=held.words.with_more(words))
            self._note(number, self.facts[number - 1].glyphs + _letters(words), sure)

    def _note(self, number: int, letters: int, sure: float) -> None:
        facts = self.facts[number - 1]
        self.facts[number - 1] = replace(facts, glyphs=letters, ocr=True, confidence=round(sure, 3), text=True)

    def leave_out_doubles(self) -> None:
        """Empty a page that says word by word what the page before it says: a leaf scanned twice."""
        for number in range(len(self.words), 1, -1):
            page, before = self.words[number - 1], self.words[number - 2]
            if page.words.text == before.words.text and _letters(page.words) > _DOUBLE:
                self.words[number - 1] = replace(page, words=page.words.taken(slice(0, 0)), tables=())
                words = f"Page {number} repeats the page before it word by word and is left out."
                self.issues.append(Issue("info", "page-twice", words, number))

    def _is_better(self, number: int, read: Words) -> bool:
        """Whether a page's new reading holds more of the language's words, or else more letters, than the text held."""
        held = self.words[number - 1].words
        if number in self.senseless:
            return _letters(read) >= _FEW and not makes_no_words(" ".join(read.text))
        shares = [known_share(" ".join(words.text), self.language) for words in (read, held)]
        if shares[0] is not None and shares[1] is not None:
            return shares[0] > shares[1]
        return _letters(read) > _letters(held)


def _inside(words: Words, box: tuple[float, float, float, float]) -> Any:
    """Which words have their middle in the box."""
    x, y = (words.x0 + words.x1) / 2, (words.y0 + words.y1) / 2
    return (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])


def _letters(words: Words) -> int:
    return sum(len(word) for word in words.text)


def _senseless(pages: Sequence[int]) -> Issue:
    where = f"page {pages[0]}" if len(pages) == 1 else f"{len(pages)} pages (first: {pages[0]})"
    return Issue(
        "warning", "no-words",
        f"The letters on {where} make no words of any language: a font of before Unicode, most likely. Install "
        "Tesseract with the language's pack and ingest the file again, or give a file with Unicode text.",
        pages[0],
    )  # fmt: skip


def _unread(pages: Sequence[int], tesseract: bool) -> Issue:
    where = f"page {pages[0]}" if len(pages) == 1 else f"{len(pages)} pages (first: {pages[0]})"
    if tesseract:
        return Issue(
            "warning", "no-text", f"No text was found on {where}: blank, or an image that OCR cannot read.", pages[0]
        )
    return Issue(
        "warning", "no-text",
        f"No text on {where}: an image, or fonts without letters. Install Tesseract (apt-get install tesseract-ocr "
        "and the language's pack) and ingest the file again.",
        pages[0],
    )  # fmt: skip
