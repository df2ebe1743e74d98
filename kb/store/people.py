"""People with an account, inside one transaction."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from kb.errors import Conflict, NotFound
from kb.model.people import Person, Role
from kb.store.codec import now
from kb.store.tables import people


class People:
    """The people of the store. Passwords are kept as hashes, which never leave by way of a `Person`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, email: str, name: str, role: Role, organisation: str | None, password: str | None) -> Person:
        """Add a person (`password` is a hash); raises `Conflict` where the address has an account."""
        values = {
            "email": email, "name": name, "role": role, "organisation": organisation, "password": password,
            "active": True, "created_at": now(),
        }  # fmt: skip
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(people).values(**values))
        except IntegrityError as error:
            raise Conflict(f"{email} has an account already.") from error
        return self.by_email(email)

    def get(self, person: int) -> Person:
        """The person with this id; raises `NotFound`."""
        row = self._connection.execute(select(people).where(people.c.id == person)).one_or_none()
        if row is None:
            raise NotFound("This account does not exist.")
        return _person(row)

    def by_email(self, email: str) -> Person:
        """The person with this address; raises `NotFound`."""
        row = self._connection.execute(select(people).where(people.c.email == email)).one_or_none()
        if row is None:
            raise NotFound(f"Nobody has an account with the address {email}.", advice="`sselex users list` names all.")
        return _person(row)

    def everybody(self) -> list[Person]:
        """Everybody, by role and address."""
        return [
            _person(row) for row in self._connection.execute(select(people).order_by(people.c.role, people.c.email))
        ]

    def password(self, person: int) -> str | None:
        """The hash of the person's password, None where none is set."""
        found = self._connection.scalar(select(people.c.password).where(people.c.id == person))
        return cast("str | None", found)

    def set_password(self, person: int, password: str | None) -> None:
        """Set the hash of a password; raises `NotFound`."""
        self._change(person, password=password)

    def set_role(self, person: int, role: Role, organisation: str | None) -> None:
        """Set role and organisation together, since the one asks for the other; raises `NotFound`."""
        self._change(person, role=role, organisation=organisation)

    def set_active(self, person: int, active: bool) -> None:
        """Open or close an account; raises `NotFound`."""
        self._change(person, active=active)

    def rename(self, person: int, email: str, name: str) -> None:
        """Put another address and name in the place of a person's; raises `NotFound`."""
        self._change(person, email=email, name=name)

    def _change(self, person: int, **values: Any) -> None:
        changed = self._connection.execute(update(people).where(people.c.id == person).values(**values))
        if not changed.rowcount:
            raise NotFound("This account does not exist.")


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id, email=row.email, name=row.name, role=cast(Role, row.role), organisation=row.organisation,
        active=row.active, created_at=row.created_at, may_sign_in=row.password is not None,
    )  # fmt: skip
