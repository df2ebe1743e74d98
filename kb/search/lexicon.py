"""The legislative lexicon: senses with their words and expressions in 18 languages (`schemas/lexicon.csv`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kb import resources
from kb.search.analysis import WORD, analyser, fold

LONGEST = 6
"""Most words (without those of grammar) of an expression that is recognised inside a query."""

NEAR = 0.7
"""A language whose words speak for it this much of the best one is a candidate too."""
CANDIDATES = 3
"""Most languages that the words of one query are read in."""
INFLECTED = 0.8
"""What a word counts for a language that knows it by its stem only."""
UNACCENTED = 0.75
"""What a word typed without accents counts for a language that writes it with them."""
OTHERWISE_ACCENTED = 0.4
"""What a word counts for a language that writes it with other accents."""


class Lexicon:
    """Senses by number; words of a language are analysed when that language is first asked for."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]]) -> None:
        self._columns = columns
        self._senses: dict[str, Mapping[tuple[str, ...], tuple[int, ...]]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._written: dict[str, frozenset[str]] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that the senses have words in."""
        return tuple(self._columns)

    def names(self, sense: int, language: str) -> tuple[str, ...]:
        """Words and expressions of a sense in a language, the usual one first; empty where none is known."""
        column = self._columns.get(language)
        return tuple(name for name in column[sense].split(";") if name) if column else ()

    def senses(self, language: str) -> Mapping[tuple[str, ...], tuple[int, ...]]:
        """Stemmed words of an expression → numbers of its senses, the most frequent first."""
        if language not in self._senses:
            self._senses[language] = self._analysed(language)
        return self._senses[language]

    def words(self, language: str) -> frozenset[str]:
        """The folded words of a language, as the lexicon writes them."""
        if language not in self._words:
            column = self._columns.get(language, ())
            self._words[language] = frozenset(map(fold, WORD.findall(" ".join(column))))
        return self._words[language]

    def written(self, language: str) -> frozenset[str]:
        """The words of a language with their accents, in lower case."""
        if language not in self._written:
            column = self._columns.get(language, ())
            self._written[language] = frozenset(WORD.findall(" ".join(column).casefold()))
        return self._written[language]

    def _analysed(self, language: str) -> Mapping[tuple[str, ...], tuple[int, ...]]:
        analyse = analyser(language).stems
        found: dict[tuple[str, ...], tuple[int, ...]] = {}
        for sense in range(len(self._columns.get(language, ()))):
            for name in self.names(sense, language):
                key = tuple(analyse(name))
                if key and sense not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), sense)
        return found


@functools.cache
def load() -> Lexicon:
    """The lexicon of this installation; read once. Raises `NotFound` when the file is missing."""
    rows = list(resources.rows(resources.path_of("lexicon.csv")))
    languages = [name for name in rows[0] if name != "id"]
    return Lexicon({language: tuple(row[language] or "" for row in rows) for language in languages})


def languages_of(words: tuple[str, ...], lexicon: Lexicon, preferred: str) -> tuple[tuple[str, float], ...]:
    """The languages that the words of a query may be in, the likeliest first, each with how likely it is beside that
    one (1 and less); empty where the words tell nothing (a name, a number).

    Two or three words are often words of several languages ("indivisible reserves" without accents is French too), so
    all that come near the best one are given. Words of grammar speak for their language more than others: "de la" is
    Spanish or French, "dos" Portuguese. Where two languages fit as well, the reader's own goes first, then the order
    of the lexicon.
    """
    typed = [word for text in words for word in WORD.findall(text) if not word.isdecimal()]
    votes: dict[str, float] = {}
    for language in lexicon.languages:
        vote = sum(_vote(word, language, lexicon) for word in typed)
        if vote:
            votes[language] = vote
    # Inflected words are looked up by their stems, in the few languages that come into question.
    likely = sorted(votes, key=lambda name: -votes[name])[:4] or (preferred, *resources.INTERFACE_LANGUAGES)
    for language in dict.fromkeys(likely):
        for word in typed:
            if not _vote(word, language, lexicon) and tuple(analyser(language).stems(word)) in lexicon.senses(language):
                votes[language] = votes.get(language, 0.0) + INFLECTED
        whole = tuple(stem for word in typed for stem in analyser(language).stems(word))
        if len(whole) > 1 and whole in lexicon.senses(language):
            votes[language] = votes.get(language, 0.0) + 1.0
    if not votes:
        return ()
    best = max(votes.values())
    order = {name: place for place, name in enumerate((preferred, *resources.INTERFACE_LANGUAGES))}
    near = [language for language, vote in votes.items() if vote >= NEAR * best]
    near.sort(key=lambda name: (-round(votes[name], 6), order.get(name, len(order))))
    return tuple((language, votes[language] / best) for language in near[:CANDIDATES])


def _vote(word: str, language: str, lexicon: Lexicon) -> float:
    analysis, written, plain = analyser(language), word.casefold(), fold(word)
    if plain in analysis.stop or plain in analysis.asking:
        return 1.0 if len(word) > 1 else 0.5
    if written in lexicon.written(language):
        return 1.0
    if plain not in lexicon.words(language):
        return 0.0
    return UNACCENTED if plain == written else OTHERWISE_ACCENTED
