"""What a person asked: words, filters, order and page. Nothing here depends on an engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

Sort = Literal["relevance", "newest", "oldest", "title"]
Group = Literal["provisions", "works", "countries"]

KINDS = ("law", "bill", "partnership", "international", "policy", "other")
"""Kinds of text: what a person means by "laws", "agreements", "international texts"."""

MAX_LENGTH = 2000
"""Longest query that is read, in characters; what comes after is left out with a notice."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the hits are limited to: OR within a facet, AND between facets; empty or None limits nothing.

    A country holds its subdivisions and nothing supranational ("ES" holds "ES-CT", not "eu"); a subdivision or an
    organisation is named by its own code. `reviewed` is whether a person accepted or added a tag of the provision,
    `held` whether the text is held.

    Of each work and language only the current version is searched, unless `expression` names versions by their URI,
    `on` gives an ISO day (then the version of that day), or `versions` is "all".
    """

    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    concept: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    expression: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    reviewed: bool | None = None
    specimen: bool | None = None
    held: bool | None = None
    on: str | None = None
    versions: Literal["current", "all"] = "current"

    def chosen(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(facet, values) of each facet of closed values that limits something; yes and no for the three questions."""
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, bool):
                yield part.name, ("yes" if value else "no",)
            elif isinstance(value, tuple) and value:
                yield part.name, value

    def __bool__(self) -> bool:
        years = self.year_from is not None or self.year_to is not None
        return any(True for _ in self.chosen()) or years or self.on is not None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. `without` holds terms of the expansion that the person took out, as they were shown.

    `interface_language` helps to tell what language the words are in; it never filters.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    group: Group = "provisions"
    limit: int = 20
    offset: int = 0
    expand: bool = True
    without: frozenset[str] = frozenset()
    interface_language: str = "fr"
