"""The day on which a law comes into force, where it tells it as a distance from its publication or signature.

A day is made only where the day that is counted from is known itself; its own evidence stands beside the clause's.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.tag.metadata.formulas import Place
from kb import resources

CLAUSE = 220
"""Characters in which a clause says when, from its beginning."""
YEAR = datetime.timedelta(days=366)
QUOTED = frozenset('«“"„')


@dataclass(frozen=True, slots=True)
class Forms:
    """The patterns of one language, as `schemas/metadata/entry.toml` gives them."""

    clause: re.Pattern[str]
    published: re.Pattern[str]
    signed: re.Pattern[str]
    same: re.Pattern[str]
    next: re.Pattern[str]
    after: re.Pattern[str]
    units: Mapping[str, str]
    numbers: Mapping[str, int]
    elapsed: bool
    """Whether the time must have run out before the day: Poland's "po upływie 14 dni" is the fifteenth day."""


def in_force(
    words: str, language: str | None, *, published: str | None, adopted: str | None, title: str = ""
) -> Place | None:
    """The day of entry into force with the clause that tells it; None where no clause does, where the day that it
    counts from is not known, or where two clauses tell different days. A consolidated text holds the clauses of its
    amendments too: those that name another kind of act than its `title` does are left out ("el presente Decreto" under
    a Mexican "Ley")."""
    known = {"published": _credible(_day(published), _day(adopted)), "signed": _day(adopted)}
    found = list(_told(words, language, known))
    if len({place.value for place in found}) > 1:
        named = {word.casefold() for word in re.findall(r"\w+", title)[:3]}
        found = [place for place in found if named & {w.casefold() for w in re.findall(r"\w+", _act(words, place))}]
    return found[0] if len({place.value for place in found}) == 1 and found[0].value else None


def _act(words: str, place: Place) -> str:
    """The beginning of a clause, where it says what kind of act comes into force."""
    return words[place.start : place.start + 30]


def _credible(published: datetime.date | None, adopted: datetime.date | None) -> datetime.date | None:
    """The day of publication where it follows the adoption within a year: a later one is that of a reprint (the Basque
    Ley 4/1993 stood in the State's gazette of 2012), the same day is the adoption told twice."""
    if published and adopted and not datetime.timedelta(0) < published - adopted <= YEAR:
        return None
    return published


def _told(words: str, language: str | None, known: Mapping[str, datetime.date | None]) -> Iterator[Place]:
    forms = _forms().get(language or "")
    if forms is None:
        return
    for clause in forms.clause.finditer(words):
        before = words[max(0, clause.start() - 2) : clause.start()].strip()
        if before and before[-1] in QUOTED:
            continue  # The clause of another act, quoted by one that amends it.
        end = min(clause.start() + CLAUSE, _sentence(words, clause.end()))
        said = words[clause.start() : end]
        distance = _distance(forms, said)
        event = "signed" if forms.signed.search(said) and not forms.published.search(said) else "published"
        if distance is None:
            # A clause that names its day itself, or one that cannot be read: no other clause may speak for the law.
            yield Place("", clause.start(), end)
            continue
        start = known[event]
        day = _moved(start, *distance) if start else None
        if day and forms.elapsed and distance[0] and not forms.next.search(said):
            day += datetime.timedelta(days=1)
        yield Place(day.isoformat() if day else "", clause.start(), end)


MOST = 999
"""Highest count of days, months or years that is believed: more is a fault of reading, and beyond all calendars."""


def _distance(forms: Forms, said: str) -> tuple[int, str] | None:
    """(count, unit) of a clause; on the day itself is 0 days."""
    if found := forms.after.search(said):
        bracketed = re.search(r"\((\d{1,3})\)", found[0])
        printed = bracketed[1] if bracketed else found["count"].strip(".").casefold()
        count = int(printed) if printed.isdecimal() else forms.numbers.get(printed)
        unit = next((name for name, stem in forms.units.items() if found["unit"].casefold().startswith(stem)), None)
        if count and unit:
            return (count, unit) if count <= MOST else None
    if forms.next.search(said):
        return 1, "day"
    return (0, "day") if forms.same.search(said) else None


def _moved(start: datetime.date, count: int, unit: str) -> datetime.date:
    """The day so many days, months or years later; the last day of a month that is too short."""
    if unit == "day":
        return start + datetime.timedelta(days=count)
    months = start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return datetime.date(year, month, start.day)


def _sentence(words: str, start: int) -> int:
    found = re.search(r"[.;](?:\s|$)|\n\s*\n|\n(?=[A-ZÀ-Ý])", words[start:])
    return start + found.start() if found else len(words)


def _day(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value or "")
    except ValueError:
        return None


@functools.cache
def _forms() -> dict[str, Forms]:
    table: dict[str, dict[str, Any]] = tomllib.loads(
        resources.path_of("metadata/entry.toml").read_text(encoding="utf-8")
    )
    names = ("clause", "published", "signed", "same", "next", "after")
    return {
        language: Forms(
            **{name: re.compile(row[name], re.IGNORECASE) for name in names},
            units=row["units"],
            numbers=row["numbers"],
            elapsed=row.get("elapsed", False),
        )
        for language, row in table.items()
    }
