"""Counts and places of tags over the held texts, for the pages of vocabulary. Only reads; what was rejected counts
nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from kb.store.tables import expressions, provisions, tags, works
from kb.store.texts import StoredTag, stored_tag


@dataclass(frozen=True, slots=True)
class Tally:
    """How many provisions of one State's or organisation's texts bear a label, and of how many works they are."""

    country: str
    label: str
    provisions: int
    works: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag with the place that it points at, as a list shows it."""

    id: int
    kind: str
    label: str
    score: float | None
    status: str
    expression: str
    eid: str
    num: str
    heading: str | None
    quote: str
    language: str | None
    work: str
    title: str
    country: str


class Tallies:
    """The counts, inside one transaction. `current` are the texts that count: the newest version of each work."""

    def __init__(self, connection: Connection, current: Iterable[str]) -> None:
        self._connection = connection
        self._current = list(current)

    def by_country(self, kind: str, labels: Iterable[str] | None = None) -> list[Tally]:
        """Each label of a kind of tag by State or organisation."""
        place = tags.c.expression + "~" + tags.c.eid
        query = select(
            works.c.country, tags.c.label, func.count(place.distinct()), func.count(expressions.c.work.distinct())
        )
        query = self._limited(query, [(kind, labels)]).group_by(works.c.country, tags.c.label)
        return [Tally(*row) for row in self._connection.execute(query.order_by(works.c.country, tags.c.label))]

    def count(self, wanted: Iterable[tuple[str, Iterable[str] | None]], country: str | None = None) -> int:
        """Tags with one of the labels; `wanted` are kinds of tags, each with its labels (None: all)."""
        return self._connection.scalar(self._limited(select(func.count(tags.c.id)), wanted, country)) or 0

    def places(
        self, wanted: Iterable[tuple[str, Iterable[str] | None]], country: str | None = None, *,
        first: int = 0, limit: int = 50,
    ) -> list[Tagged]:  # fmt: skip
        """The tags themselves: explicit ones and the surest first."""
        query = select(
            tags.c.id, tags.c.kind, tags.c.label, tags.c.score, tags.c.status, tags.c.expression, tags.c.eid,
            provisions.c.num, provisions.c.heading, tags.c.quote, expressions.c.language, works.c.id, works.c.title,
            works.c.country,
        )  # fmt: skip
        found = self._limited(query, wanted, country).where(
            provisions.c.expression == tags.c.expression, provisions.c.eid == tags.c.eid
        )
        order = (tags.c.kind != "sdg", func.coalesce(tags.c.score, 1.0).desc(), tags.c.id)
        return [Tagged(*row) for row in self._connection.execute(found.order_by(*order).offset(first).limit(limit))]

    def _limited(
        self, query: Select[Any], wanted: Iterable[tuple[str, Iterable[str] | None]], country: str | None = None
    ) -> Select[Any]:
        kinds = [
            tags.c.kind == kind if labels is None else and_(tags.c.kind == kind, tags.c.label.in_(list(labels)))
            for kind, labels in wanted
        ]
        query = query.select_from(
            tags.join(expressions, expressions.c.id == tags.c.expression).join(works, works.c.id == expressions.c.work)
        ).where(or_(*kinds), tags.c.status != "rejected", tags.c.expression.in_(self._current))
        return query if country is None else query.where(works.c.country == country)


def doing(connection: Connection, relations: Iterable[str]) -> list[StoredTag]:
    """The citations that do something to the cited text (amend, repeal …), rejected ones left out, text by text."""
    query = (
        select(tags)
        .where(
            tags.c.kind == "citation",
            tags.c.status != "rejected",
            tags.c.value["relation"].as_string().in_(list(relations)),
        )
        .order_by(tags.c.expression, tags.c.id)
    )
    return [stored_tag(row) for row in connection.execute(query)]
