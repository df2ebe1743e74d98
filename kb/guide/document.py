"""The document that every format is made from: headings, paragraphs, quotations, tables, notes; no format's own words.

Lengths of columns are shares of the line. `language` is None where the words are in the document's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
"""Languages written from right to left."""


def direction(language: str | None) -> Literal["ltr", "rtl"]:
    """The direction of a language; left to right where it is not known."""
    return "rtl" if language and language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. `link` is an address, or `#` and the id of a heading; `note` makes a footnote behind them."""

    text: str
    emphasis: bool = False
    strong: bool = False
    language: str | None = None
    link: str | None = None
    note: tuple[Run, ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (part) to 4; `number` is printed before it, `short` stands in running heads."""

    level: int
    text: str
    id: str
    number: str = ""
    short: str = ""
    language: str | None = None
    kind: Literal["heading"] = "heading"

    @property
    def label(self) -> str:
        """Number and words."""
        return f"{self.number}\u2002{self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `style` names its role."""

    runs: Runs
    style: Literal["body", "lead", "signature", "note", "finding", "date"] = "body"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is one paragraph."""

    items: tuple[Runs, ...]
    ordered: bool = False
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class QuotationBlock:
    """The words of a law, exactly; `before` and `after` say that words were cut there. `source` names the place."""

    id: str
    label: str
    paragraphs: tuple[str, ...]
    language: str | None
    source: Runs
    cut_before: bool = False
    cut_after: bool = False
    translations: tuple[tuple[str, str, Runs], ...] = ()
    """(language, words, remark) of each translation."""
    note: Runs = ()
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with one head row; the first column heads its rows; `wide` asks for a page on its side."""

    id: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[float, ...]
    wide: bool = False
    titled: bool = False
    """A heading above the table says what its caption says: the caption is not printed."""
    below: Runs = ()
    """What stands under the table: marks, date of the texts."""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Box:
    """A good practice: short facts and the text that shows it."""

    id: str
    label: str
    title: str
    facts: tuple[tuple[str, str], ...]
    quotation: QuotationBlock
    kind: Literal["box"] = "box"


@dataclass(frozen=True, slots=True)
class IndexBlock:
    """Entries that lead to headings: (words, (heading id, label) …)."""

    entries: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    kind: Literal["index"] = "index"


Block = Heading | Paragraph | ListBlock | QuotationBlock | TableBlock | Box | IndexBlock


@dataclass(frozen=True, slots=True)
class Document:
    """One edition in one language, before any format. `words` are the few that a template prints itself."""

    title: str
    language: str
    edition: str
    date: str
    iso_date: str
    status: str
    address: str
    content_hash: str
    front: tuple[Block, ...]
    body: tuple[Block, ...]
    words: dict[str, str] = field(default_factory=dict)
    references: tuple[Mapping[str, Any], ...] = ()
    """The quoted texts and the comparative works, as CSL-JSON items."""

    def blocks(self) -> Iterator[Block]:
        """Front matter, then the body."""
        yield from self.front
        yield from self.body

    def tables(self) -> Iterator[TableBlock]:
        """All tables in order."""
        return (block for block in self.blocks() if isinstance(block, TableBlock))


def plain(runs: Runs) -> str:
    """The words of runs without notes."""
    return "".join(run.text for run in runs)
