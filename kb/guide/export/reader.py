"""The document as EPUB 3."""

from __future__ import annotations

from pathlib import Path

from kb import resources
from kb.guide.document import Document
from kb.guide.export.running import pandoc, settle


def write_epub(document: Document, path: Path) -> None:
    """Write the EPUB: one file a chapter, with a table of contents."""
    style = resources.path_of("guide/epub.css")
    # A reader's shelf sorts by a day as ISO writes it; pandoc leaves any other date empty.
    options = ["--css", str(style), "--metadata", f"date={document.iso_date[:10]}"]
    pandoc(document, "epub3", path, [*options, "--split-level", "2", "--toc", "--toc-depth", "2"], pages=False)
    settle(path, document, first="mimetype")
