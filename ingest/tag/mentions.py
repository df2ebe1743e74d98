"""Where a text speaks of the thesaurus's concepts and of the lexicon's senses: found once, used by several taggers."""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingest.tag.remarks import without_remarks
from ingest.tag.senses import senses
from ingest.tag.words import Words, met, words_of
from kb import thesaurus
from kb.model.law import LegalText, Provision

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

ROMANCE_NEIGHBOURS = {"gl": "pt", "ast": "es", "oc": "ca"}
"""Languages that borrow the words of a near one, because neither table has a column for them."""


class Mention(NamedTuple):
    """A phrase of the text: `kind` is "concept" or "sense", offsets count from the beginning of the string read."""

    kind: str
    id: str
    start: int
    end: int
    name: str
    """What the learned models call it: the id of a sense, "c" and the id of a concept."""


_MAKE = functools.partial(tuple.__new__, Mention)


@dataclass(frozen=True, slots=True)
class Marked:
    """A provision with the mentions in its words and in its heading, and the stems of both."""

    provision: Provision
    words: tuple[Mention, ...]
    heading: tuple[Mention, ...]
    stems: tuple[str, ...] = ()
    heading_stems: tuple[str, ...] = ()
    language: str | None = None


def marked(text: LegalText, only: Container[str] | None = None) -> tuple[Marked, ...]:
    """The provisions that hold words of the law, in order, with their mentions: of all, or of those eids `only`."""
    return tuple(
        _marked(provision, provision.language or text.language)
        if only is None or provision.eid in only
        else Marked(provision, (), ())
        for provision in text.articles()
    )


def _marked(provision: Provision, language: str | None) -> Marked:
    language = ROMANCE_NEIGHBOURS.get(language or "", language)
    heading = provision.heading or ""
    words, head = words_of(without_remarks(provision.text), language), words_of(heading, language)
    return Marked(
        provision,
        tuple(_mentions(provision.text, words, language)),
        tuple(_mentions(heading, head, language)),
        words.stems,
        head.stems,
        language,
    )


def mentions(text: str, language: str | None) -> Iterator[Mention]:
    """The mentions in a string, in order; a concept's name inside a longer concept's name is left out."""
    language = ROMANCE_NEIGHBOURS.get(language or "", language)
    return _mentions(text, words_of(text, language), language)


def _mentions(text: str, words: Words, language: str | None) -> Iterator[Mention]:
    if not words.stems:
        return
    yield from _concepts(text, words, language)
    starts, ends = words.starts, words.ends
    # There are some for nearly every word: made without the check of their number that a call would cost each.
    yield from map(
        _MAKE,
        [("sense", name, starts[first], ends[last], name) for first, last, name in senses(language).found(words.stems)],
    )


def _concepts(text: str, words: Words, language: str | None) -> Iterator[Mention]:
    from spacy.tokens import Doc

    matcher, vocabulary, beginnings = _matcher(language)
    stems = met(words.stems, language)
    # Most short provisions name no concept: a set is asked before a document is made.
    if beginnings.isdisjoint(stems):
        return
    document = Doc(vocabulary, words=list(stems))
    strings = vocabulary.strings
    last = 0
    for key, start, end in sorted(matcher(document), key=lambda match: (match[1], -match[2])):
        if end > last:
            name, first, after = strings[key], words.starts[start], words.ends[end - 1]
            if not _is_acronym(language, text[first:after]):
                continue
            yield Mention("concept", name, first, after, f"c{name}")
            last = end


@functools.cache
def _acronyms(language: str | None) -> frozenset[str]:
    return frozenset(
        label for label, _ in thesaurus.load().labels(language or "") if re.fullmatch(r"[A-Z]{2,6}", label)
    )


def _is_acronym(language: str | None, printed: str) -> bool:
    """False for a small word that only looks like an acronym: "sal" is no SAL (sociedad anónima laboral)."""
    return printed.upper() not in _acronyms(language) or printed.isupper()


@functools.cache
def _matcher(language: str | None) -> tuple[PhraseMatcher, Vocab, frozenset[str]]:
    """The concepts' names in this language, as stems on a blank vocabulary, and the stems that they begin with."""
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    vocabulary = Vocab()
    matcher = PhraseMatcher(vocabulary, attr="ORTH")
    beginnings = set()
    for label, concept in thesaurus.load().labels(language or ""):
        stems = met(words_of(label, language).stems, language)
        matcher.add(concept, [Doc(vocabulary, words=list(stems))])
        beginnings.add(stems[0])
    return matcher, vocabulary, frozenset(beginnings)
