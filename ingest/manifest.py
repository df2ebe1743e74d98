"""Files and what a manifest declares of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb import resources
from kb.errors import BadRequest
from kb.model.source import Declared

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".xml", ".akn"})
"""Endings of files that a folder is searched for; a file named itself is tried whatever its ending."""

INSTRUMENTS = {
    "framework law": "framework-law", "sector law": "sector-law", "procurement law": "procurement-law",
    "decree": "decree", "regulation": "regulation", "code": "code", "convention": "convention", "other": None,
}  # fmt: skip
"""Words of manifests that are not ids of `schemas/instruments.csv`."""

STATUSES = {
    "in_force": "in-force",
    "in-force": "in-force",
    "active": "in-force",
    "시행": "in-force",
    "ساري": "in-force",
    "repealed": "repealed",
    "expired": "expired",
    "bill": "bill",
}
"""Words of sources for the status of a text; any other word is no status."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file to read with what is declared of it."""

    path: Path
    declared: Declared = Declared()


def declarations(manifest: Path) -> dict[Path, Declared]:
    """The rows of a manifest by the file they name (relative to the manifest's folder); raises `BadRequest`."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if "path" not in (reader.fieldnames or []):
                raise BadRequest(f"{manifest} has no column `path`; docs/file-formats.md names the columns.")
            return {(manifest.parent / row["path"]).resolve(): _declared(row) for row in reader if row["path"]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise BadRequest(f"The manifest {manifest} cannot be read: {why}.") from error


def files_of(paths: list[Path], listed: Mapping[Path, Declared] | None) -> Iterator[Listed]:
    """The files to read, in order of name. Of a folder: those that the manifest lists, else all of a known ending."""
    for path in paths:
        if not path.exists():
            raise BadRequest(f"{path} does not exist.")
        if path.is_file():
            yield Listed(path, (listed or {}).get(path.resolve(), Declared()))
            continue
        for found in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
            known = (listed or {}).get(found.resolve())
            if known is not None or (listed is None and found.suffix.lower() in SUFFIXES):
                yield Listed(found, known or Declared())


def unlisted(paths: list[Path], listed: Mapping[Path, Declared]) -> list[Path]:
    """Files of a readable kind in the folders that the manifest does not list."""
    return [
        found
        for path in paths
        if path.is_dir()
        for found in sorted(path.rglob("*"))
        if found.suffix.lower() in SUFFIXES and found.is_file() and found.resolve() not in listed
    ]


def _declared(row: Mapping[str, str | None]) -> Declared:
    def value(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    instrument = value("instrument_type") or value("instrument")
    known = instrument if instrument in resources.instruments() else INSTRUMENTS.get(instrument or "")
    return Declared(
        title=value("title"),
        jurisdiction=_jurisdiction(value("country") or value("jurisdiction")),
        language=value("language"),
        instrument=known,
        number=value("official_number") or value("number"),
        date_adopted=value("date"),
        status=STATUSES.get((value("status") or "").lower()),
        source_url=value("source"),
        licence=value("licence"),
        version=value("version"),
        catalogue_id=value("catalogue_id"),
    )


def _jurisdiction(code: str | None) -> str | None:
    if code is None:
        return None
    known = resources.jurisdictions()
    return next((c for c in (code.lower(), code.upper(), code) if c in known), code.upper())
