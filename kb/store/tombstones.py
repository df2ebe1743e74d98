"""What stood at lasting addresses: withdrawn works and texts, and where those went that have another address now."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select, update

from kb.store.codec import now
from kb.store.tables import aliases, corrections, expressions, metadata, provisions, readings, tags, works

tombstones = Table(
    "tombstones", metadata,
    Column("id", String(400), primary_key=True),
    Column("moved_to", String(400)),
    Column("country", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person", String(200), nullable=False),
    Column("at", String(32), nullable=False, index=True),
)  # fmt: skip
"""What stood at a lasting address of a work or text that is withdrawn, or has moved to another address."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A lasting address at which nothing is any more; `moved_to` is the new one, None for what was withdrawn.

    `at` is the moment in UTC, `person` who did it.
    """

    id: str
    moved_to: str | None
    country: str
    title: str
    reason: str
    person: str
    at: str


class Tombstones:
    """The tombstones of the store, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, name: str, *, moved_to: str | None, country: str, title: str, reason: str, person: str) -> None:
        """Set a stone; an older one at the same address goes."""
        stone = Tombstone(name, moved_to, country, title, reason, person, now())
        self._connection.execute(delete(tombstones).where(tombstones.c.id == name))
        self._connection.execute(insert(tombstones).values(**asdict(stone)))

    def get(self, name: str) -> Tombstone | None:
        """The stone at an address, None where there is none."""
        row = self._connection.execute(select(tombstones).where(tombstones.c.id == name)).one_or_none()
        return Tombstone(*row) if row else None

    def all(self) -> list[Tombstone]:
        """Every stone, the newest first."""
        order = (tombstones.c.at.desc(), tombstones.c.id)
        return [Tombstone(*row) for row in self._connection.execute(select(tombstones).order_by(*order))]

    def rename_text(self, old: str, new: str, work: str) -> None:
        """Give a text another address, under a work that is there; provisions, tags and corrections go with it."""
        row = self._connection.execute(select(expressions).where(expressions.c.id == old)).one()
        self._connection.execute(
            insert(expressions).values({**row._mapping, "id": new, "work": work, "indexed": False})
        )
        for table in (provisions, tags, corrections):
            self._connection.execute(update(table).where(table.c.expression == old).values(expression=new))
        self._connection.execute(delete(expressions).where(expressions.c.id == old))

    def copy_work(self, old: str, new: str) -> None:
        """The same work at another address, which is free."""
        row = self._connection.execute(select(works).where(works.c.id == old)).one()
        self._connection.execute(insert(works).values({**row._mapping, "id": new, "changed_at": now()}))

    def merge_work(self, old: str, new: str) -> None:
        """Give what is left of a work (names, readings) to another one and take it out; of two readings of the same
        passage the other work's own stays."""
        self._connection.execute(update(aliases).where(aliases.c.work == old).values(work=new))
        keys = (readings.c.kind, readings.c.label, readings.c.provisions)
        there = {tuple(row) for row in self._connection.execute(select(*keys).where(readings.c.work == new))}
        for row in self._connection.execute(select(readings).where(readings.c.work == old)).all():
            if (row.kind, row.label, row.provisions) not in there:
                self._connection.execute(insert(readings).values({**row._mapping, "work": new}))
        self._connection.execute(delete(works).where(works.c.id == old))

    def remove_work(self, work: str) -> None:
        """Take a work out with its names and readings; its texts must be out already."""
        self._connection.execute(delete(works).where(works.c.id == work))

    def touch_work(self, work: str) -> None:
        """Note that what is held of a work has changed."""
        self._connection.execute(update(works).where(works.c.id == work).values(changed_at=now()))
