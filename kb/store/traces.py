"""Where a person stands in the store: every row that belongs to them or names them, whatever the table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, Text, cast, false, or_, select, update

from kb.model.people import Person
from kb.store.tables import metadata

HIDDEN = frozenset({"password", "secret", "recovery", "digest"})
"""Columns that are never given out, not even to their owner: hashes and secrets."""


class Traces:
    """The traces of people in all tables of the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: Person) -> dict[str, list[dict[str, Any]]]:
        """Table → the rows that belong to the person, have the address as a value, or hold it inside a JSON value."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in metadata.sorted_tables:
            rows = [
                {name: value for name, value in row._mapping.items() if name not in HIDDEN}
                for row in self._connection.execute(select(table).where(_about(table, person)))
            ]
            if rows:
                found[table.name] = rows
        return found

    def replace(self, email: str, mark: str) -> None:
        """Put a mark in the place of an address, wherever it is a whole value."""
        for table in metadata.sorted_tables:
            _replace(self._connection, table, email, mark)


def _about(table: Table, person: Person) -> ColumnElement[bool]:
    """The rows that belong to the person, have the address as a value, or hold it inside a JSON value."""
    if table.name == "people":
        return table.c.id == person.id
    wanted: list[ColumnElement[bool]] = []
    for column in table.columns:
        if any(key.column.table.name == "people" for key in column.foreign_keys):
            wanted.append(column == person.id)
        elif isinstance(column.type, JSON):
            wanted.append(_inside(column, person.email))
        elif isinstance(column.type, String | Text) and not column.foreign_keys:
            wanted.append(column == person.email)
    return or_(false(), *wanted)


def _inside(column: Column[Any], email: str) -> ColumnElement[bool]:
    return cast(column, Text).contains(email, autoescape=True)


def _replace(connection: Connection, table: Table, email: str, mark: str) -> None:
    """Put the mark where the address is the whole value of a column, or a value inside a JSON column."""
    for column in table.columns:
        if isinstance(column.type, JSON):
            rows = connection.execute(select(*table.primary_key.columns, column).where(_inside(column, email))).all()
            for *key, value in rows:
                same = [part == found for part, found in zip(table.primary_key.columns, key, strict=True)]
                new = {column.name: _without(value, email, mark)}
                connection.execute(update(table).where(*same).values(**new))
        elif isinstance(column.type, String | Text) and not column.foreign_keys and table.name != "people":
            connection.execute(update(table).where(column == email).values({column.name: mark}))


def _without(value: Any, email: str, mark: str) -> Any:
    if isinstance(value, str):
        return mark if value == email else value
    if isinstance(value, dict):
        return {name: _without(item, email, mark) for name, item in value.items()}
    return [_without(item, email, mark) for item in value] if isinstance(value, list) else value
