"""The worker reads a private draft: the file comes out of the store, and only what was read goes back in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest import pipeline
from ingest.source import source_document
from kb.errors import SourceUnreadable
from kb.services import KnowledgeBase, drafting
from kb.services.working import Closing, Job


def read_draft(kb: KnowledgeBase, job: Job, tell: Callable[[str], None]) -> Closing:
    """Read the file of a draft in the limited child process, in a folder that is gone afterwards."""
    with kb.store.read() as session:
        found = session.drafts.unread(job.payload["draft"])
    if found is None:
        return lambda session: None
    draft, content = found
    tell("reading")
    with tempfile.TemporaryDirectory(prefix="sselex-") as folder:
        path = Path(folder) / draft.name
        path.write_bytes(content)
        try:
            draft = drafting.read_from(draft, pipeline.parse(source_document(path), kb.settings))
        except SourceUnreadable as error:
            draft = replace(draft, state="failed", failure=str(error))
    return lambda session: session.drafts.note_read(draft)
