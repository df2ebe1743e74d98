"""Pages and blocks: what stands where on paper, before anyone says what it means in law.

Lengths are points (1/72 inch) from the top left corner of the page as it is shown; pages count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["body", "heading", "item", "table", "note", "side-note", "furniture", "editorial"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on one page: x to the right, y downwards."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line inside a block: `start` is the offset of its first character in the block's text."""

    start: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table or note in reading order, hyphens joined, text in NFC and logical order.

    `language` is an ISO 639 code or None where it cannot be told. `stream` numbers parallel texts
    (columns in several languages): blocks of one stream make one text; 0 where there is one only.
    `size` is the type size in points and `bold` its weight, 0 and False where the format knows neither.
    `level` is the heading level of a marked-up source (1 highest), 0 where the source marks none.
    `rows` holds a table's cells. Lines are empty for formats without pages.
    """

    text: str
    kind: BlockKind = "body"
    page: int = 1
    lines: tuple[Line, ...] = ()
    language: str | None = None
    stream: int = 0
    size: float = 0.0
    bold: bool = False
    centred: bool = False
    indent: float = 0.0
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    quoted: bool = False
    """The source itself marks the block as a quotation of another text (a blockquote, AKN quotedStructure)."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was measured on one page; `confidence` is the OCR's own (0 to 1), None where no OCR took part."""

    number: int
    width: float
    height: float
    glyphs: int
    unmapped: float = 0.0
    """Share of glyphs (0 to 1) whose font gives no Unicode value."""
    ocr: bool = False
    confidence: float | None = None
    text: bool = True
    """False: the page holds no text that could be read (an image without OCR)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to tell about a file: `code` is stable, `message` a sentence for people, `page` None for the whole."""

    level: Literal["info", "warning", "error"]
    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """A file read into blocks. `front` holds metadata that the format itself carries (front matter, AKN, PDF info)."""

    pages: tuple[PageFacts, ...]
    blocks: tuple[Block, ...]
    issues: tuple[Issue, ...] = ()
    front: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    """Languages of the document, most text first; empty where none can be told."""
