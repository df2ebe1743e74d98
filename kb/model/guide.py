"""The guide: what people write (an outline, changed under a revision) and what is published (an edition, frozen).

`Words` maps an interface language (fr, en, es) to words. Countries are jurisdiction codes, dates ISO texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kb.model.comparison import CellState
from kb.model.guide_writing import GuideState

Words = Mapping[str, str]

TableForm = Literal["countries", "profile", "choices", "recognition"]
"""Rows are texts by country; the questions of one country; the values of one question; the kinds of text by country."""


@dataclass(frozen=True, slots=True)
class Pin:
    """An exact quotation: `quote` is `start:end` of the expression's text, `sha256` the hash of the provision's words
    (UTF-8) when it was pinned. `page` is None for formats without pages. `label` is the provision's number and heading;
    `cut_before` and `cut_after` say whether words of the provision stand before or after the quotation. `status` is
    that of the text when it was pinned, None where it was not noted; `kept` names the newer versions (ids) and states
    of the text (`status:repealed`) that a person saw and in spite of which the quotation stays."""

    expression: str
    eid: str
    start: int
    end: int
    quote: str
    sha256: str
    page: int | None = None
    label: str = ""
    cut_before: bool = False
    cut_after: bool = False
    status: str | None = None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """Commentary in one language: Markdown, signed by a role, dated."""

    language: str
    markdown: str
    role: str
    date: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A working or official translation of a quotation."""

    language: str
    text: str
    author: str
    official: bool = False


@dataclass(frozen=True, slots=True)
class Commentary:
    """What the provisions show, side by side in the guide's languages; French is the source of the translations."""

    id: str
    texts: tuple[Prose, ...]
    title: Words = field(default_factory=dict)
    kind: Literal["commentary"] = "commentary"

    def text(self, language: str) -> Prose | None:
        """The commentary in a language, None where it is not written."""
        return next((prose for prose in self.texts if prose.language == language), None)

    def outdated(self, language: str, source: str = "fr") -> bool:
        """Whether the translation is older than its source."""
        own, origin = self.text(language), self.text(source)
        return own is not None and origin is not None and own.date < origin.date


@dataclass(frozen=True, slots=True)
class Quotation:
    """A provision in its own words. `note` is a remark of the editors."""

    id: str
    country: str
    pin: Pin
    state: CellState = "suggested"
    translations: tuple[Translation, ...] = ()
    note: Words = field(default_factory=dict)
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True, slots=True)
class Table:
    """A comparative table: rebuilt from the store until an edition freezes its rows.

    `countries` empty means every country with a text that is held or was read.
    """

    id: str
    title: Words
    form: TableForm = "countries"
    theme: str | None = None
    questions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    texts_per_country: int = 3
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a good-practice box: `label` names a word of the guide's furniture (parties, level, duration …)."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class GoodPractice:
    """A box: a partnership in short facts, with the sourced text that shows it."""

    id: str
    title: Words
    country: str
    pin: Pin
    facts: tuple[Fact, ...] = ()
    state: CellState = "suggested"
    kind: Literal["practice"] = "practice"


