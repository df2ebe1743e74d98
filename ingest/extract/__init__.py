"""Read a file into blocks: the reader runs in a child process with limits, so that no file can harm the run."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from ingest.extract.child import Limits, run_limited
from ingest.extract.wire import read_answer
from ingest.language import languages_of, name_blocks
from kb.errors import SourceTooLarge
from kb.model.layout import Extraction
from kb.model.source import SourceDocument
from kb.settings import Settings

__all__ = ["extract"]

_ROOT = Path(__file__).resolve().parents[2]


def extract(source: SourceDocument, settings: Settings) -> Extraction:
    """The file's blocks in reading order, its pages, issues, front matter and languages.

    Raises an error of the `SourceUnreadable` family, one sentence each: over a limit of size, pages, glyphs, memory or
    time (`SourceTooLarge`), encrypted, damaged, unsupported.
    """
    if source.size > settings.max_file_mb * 1_000_000:
        raise SourceTooLarge(
            f"{source.name} has {source.size / 1e6:.0f} MB; the limit is {settings.max_file_mb} "
            "MB (SSELEX_MAX_FILE_MB)."
        )
    limits = Limits(
        memory_mb=settings.parse_memory_mb,
        processor_seconds=settings.parse_seconds,
        wall_seconds=2 * settings.parse_seconds + 2 * settings.ocr_seconds + 30,
    )
    command = [
        sys.executable, "-I", "-c",
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from ingest.extract.worker import main; main(sys.argv[1:])",
        os.fspath(source.path.resolve()), source.media_type, str(settings.max_pages), str(settings.ocr_seconds),
        source.declared.language or "",
    ]  # fmt: skip
    found = read_answer(run_limited(command, limits, source.name), source.name)
    # Here and not in the child: the detectors load once for all files of a run.
    languages = languages_of(found.blocks)
    return replace(found, blocks=name_blocks(found.blocks, languages), languages=languages)
