"""A cheap answer to "has anything been written since?", for what keeps pages that were made from the store."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from kb.errors import StoreUnavailable
from kb.store.database import Database

SQLITE = text("PRAGMA data_version")
"""Changes when another connection has committed; this one therefore never writes."""
POSTGRES = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
"""The next number of a writing transaction."""


class State:
    """Watches one database through a connection of its own; safe to ask from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        event.listen(database.engine, "engine_disposed", self._forget)

    def mark(self) -> str:
        """A word that is another one after every commit; raises `StoreUnavailable`."""
        with self._lock:
            try:
                if self._connection is None:
                    engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
                    self._connection = engine.connect()
                return str(self._connection.scalar(SQLITE if self._database.sqlite else POSTGRES))
            except DBAPIError as error:
                self._forget()
                raise StoreUnavailable(f"The store fails: {error.orig}.") from error

    def _forget(self, _engine: Engine | None = None) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
