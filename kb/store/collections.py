"""Collections of pins, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from kb.errors import Conflict, NotFound
from kb.model.comparison import CellState
from kb.model.guide import Pin
from kb.model.guide_collections import CollectedPin, Collection
from kb.store import guide_codec
from kb.store.codec import now
from kb.store.tables import collection_pins, collections


class Collections:
    """The collections of the store. Every change but a new pin names the revision that the person read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self) -> Sequence[tuple[Collection, int]]:
        """All collections by name, each with the number of its pins."""
        counted = (
            select(func.count()).where(collection_pins.c.collection == collections.c.id).scalar_subquery().label("pins")
        )
        found = self._connection.execute(select(collections, counted).order_by(func.lower(collections.c.name)))
        return [(_collection(row), row.pins) for row in found]

    def get(self, collection: int) -> Collection:
        """The collection with this number; raises `NotFound`."""
        row = self._connection.execute(select(collections).where(collections.c.id == collection)).one_or_none()
        if row is None:
            raise NotFound(f"There is no collection {collection}.")
        return _collection(row)

    def add(self, name: str, note: str, person: str) -> Collection:
        """A new collection; raises `Conflict` where the name is taken."""
        if self._connection.scalar(select(collections.c.id).where(collections.c.name == name)):
            raise Conflict(f"A collection named {name!r} exists already.")
        moment = now()
        values = {
            "name": name, "note": note, "revision": 1, "created_by": person, "created_at": moment,
            "changed_by": person, "changed_at": moment,
        }  # fmt: skip
        made = self._connection.execute(insert(collections).values(**values)).inserted_primary_key
        assert made is not None
        return self.get(made[0])

    def pins(self, collection: int) -> list[CollectedPin]:
        """The pins of a collection in their order."""
        query = select(collection_pins).where(collection_pins.c.collection == collection)
        order = (collection_pins.c.position, collection_pins.c.id)
        return [_pin(row) for row in self._connection.execute(query.order_by(*order))]

    def collect(self, collection: int, country: str, pin: Pin, state: CellState, note: str, person: str) -> None:
        """A pin at the end; raises `Conflict` where the same words are collected already."""
        held = self.pins(collection)
        place = (pin.expression, pin.eid, pin.start, pin.end)
        if any((one.pin.expression, one.pin.eid, one.pin.start, one.pin.end) == place for one in held):
            raise Conflict("These words are in this collection already.")
        values = {
            "collection": collection, "position": held[-1].position + 1 if held else 1, "country": country,
            "pin": guide_codec.to_json(pin), "state": state, "note": note, "added_by": person, "added_at": now(),
        }  # fmt: skip
        self._connection.execute(insert(collection_pins).values(**values))
        self._touch(collection, None, person)

    def replace(self, collection: int, pins: Sequence[CollectedPin], *, revision: int, person: str) -> Collection:
        """Put the pins of a collection in this order, with these notes and quotations; those left out go.

        Raises `Conflict` where someone changed the collection meanwhile.
        """
        self._touch(collection, revision, person)
        kept = [one.id for one in pins]
        same = collection_pins.c.collection == collection
        self._connection.execute(delete(collection_pins).where(and_(same, collection_pins.c.id.not_in(kept))))
        for position, one in enumerate(pins, start=1):
            values: dict[str, Any] = {
                "position": position, "pin": guide_codec.to_json(one.pin), "state": one.state, "note": one.note,
            }  # fmt: skip
            self._connection.execute(
                update(collection_pins).where(and_(same, collection_pins.c.id == one.id)).values(**values)
            )
        return self.get(collection)

    def describe(self, collection: int, name: str, note: str, *, revision: int, person: str) -> Collection:
        """Another name and note; raises `Conflict` where the name is taken, or someone changed the collection."""
        taken = and_(collections.c.name == name, collections.c.id != collection)
        if self._connection.scalar(select(collections.c.id).where(taken)):
            raise Conflict(f"A collection named {name!r} exists already.")
        self._touch(collection, revision, person)
        self._connection.execute(update(collections).where(collections.c.id == collection).values(name=name, note=note))
        return self.get(collection)

    def _touch(self, collection: int, revision: int | None, person: str) -> None:
        same = collections.c.id == collection
        if revision is not None:
            same = and_(same, collections.c.revision == revision)
        values = {"revision": collections.c.revision + 1, "changed_by": person, "changed_at": now()}
        if not self._connection.execute(update(collections).where(same).values(**values)).rowcount:
            found = self.get(collection)
            raise Conflict(
                f"The collection {found.name!r} was changed by {found.changed_by} meanwhile "
                f"(revision {found.revision}, yours is {revision}).",
                advice="Load the collection again and repeat the change.",
            )


def _collection(row: Row[Any]) -> Collection:
    return Collection(**{name: getattr(row, name) for name in Collection.__slots__})


def _pin(row: Row[Any]) -> CollectedPin:
    values = {name: getattr(row, name) for name in CollectedPin.__slots__}
    return CollectedPin(**{**values, "pin": guide_codec.pin_from_json(row.pin)})
