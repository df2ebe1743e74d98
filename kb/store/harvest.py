"""What can be harvested, in the order in which it changed: works, texts, and the tombstones of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Subquery, and_, case, func, literal, null, or_, select, union_all

from kb.store.tables import expressions, provisions, works
from kb.store.tombstones import tombstones

SECOND = 19
"""Characters of a moment up to its second: moments are compared by what harvesters may ask for."""


@dataclass(frozen=True, slots=True)
class Item:
    """One lasting address with the moment of its last change (UTC, to the second). `gone` is what bears a tombstone."""

    id: str
    changed: str
    country: str
    text: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: between two moments, both included; of one country; texts alone, works alone or both; `divided`:
    only texts that have provisions (and what is gone)."""

    since: str | None = None
    until: str | None = None
    country: str | None = None
    texts: bool | None = None
    divided: bool = False


class Harvest:
    """The items, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._all = _all()

    def page(self, wanted: Wanted, *, after: tuple[str, str] | None, limit: int) -> list[Item]:
        """So many items by moment and address, those that follow `after` (moment, address)."""
        rows = self._all
        query = select(rows).where(*_conditions(rows, wanted)).order_by(rows.c.changed, rows.c.id).limit(limit)
        if after is not None:
            changed, name = after
            query = query.where(or_(rows.c.changed > changed, and_(rows.c.changed == changed, rows.c.id > name)))
        return [
            Item(r.id, r.changed + "Z", r.country, "@" in r.id, bool(r.gone)) for r in self._connection.execute(query)
        ]

    def count(self, wanted: Wanted) -> int:
        """How many items."""
        rows = self._all
        return self._connection.scalar(select(func.count()).select_from(rows).where(*_conditions(rows, wanted))) or 0

    def one(self, name: str) -> Item | None:
        """The item of an address, None where nothing stands or stood there."""
        rows = self._all
        row = self._connection.execute(select(rows).where(rows.c.id == name)).first()
        return _item(row) if row else None

    def earliest(self) -> str | None:
        """The moment of the item that changed longest ago, None in an empty knowledge base."""
        first = self._connection.scalar(select(func.min(self._all.c.changed)))
        return f"{first}Z" if first else None


def _item(row: Row[Any]) -> Item:
    return Item(row.id, row.changed + "Z", row.country, "@" in row.id, bool(row.gone))


def _all() -> Subquery:
    known = select(
        works.c.id,
        func.substr(works.c.changed_at, 1, SECOND).label("changed"),
        works.c.country,
        literal(0).label("gone"),
    )
    # A text that moved is new at its address: who asks since the last visit gets it there, and not its loss alone.
    moved = (
        select(tombstones.c.moved_to.label("id"), func.max(tombstones.c.at).label("at"))
        .where(tombstones.c.moved_to.is_not(null()))
        .group_by(tombstones.c.moved_to)
        .subquery()
    )
    came = case((moved.c.at > expressions.c.stored_at, moved.c.at), else_=expressions.c.stored_at)
    held = (
        select(expressions.c.id, func.substr(came, 1, SECOND), works.c.country, literal(0))
        .join(works, works.c.id == expressions.c.work)
        .outerjoin(moved, moved.c.id == expressions.c.id)
    )
    lost = (
        select(tombstones.c.id, func.substr(tombstones.c.at, 1, SECOND), tombstones.c.country, literal(1))
        .outerjoin(works, works.c.id == tombstones.c.id)
        .outerjoin(expressions, expressions.c.id == tombstones.c.id)
        .where(works.c.id.is_(null()), expressions.c.id.is_(null()))
    )
    return union_all(known, held, lost).subquery()


def _conditions(rows: Subquery, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(rows.c.changed >= wanted.since[:SECOND])
    if wanted.until is not None:
        found.append(rows.c.changed <= wanted.until[:SECOND])
    if wanted.country is not None:
        found.append(rows.c.country == wanted.country)
    if wanted.texts is not None:
        text = rows.c.id.contains("@")
        found.append(text if wanted.texts else ~text)
    if wanted.divided:
        some = select(provisions.c.eid).where(provisions.c.expression == rows.c.id).exists()
        found.append(or_(rows.c.gone == 1, some))
    return found
