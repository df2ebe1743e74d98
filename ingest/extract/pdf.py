"""PDF: the words of each page in reading order, ruled tables as tables, pages without text by OCR."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line
from ingest.extract.pdfium import PdfFile, PdfPage
from ingest.extract.ruled_tables import RuledTables
from ingest.layout.document import PageWords, laid_out
from ingest.layout.words import words_of
from kb.model.layout import Extraction, Issue, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance


def read(path: Path, allowance: Allowance) -> Extraction:
    """The file's blocks and pages; the title of its own metadata goes to `front`."""
    file = PdfFile(path, allowance.max_pages)
    tables = RuledTables(path)
    pages: list[PageWords] = []
    facts: list[PageFacts] = []
    issues: list[Issue] = []
    for number, page in enumerate(file.read(), 1):
        held = PageWords(page.frame, words_of(page.glyphs))
        facts.append(_facts(number, page, len(held.words) > 0))
        pages.append(tables.with_tables(held, page.strokes, number))
    tables.close()
    if tables.passed_over:
        issues.append(_tables_passed_over(tables.passed_over))
    title = one_line(file.title())
    return Extraction(tuple(facts), tuple(laid_out(pages)), tuple(issues), {"title": title} if title else {})


def _facts(number: int, page: PdfPage, text: bool) -> PageFacts:
    width, height = page.frame.shown_size
    return PageFacts(number, round(width, 1), round(height, 1), page.count, round(page.unmapped, 4), text=text)


def _tables_passed_over(pages: list[int]) -> Issue:
    return Issue(
        "info", "tables-as-text",
        f"{len(pages)} more pages hold ruled tables; from page {pages[0]} on they are read as running text.", pages[0],
    )  # fmt: skip
