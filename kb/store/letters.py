"""Letters to people, inside one transaction: written with what they tell, sent later by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from kb.errors import NotFound
from kb.store.account_tables import mails
from kb.store.codec import now


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in plain text; moments are UTC, ISO 8601, `sent_at` is None while it waits."""

    id: int
    recipient: str
    subject: str
    body: str
    created_at: str
    sent_at: str | None


class Letters:
    """The letters of the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, recipient: str, subject: str, body: str) -> int:
        """Keep a letter to be sent; gives its id."""
        values = {"recipient": recipient, "subject": subject, "body": body, "created_at": now()}
        return int(self._connection.execute(insert(mails).values(**values).returning(mails.c.id)).scalar_one())

    def get(self, letter: int) -> Letter:
        """The letter with this id; raises `NotFound` for one that was removed meanwhile."""
        row = self._connection.execute(select(mails).where(mails.c.id == letter)).one_or_none()
        if row is None:
            raise NotFound(f"There is no letter {letter}.")
        return _letter(row)

    def sent(self, letter: int) -> None:
        """The letter has left."""
        self._connection.execute(update(mails).where(mails.c.id == letter).values(sent_at=now()))

    def waiting(self) -> list[Letter]:
        """Letters that have not left, oldest first."""
        return self._read(select(mails).where(mails.c.sent_at.is_(None)).order_by(mails.c.id))

    def to(self, recipient: str) -> list[Letter]:
        """All letters to an address, oldest first."""
        return self._read(select(mails).where(mails.c.recipient == recipient).order_by(mails.c.id))

    def forget(self, *, sent_before: str | None = None, recipient: str | None = None) -> int:
        """Remove letters that left before a moment, or all letters to an address; gives how many."""
        query = delete(mails)
        if sent_before is not None:
            query = query.where(mails.c.sent_at < sent_before)
        if recipient is not None:
            query = query.where(mails.c.recipient == recipient)
        if sent_before is None and recipient is None:
            raise ValueError("say which letters to forget")
        return self._connection.execute(query).rowcount

    def _read(self, query: Any) -> list[Letter]:
        return [_letter(row) for row in self._connection.execute(query)]


def _letter(row: Row[Any]) -> Letter:
    return Letter(**row._mapping)
