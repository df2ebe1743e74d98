"""The connection to SQLite or PostgreSQL, its transactions and its migrations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from kb.errors import BadSettings, StoreUnavailable
from kb.settings import without_password

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One store of record. `read()` and `write()` give a connection inside one transaction."""

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            url = make_url(address)
            if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            if url.get_backend_name() == "sqlite" and url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(
                url, pool_pre_ping=url.get_backend_name() != "sqlite", json_deserializer=_from_json
            )
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise BadSettings(f"SSELEX_STORE is {without_password(address)}, which cannot be used: {error}.") from error
        except OSError as error:
            raise StoreUnavailable(f"The folder of the store cannot be made: {error}.") from error
        if self.sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)

    @property
    def sqlite(self) -> bool:
        """Whether the store is one SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads and sees one state of the store."""
        # SQLite's write-ahead log gives one snapshot to every transaction, PostgreSQL only from REPEATABLE READ on.
        with self._transaction("BEGIN", isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits on a clean exit, or nothing happened."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str, **options: Any) -> Iterator[Connection]:
        engine = self.engine if self.sqlite else self.engine.execution_options(**options)
        try:
            with engine.begin() as connection:
                if self.sqlite:
                    connection.exec_driver_sql(begin)
                yield connection
        except (OperationalError, DBAPIError) as error:
            raise StoreUnavailable(f"The store {without_password(self.address)} fails: {error.orig}.") from error

    def migrate(self) -> list[str]:
        """Bring the tables to the newest state; gives the revisions that were applied, oldest first."""
        from alembic import command

        before = self.revision()
        configuration = self._alembic()
        try:
            command.upgrade(configuration, "head")
        except SQLAlchemyError as error:
            raise StoreUnavailable(
                f"The store {without_password(self.address)} cannot be brought up to date: {error}."
            ) from error
        from alembic.script import ScriptDirectory

        script = ScriptDirectory.from_config(configuration)
        applied = [step.revision for step in script.walk_revisions(base=before or "base", head="heads")]
        return [revision for revision in reversed(applied) if revision != before]

    def revision(self) -> str | None:
        """The revision of the tables, None for an empty store."""
        from alembic.runtime.migration import MigrationContext

        with self.read() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def newest_revision(self) -> str | None:
        """The revision that this version of SSELEX needs."""
        from alembic.script import ScriptDirectory

        return ScriptDirectory.from_config(self._alembic()).get_current_head()

    def known_revisions(self) -> frozenset[str]:
        """All revisions that this version of SSELEX knows."""
        from alembic.script import ScriptDirectory

        return frozenset(step.revision for step in ScriptDirectory.from_config(self._alembic()).walk_revisions())

    def _alembic(self) -> Any:
        from alembic.config import Config

        configuration = Config()
        configuration.set_main_option("script_location", str(MIGRATIONS))
        configuration.attributes["engine"] = self.engine
        return configuration

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _from_json(text: str) -> Any:
    """What a JSON column holds. Most of the lists in a text are empty, and a text has thousands."""
    return [] if text == "[]" else json.loads(text)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Own BEGIN (so that writers queue instead of failing at commit), readers beside one writer, keys enforced."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
