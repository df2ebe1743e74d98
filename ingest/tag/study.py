"""What every tagger is given: the text, its mentions and its metadata; and how it points at a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ingest.tag.features import Features
from ingest.tag.mentions import Marked
from kb import thesaurus
from kb.model.law import LegalText, Metadata, Provision
from kb.model.tags import Evidence, Tag


@dataclass(frozen=True, slots=True)
class Study:
    """A text under study: its provisions with their mentions, and the metadata found before."""

    text: LegalText
    provisions: tuple[Marked, ...]
    metadata: Metadata = field(default_factory=Metadata)
    features: Sequence[Features] = ()
    """What the learned models see of each provision; computed once, since two taggers ask for it."""


class Tagger(Protocol):
    """What each tagger module offers. `name` and `version` stand in every evidence; `labels` says what it may give."""

    @property
    def name(self) -> str:
        """What the tagger is called."""

    @property
    def version(self) -> str:
        """Changes with every change of what it finds."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What it may give."""

    def tags(self, study: Study, /) -> Iterable[Tag]:
        """The tags of all provisions, in order."""


def evidence(text: LegalText, provision: Provision, start: int, end: int, found_by: str) -> Evidence:
    """The place `start:end` of a provision's own words (offsets count from the beginning of those words).

    The version of the thesaurus stands beside the tagger's, so that a tag tells with which terms it was made.
    """
    first = provision.start + start
    last = provision.start + end
    by = f"{found_by}, thesaurus {thesaurus.load().version}"
    return Evidence(provision.eid, first, last, text.text[first:last], by, provision.page, provision.boxes)
