"""Alembic's entry: runs the steps on the engine that `Database.migrate` hands over.

All steps are one transaction that no other process shares: web and worker may start on an empty store together, and one
that is killed in between leaves the store as it was.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine

from kb.store.tables import metadata

LOCK = 7_355_608
"""Number of the advisory lock of PostgreSQL that says: tables are being changed."""

engine: Engine = context.config.attributes["engine"]
sqlite = engine.dialect.name == "sqlite"
with engine.connect() as connection:
    if sqlite:
        # A step that copies a table and drops the old one must not take the rows that refer to it along.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else f"SELECT pg_advisory_xact_lock({LOCK})")
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
