"""Where a text speaks of the thesaurus's concepts and of the lexicon's senses: found once, used by several taggers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.tag.words import parted, pipeline
from kb import resources, thesaurus
from kb.model.law import LegalText, Provision

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

ROMANCE_NEIGHBOURS = {"gl": "pt", "ast": "es", "oc": "ca"}
"""Languages that borrow the words of a near one, because neither table has a column for them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the text: `kind` is "concept" or "sense", offsets count from the beginning of the string read."""

    kind: str
    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A provision with the mentions in its words and in its heading."""

    provision: Provision
    words: tuple[Mention, ...]
    heading: tuple[Mention, ...]


def marked(text: LegalText) -> tuple[Marked, ...]:
    """The provisions that hold words of the law, in order, with their mentions."""
    return tuple(
        Marked(
            provision,
            tuple(mentions(provision.text, provision.language or text.language)),
            tuple(mentions(provision.heading or "", provision.language or text.language)),
        )
        for provision in text.articles()
    )


def mentions(words: str, language: str | None) -> Iterator[Mention]:
    """The mentions in a string, in order; a concept's name inside a longer concept's name is left out."""
    if not words.strip():
        return
    language = ROMANCE_NEIGHBOURS.get(language or "", language)
    document = pipeline(language).make_doc(parted(words))
    # Offsets in one array: a `Span` for each of a thousand matches takes longer than finding them.
    places = document.to_array(["IDX", "LENGTH"]).tolist()
    concepts, senses = _matchers(language)
    last = 0
    for start, end, name in sorted(_matches(document, concepts), key=lambda match: (match[0], -match[1])):
        if end > last:
            first, after = places[start][0], sum(places[end - 1])
            if not _is_acronym(language, name, words[first:after]):
                continue
            yield Mention("concept", name, first, after)
            last = end
    for start, end, name in _matches(document, senses):
        yield Mention("sense", name, places[start][0], sum(places[end - 1]))


def _matches(document: Doc, matcher: PhraseMatcher) -> Iterator[tuple[int, int, str]]:
    strings = document.vocab.strings
    for key, start, end in matcher(document):
        yield start, end, strings[key]


@functools.cache
def _acronyms(language: str | None) -> frozenset[str]:
    return frozenset(
        label for label, _ in thesaurus.load().labels(language or "") if re.fullmatch(r"[A-Z]{2,6}", label)
    )


def _is_acronym(language: str | None, concept: str, printed: str) -> bool:
    """False for a small word that only looks like an acronym: "sal" is no SAL (sociedad anónima laboral)."""
    return printed.upper() not in _acronyms(language) or printed.isupper()


@functools.cache
def _matchers(language: str | None) -> tuple[PhraseMatcher, PhraseMatcher]:
    from spacy.matcher import PhraseMatcher

    blank = pipeline(language)
    concepts = PhraseMatcher(blank.vocab, attr="NORM")
    for label, concept in thesaurus.load().labels(language or ""):
        concepts.add(concept, [blank.make_doc(parted(label))])
    senses = PhraseMatcher(blank.vocab, attr="NORM")
    for row in resources.rows(resources.path_of("lexicon.csv")):
        phrases = [phrase.strip() for phrase in (row.get(language or "") or "").split(";")]
        if any(phrases):
            senses.add(row["id"], [blank.make_doc(parted(phrase)) for phrase in phrases if phrase])
    return concepts, senses
