"""A file and what is said of it: the first station of a document's way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Declared:
    """Metadata that a manifest or a submitter declares; kept beside the detected metadata, never in its place.

    Every field is None where nothing was declared. Dates are ISO texts of a day, month or year.
    """

    title: str | None = None
    jurisdiction: str | None = None
    language: str | None = None
    instrument: str | None = None
    number: str | None = None
    date_adopted: str | None = None
    status: str | None = None
    source_url: str | None = None
    licence: str | None = None
    version: str | None = None
    """The day of the version in the source (ISO), where the manifest knows it."""
    catalogue_id: str | None = None
    """Id of the text in the world catalogue, where the manifest knows it."""
    declared_by: str = "manifest"


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as it came. Its bytes never change: `sha256` (hexadecimal) is its identity."""

    path: Path
    sha256: str
    size: int
    media_type: str
    declared: Declared = Declared()

    @property
    def name(self) -> str:
        """The file's name as it was given."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Manifestation:
    """The file behind an expression, as the store keeps it."""

    sha256: str
    name: str
    media_type: str
    size: int
    pages: int
    source_url: str | None = None
    licence: str | None = None
    retrieved_on: str | None = None
