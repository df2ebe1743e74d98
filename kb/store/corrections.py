"""Corrections of structure, inside one transaction. They outlive the texts they belong to, so that a re-reading that
removes and stores a text anew finds them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from kb.errors import NotFound
from kb.model.corrections import Correction, StoredCorrection
from kb.store.codec import now
from kb.store.tables import corrections

_FIELDS = ("kind", "eid", "quote", "new_eid", "num", "heading", "type")


class Corrections:
    """The corrections of the store, oldest first: each was made on what the ones before it left."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, expression: str, correction: Correction, person: str) -> int:
        """Keep a correction; gives its id."""
        row = {name: getattr(correction, name) for name in _FIELDS}
        done = self._connection.execute(
            insert(corrections).values(expression=expression, person=person, at=now(), **row)
        )
        key = done.inserted_primary_key
        assert key is not None
        return int(key[0])

    def of(self, expressions: Iterable[str]) -> tuple[StoredCorrection, ...]:
        """The corrections of these texts."""
        query = select(corrections).where(corrections.c.expression.in_(list(expressions))).order_by(corrections.c.id)
        return tuple(
            StoredCorrection(
                row.id, row.expression, Correction(*(getattr(row, name) for name in _FIELDS)), row.person, row.at
            )
            for row in self._connection.execute(query)
        )

    def carry(self, before: Iterable[str], expression: str) -> None:
        """Give the corrections of texts that this one takes the place of to it."""
        old = list(before)
        if old:
            self._connection.execute(
                update(corrections).where(corrections.c.expression.in_(old)).values(expression=expression)
            )

    def remove(self, correction: int) -> None:
        """Take a correction back; raises `NotFound`."""
        if not self._connection.execute(delete(corrections).where(corrections.c.id == correction)).rowcount:
            raise NotFound(f"No correction {correction} is known.")
