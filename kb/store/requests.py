"""What the secretariat asks about single fields of a submission, inside one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kb.errors import Conflict, NotFound
from kb.model.submission import FieldRequest
from kb.store.account_tables import submission_requests as rows
from kb.store.codec import now


class Requests:
    """The requests of the store; an answer is given once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, submission: str, field: str, words: str, by: str) -> FieldRequest:
        """Ask about a field."""
        values = {"submission": submission, "field": field, "words": words, "asked_by": by, "asked_at": now()}
        return self.get(int(self._connection.execute(insert(rows).values(**values).returning(rows.c.id)).scalar_one()))

    def get(self, request: int) -> FieldRequest:
        """The request with this id; raises `NotFound`."""
        row = self._connection.execute(select(rows).where(rows.c.id == request)).one_or_none()
        if row is None:
            raise NotFound(f"There is no request {request}.")
        return _request(row)

    def of(self, submission: str) -> list[FieldRequest]:
        """What was asked about a submission, oldest first."""
        query = select(rows).where(rows.c.submission == submission).order_by(rows.c.id)
        return [_request(row) for row in self._connection.execute(query)]

    def answer(self, request: int, words: str, by: str) -> FieldRequest:
        """Answer a request; raises `Conflict` where it was answered already."""
        open_one = update(rows).where(rows.c.id == request, rows.c.answer.is_(None))
        values = {"answer": words, "answered_by": by, "answered_at": now()}
        if not self._connection.execute(open_one.values(**values)).rowcount:
            raise Conflict("This request was answered already.")
        return self.get(request)


def _request(row: Row[Any]) -> FieldRequest:
    return FieldRequest(**row._mapping)
