"""Every table as plain rows, and back: what a backup is made of, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, delete, func, insert, select, text

from kb.store.tables import metadata

TABLES: tuple[str, ...] = tuple(table.name for table in metadata.sorted_tables)
"""All tables; each stands after those that it refers to."""
CHUNK = 500
"""Rows read or written at once."""


def rows(connection: Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order of its key, as values that JSON can carry."""
    source = metadata.tables[table]
    query = select(source).order_by(*source.primary_key.columns)
    for row in connection.execution_options(yield_per=CHUNK).execute(query):
        yield dict(row._mapping)


def is_empty(connection: Connection) -> bool:
    """Whether no table holds a row."""
    return not any(connection.scalar(select(table.select().exists())) for table in metadata.sorted_tables)


def clear(connection: Connection) -> None:
    """Take out every row."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def fill(connection: Connection, table: str, found: Iterable[Mapping[str, Any]]) -> int:
    """Put rows into an empty table; gives how many. Numbers given from now on come after those of the rows."""
    target = metadata.tables[table]
    waiting, count = iter(found), 0
    while chunk := [dict(row) for row in islice(waiting, CHUNK)]:
        connection.execute(insert(target), chunk)
        count += len(chunk)
    key = target.primary_key.columns.values()
    if connection.dialect.name == "postgresql" and len(key) == 1 and isinstance(key[0].type, Integer):
        newest = connection.scalar(select(func.max(key[0])))
        if newest is not None:
            # PostgreSQL counts in a sequence of its own, which rows that bring their number leave behind.
            words = text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest)")
            connection.execute(words, {"table": table, "column": key[0].name, "newest": newest})
    return count
