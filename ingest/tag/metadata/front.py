"""Metadata that the format itself carries: front matter, PDF information, XML metadata."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.tag.dates import day_of
from ingest.tag.metadata.instrument import instrument_of
from kb import resources
from kb.model.law import Value

TRUST = 0.9
"""A source is seldom wrong about what it publishes, but it is not the text."""
WEAK = 0.5
"""Sources write "in force" where they only know of no repeal (ES-AS Ley 4/2010 is so marked though repealed)."""


SERIAL = 5
"""Digits of a number that runs over the years (Peru's Ley 31725), which no year belongs to."""


@functools.cache
def table() -> Mapping[str, Any]:
    """`schemas/metadata/front.toml`."""
    return tomllib.loads(resources.path_of("metadata/front.toml").read_text(encoding="utf-8"))


def from_front(front: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """(field, value) for every field that the front matter holds in a form that can be read."""
    plain = {key: _plain(value) for key, value in front.items()}
    for field, keys in table().items():
        if not isinstance(keys, list):
            continue
        for key in keys:
            value = _typed(field, plain[key]) if plain.get(key) else None
            if value:
                score = WEAK if field == "status" and value == "in-force" else TRUST
                yield field, Value(value, None, score)
                break
    if not any(plain.get(key) for key in table()["number"]):
        yield from _identified(plain)
    if not any(plain.get(key) for key in table()["jurisdiction"]):
        origin = _origin(" ".join(value for value in plain.values() if "://" in value))
        if origin:
            yield "jurisdiction", Value(origin, None, 0.8)


def is_changed(front: Mapping[str, str]) -> bool:
    """Whether the source says that it holds the text with its changes, though it names no version."""
    return any(re.search(pattern, str(front.get(key, ""))) for key, pattern in table()["changed"].items())


def _identified(front: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """Number and day that a source's identifier of the act holds ("LOV-2001-06-15-59")."""
    rows = table()["identifiers"]
    for value in (front.get(key, "") for key in rows["keys"]):
        number, day = number_of_identifier(value)
        if number:
            yield "number", Value(number, None, TRUST)
        if day and not any(front.get(key) for key in table()["date_adopted"]):
            yield "date_adopted", Value(day, None, TRUST)


def number_of_identifier(value: str) -> tuple[str | None, str | None]:
    """The number and the day in an identifier; the year is told with a number that begins anew every year."""
    for pattern in table()["identifiers"]["patterns"]:
        if found := re.fullmatch(pattern, value):
            parts = found.groupdict()
            year = parts.get("year")
            number = f"{parts['number']}/{year}" if year and len(parts["number"]) < SERIAL else parts["number"]
            return number, parts.get("day")
    return None, None


def _plain(value: str) -> str:
    value = str(value).strip().strip("'\"").strip()
    return value[1:-1].strip() if re.fullmatch(r"\[[^\]]*\]", value) else value


def _typed(field: str, value: str) -> str | None:
    if field.startswith("date_") or field == "version":
        return day_of(value)
    if field == "jurisdiction":
        return jurisdiction_code(value)
    if field == "instrument":
        return value if value in resources.instruments() else instrument_of(value.replace("_", " "), None)
    if field == "status":
        return str(table()["statuses"].get(value, "")) or None
    if field == "language":
        return value[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:-\w+)?", value) else None
    return " ".join(value.split()) or None


def jurisdiction_code(value: str) -> str | None:
    """The code as the knowledge base writes it ("es-ct" → "ES-CT", "EU" → "eu"), None for an unknown code."""
    known = resources.jurisdictions()
    return next((code for code in (value.upper(), value.lower(), value) if code in known), None)


def _origin(addresses: str) -> str | None:
    hosts = re.findall(r"://([^/\s:]+)", addresses)
    for domain, code in table()["top_level_domains"].items():
        if any(host == domain or host.endswith("." + domain) for host in hosts):
            return str(code)
    return None
