"""The tag stage: a parsed text gets its metadata and what each provision says, every tag with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

from kb.model.law import LegalText, TaggedText
from kb.model.source import Declared


def tag(text: LegalText, *, front: Mapping[str, str], declared: Declared, name: str) -> TaggedText:
    """The text with metadata, tags and issues. `front` is the format's own metadata, `name` the file's name.

    What is declared is compared with what the text says, never mixed with it.
    """
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
