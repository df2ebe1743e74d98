"""Words as they are compared: one tokeniser for all languages, and a stem for each word by its language."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from kb import resources

_PARTED = dict.fromkeys(map(ord, "'’ʼ`´‑-–—«»“”„\"()[]/\u00a0"), " ")
"""Signs that stand between words. Each becomes one space, so offsets stay what they are in the text."""

STRETCH = "\u0640"
"""The stroke with which Arabic print fills a line inside a word; it is no letter."""


def parted(text: str) -> str:
    """The text, of the same length, with apostrophes, hyphens and brackets as spaces ("l'œuvre" → "l œuvre")."""
    return text.translate(_PARTED)


def plain(word: str) -> str:
    """Lower case, accents off, compatibility forms undone; without the stroke that stretches Arabic words."""
    forms = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in forms if not unicodedata.combining(c) and c != STRETCH)


def stretched(pattern: str) -> str:
    """The pattern with room for the stroke between any two of its Arabic letters ("مرسوم" finds "مــرســوم")."""
    return re.sub(r"(?<=[\u0621-\u064a])(?=[\u0621-\u064a])", f"{STRETCH}*", pattern)


class _OneForOne(dict[int, str]):
    """A translation table that is filled with each new character: its small letter, without accents."""

    def __missing__(self, code: int) -> str:
        small = chr(code).lower()
        # A Hangul syllable comes apart into letters, a ligature too: such characters stay as they are.
        self[code] = next((form for form in (plain(small), small) if len(form) == 1), chr(code))
        return self[code]


_ONE_FOR_ONE = _OneForOne()


def same_length(text: str) -> str:
    """Small letters without accents, one for each character, so that offsets stay what they are in the text."""
    return text.translate(_ONE_FOR_ONE)


@functools.cache
def stemmer(language: str | None) -> Callable[[str], str]:
    """What makes a word's stem: Snowball's algorithm, else the endings of `schemas/endings.toml`, else the word itself.

    All give lower case without accents, so that spelling with and without accents meet.
    """
    import Stemmer

    names = {
        "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
        "es": "spanish",
        "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
        "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
        "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
    }  # fmt: skip
    if names.get(language or "") in Stemmer.algorithms():
        stem = Stemmer.Stemmer(names[language or ""]).stemWord
        return lambda word: plain(stem(word.casefold()))
    endings, shortest = _endings().get(language or "", ((), 0))

    def strip(word: str) -> str:
        word = plain(word)
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                return word[: -len(ending)]
        return word

    return strip


@functools.cache
def _endings() -> dict[str, tuple[tuple[str, ...], int]]:
    table = tomllib.loads(resources.path_of("endings.toml").read_text(encoding="utf-8"))
    return {
        language: (tuple(sorted(map(plain, row["endings"]), key=len, reverse=True)), row["shortest"])
        for language, row in table.items()
    }


@functools.cache
def _inflections() -> dict[str, tuple[tuple[tuple[re.Pattern[str], str], ...], int]]:
    table = tomllib.loads(resources.path_of("inflections.toml").read_text(encoding="utf-8"))
    return {
        language: (tuple((re.compile(f"(?:{end})$"), instead) for end, instead in row["rules"]), row["shortest"])
        for language, row in table.items()
    }


class _Meeting(dict[str, str]):
    """Stem → the form in which stems of one word meet that stemming left apart ("συμβουλι", "συμβουλ")."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._rules, self._shortest = _inflections()[language]

    def __missing__(self, stem: str) -> str:
        form = stem
        for end, instead in self._rules:
            if len(form) >= self._shortest:
                form = end.sub(instead, form)
        self[stem] = form
        return form


@functools.cache
def _meeting(language: str) -> _Meeting:
    return _Meeting(language)


def met(stems: tuple[str, ...], language: str | None) -> tuple[str, ...]:
    """The stems as names of concepts are compared: inflected forms that the stemmer leaves apart meet."""
    if language not in _inflections():
        return stems
    forms = _meeting(language or "")
    return tuple(forms[stem] for stem in stems)


_WORD = re.compile(rf"(\w+|[^\w\s{re.escape(''.join(map(chr, _PARTED)))}])")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and signs of a string in order: where each begins and ends, and its stem (a sign is its own)."""

    stems: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@functools.cache
def _stems(language: str | None) -> _Stems:
    return _Stems(language)


class _Stems(dict[str, str]):
    """Word as printed → stem, filled with each new word: a law says the same words again and again."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._stem = stemmer(language)

    def __missing__(self, word: str) -> str:
        self[word] = stem = self._stem(word) or word
        return stem


def words_of(text: str, language: str | None) -> Words:
    """The words and signs of a text; apostrophes, hyphens and brackets only part them."""
    # What stands between words and the words by turns; where each ends is the sum of the lengths before.
    parts = _WORD.split(text)
    if len(parts) < 2:
        return Words((), (), ())
    ends = tuple(itertools.accumulate(map(len, parts)))
    return Words(tuple(map(_stems(language).__getitem__, parts[1::2])), ends[:-1:2], ends[1::2])
