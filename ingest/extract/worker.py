"""What runs in the child: one file in, one line of JSON out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.extract.wire import error_as_json, extraction_as_json
from kb.errors import SourceDamaged, SourceUnreadable, SourceUnsupported
from kb.model.layout import Extraction

_READERS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/html": "html",
    "text/markdown": "markdown",
    "text/plain": "plain",
    "application/akn+xml": "akoma_ntoso",
    "application/x-tex": "tex",
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a reader may do: most pages, processor seconds for OCR, and the language that was declared, if any."""

    max_pages: int
    ocr_seconds: int
    language: str | None = None


def read(path: Path, media_type: str, allowance: Allowance) -> Extraction:
    """The file's extraction, languages not yet named; raises an error of the `SourceUnreadable` family."""
    if media_type not in _READERS:
        raise SourceUnsupported(f"{path.name} has the media type {media_type}, which is not read.")
    reader: Callable[[Path, Allowance], Extraction] = import_module(f"ingest.extract.{_READERS[media_type]}").read
    return reader(path, allowance)


def main(arguments: Sequence[str]) -> None:
    """Read the file named first and print the answer; MemoryError is left to the parent to explain."""
    path, media_type, max_pages, ocr_seconds, language = arguments
    try:
        answer = extraction_as_json(
            read(Path(path), media_type, Allowance(int(max_pages), int(ocr_seconds), language or None))
        )
    except SourceUnreadable as error:
        answer = error_as_json(error)
    except RecursionError:
        answer = error_as_json(SourceDamaged(f"{Path(path).name} is nested deeper than any document needs."))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
