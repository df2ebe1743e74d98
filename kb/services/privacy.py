"""What is kept about a person: given to them as one file, and taken out of the store when they ask.

The work that a person did stays, since the law's readers rely on its history; the name behind it becomes a mark that
only says which account it was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, Text, cast, false, or_, select, update

from kb.errors import Conflict
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.store.tables import metadata

HIDDEN = frozenset({"password", "secret", "recovery", "digest"})
"""Columns that are never given out, not even to their owner: hashes and secrets."""


def held(kb: KnowledgeBase, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything that the store keeps about a person: table → rows that belong to them or name them."""
    found: dict[str, list[dict[str, Any]]] = {}
    with kb.store.read() as session:
        for table in metadata.sorted_tables:
            rows = [
                {name: value for name, value in row._mapping.items() if name not in HIDDEN}
                for row in session.connection.execute(select(table).where(_about(table, person)))
            ]
            if rows:
                found[table.name] = rows
    return found


def erase(kb: KnowledgeBase, person: Person, *, by: str) -> Person:
    """Close the account for good and put a mark in the place of name and address, wherever they stand.

    Raises `Conflict` for the last open administrator, and for one whose submissions still wait for a decision.
    """
    from kb.services.submitting import ENDED

    with kb.store.write() as session:
        others = [p for p in session.people.everybody() if p.role == "administrator" and p.active and p.id != person.id]
        if person.role == "administrator" and not others:
            raise Conflict("This is the last administrator.", advice="Give another person this role first.")
        if waiting := [s.id for s in session.submissions.find(submitter=person.id) if s.state not in ENDED]:
            raise Conflict(
                f"Submissions still wait for a decision: {', '.join(waiting)}.", advice="Withdraw or decide them first."
            )
        mark = f"erased-{person.id}"
        for search in session.alerts.find(person.id):
            session.alerts.remove(search.id)
        session.letters.forget(recipient=person.email)
        session.accounts.forget(person.id)
        for table in metadata.sorted_tables:
            _replace(session.connection, table, person.email, mark)
        session.people.rename(person.id, f"{mark}@erased.invalid", mark)
        session.people.set_active(person.id, False)
        session.people.set_password(person.id, None)
        session.accounts.note(person.id, mark if by == person.email else by, "erased", {})
        return session.people.get(person.id)


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
