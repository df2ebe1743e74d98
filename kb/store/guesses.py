"""Guesses at a password or a code, of the last minutes: facts of the store, so that all processes count the same."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select

from kb.store.codec import now
from kb.store.tables import facts

PREFIX = "guess:"


class Guesses:
    """The guesses of the store, inside one transaction. `whose` is a short mark without colons."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, whose: str, *, within: int) -> int:
        """How many were made in so many seconds."""
        recent = and_(_begins(f"{PREFIX}{whose}:"), facts.c.value > _ago(within))
        return self._connection.scalar(select(func.count()).select_from(facts).where(recent)) or 0

    def add(self, whose: str, *, keep: int) -> str:
        """Note one and give its name; those of everybody that are older than `keep` seconds leave."""
        name = f"{PREFIX}{whose}:{secrets.token_hex(8)}"
        self._connection.execute(delete(facts).where(and_(_begins(PREFIX), facts.c.value <= _ago(keep))))
        self._connection.execute(insert(facts).values(name=name, value=now()))
        return name

    def drop(self, name: str) -> None:
        """Forget one by its name."""
        self._connection.execute(delete(facts).where(facts.c.name == name))

    def forget(self, whose: str) -> None:
        """Forget all of one."""
        self._connection.execute(delete(facts).where(_begins(f"{PREFIX}{whose}:")))


def _begins(words: str) -> ColumnElement[bool]:
    return facts.c.name.startswith(words, autoescape=True)


def _ago(seconds: int) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
