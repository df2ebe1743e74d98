"""Saved searches, what they know already, and their digests, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from kb.errors import NotFound
from kb.model.alerts import Digest, DigestEntry, SavedSearch
from kb.store.alert_tables import digests, saved_searches, told_provisions
from kb.store.codec import now
from kb.store.tables import expressions, works

CHUNK = 500
"""Rows written by one statement."""


class Alerts:
    """The saved searches of the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: int, name: str, query: Mapping[str, Any]) -> SavedSearch:
        """Keep a search."""
        values = {"person": person, "name": name, "query": dict(query), "created_at": now(), "looked_at": None}
        made = self._connection.execute(insert(saved_searches).values(**values).returning(saved_searches.c.id))
        return self.get(int(made.scalar_one()))

    def get(self, search: int) -> SavedSearch:
        """The saved search with this number; raises `NotFound`."""
        row = self._connection.execute(select(saved_searches).where(saved_searches.c.id == search)).one_or_none()
        if row is None:
            raise NotFound(f"There is no saved search {search}.")
        return SavedSearch(**row._mapping)

    def find(self, person: int | None = None) -> list[SavedSearch]:
        """Saved searches of a person, or of everybody, oldest first."""
        query = select(saved_searches)
        if person is not None:
            query = query.where(saved_searches.c.person == person)
        return [SavedSearch(**row._mapping) for row in self._connection.execute(query.order_by(saved_searches.c.id))]

    def remove(self, search: int) -> None:
        """Forget a search with all that was told of it."""
        for table in (digests, told_provisions):
            self._connection.execute(delete(table).where(table.c.search == search))
        self._connection.execute(delete(saved_searches).where(saved_searches.c.id == search))

    def something_since(self, moment: str) -> bool:
        """Whether a text or a work came or was changed at this moment or later."""
        texts = select(expressions.c.id).where(expressions.c.stored_at >= moment).limit(1)
        known = select(works.c.id).where(works.c.changed_at >= moment).limit(1)
        return self._connection.scalar(texts) is not None or self._connection.scalar(known) is not None

    def known(self, search: int) -> dict[str, set[str]]:
        """Provision → the words (hashes) in which the search knows it."""
        found: dict[str, set[str]] = {}
        query = select(told_provisions.c.provision, told_provisions.c.words)
        for provision, words in self._connection.execute(query.where(told_provisions.c.search == search)):
            found.setdefault(provision, set()).add(words)
        return found

    def note_looked(self, search: int, learned: Iterable[tuple[str, str]], at: str) -> None:
        """Note what a look at this moment learned: (provision, hash of its words), none of which is known yet."""
        rows = [{"search": search, "provision": provision, "words": words} for provision, words in learned]
        for start in range(0, len(rows), CHUNK):
            self._connection.execute(insert(told_provisions), rows[start : start + CHUNK])
        looked = update(saved_searches).where(saved_searches.c.id == search).values(looked_at=at)
        self._connection.execute(looked)

    def add_digest(self, search: int, entries: Sequence[DigestEntry], at: str) -> Digest:
        """Keep a digest."""
        values = {"search": search, "made_at": at, "entries": [asdict(entry) for entry in entries]}
        made = self._connection.execute(insert(digests).values(**values).returning(digests.c.id)).scalar_one()
        return Digest(int(made), search, at, tuple(entries))

    def digests(self, search: int, limit: int = 50) -> list[Digest]:
        """The digests of a search, newest first."""
        query = select(digests).where(digests.c.search == search).order_by(digests.c.id.desc()).limit(limit)
        return [_digest(row) for row in self._connection.execute(query)]


def _digest(row: Row[Any]) -> Digest:
    return Digest(row.id, row.search, row.made_at, tuple(DigestEntry(**entry) for entry in row.entries))
