"""Reading addresses: the words of a person become typed values here, or one clear `BadRequest`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from kb import resources
from kb.errors import BadRequest, NotFound
from kb.search import fields

MOST_COLUMNS = 23
"""Countries in one comparison."""
MOST_ROWS = 24
"""Themes or questions in one comparison."""


@dataclass(frozen=True, slots=True)
class Permalink:
    """An address in the Akoma Ntoso form, taken apart."""

    work: str
    expression: str | None = None
    eid: str | None = None


def permalink(path: str) -> Permalink:
    """Take apart a lasting path: `akn/fr/act/2014-07-31/2014-856/fra@2014-08-01~art_4`.

    Raises `NotFound` for what has no such form.
    """
    rest, mark, eid = path.strip("/").removeprefix("akn/").partition("~")
    parts = rest.split("/")
    if mark and not eid:
        raise NotFound(f"The address {path} names no provision after the sign ~.")
    expression = f"/akn/{'/'.join(parts)}" if "@" in parts[-1] else None
    work = parts[:-1] if expression else parts
    if len(work) != 4:
        raise NotFound(f"The address {path} is not that of a text.")
    return Permalink(f"/akn/{'/'.join(work)}", expression, eid or None)


def whole(arguments: MultiDict[str, str], name: str, *, default: int, least: int = 1, most: int = 10_000) -> int:
    """A whole number between two bounds; raises `BadRequest`."""
    value = arguments.get(name, "").strip()
    if not value:
        return default
    if not re.fullmatch(r"\d{1,9}", value) or not least <= int(value) <= most:
        raise BadRequest(f"{name} is {value[:40]!r}: it must be a whole number from {least} to {most}.")
    return int(value)


def year(arguments: MultiDict[str, str], name: str) -> int | None:
    """A year of four digits, None where none is given; raises `BadRequest`."""
    value = arguments.get(name, "").strip()
    if not value:
        return None
    if not re.fullmatch(r"\d{4}", value):
        raise BadRequest(f"{name} is {value[:40]!r}: it must be a year of four digits.")
    return int(value)


def years(arguments: MultiDict[str, str]) -> tuple[int | None, int | None]:
    """The first and the last year, in their order whichever was given first; raises `BadRequest`."""
    first, last = year(arguments, "from"), year(arguments, "to")
    return (last, first) if first is not None and last is not None and first > last else (first, last)


def day(arguments: MultiDict[str, str], name: str) -> str | None:
    """A day as 2024-03-31, None where none is given; raises `BadRequest`."""
    value = arguments.get(name, "").strip()
    if not value:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise BadRequest(f"{name} is {value[:40]!r}: it must be a day as 2024-03-31.")


def one_of(arguments: MultiDict[str, str], name: str, known: Iterable[str], default: str) -> str:
    """A value of a closed list; raises `BadRequest`."""
    value = arguments.get(name) or default
    if value not in (allowed := tuple(known)):
        raise BadRequest(f"{name} is {value[:40]!r}; known are {', '.join(allowed)}.")
    return value


def several(
    arguments: MultiDict[str, str], name: str, known: Iterable[str] | None = None, *, most: int = 100
) -> tuple[str, ...]:
    """Values of a repeated parameter, each once, in their order; raises `BadRequest` for one that is not known."""
    values = tuple(dict.fromkeys(value.strip() for value in arguments.getlist(name) if value.strip()))
    if len(values) > most:
        raise BadRequest(f"{name} is given {len(values)} times; at most {most} fit.")
    if known is not None:
        allowed = set(known)
        for value in values:
            if value not in allowed:
                raise BadRequest(f"{name} is {value[:40]!r}, which is not known.")
    return values


def yes_no(arguments: MultiDict[str, str], name: str) -> bool | None:
    """yes or no, None where nothing is given; raises `BadRequest`."""
    value = one_of(arguments, name, ("", "yes", "no"), "")
    return None if not value else value == "yes"


def countries(arguments: MultiDict[str, str], name: str = "country") -> tuple[str, ...]:
    """Codes of jurisdictions."""
    return several(arguments, name, resources.jurisdictions(), most=MOST_COLUMNS)


def languages(arguments: MultiDict[str, str], name: str = "language") -> tuple[str, ...]:
    """Codes of languages, of two letters where there are; raises `BadRequest` for what is no language."""
    found = {value: fields.language(value) for value in several(arguments, name)}
    for value, code in found.items():
        if code is None:
            raise BadRequest(f"{name} is {value[:40]!r}, which is not known.")
    return tuple(dict.fromkeys(code for code in found.values() if code))
