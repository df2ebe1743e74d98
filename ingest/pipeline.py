"""One document through all stations: the page to read first.

file → `source` → `extract` (a limited child process) → `structure` → `tag` → `quality` → `ParsedFile`.
"""

from __future__ import annotations

from ingest.source import AKN
from kb.model.law import ParsedFile
from kb.model.layout import Issue
from kb.model.source import SourceDocument
from kb.settings import Settings

VERSION = "1"
"""Changes with every change that makes files worth reading again; kept with each file."""


def parse(source: SourceDocument, settings: Settings) -> ParsedFile:
    """Read a file into tagged texts, nothing stored; raises `SourceUnreadable` or one of its kinds."""
    from ingest.akn import own_tree
    from ingest.extract import extract
    from ingest.quality import is_poor, measure
    from ingest.structure import structure
    from ingest.tag import tag

    extraction = extract(source, settings)
    own = own_tree(source.path.read_bytes()) if source.media_type == AKN else None
    texts = (own,) if own else structure(extraction)
    quality = dict(measure(extraction, texts))
    quality["poor"] = is_poor(quality)
    issues = list(extraction.issues)
    if quality["poor"]:
        issues.append(
            Issue("warning", "poor-text", "The text was read badly; check it against the pages before quoting it.")
        )
    if not any(text.provisions for text in texts):
        issues.append(Issue("warning", "no-provisions", "No article or section was recognised in this file."))
    works = tuple(tag(text, front=extraction.front, declared=source.declared, name=source.name) for text in texts)
    return ParsedFile(
        source.sha256, source.name, source.media_type, len(extraction.pages), works, quality, tuple(issues)
    )
