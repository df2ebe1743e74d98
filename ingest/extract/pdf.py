"""PDF: the words of each page, put in reading order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line
from kb.model.layout import Block, Extraction, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance


def read(path: Path, allowance: Allowance) -> Extraction:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    blocks, pages = [], []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        blocks += [Block(one_line(line), page=number + 1) for line in text.split("\n") if line.strip()]
        pages.append(PageFacts(number + 1, page.get_width(), page.get_height(), len(text), text=bool(text)))
    return Extraction(tuple(pages), tuple(blocks))
