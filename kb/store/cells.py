"""What comparison tables are made from: tagged provisions over many texts at once. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, func, literal, select, tuple_

from kb.model.tags import Beside
from kb.store import codec
from kb.store.tables import expressions, provisions, tags

AT_ONCE = 400
"""Provisions asked for in one query: a database takes only so many values in one."""


Said: TypeAlias = tuple[Any, Beside | None, str]
"""Value, what stands beside it, quotation."""


@dataclass(frozen=True, slots=True)
class TaggedPlace:
    """A tag and the provision that it stands on, without their words; `id` is the tag's row."""

    id: int
    expression: str
    eid: str
    label: str
    score: float | None
    status: str
    num: str


@dataclass(frozen=True, slots=True)
class Words:
    """A provision's words and where they stand in the file."""

    num: str
    heading: str | None
    text: str
    language: str | None
    page: int | None


class Cells:
    """The reads of comparison tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tagged(self, kind: str, labels: Sequence[str], texts: Iterable[str]) -> list[TaggedPlace]:
        """Tags of one kind with one of these labels in these texts, rejected ones left out, and those whose provision
        is no longer there."""
        found: list[TaggedPlace] = []
        for part in _parts(sorted(set(texts))):
            query = (
                select(
                    tags.c.id, tags.c.expression, tags.c.eid, tags.c.label, tags.c.score, tags.c.status,
                    provisions.c.num,
                )
                .join(provisions, and_(provisions.c.expression == tags.c.expression, provisions.c.eid == tags.c.eid))
                .where(tags.c.kind == kind, tags.c.status != "rejected", tags.c.expression.in_(part))
                .order_by(tags.c.id)
            )  # fmt: skip
            if labels:
                query = query.where(tags.c.label.in_(labels))
            found += [TaggedPlace(*row) for row in self._connection.execute(query)]
        return found

    def said(self, ids: Iterable[int]) -> dict[int, Said]:
        """Tag → its value, what stands beside it, its quotation."""
        found: dict[int, Said] = {}
        for part in _parts(sorted(set(ids))):
            query = select(tags.c.id, tags.c.value, tags.c.quote).where(tags.c.id.in_(part))
            found |= {row.id: (*codec.said_from_json(row.value), row.quote) for row in self._connection.execute(query)}
        return found

    def words(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Words]:
        """(text, provision) → its words, cut out by the database: whole laws are never carried for a line of them."""
        cut = func.substr(expressions.c.text, provisions.c.start + literal(1), provisions.c.end - provisions.c.start)
        found: dict[tuple[str, str], Words] = {}
        for part in _parts(sorted(set(places))):
            query = (
                select(
                    provisions.c.expression, provisions.c.eid, provisions.c.num, provisions.c.heading, cut,
                    func.coalesce(provisions.c.language, expressions.c.language), provisions.c.page,
                )
                .join(expressions, expressions.c.id == provisions.c.expression)
                .where(tuple_(provisions.c.expression, provisions.c.eid).in_(part))
            )  # fmt: skip
            for expression, eid, *rest in self._connection.execute(query):
                found[expression, eid] = Words(*rest)
        return found


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
