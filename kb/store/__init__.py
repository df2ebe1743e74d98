"""The store of record: the truth that the index, the comparisons and the guide are made from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from kb.store.accounts import Accounts
from kb.store.alerts import Alerts
from kb.store.corrections import Corrections
from kb.store.database import Database
from kb.store.drafts import Drafts
from kb.store.guesses import Guesses
from kb.store.guides import Guides
from kb.store.jobs import Jobs
from kb.store.letters import Letters
from kb.store.people import People
from kb.store.readings import Readings
from kb.store.remarks import Remarks
from kb.store.requests import Requests
from kb.store.submissions import Submissions
from kb.store.tables import facts
from kb.store.texts import FileRecord, StoredTag, Texts
from kb.store.tombstones import Tombstones
from kb.store.traces import Traces
from kb.store.works import Works

__all__ = ["FileRecord", "Session", "Store", "StoredTag"]


class Session:
    """The parts of the store inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.works = Works(connection)
        self.texts = Texts(connection)
        self.corrections = Corrections(connection)
        self.readings = Readings(connection)
        self.people = People(connection)
        self.accounts = Accounts(connection)
        self.guesses = Guesses(connection)
        self.traces = Traces(connection)
        self.letters = Letters(connection)
        self.jobs = Jobs(connection)
        self.submissions = Submissions(connection)
        self.requests = Requests(connection)
        self.guides = Guides(connection)
        self.remarks = Remarks(connection)
        self.alerts = Alerts(connection)
        self.drafts = Drafts(connection)
        self.tombstones = Tombstones(connection)

    def fact(self, name: str) -> str | None:
        """A fact about the knowledge base itself, None where it was never noted."""
        return self.connection.scalar(select(facts.c.value).where(facts.c.name == name))

    def note_fact(self, name: str, value: str) -> None:
        """Set a fact about the knowledge base itself."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(facts).values(name=name, value=value)
        # One statement: on PostgreSQL two writers that first delete and then insert fail on each other.
        self.connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


class Store:
    """The store of record over one database; every verb runs inside `read()` or `write()`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store."""
        with self.database.read() as connection:
            yield Session(connection)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits on a clean exit, or nothing happened."""
        with self.database.write() as connection:
            yield Session(connection)
