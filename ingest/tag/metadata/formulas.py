"""Days that a text prints in a fixed formula ("Fait à …, le …"), each with what the formula says of it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.tag.dates import dates
from ingest.tag.words import same_length, stretched
from kb import resources
from kb.model.law import LegalText

CLOSING = 1500
"""Characters at the end where a place and a day alone are a signature."""
BEFORE = 160
"""Characters before a day in which its formula stands."""
FIELDS = ("adopted", "signed", "dated", "published", "in_force", "consolidated")
YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|[١٢][٠-٩]{3}")
NAME = r"[^\W\d_a-zà-ÿα-ωа-я][\w’'.-]*"
PLACE = rf"(?P<place>{NAME}(?: (?:d[eu’'] |la |el )?{NAME}){{0,4}})"
BEGINS = re.compile(r"(?:(?:^|\n|[.;:»”)\]\-–—])[\s#*]*|[A-ZÀ-ÝĂŞŢȘȚ]{4,} )$")
"""What stands before a formula that is one: a line or a sentence begins with it, or the name in capitals of who signs.
In the midst of a sentence it dates another text ("la convention faite à Rome le 4 novembre 1950")."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the text and where they stand."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Formulas:
    """The first day of each field, and the place where the text was signed."""

    days: Mapping[str, Place] = field(default_factory=dict)
    signed_at: Place | None = None


def formulas_of(text: LegalText, *, opening: int, title: tuple[int, int]) -> Formulas:
    """The days that the formulas of the text's language name; `opening` is where the first article begins and
    `title` where the title stands, since some formulas count only there."""
    words, language = text.text, text.language
    days: dict[str, Place] = {}
    signed_at: Place | None = None
    if language is None or language not in _forms():
        return Formulas()
    for day in _days(words, language):
        before = words[max(0, day.start - BEFORE) : day.start]
        for name, found in _formulas(before, language):
            start = day.start - len(before) + found.start()
            if name in days or not _counts(name, words, start, day, opening, title):
                continue
            days[name] = day
            if name in ("adopted", "signed") and signed_at is None and (place := found.groupdict().get("place")):
                first = day.start - len(before) + found.start("place")
                signed_at = Place(place, first, first + len(place))
    return Formulas(days, signed_at)


def in_formula(words: str, language: str, name: str) -> Iterator[Place]:
    """The days of one field in a string, whatever its place."""
    for day in _days(words, language):
        before = words[max(0, day.start - BEFORE) : day.start]
        if any(found == name for found, _ in _formulas(before, language)):
            yield day


def capital(place: str) -> str | None:
    """The code of the State whose capital has this name, None where no one or two have it."""
    return _capitals().get(same_length(place).strip(" .,"))


def _counts(name: str, words: str, start: int, day: Place, opening: int, title: tuple[int, int]) -> bool:
    if name == "dated":
        # Without a title such a day is that of an act in the list of contents.
        return title[1] > 0 and title[0] <= day.start <= title[1] + 200
    outer = day.start < opening or day.start > len(words) - CLOSING
    if name == "published":
        return outer and (words[start].isupper() or day.start < opening)
    if name == "signed":
        return day.start > len(words) - CLOSING and _begins(words, start)
    if name == "consolidated":
        return outer
    return name != "adopted" or _begins(words, start)


def _begins(words: str, start: int) -> bool:
    return BEGINS.search(words[max(0, start - 20) : start]) is not None or start == 0


def _days(words: str, language: str) -> Iterator[Place]:
    """The days of a text. Years are found first: few of a law's words are, and a day is looked for only around one."""
    last = 0
    for year in YEAR.finditer(words):
        first = max(last, year.start() - 45)
        for date in dates(words[first : year.end() + 25], language):
            start, end = first + date.start, first + date.end
            if start <= year.start() < end:
                yield Place(date.value, start, end)
                last = end
                break


def _formulas(before: str, language: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, pattern in _forms().get(language, ()):
        if found := pattern.search(before):
            yield name, found


@functools.cache
def _forms() -> Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    table: dict[str, Any] = tomllib.loads(resources.path_of("metadata/dates.toml").read_text(encoding="utf-8"))
    known = "(?P<place>" + "|".join(sorted(map(re.escape, _printed()), key=len, reverse=True)) + ")"
    return {
        language: tuple(
            (name, re.compile(f"(?m:{stretched(lead).replace('{place}', PLACE).replace('{known}', known)})\\s?$"))
            for name in FIELDS
            for lead in rows[name]
        )
        for language, rows in table.items()
    }


@functools.cache
def _printed() -> tuple[str, ...]:
    table = tomllib.loads(resources.path_of("metadata/capitals.toml").read_text(encoding="utf-8"))
    return tuple(name for names in table.values() for name in names)


@functools.cache
def _capitals() -> Mapping[str, str]:
    table = tomllib.loads(resources.path_of("metadata/capitals.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for code, names in table.items():
        for name in names:
            found[same_length(name)] = code
    return found
