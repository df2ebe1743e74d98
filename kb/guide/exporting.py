"""Exports: an edition, in one language, as files of the formats asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from kb.errors import BadRequest, SselexError
from kb.guide.building import build
from kb.guide.document import Document
from kb.identity import slug
from kb.model.guide import GuideEdition

FORMATS: dict[str, tuple[str, str, str]] = {
    "docx": (".docx", "word", "write"),
    "pdf": (".pdf", "pdf", "write"),
    "html": ("-html", "html", "write"),
    "epub": (".epub", "reader", "write_epub"),
    "odt": (".odt", "reader", "write_odt"),
    "xlsx": (".xlsx", "workbook", "write"),
    "csl": (".json", "citations", "write"),
}
"""Format → ending of the file (a folder for html), module and function that write it."""


def export(
    edition: GuideEdition,
    formats: Sequence[str],
    folder: Path,
    language: str | None = None,
    *,
    previous: GuideEdition | None = None,
) -> tuple[Path, ...]:
    """Write the edition into `folder` in each format; gives the paths in the order asked.

    `language` is the edition's own for None. The same edition gives the same bytes every time. Raises `BadRequest` for
    an unknown format or language, `SselexError` where a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise BadRequest(f"The guide cannot be exported as {', '.join(unknown)}; it can as {', '.join(FORMATS)}.")
    chosen = language or edition.language
    document = build(edition, chosen, previous)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(edition, document, name, folder) for name in formats)
    except OSError as error:
        raise SselexError(f"The export cannot be written to {folder}: {error.strerror}.") from error


def _write(edition: GuideEdition, document: Document, name: str, folder: Path) -> Path:
    ending, module, function = FORMATS[name]
    path = folder / f"{slug(edition.guide) or 'guide'}-{edition.number}-{document.language}{ending}"
    write: Callable[..., None] = getattr(import_module(f"kb.guide.export.{module}"), function)
    write(edition if name == "csl" else document, path)
    return path
