"""The senses of the lexicon as they are found among the stems of a text, also inside compounds.

`schemas/lexicon.csv` has whole words and expressions, `schemas/lexicon_parts.csv` beginnings of words for languages
that the lexicon has no column for: "stiftels" is met in "stiftelsen" and inside "familiestiftelse". A name after "=" is
a whole word.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from ingest.tag.near import Near
from ingest.tag.words import met, plain, words_of
from kb import resources

INSIDE = 5
"""Letters from which on the beginning of a word is also looked for inside compounds."""
Phrase = tuple[tuple[str, ...], str]
_Begun = Mapping[str, Sequence[tuple[list[str], str]]]
"""Second word → the words behind the first one, and the sense, of each expression."""


class Senses:
    """The senses of one language: `found` gives (first word, last word, id) for each."""

    def __init__(
        self,
        single: Mapping[str, tuple[str, ...]],
        phrases: Mapping[str, tuple[Phrase, ...]],
        parts: Sequence[Phrase],
        language: str | None,
    ) -> None:
        self._forms = forms = _Forms(phrases, language)
        begun: dict[str, dict[str, list[tuple[list[str], str]]]] = {}
        for first, rows in phrases.items():
            seconds = begun.setdefault(forms[first], {})
            for rest, key in rows:
                words = [forms[word] for word in rest]
                seconds.setdefault(words[0], []).append((words, key))
        self._met = _Met(_Keys(single, [(name, key) for (name,), key in parts], language), forms, begun)

    def found(self, stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """All senses of each word, then those of the expressions that begin with it."""
        words = list(map(self._forms.__getitem__, stems))
        for place, (keys, begun) in enumerate(map(self._met.__getitem__, stems)):
            for key in keys:
                yield place, place, key
            if begun:
                for rest, key in begun.get(words[place + 1] if place + 1 < len(words) else "", ()):
                    last = place + len(rest)
                    if words[place + 1 : last + 1] == rest:
                        yield place, last, key


class _Met(dict[str, tuple[tuple[str, ...], "_Begun"]]):
    """Stem → the senses of the word, and the expressions that begin with it by their second word; filled with each new
    one."""

    def __init__(self, keys: _Keys, forms: _Forms, phrases: Mapping[str, _Begun]) -> None:
        super().__init__()
        self._keys, self._forms, self._phrases = keys, forms, phrases

    def __missing__(self, stem: str) -> tuple[tuple[str, ...], _Begun]:
        self[stem] = found = self._keys[stem], self._phrases.get(self._forms[stem], {})
        return found


class _Keys(dict[str, tuple[str, ...]]):
    """Stem → the senses of the word, filled with each new one: its own, those of the words it stands for, of parts."""

    def __init__(
        self, single: Mapping[str, tuple[str, ...]], parts: Sequence[tuple[str, str]], language: str | None
    ) -> None:
        super().__init__()
        self._single, self._parts = single, parts
        self._near = Near(single, language)

    def __missing__(self, stem: str) -> tuple[str, ...]:
        keys = [key for word in self._near[stem] for key in self._single[word]]
        keys += [key for part, key in self._parts if _holds(stem, part)]
        self[stem] = found = tuple(dict.fromkeys(keys))
        return found


class _Forms(dict[str, str]):
    """Stem → the form in which the words of expressions are compared, filled with each new one."""

    def __init__(self, phrases: Mapping[str, tuple[Phrase, ...]], language: str | None) -> None:
        super().__init__()
        words = {word for first, rows in phrases.items() for rest, _ in rows for word in (first, *rest)}
        self._near = Near(words, language)
        self._language = language

    def __missing__(self, stem: str) -> str:
        near = self._near[stem]
        self[stem] = found = met((near[0] if len(near) == 1 else stem,), self._language)[0]
        return found


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
        language,
    )


def _names(row: Mapping[str, str], language: str | None) -> list[str]:
    return [name.strip() for name in (row.get(language or "") or "").split(";") if name.strip()]
