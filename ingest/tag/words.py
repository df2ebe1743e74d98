"""Words as they are compared: one tokeniser for all languages, and a stem for each word by its language."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kb import resources

if TYPE_CHECKING:
    from spacy.language import Language

_PARTED = dict.fromkeys(map(ord, "'’ʼ`´‑-–—«»“”„\"()[]/\u00a0"), " ")
"""Signs that stand between words. Each becomes one space, so offsets stay what they are in the text."""


def parted(text: str) -> str:
    """The text, of the same length, with apostrophes, hyphens and brackets as spaces ("l'œuvre" → "l œuvre")."""
    return text.translate(_PARTED)


def plain(word: str) -> str:
    """Lower case, accents off, compatibility forms undone."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


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
def pipeline(language: str | None) -> Language:
    """A blank spaCy pipeline whose `NORM` of a word is its stem in this language."""
    import spacy
    from spacy.attrs import NORM

    blank = spacy.blank("xx")
    stem = stemmer(language)
    getters: Any = getattr(blank.vocab, "lex_attr_getters")  # noqa: B009 — spaCy's stubs leave it out
    getters[NORM] = stem
    return blank
