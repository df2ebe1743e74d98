"""Searches that a person keeps, and what they are told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

News = Literal["new", "changed"]


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question that a person keeps; `query` is it as plain values (see `kb.services.alerts`).

    `looked_at` is the moment of the last look for news, None before the first one; moments are UTC, ISO 8601.
    """

    id: int
    person: int
    name: str
    query: dict[str, Any]
    created_at: str
    looked_at: str | None


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One provision (or work without text) that answers now and did not, or not in these words, before.

    `id` is its permalink, `words` its first words.
    """

    news: News
    id: str
    jurisdiction: str
    title: str
    num: str
    heading: str | None
    language: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of a saved search at one moment; never empty, and never again."""

    id: int
    search: int
    made_at: str
    entries: tuple[DigestEntry, ...]
