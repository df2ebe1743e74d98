"""Words that a dictionary knows show whether a text's letters were read right. The dictionaries are simplemma's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simplemma.strategies import DictionaryLookupStrategy

MOST = 1500
"""Words looked at, spread evenly over the text: the share moves by less than .01 with more."""
FEWEST = 40
"""Words under which a share says nothing."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_NAMED = {"no": "nb", "hr": "hbs", "sr": "hbs", "bs": "hbs"}
_USUAL = {
    "ar": 0.62, "bg": 0.825, "ca": 0.944, "cs": 0.944, "de": 0.98, "el": 0.876, "en": 0.997, "es": 0.991, "et": 0.937,
    "fi": 0.815, "fr": 0.963, "lv": 0.683, "no": 0.944, "pt": 0.976, "ro": 0.958, "sk": 0.971, "sr": 0.855,
}  # fmt: skip
"""Median over up to 14 clean laws of each language; no law of them lies more than a seventh below."""


def known_share(text: str, language: str | None) -> float | None:
    """Share (0 to 1) of the words of four letters and more, names aside, that the language's dictionary holds.

    None where the language has no dictionary or the text too few words.
    """
    lookup = _dictionary(language) if language else None
    words = [word for word in _WORD.findall(text) if not word[0].isupper()] if lookup else []
    if lookup is None or len(words) < FEWEST:
        return None
    code = _NAMED.get(language or "", language or "")
    sample = words[:: max(1, -(-len(words) // MOST))]
    return sum(lookup.get_lemma(word, code) is not None for word in sample) / len(sample)


def soundness(share: float | None, language: str | None) -> float | None:
    """The share against what clean laws of that language reach: 1 is usual, under .9 the letters are misread.

    None where the share is, or where no law of the language was measured.
    """
    usual = _USUAL.get(language or "")
    return None if share is None or usual is None else share / usual


@lru_cache(maxsize=64)
def _dictionary(language: str) -> DictionaryLookupStrategy | None:
    lookup = _lookup()
    try:
        lookup.get_lemma("a", _NAMED.get(language, language))
    except ValueError:
        return None
    return lookup


@lru_cache(maxsize=1)
def _lookup() -> DictionaryLookupStrategy:
    from simplemma.strategies import DefaultDictionaryFactory, DictionaryLookupStrategy

    # A dictionary takes 40 to 150 MB: a run over many languages must not hold them all.
    return DictionaryLookupStrategy(DefaultDictionaryFactory(cache_max_size=2))
