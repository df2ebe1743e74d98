"""Fields that a person may name in a query, in three languages, and the closed values they take."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import get_args

from kb import resources
from kb.errors import BadQuery
from kb.model.law import Status
from kb.search.analysis import WORD, fold
from kb.search.query import KINDS
from kb.search.tree import Among, Node, Number, Phrase, Words, Years

NAMES: Mapping[str, str] = {
    "country": "country", "pays": "country", "pais": "country", "jurisdiction": "country", "juridiction": "country",
    "lang": "language", "language": "language", "langue": "language", "idioma": "language", "lengua": "language",
    "instrument": "instrument", "instrumento": "instrument",
    "theme": "theme", "tema": "theme",
    "concept": "concept", "concepto": "concept",
    "article": "article", "articulo": "article", "art": "article", "section": "article", "seccion": "article",
    "title": "title", "titre": "title", "titulo": "title",
    "year": "year", "annee": "year", "ano": "year",
    "status": "status", "statut": "status", "etat": "status", "estado": "status",
    "kind": "kind", "genre": "kind", "clase": "kind",
    "region": "region",
}  # fmt: skip
"""Folded name → field. A name that is not here is text: "foo:bar" looks for both words."""


def _key(text: str) -> str:
    return " ".join(map(fold, WORD.findall(text)))


@functools.cache
def _values(field: str) -> Mapping[str, str]:
    """Folded code or name → code, for a field of closed values."""
    found: dict[str, str] = {}
    if field == "country":
        for code, place in resources.jurisdictions().items():
            found |= {_key(name): code for name in (code, *place.name.values())}
    elif field == "language":
        found = dict(_language_names())
    elif field == "instrument":
        for code, names in resources.instruments().items():
            found |= {_key(name): code for name in (code, *(names[x] for x in resources.INTERFACE_LANGUAGES))}
    elif field == "theme":
        for code, theme in resources.themes().items():
            found |= {_key(name): code for name in (code, *theme.title.values())}
    elif field == "status":
        found = {_key(status): status for status in get_args(Status)}
    elif field == "kind":
        found = {kind: kind for kind in KINDS}
    elif field == "region":
        found = {_key(place.region): place.region for place in resources.jurisdictions().values() if place.region}
    return found


@functools.cache
def _language_names() -> Mapping[str, str]:
    from babel import Locale

    from kb.search.analysis import languages

    found: dict[str, str] = {}
    for reader in resources.INTERFACE_LANGUAGES:
        names = Locale(reader).languages
        for code in languages():
            found[code] = code
            if code in names:
                found[_key(names[code])] = code
    return found


def language(value: str) -> str | None:
    """The code, of two letters where there is one, of a language given by its name or by a code of two or three letters
    ("spa", "ger", "pt-BR"); None for what is no language."""
    import pycountry

    named = _values("language").get(_key(value))
    if named is not None:
        return named
    code = value.casefold().split("-")[0]
    for kind in ("alpha_2", "alpha_3", "bibliographic"):
        found = pycountry.languages.get(**{kind: code})
        if found is not None:
            return str(getattr(found, "alpha_2", found.alpha_3))
    return None


def condition(name: str, value: str, position: int) -> Node:
    """The condition that "name:value" sets; raises `BadQuery` for a value that the field cannot have."""
    if name == "article":
        return Number(value)
    if name == "title":
        return Words(tuple(value.split()), "title")
    if name == "year":
        return years(value, value, position)
    if name == "concept":
        return Among("concept", (_concept(value, position),))
    code = language(value) if name == "language" else _values(name).get(_key(value))
    if code is None:
        raise BadQuery(f"“{value}” is not a value of the field {name}.", position=position)
    if name == "theme" and resources.themes()[code].parent is None:
        return Among(name, tuple(t.id for t in resources.leaf_themes() if t.parent == code))
    return Among(name, (code,))


def years(first: str, last: str, position: int) -> Years:
    """A span of years; `*` leaves an end open. Raises `BadQuery` for anything but years."""
    ends: list[int | None] = []
    for end in (first, last):
        if end == "*":
            ends.append(None)
        elif re.fullmatch(r"\d{4}", end) and end.isascii():
            ends.append(int(end))
        else:
            raise BadQuery(f"“{end}” is not a year.", position=position)
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        ends.reverse()
    return Years(*ends)


def _concept(value: str, position: int) -> str:
    from kb import thesaurus

    held = thesaurus.load()
    if value in held.concepts:
        return value
    found = held.find(value)
    if not found:
        raise BadQuery(f"“{value}” is not a concept of the thesaurus.", position=position)
    return found[0]


def is_phrase(value: str) -> bool:
    """Whether a field's value was typed between quotation marks."""
    return len(value) >= 2 and value[0] == value[-1] == '"'


def in_title(value: str, slop: int = 0) -> Phrase:
    """A phrase in a title."""
    return Phrase(value, slop, "title")
