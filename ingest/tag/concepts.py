"""Concepts of the thesaurus that a provision speaks of: one tag a concept, pointing at its first mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.tag.study import Study, evidence
from kb.model.tags import Tag

name = "concepts"
version = "2"
labels = ("concept",)


def tags(study: Study) -> Iterator[Tag]:
    """Each concept named in the words of a provision; the score grows with the number of mentions."""
    for marked in study.provisions:
        mentions = [mention for mention in marked.words if mention.kind == "concept"]
        counts = Counter(mention.id for mention in mentions)
        first = {mention.id: mention for mention in reversed(mentions)}
        for concept, count in counts.items():
            place = evidence(
                study.text, marked.provision, first[concept].start, first[concept].end, f"{name} {version}"
            )
            yield Tag("concept", concept, marked.provision.eid, place, score=round(1 - 0.5**count, 3), basis="named")
