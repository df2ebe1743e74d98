"""Record → fields of a document, the same for both engines; nothing here names one."""

from __future__ import annotations

import functools
import json
import operator
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from kb.errors import BadQuery
from kb.search.analysis import analyser, fold, number_tokens, table_of
from kb.search.clauses import BOUNDARY
from kb.search.index import IndexRecord

TEXT_FIELDS = ("words", "heading", "title", "exact", "verbatim", "names", "num")
CLOSED_FIELDS = (
    "work", "expression", "country", "region", "instrument", "theme", "concept", "status", "kind", "reviewed",
    "specimen", "held", "current",
)  # fmt: skip
_FIELDS = tuple((field.name, field.default) for field in fields(IndexRecord))
"""What is at its default is not written: half of the fields of most records."""
_VALUES = operator.attrgetter(*(name for name, _ in _FIELDS))
_LISTS = frozenset({"path", "themes", "concepts", "names"})
_YES, _NO = ("yes",), ("no",)
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_AROUND = f" {BOUNDARY} "
NEVER = 99999999
"""The day until which a version is in force that no other follows."""
FORMAT = 4
"""Grows whenever the fields, or what is written into them, change: an index of another format is rebuilt."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What is written for a record. `text` holds tokens joined by spaces; `date` is a number like 20140731, 0 digits
    for what is not known, None for no date at all."""

    id: str
    language: str
    text: Mapping[str, str]
    closed: Mapping[str, tuple[str, ...]]
    year: int | None
    date: int | None
    since: int
    until: int
    title_key: str
    work_key: int
    country_key: int
    record: str


@functools.lru_cache(maxsize=20_000)
def key_of(name: str) -> int:
    """A number for a name; equal for equal names."""
    return zlib.crc32(name.encode()) | len(name) << 32


def document_of(record: IndexRecord) -> IndexDocument:
    """The document of a record."""
    language = table_of(record.language)
    body = [analyser(language).forms(part) for part in (record.heading, record.text) if part]
    words, exact, verbatim = map(_AROUND.join, zip(*body, strict=True)) if body else ("", "", "")
    return IndexDocument(
        id=record.id,
        language=language,
        text={
            "words": words,
            "heading": _stems(language, *filter(None, (record.heading, *record.path))),
            "title": _stems(language, record.title),
            "exact": exact,
            "verbatim": verbatim,
            "names": _exact(language, record.title, *record.names, *((record.number,) if record.number else ())),
            "num": _number(record.num),
        },
        closed={
            "work": (record.work,),
            "expression": (record.expression,) if record.expression else (),
            "country": _once(record.country, record.jurisdiction),
            "region": (record.region,) if record.region else (),
            "instrument": (record.instrument,) if record.instrument else (),
            "theme": record.themes,
            "concept": record.concepts,
            "status": (record.status,),
            "kind": (record.kind,),
            "reviewed": _YES if record.reviewed else _NO,
            "specimen": _YES if record.specimen else _NO,
            "held": _YES if record.held else _NO,
            "current": _YES if record.current else _NO,
        },
        year=record.year,
        date=_day(record.date),
        since=day_number(record.since) if record.since else 0,
        until=day_number(record.until) if record.until else NEVER,
        title_key=fold(record.title)[:120],
        work_key=key_of(record.work),
        country_key=key_of(record.country),
        record=_JSON.encode({
            name: value
            for (name, default), value in zip(_FIELDS, _VALUES(record), strict=True)
            if value is not default and value != default
        }),
    )  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def _stems(language: str, *parts: str) -> str:
    return _AROUND.join(" ".join(analyser(language).stems(part)) for part in parts)


@functools.lru_cache(maxsize=20_000)
def _number(num: str) -> str:
    return " ".join(number_tokens(num))


@functools.lru_cache(maxsize=20_000)
def _exact(language: str, *parts: str) -> str:
    return _AROUND.join(" ".join(analyser(language).exact(part)) for part in dict.fromkeys(parts))


@functools.lru_cache(maxsize=2_000)
def _once(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def record_of(text: str | Mapping[str, Any]) -> IndexRecord:
    """The record that a document was made of."""
    found: dict[str, Any] = json.loads(text) if isinstance(text, str) else dict(text)
    for name in _LISTS.intersection(found):
        found[name] = tuple(found[name])
    return IndexRecord(**found)


@functools.lru_cache(maxsize=20_000)
def day_number(date: str) -> int:
    """An ISO day, month or year as a number like 20140731; the last day that a month or year may have is meant.

    Raises `BadQuery` for anything else.
    """
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", date) or not date.isascii():
        raise BadQuery(f"“{date}” is not a day: give it as 2014-07-31.", position=0)
    return int((date.replace("-", "") + "1231"[max(0, len(date.replace("-", "")) - 4) :])[:8])


@functools.lru_cache(maxsize=20_000)
def _day(date: str | None) -> int | None:
    """ "2014-07-31" → 20140731, "2014" → 20140000: texts of a year come before those of a day of that year."""
    digits = (date or "").replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isdecimal() and len(digits) in (4, 6, 8) else None
