"""The tag stage: a parsed text gets its metadata and what each provision says, every tag with its evidence."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from kb.model.law import LegalText, TaggedText
from kb.model.source import Declared


def tag(text: LegalText, *, front: Mapping[str, str], declared: Declared, name: str) -> TaggedText:
    """The text with metadata, tags and issues. `front` is the format's own metadata, `name` the file's name.

    What is declared is compared with what the text says, never mixed with it.
    """
    with _uncollected():
        return _tagged(text, front, declared)


@contextmanager
def _uncollected() -> Iterator[None]:
    """The garbage collector at rest: a text gives hundreds of thousands of mentions that live until its tags are made
    and hold no cycles, and looking through them again and again takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _tagged(text: LegalText, front: Mapping[str, str], declared: Declared) -> TaggedText:
    from ingest.tag import answers, citations, concepts, definitions, sdg, themes
    from ingest.tag.features import provision_rows
    from ingest.tag.mentions import marked
    from ingest.tag.metadata import disagreements, metadata
    from ingest.tag.study import Study, Tagger

    taggers: tuple[Tagger, ...] = (themes, concepts, definitions, citations, sdg, answers)
    found = metadata(text, front)
    provisions = marked(text)
    study = Study(text, provisions, found, provision_rows(text, provisions))
    tags = tuple(made for tagger in taggers for made in tagger.tags(study))
    return TaggedText(text, found, tags, tuple(disagreements(found, declared)))
