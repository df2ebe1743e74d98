"""Words → units: expressions recognised, carried into the languages held by the thesaurus, then by the lexicon."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.search.analysis import WORD, analyser, fold
from kb.search.lexicon import LONGEST, Lexicon, languages_of
from kb.search.query import SearchQuery
from kb.search.tree import Alternative, Kindred, Unit, Via

if TYPE_CHECKING:
    from kb.thesaurus import Concept, Thesaurus

TYPED = 1.0
SYNONYM = 0.7
TRANSLATION = 1.0
NEAR_SYNONYM = 0.15
"""What another word of the same sense counts in the query's own language."""
NARROWER = 0.4
OTHER_NAME = 0.85
"""Weight of a name that is not the preferred one."""
LATER_SENSE = 0.8
"""Each further sense of a word counts this much of the one before."""
SENSES = 4
"""Most senses of one word that are looked for; the lexicon puts the frequent ones first."""
AS_TYPED = 0.3
"""Weight of the typed word in a language where its translation is known too: names and quoted terms cross borders.
Where no translation is known it counts in full."""


RELATED = 2
"""Senses of a word, the frequent ones first, whose families count for it."""

DOUBT = 3
"""Power of how likely a language is: what is read in the less likely ones counts little."""

Candidates = tuple[tuple[str, float], ...]
"""Languages that the words may be in, the likeliest first, with how likely each is beside it."""


class Expander:
    """Reads the words of one query."""

    def __init__(self, thesaurus: Thesaurus, lexicon: Lexicon, languages: tuple[str, ...], query: SearchQuery) -> None:
        self._thesaurus = thesaurus
        self._lexicon = lexicon
        self._languages = languages
        self._query = query
        self._without = frozenset(map(_key, query.without))

    def units(self, texts: tuple[str, ...]) -> tuple[str | None, tuple[Unit, ...]]:
        """(language of the words, units in order). Words of grammar and words that only ask are left out, unless
        nothing else was typed."""
        if not self._query.expand:
            return None, tuple(Unit(text, (Alternative(text, None, "typed", TYPED),)) for text in texts)
        candidates = languages_of(texts, self._lexicon, self._query.interface_language)
        if not candidates:
            return None, tuple(Unit(text, (Alternative(text, None, "typed", TYPED),)) for text in texts)
        language = candidates[0][0]
        analysis = analyser(language)
        typed = [(word, text) for text in texts for word in WORD.findall(text)]
        kept = [
            word
            for word, text in typed
            if not analysis.grammatical(word) and not (fold(word) in analysis.asking and len(typed) > 1)
        ] or [word for word, _ in typed]
        return language, tuple(self._recognised(kept, candidates))

    def _recognised(self, words: list[str], candidates: Candidates) -> Iterator[Unit]:
        """The longest expression first, from left to right; each word stands in one unit."""
        place = 0
        while place < len(words):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                unit = self._unit(words[place : place + length], candidates)
                if unit is not None or length == 1:
                    yield unit or self._as_typed(words[place], candidates)
                    place += length
                    break

    def _unit(self, words: list[str], candidates: Candidates) -> Unit | None:
        typed = " ".join(words)
        found: list[Alternative] = []
        named: tuple[str, ...] = ()
        for language, likely in candidates:
            concepts, senses = self._known(words, language)
            if not concepts and not senses:
                continue
            named += concepts
            read = [Alternative(typed, language, "typed", TYPED)]
            for concept in concepts:
                read += self._of_concept(self._thesaurus.concepts[concept], language)
            read += self._of_senses(senses, language)
            found += [replace(one, weight=one.weight * likely**DOUBT) for one in read]
        if not found:
            return None
        found.append(Alternative(typed, None, "typed", AS_TYPED))
        parts: tuple[Unit, ...] = ()
        if len(words) > 1:
            parts = tuple(self._unit([word], candidates) or self._as_typed(word, candidates) for word in words)
        return Unit(typed, self._kept(found), parts, tuple(dict.fromkeys(named)), self._kindred(words, candidates))

    def _kindred(self, words: list[str], candidates: Candidates) -> Kindred | None:
        found: dict[int, float] = {}
        for language, likely in candidates:
            for rank, (sense, near) in enumerate(self._lexicon.senses(words, language)[:RELATED]):
                for kin in self._lexicon.kindred(sense):
                    found[kin] = max(found.get(kin, 0.0), near * LATER_SENSE**rank * likely**DOUBT)
        return Kindred(tuple(found.items()), self._wanted) if found else None

    def _wanted(self, sense: int, language: str) -> tuple[str, ...]:
        return tuple(name for name in self._lexicon.names(sense, language) if _key(name) not in self._without)

    def _known(self, words: list[str], language: str) -> tuple[tuple[str, ...], tuple[tuple[int, float], ...]]:
        """The concepts and the senses that these words name in a language."""
        key = tuple(stem for word in words for stem in analyser(language).stems(word))
        if not key:
            return (), ()
        return _concepts(self._thesaurus, language).get(key, ()), self._lexicon.senses(words, language)

    def _as_typed(self, word: str, candidates: Candidates) -> Unit:
        """A word that no table knows: in its own language by its stem, in the others letter by letter."""
        own = tuple(Alternative(word, language, "typed", likely**DOUBT) for language, likely in candidates)
        return Unit(word, (*own, Alternative(word, None, "typed", AS_TYPED)))

    def _of_concept(self, concept: Concept, language: str) -> Iterator[Alternative]:
        for other in self._languages:
            via: Via = "synonym" if other == language else "translation"
            weight = SYNONYM if other == language else TRANSLATION
            labels = concept.labels.get(other)
            for name in labels or ():
                usual = labels is not None and name == labels.preferred
                yield Alternative(name, other, via, weight * (1 if usual else OTHER_NAME))
        for narrower in self._thesaurus.narrower(concept.id):
            below = self._thesaurus.concepts[narrower]
            for other in self._languages:
                labels = below.labels.get(other)
                if labels is not None and labels.preferred:
                    yield Alternative(labels.preferred, other, "narrower", NARROWER)

    def _of_senses(self, senses: tuple[tuple[int, float], ...], language: str) -> Iterator[Alternative]:
        for other in self._languages:
            carried = NEAR_SYNONYM if other == language else TRANSLATION
            for rank, (sense, near) in enumerate(senses[:SENSES]):
                weight = carried * near * LATER_SENSE**rank
                for place, name in enumerate(self._lexicon.names(sense, other)):
                    yield Alternative(name, other, "lexicon", weight * (1 if place == 0 else OTHER_NAME))

    def _kept(self, found: list[Alternative]) -> tuple[Alternative, ...]:
        """One alternative a term and language, the weightiest; those that the person removed are gone."""
        kept: dict[tuple[str, str | None], Alternative] = {}
        for alternative in found:
            if alternative.via != "typed" and _key(alternative.text) in self._without:
                continue
            stems = " ".join(analyser(alternative.language).stems(alternative.text))
            key = (stems + "*" * alternative.text.endswith("*"), alternative.language)
            if key not in kept or kept[key].weight < alternative.weight:
                kept[key] = alternative
        return tuple(kept.values())


def _key(text: str) -> str:
    return " ".join(map(fold, WORD.findall(text)))


@functools.cache
def _by_stems(language: str, version: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    from kb import thesaurus

    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, concept in thesaurus.load().labels(language):
        key = tuple(analyser(language).stems(name))
        if key and concept not in found.get(key, ()):
            found[key] = (*found.get(key, ()), concept)
    return found


def _concepts(thesaurus: Thesaurus, language: str) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    return _by_stems(language, thesaurus.version)
