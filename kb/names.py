"""What things are called in the language of a page: languages, places, instruments, days, numbers."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from kb import resources

LOCALES = {"en": "en_GB"}
"""Languages whose days are written in the manner of one country: "1 April 2025" is read alike everywhere."""
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-Arab", "ps", "sd", "ug", "ur", "yi"})


def language_name(code: str | None, language: str) -> str:
    """The name of a language in another; the code itself where nobody has a name for it, empty for None."""
    if not code:
        return ""
    return str(_locale(language).languages.get(code.split("-")[0], code))


def own_language_name(code: str) -> str:
    """What the speakers of a language call it; the code itself where that is not known."""
    try:
        return str(Locale.parse(code.replace("-", "_")).languages.get(code.split("-")[0], code))
    except (UnknownLocaleError, ValueError):
        return code


def direction(code: str | None) -> str:
    """`rtl` for languages that are written from right to left, else `ltr`; `auto` where the language is not known."""
    if not code:
        return "auto"
    return "rtl" if code in RIGHT_TO_LEFT or code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def jurisdiction_name(code: str, language: str) -> str:
    """The name of a State, subdivision, organisation or specimen jurisdiction; the code where it is not listed."""
    known = resources.jurisdictions().get(code)
    return known.name[language] if known else code


def instrument_name(instrument: str | None, language: str) -> str:
    """The name of a legal instrument, empty where it is not known."""
    named: Mapping[str, str] = resources.instruments().get(instrument or "", {})
    return named.get(language, instrument or "")


def theme_name(theme: str, language: str) -> str:
    """The title of a theme or branch; the id where it is not listed."""
    known = resources.themes().get(theme)
    return known.title[language] if known else theme


@functools.lru_cache(maxsize=20_000)
def date_words(iso: str | None, language: str) -> str:
    """A day, month or year (ISO) written out; a text that is no date as it is, empty for None.

    French writes the first day of a month as an ordinal (« 1er mars 2024 »), which the locale data do not. Kept: the
    pattern of a language is parsed anew for each day otherwise.
    """
    if not iso:
        return ""
    try:
        if len(iso) >= 10:
            day = date.fromisoformat(iso[:10])
            words = str(format_date(day, "long", locale=LOCALES.get(language, language)))
            return "1er" + words.removeprefix("1") if language == "fr" and day.day == 1 else words
        if len(iso) == 7:
            return str(format_skeleton("yMMMM", date.fromisoformat(iso + "-01"), locale=language))
    except ValueError:
        return iso
    return iso


@functools.lru_cache(maxsize=20_000)
def number_words(value: float, language: str) -> str:
    """A number in the format of the language; kept, since a page of results writes eighty of them, mostly small."""
    return str(format_decimal(value, locale=language))


def sort_key(text: str) -> str:
    """A key that sorts names as readers expect: accents and capitals count for nothing."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@functools.cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
