"""Works, expressions and provisions: the law itself, as FRBR, Akoma Ntoso and ELI name its levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kb.model.layout import Box, Issue
from kb.model.tags import Evidence, Tag

ProvisionType = Literal[
    "article", "section", "clause", "additional", "transitional", "repealing", "final", "preamble", "annex",
    "book", "part", "title", "chapter", "subchapter", "division", "crossheading", "conclusions",
]  # fmt: skip

DIVISIONS: frozenset[str] = frozenset({"book", "part", "title", "chapter", "subchapter", "division", "crossheading"})
"""Types of provision that only gather others."""

ARTICLES: frozenset[str] = frozenset(
    {"article", "section", "clause", "additional", "transitional", "repealing", "final"}
)
"""Types of provision that are counted, compared and quoted as articles."""

Status = Literal["in-force", "not-yet-in-force", "repealed", "expired", "bill", "unknown"]
TextState = Literal["as-enacted", "consolidated", "draft", "translation", "excerpt", "unknown"]


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered paragraph or point inside a provision; offsets are into the expression's text."""

    num: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Provision:
    """A unit of law. `eid` follows the Akoma Ntoso eId rules and is built from legal numbering, never from position.

    `start` and `end` bound its own words (number and heading left out) in the expression's text;
    a division has start == end. `text` is those words. `num` is printed as in the source ("Art. 5 bis").
    `parent` is the eid of the division it stands in. `page` is where it begins, None for formats without pages.
    """

    eid: str
    type: ProvisionType
    num: str
    heading: str | None
    text: str
    start: int
    end: int
    position: int
    parent: str | None = None
    language: str | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()
    """Editorial and reform notes that stand by the provision and are not words of the law."""

    @property
    def label(self) -> str:
        """Number and heading as people read them together."""
        return " — ".join(part for part in (self.num, self.heading) if part)


@dataclass(frozen=True, slots=True)
class LegalText:
    """One text in one language: the canonical string (NFC) that all offsets point into, and its provisions in order."""

    language: str | None
    text: str
    provisions: tuple[Provision, ...]

    def articles(self) -> Iterator[Provision]:
        """The provisions that hold words of the law: articles and their like, preamble, annexes."""
        return (p for p in self.provisions if p.type not in DIVISIONS and p.type != "conclusions")


@dataclass(frozen=True, slots=True)
class Value:
    """A detected metadata value with the place that shows it; `evidence` is None only for declared values."""

    value: str
    evidence: Evidence | None = None
    score: float | None = None


METADATA_FIELDS = (
    "title", "number", "jurisdiction", "language", "instrument", "date_adopted", "date_published", "date_in_force",
    "date_ended", "issuing_body", "status", "text_state", "version",
)  # fmt: skip
"""Names of the fields that `Metadata` may hold; dates are ISO texts of a day, month or year."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text says of itself: field name → value with evidence. A field that is not known is not there."""

    fields: Mapping[str, Value] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The plain value of a field, None where it is not known."""
        found = self.fields.get(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class TaggedText:
    """One work of a file, parsed and tagged: what `services.save` takes."""

    text: LegalText
    metadata: Metadata
    tags: tuple[Tag, ...] = ()
    issues: tuple[Issue, ...] = ()


Quality = Mapping[str, Any]
"""Measured figures of a file: glyph density, share OCRed, dictionary-word ratio, number continuity … by name."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's outcome: one `TaggedText` a work (parallel languages, several laws in one issue give several)."""

    sha256: str
    name: str
    media_type: str
    pages: int
    works: tuple[TaggedText, ...]
    quality: Quality = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """The abstract act. `id` is its own URI (`/akn/fr/act/2014-07-31/2014-856`); official ids live in `aliases`.

    `confidence`: "seen" (a person read the source), "from-memory" (unverified), "detected" (read by machine from a
    held text), "declared" (by a manifest or a submitter). `specimen` marks texts that are not law at all.
    """

    id: str
    jurisdiction: str
    title: str
    instrument: str | None = None
    number: str | None = None
    language: str | None = None
    title_en: str | None = None
    date_adopted: str | None = None
    date_published: str | None = None
    date_in_force: str | None = None
    date_ended: str | None = None
    status: Status = "unknown"
    subject: str | None = None
    issuing_body: str | None = None
    official_url: str | None = None
    confidence: str = "declared"
    unverified: tuple[str, ...] = ()
    """Fields that come from memory and were not seen in a source; ("all",) for every field."""
    specimen: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expression:
    """One language and one version of a work, from one file. `id` is `{work}/{lang}@{version}`."""

    id: str
    work: str
    language: str | None
    version: str
    """ISO day of the version, or `sha-` and the first 8 characters of the file's hash where no day is known."""
    title: str
    text_state: TextState
    sha256: str
    source_name: str
    pages: int
    quality: Quality
    issues: tuple[Issue, ...]
    metadata: Mapping[str, Value]
    declared: Mapping[str, str]
    stored_at: str
    poor_text: bool = False
    indexed: bool = False
