"""The legislative lexicon: senses with their words and expressions in 18 languages (`schemas/lexicon.csv`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kb import resources
from kb.search.analysis import WORD, analyser, fold

LONGEST = 6
"""Most words (without those of grammar) of an expression that is recognised inside a query."""


class Lexicon:
    """Senses by number; words of a language are analysed when that language is first asked for."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]]) -> None:
        self._columns = columns
        self._senses: dict[str, Mapping[tuple[str, ...], tuple[int, ...]]] = {}
        self._words: dict[str, frozenset[str]] = {}

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


def language_of(words: tuple[str, ...], lexicon: Lexicon, preferred: str) -> str | None:
    """The language that the words of a query are most likely in; None where they tell nothing (a name, a number).

    Words of grammar speak for their language more than others: "de la" is Spanish or French, "dos" Portuguese.
    Where two languages fit as well, the reader's own wins, then the order of the lexicon.
    """
    typed = [word for text in words for word in WORD.findall(text) if not word.isdecimal()]
    votes: dict[str, float] = {}
    for language in lexicon.languages:
        vote = sum(_vote(fold(word), language, lexicon) for word in typed)
        if vote:
            votes[language] = vote
    # Inflected words are looked up by their stems, in the few languages that come into question.
    for language in sorted(votes, key=lambda name: -votes[name])[:4]:
        for word in typed:
            if not _vote(fold(word), language, lexicon):
                known = tuple(analyser(language).stems(word)) in lexicon.senses(language)
                votes[language] += 0.8 if known else 0.0
    if not votes:
        return None
    best = max(votes.values())
    fitting = [language for language, vote in votes.items() if vote >= best - 1e-9]
    for language in (preferred, *resources.INTERFACE_LANGUAGES, *fitting):
        if language in fitting:
            return language
    return None


def _vote(word: str, language: str, lexicon: Lexicon) -> float:
    analysis = analyser(language)
    if word in analysis.stop or word in analysis.asking:
        return 1.0 if len(word) > 1 else 0.5
    return 1.0 if word in lexicon.words(language) else 0.0
