"""Readings: facts that people read in real laws, with or without the text held here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, delete, insert, select, update

from kb.model.tags import Reading
from kb.store.tables import readings

_SEPARATOR = "|"


class Readings:
    """The readings of the store, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, work: str, found: Iterable[Reading]) -> None:
        """Set the readings of a work."""
        self._connection.execute(delete(readings).where(readings.c.work == work))
        rows = [
            {
                "work": work, "kind": r.kind, "label": r.label, "provisions": _SEPARATOR.join(r.provisions)[:500],
                "value": r.value, "readers": r.readers, "whole": r.whole, "matched": list(r.matched), "check": r.check,
            }
            for r in found
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(readings), rows)

    def find(
        self, *, work: str | None = None, works: Iterable[str] | None = None, kind: str | None = None
    ) -> list[Reading]:
        """Readings by work, kind, label and provision."""
        query = select(readings)
        if work is not None:
            query = query.where(readings.c.work == work)
        if works is not None:
            query = query.where(readings.c.work.in_(list(works)))
        if kind is not None:
            query = query.where(readings.c.kind == kind)
        order = (readings.c.work, readings.c.kind, readings.c.label, readings.c.provisions)
        return [
            Reading(
                work=row.work, kind=row.kind, label=row.label, value=row.value,
                provisions=tuple(p for p in row.provisions.split(_SEPARATOR) if p), readers=row.readers,
                whole=row.whole, matched=tuple(row.matched), check=row.check,
            )
            for row in self._connection.execute(query.order_by(*order))
        ]  # fmt: skip

    def attach(self, reading: Reading, matched: Iterable[str], check: str) -> None:
        """Note which provisions of the held text a reading belongs to and what the check said."""
        mine = and_(
            readings.c.work == reading.work, readings.c.kind == reading.kind, readings.c.label == reading.label,
            readings.c.provisions == _SEPARATOR.join(reading.provisions)[:500],
        )  # fmt: skip
        self._connection.execute(update(readings).where(mine).values(matched=list(matched), check=check))