@dataclass(frozen=True, slots=True)
class TextList:
    """Texts with number, dates, state and address; `scope`: of States, of organisations, or both."""

    id: str
    title: Words
    scope: Literal["national", "international", "all"] = "all"
    countries: tuple[str, ...] = ()
    kind: Literal["texts"] = "texts"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term as one law defines it."""

    term: str
    country: str
    pin: Pin
    state: CellState = "suggested"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms of the laws beside each other."""

    id: str
    title: Words
    terms: tuple[Definition, ...]
    kind: Literal["glossary"] = "glossary"


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Existing comparative works: CSL-JSON items."""

    id: str
    title: Words
    items: tuple[Mapping[str, Any], ...]
    kind: Literal["bibliography"] = "bibliography"


Section = Commentary | Quotation | Table | GoodPractice | TextList | Glossary | Bibliography


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections under one title; `theme` where the chapter is that theme's."""

    id: str
    title: Words
    sections: tuple[Section, ...] = ()
    theme: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Chapters under one title."""

    id: str
    title: Words
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole guide as people edit it."""

    title: Words
    parts: tuple[Part, ...]
    countries: tuple[str, ...] = ()

    def sections(self) -> Iterator[tuple[Chapter, Section]]:
        """Every section with its chapter, in order."""
        for part in self.parts:
            for chapter in part.chapters:
                for section in chapter.sections:
                    yield chapter, section

    def pins(self) -> Iterator[tuple[str, Pin]]:
        """Every pin with the id of its section, in order."""
        for _, section in self.sections():
            if isinstance(section, Quotation | GoodPractice):
                yield section.id, section.pin
            elif isinstance(section, Glossary):
                for term in section.terms:
                    yield section.id, term.pin


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide being written; `revision` grows with every change."""

    name: str
    language: str
    outline: Outline
    revision: int
    changed_by: str
    changed_at: str
    state: GuideState = "draft"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that an edition names: work, and where it is held the version that was used.

    `address` is the official link, else where the file came from, else None. `date` is the text's own day (adopted,
    published or in force), `consulted` the day on which the held copy was stored.
    """

    work: str
    title: str
    jurisdiction: str
    number: str | None = None
    instrument: str | None = None
    date: str | None = None
    status: str = "unknown"
    address: str | None = None
    specimen: bool = False
    confidence: str = "declared"
    expression: str | None = None
    language: str | None = None
    version: str | None = None
    text_state: str | None = None
    sha256: str | None = None
    consulted: str | None = None
    read: bool = False
    """A person read the text; facts of it stand in the tables."""
    title_en: str | None = None
    official: bool = False
    """`address` is the official link of the text."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table with what stands behind it; `provisions` are numbers as printed."""

    state: CellState
    value: Any = None
    provisions: tuple[str, ...] = ()
    eids: tuple[str, ...] = ()
    quote: str | None = None
    page: int | None = None
    found_by: str | None = None
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One text of one country, or a country of which nothing is known (`work` is None): a cell for each question and
    one for the theme's provisions."""

    country: str
    work: str | None
    cells: tuple[Cell, ...]
    theme: Cell | None = None


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """The rows of a table section; `left_out` counts texts of the listed countries that the table does not show,
    `silent` names countries with known texts that are neither held nor read."""

    section: str
    rows: tuple[TableRow, ...]
    left_out: int = 0
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What is known of a country: texts known, held, read; and theme → provisions held and tagged, or read."""

    country: str
    known: int
    held: int
    read: int
    themes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Someone who accepted a guide for a country (code), and when (UTC, ISO 8601).

    `person` is an e-mail address: it is kept, and not shown to readers.
    """

    person: str = field(repr=False)
    country: str
    at: str


@dataclass(frozen=True, slots=True)
class GuideEdition:
    """A published state of a guide: holds all it needs, never changes.

    `vocabulary` keeps the words of themes, questions, instruments and countries as they were: id → words.
    `content_hash` is the SHA-256 of the canonical JSON of everything but number, persons and moments. `frozen_by` is
    an e-mail address: it is kept, and not shown to readers.
    """

    guide: str
    number: int
    language: str
    outline: Outline
    sources: tuple[Source, ...]
    tables: tuple[FrozenTable, ...]
    coverage: tuple[CoverageRow, ...]
    vocabulary: Mapping[str, Words]
    thesaurus_version: str
    public_url: str
    frozen_by: str = field(repr=False)
    frozen_at: str
    content_hash: str = ""
    state: GuideState = "draft"
    accepted: tuple[Acceptance, ...] = ()
    """Those who accepted it before it was published; empty for an edition that was not."""

    def source(self, work: str, expression: str | None = None) -> Source | None:
        """The source of a work, in the version of `expression` where one is given."""
        found = [s for s in self.sources if s.work == work and (expression is None or s.expression == expression)]
        return found[0] if found else None
