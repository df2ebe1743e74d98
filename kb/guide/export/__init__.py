"""One document into many formats: each module takes the document and writes its file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kb.errors import BadRequest
from kb.guide.document import Document

FORMATS: dict[str, tuple[str, str, str]] = {
    "docx": (".docx", "word", "write"),
    "pdf": (".pdf", "pdf", "write"),
    "html": ("-html", "html", "write"),
    "epub": (".epub", "reader", "write_epub"),
    "odt": (".odt", "open_document", "write"),
    "xlsx": (".xlsx", "workbook", "write"),
    "csl": (".json", "citations", "write"),
    "datacite": (".datacite.json", "datacite", "write"),
    "akn": (".akn.xml", "collection", "write"),
}
"""Format → ending of the file (a folder for html), module and function that write it."""


def export(document: Document, name: str, path: Path) -> None:
    """Write the document in one format to `path` (for html a folder).

    Raises `BadRequest` for an unknown format, `SselexError` where the file cannot be written.
    """
    if name not in FORMATS:
        raise BadRequest(f"The guide cannot be exported as {name}; it can as {', '.join(FORMATS)}.")
    _, module, function = FORMATS[name]
    write: Callable[[Document, Path], None] = getattr(import_module(f"kb.guide.export.{module}"), function)
    write(document, path)
