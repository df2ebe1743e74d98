"""The pages of saved searches, and what the feed of a question carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from kb.model.alerts import Digest, SavedSearch
from kb.search.query import SearchQuery
from kb.services import alerts

_ADDRESSED = {"year_from": "from", "year_to": "to"}
"""Filters that have another name in addresses."""
_UNADDRESSED = ("expression", "on", "versions")
"""Filters that no page of the site sets."""


@dataclass(frozen=True, slots=True)
class Line:
    """A saved search: its answers now stand at `address`, its feed at `feed`; `digests` are newest first."""

    id: int
    name: str
    asked: str
    filters: tuple[tuple[str, str], ...]
    created_at: str
    looked_at: str | None
    address: str
    feed: str
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """All searches that a person keeps."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class NewAlert:
    """A search that is about to be saved."""

    name: str
    query: SearchQuery
    filters: tuple[tuple[str, str], ...]
    address: str
    feed: str
    parameters: tuple[tuple[str, str], ...]


def alerts_page(kept: Sequence[tuple[SavedSearch, Sequence[Digest]]]) -> AlertsPage:
    """The page of one's searches, the newest first."""
    return AlertsPage(tuple(line(search, digests) for search, digests in reversed(kept)))


def line(search: SavedSearch, digests: Sequence[Digest]) -> Line:
    """One saved search as it is shown."""
    query = alerts.query_from_json(search.query)
    given = parameters(query)
    return Line(
        search.id, search.name, query.text, _filters(query), search.created_at, search.looked_at,
        _address("search.show", given), _address("alerts.feed", given), tuple(digests),
    )  # fmt: skip


def new_alert(query: SearchQuery) -> NewAlert:
    """What is shown before a search is saved."""
    given = parameters(query)
    return NewAlert(
        query.text, query, _filters(query), _address("search.show", given), _address("alerts.feed", given), given
    )


def parameters(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """The parameters of addresses that ask this question."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(name, value) for name, values in query.filters.chosen() if name not in _UNADDRESSED for value in values]
    for field, name in _ADDRESSED.items():
        if (year := getattr(query.filters, field)) is not None:
            pairs.append((name, str(year)))
    if not query.expand:
        pairs.append(("expand", "no"))
    pairs += [("without", term) for term in sorted(query.without)]
    return tuple(pairs)


def _filters(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in parameters(query) if name not in ("q", "expand", "without"))


def _address(endpoint: str, given: Sequence[tuple[str, str]]) -> str:
    from urllib.parse import urlencode

    return f"{url_for(endpoint)}?{urlencode(given)}"
