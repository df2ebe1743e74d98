"""The words around the law in an edition: captions, marks, values, dates, names of countries, in fr, en and es."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from kb import resources
from kb.errors import BadRequest
from kb.model.guide import Words


@functools.cache
def data(name: str) -> Mapping[str, Any]:
    """A TOML file of `schemas/guide`, read once."""
    return tomllib.loads(resources.path_of(f"guide/{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def _values() -> Mapping[str, Words]:
    return {
        row["value"]: {language: row[language] for language in resources.INTERFACE_LANGUAGES}
        for row in resources.rows(resources.path_of("guide/values.csv"))
    }


def value_words(value: str) -> Words:
    """A value of a closed list in the three languages; a value that is not in the list stands for itself."""
    return _values().get(value) or dict.fromkeys(resources.INTERFACE_LANGUAGES, value)


def pick(words: Words, language: str) -> str:
    """The words in a language, else in French, else in any; empty where there are none."""
    return words.get(language) or words.get("fr") or next(iter(words.values()), "")


LOCALES = {"fr": "fr", "en": "en_GB", "es": "es"}
"""Whose habits dates and numbers follow: English as international organisations in Geneva and Paris write it."""


class Furniture:
    """The words of one language; raises `BadRequest` for a language that the guide does not speak."""

    def __init__(self, language: str) -> None:
        if language not in resources.INTERFACE_LANGUAGES:
            known = ", ".join(resources.INTERFACE_LANGUAGES)
            raise BadRequest(f"The guide has no edition in {language!r}; it has {known}.")
        self.language = language
        self.locale = LOCALES[language]
        self._words: Mapping[str, Any] = data("furniture")[language]
        self.marks: Mapping[str, str] = data("furniture")["marks"]

    def __call__(self, name: str, **parts: Any) -> str:
        """The words of that name with their places filled."""
        text = str(self._words[name])
        return text.format(**parts) if parts else text

    def of(self, group: str, name: str) -> str:
        """A word of a group (states, statuses, text_states, units, facts); the name itself where it has none."""
        return str(self._words[group].get(name, name))

    def date(self, iso: str | None) -> str:
        """A day, month or year written out; empty for None."""
        if not iso:
            return ""
        from datetime import date

        from babel.dates import format_date, format_skeleton

        day = iso[:10]
        try:
            if len(day) == 10:
                written = str(format_date(date.fromisoformat(day), "long", locale=self.locale))
                return "1er" + written[1:] if self.language == "fr" and written.startswith("1 ") else written
            if len(day) == 7:
                return str(format_skeleton("yMMMM", date.fromisoformat(day + "-01"), locale=self.locale))
        except ValueError:
            return iso
        return iso

    def number(self, value: float) -> str:
        """A number in the language's format."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self.locale))

    def answer(self, value: Any, answer_type: str, unit: str = "") -> str:
        """A typed answer in words."""
        if isinstance(value, bool):
            return self("yes") if value else self("no")
        if isinstance(value, list | tuple):
            return ", ".join(pick(value_words(str(item)), self.language) for item in value) or self("none")
        if answer_type == "number" and isinstance(value, int | float):
            pattern = self._words["units"].get(unit, "{value}")
            return str(pattern).format(value=self.number(value))
        if answer_type == "date":
            return self.date(str(value))
        if answer_type == "enum":
            return pick(value_words(str(value)), self.language)
        return str(value)

    def language_name(self, code: str | None) -> str:
        """The name of a language in this language; empty for None."""
        if not code:
            return ""
        from babel import Locale

        return str(Locale(self.language).languages.get(code.split("-")[0], code))

    def sort_key(self, text: str) -> str:
        """A key that sorts words as readers of European languages expect: accents count little."""
        import unicodedata

        return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def country_words(code: str) -> Words:
    """The name of a jurisdiction in the three languages; the code itself where it is not listed."""
    known = resources.jurisdictions().get(code)
    return known.name if known else dict.fromkeys(resources.INTERFACE_LANGUAGES, code)


def vocabulary_version() -> str:
    """The version of the thesaurus's scheme and a name for the state of the closed lists (themes, questions, thesaurus)
    that an edition was made with."""
    import hashlib

    from kb import thesaurus

    digest = hashlib.sha256()
    for name in ("themes.csv", "questions.csv", "thesaurus.csv"):
        path = resources.SCHEMAS / name
        if path.exists():
            digest.update(path.read_bytes())
    return f"{thesaurus.load().version}+{digest.hexdigest()[:12]}"
