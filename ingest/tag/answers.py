"""Typed answers to the questions of the guide: only those that are sure, each with the sentence that gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from ingest.tag import answer_model
from ingest.tag.answer_features import Sentence, opening, sentence_rows
from ingest.tag.answer_model import Candidate, Words
from ingest.tag.answer_values import beside_in, value_in
from ingest.tag.dates import dates
from ingest.tag.features import provision_rows
from ingest.tag.mentions import Marked
from ingest.tag.study import Study, evidence
from kb import resources
from kb.model.law import LegalText, Metadata
from kb.model.tags import Beside, Evidence, Tag

Place: TypeAlias = tuple[Marked, Sentence]
"""A sentence and the provision that it stands in."""

name = "answers"
version = "6"
labels = tuple(resources.questions())
CATEGORY = 80
"""Characters that name the case that another value holds for."""
MOST_OTHERS = 5
IN_FORCE = "international-implementation.q1"
"""The question that the metadata answer; the model never learns it."""


def tags(study: Study) -> Iterator[Tag]:
    """At most one answer a question and law; none where the chance of being right is under the model's limit."""
    yield from _in_force(study)
    model = answer_model.load()
    places, words, found = candidates(study)
    for candidate in found:
        if candidate.sure < model.limit:
            continue
        marked, sentence = places[candidate.row]
        quoted = evidence(study.text, marked.provision, sentence.start, sentence.end, f"{name} {version}")
        yield Tag(
            "answer", candidate.question, marked.provision.eid, quoted, round(candidate.sure, 3), "model",
            candidate.value, beside=beside(candidate, places, words),
        )  # fmt: skip


def beside(candidate: Candidate, places: Sequence[Place], words: Sequence[Words]) -> Beside | None:
    """What the sentence says beside its value, and the values of other cases that the same provision lists.

    A law that asks for 75 founders, 50 in one sector and 20 in another, prints a point for each; the answer is the
    general one.
    """
    question = resources.questions()[candidate.question]
    if question.answer_type != "number":
        return None
    found = beside_in(question, *words[candidate.row]) or Beside()
    home = places[candidate.row][0]
    others: dict[Any, str] = {}
    for (marked, _), (sentence, language) in zip(places, words, strict=True):
        if marked is home:
            value = value_in(question, sentence, language)
            if value is not None and value != candidate.value:
                others.setdefault(value, sentence[:CATEGORY].strip(" ;,."))
    if len(others) > MOST_OTHERS:
        # A provision full of numbers lists steps of a procedure or rates, not cases of one rule.
        others = {}
    found = replace(found, others=tuple((category, value) for value, category in others.items()))
    return found if found != Beside() else None


def _in_force(study: Study) -> Iterator[Tag]:
    """The day of entry into force, where a provision says it: the metadata were read before."""
    found = in_force(study.text, study.metadata)
    if found is not None:
        day, place, score = found
        yield Tag("answer", IN_FORCE, place.eid or "", place, score, "metadata", day)


def in_force(text: LegalText, metadata: Metadata) -> tuple[str, Evidence, float | None] | None:
    """The day of entry into force with the place where a provision says it and a score, None where none does.

    Where the source declares the day, a provision that prints the same day speaks for it.
    """
    found = metadata.fields.get("date_in_force")
    if found is None:
        return None
    if found.evidence is not None:
        return (found.value, found.evidence, found.score) if found.evidence.eid else None
    for provision in text.provisions:
        if found.value[:4] in provision.text:
            for day in dates(provision.text, provision.language or text.language):
                if day.value == found.value:
                    place = evidence(text, provision, day.start, day.end, f"{name} {version}")
                    return found.value, place, found.score
    return None


def candidates(study: Study) -> tuple[list[Place], list[Words], list[Candidate]]:
    """The sentences of a law with their words, and what the law may answer, sure or not."""
    model = answer_model.load()
    found = sentence_rows(study.provisions)
    places = [(study.provisions[sentence.provision], sentence) for sentence in found]
    words = [(printed(place), place[0].provision.language or study.text.language) for place in places]
    if not places:
        return [], [], []
    features = study.features or provision_rows(study.text, study.provisions)
    scores = model.scores(features, found, words, opening(study.text))
    law = answer_model.ready(model.columns, scores, words)
    return places, words, answer_model.candidates(model.columns, model.judge, scores, law)


def printed(place: Place) -> str:
    """The words of a sentence."""
    marked, sentence = place
    return marked.provision.text[sentence.start : sentence.end]
