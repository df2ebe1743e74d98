"""The senses of the lexicon as they are found among the stems of a text, also inside compounds.

`schemas/lexicon.csv` has whole words and expressions, `schemas/lexicon_parts.csv` beginnings of words for languages
that the lexicon has no column for: "stiftels" is met in "stiftelsen" and inside "familiestiftelse". A name after "=" is
a whole word.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from ingest.tag.words import plain, words_of
from kb import resources

INSIDE = 5
"""Letters from which on the beginning of a word is also looked for inside compounds."""
Phrase = tuple[tuple[str, ...], str]


class Senses:
    """The senses of one language: `found` gives (first word, last word, id) for each."""

    def __init__(
        self, single: Mapping[str, tuple[str, ...]], phrases: Mapping[str, tuple[Phrase, ...]], parts: Sequence[Phrase]
    ) -> None:
        self._single = dict(single)
        self._phrases = phrases
        self._parts = [(name, key) for (name,), key in parts]
        self._asked: set[str] = set()

    def found(self, stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """All senses of each word, then those of the expressions that begin with it."""
        if self._parts:
            self._learn(stems)
        single, phrases = self._single, self._phrases
        for place, stem in enumerate(stems):
            for key in single.get(stem, ()):
                yield place, place, key
            for rest, key in phrases.get(stem, ()):
                if stems[place + 1 : place + 1 + len(rest)] == rest:
                    yield place, place + len(rest), key

    def _learn(self, stems: Sequence[str]) -> None:
        """Keep the senses of words not met before, by the parts that they hold."""
        for stem in set(stems) - self._asked:
            self._asked.add(stem)
            keys = dict.fromkeys(key for part, key in self._parts if _holds(stem, part))
            if keys:
                self._single[stem] = tuple(dict.fromkeys((*self._single.get(stem, ()), *keys)))


def _holds(word: str, part: str) -> bool:
    if part.startswith("="):
        return word == part[1:]
    return word.startswith(part) or (len(part) >= INSIDE and part in word)


@functools.cache
def senses(language: str | None) -> Senses:
    """The senses of this language; none for a language of neither table."""
    single: dict[str, dict[str, None]] = {}
    phrases: dict[str, list[Phrase]] = {}
    parts: list[Phrase] = []

    def add(name: str, key: str) -> None:
        stems = words_of(name, language).stems
        if len(stems) == 1:
            single.setdefault(stems[0], {})[key] = None
        elif stems:
            phrases.setdefault(stems[0], []).append((stems[1:], key))

    for row in resources.rows(resources.path_of("lexicon.csv")):
        for name in _names(row, language):
            add(name, row["id"])
    for row in resources.rows(resources.path_of("lexicon_parts.csv")):
        for name in _names(row, language):
            if " " in name:
                add(name, row["id"])
            else:
                parts.append(((name[0] * (name[0] == "=") + plain(name.lstrip("=")),), row["id"]))
    return Senses(
        {stem: tuple(keys) for stem, keys in single.items()},
        {stem: tuple(dict.fromkeys(rows)) for stem, rows in phrases.items()},
        parts,
    )


def _names(row: Mapping[str, str], language: str | None) -> list[str]:
    return [name.strip() for name in (row.get(language or "") or "").split(";") if name.strip()]
