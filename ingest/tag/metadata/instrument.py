"""Which of the 17 legal instruments a text is, by what it calls itself and what it is about."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from ingest.tag.words import plain
from kb import resources


def instrument_of(title: str, language: str | None) -> str | None:
    """The instrument that a title (or a source's name of the kind of act) tells; None where it tells none.

    The words of the title's language are tried first, then those of all languages.
    """
    kinds, subjects = _table()
    title = " ".join(title.split()).strip(" \"'«»“”.-–")
    tried = [kinds[language]] if language and language in kinds else [*kinds.values()]
    kind = next((found for rules in tried if (found := _kind(rules, title))), None)
    if kind in ("sector-law", "code", "decree"):
        words = plain(title)
        # What a law amends besides says nothing of its own subject (ES-CL Ley 5/2021 amends a grants act).
        subject = next((name for name, pattern in subjects.items() if pattern.search(words)), None)
        if subject == "procurement-law" or (subject == "framework-law" and kind == "sector-law"):
            return subject
    return kind


def act_at(line: str, language: str | None) -> bool:
    """Whether a line begins with the name of a kind of act."""
    kinds, _ = _table()
    return bool(_kind(kinds.get(language or "", []), line.strip(" \"'«»“”")))


def _kind(rules: list[tuple[re.Pattern[str], str]], title: str) -> str | None:
    return next((instrument for pattern, instrument in rules if pattern.match(title)), None)


@functools.cache
def _table() -> tuple[Mapping[str, list[tuple[re.Pattern[str], str]]], Mapping[str, re.Pattern[str]]]:
    table: dict[str, Any] = tomllib.loads(resources.path_of("instruments/acts.toml").read_text(encoding="utf-8"))
    subjects = {
        name: re.compile("|".join(f"(?:{plain(words)})" for words in patterns))
        for name, patterns in table.pop("subjects").items()
    }
    kinds = {
        code: [(re.compile(pattern, re.IGNORECASE), instrument) for pattern, instrument in rows["acts"]]
        for code, rows in table.items()
    }
    return kinds, subjects
