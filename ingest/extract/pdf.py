"""PDF: the words of each page in reading order, ruled tables as tables, pages without text by OCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line
from ingest.extract.ocr import Reader
from ingest.extract.pdfium import PdfFile, PdfPage
from ingest.extract.ruled_tables import RuledTables
from ingest.layout.document import PageWords, laid_out
from ingest.layout.words import Words, words_of
from kb.errors import SourceDamaged
from kb.model.layout import Extraction, Issue, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance

UNMAPPED = 0.2
"""Share of glyphs without a Unicode value from which a page's text is of no use: one page of garbage shows 1.0,
a sound one with some symbols up to .18."""
_FEW = 200
"""Glyphs under which a page that is mostly image has only its running heads as text (a gazette of 2007)."""
_MOSTLY_IMAGE = 0.3


def read(path: Path, allowance: Allowance) -> Extraction:
    """The file's blocks and pages; the title of its own metadata goes to `front`."""
    file = PdfFile(path, allowance.max_pages)
    pages = _Pages(path)
    for number, page in enumerate(file.read(), 1):
        pages.add(number, page)
    pages.tables.close()
    if pages.without_text:
        pages.recognise(Reader(file.render, allowance.language, allowance.ocr_seconds))
    if pages.tables.passed_over:
        first = pages.tables.passed_over[0]
        pages.issues.append(
            Issue(
                "info",
                "tables-as-text",
                f"From page {first} on ruled tables are read as running text: they are too many.",
                first,
            )
        )
    title = one_line(file.title())
    blocks = tuple(laid_out(pages.words))
    return Extraction(tuple(pages.facts), blocks, tuple(pages.issues), {"title": title} if title else {})


@dataclass(slots=True)
class _Pages:
    """What is known of the pages so far."""

    path: Path
    tables: RuledTables = field(init=False)
    words: list[PageWords] = field(default_factory=list)
    facts: list[PageFacts] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = RuledTables(self.path)

    def add(self, number: int, page: PdfPage) -> None:
        """Take the page's own text; note it where that is of no use."""
        words = words_of(page.glyphs)
        usable = len(words) > 0 and page.unmapped <= UNMAPPED
        if not usable or (page.count < _FEW and page.images > _MOSTLY_IMAGE):
            self.without_text.append(number)
        width, height = page.frame.shown_size
        self.facts.append(
            PageFacts(number, round(width, 1), round(height, 1), page.count, round(page.unmapped, 4), text=usable)
        )
        held = PageWords(page.frame, words if usable else words.taken(slice(0, 0)))
        self.words.append(self.tables.with_tables(held, page.strokes, number))

    def recognise(self, reader: Reader) -> None:
        """Read the noted pages by OCR, or tell what is missing."""
        missed = []
        for number in self.without_text:
            facts = self.facts[number - 1]
            try:
                found = reader.read(number, self.words[number - 1].frame)
            except SourceDamaged:
                found = None
            if found and _letters(found[0].words) > _letters(self.words[number - 1].words):
                self.words[number - 1] = found[0]
                self.facts[number - 1] = PageFacts(
                    number,
                    facts.width,
                    facts.height,
                    _letters(found[0].words),
                    facts.unmapped,
                    True,
                    round(found[1], 3),
                )
            elif not facts.text:
                missed.append(number)
        self.issues += reader.issues
        if missed:
            self.issues.append(_unread(missed, reader.at_hand))


def _letters(words: Words) -> int:
    return sum(len(word) for word in words.text)


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
