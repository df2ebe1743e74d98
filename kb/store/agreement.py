"""Figures by which `sselex check` sees whether store, files and index agree. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kb.errors import BadSettings
from kb.model.law import DIVISIONS
from kb.store.tables import expressions, files, jobs, people, provisions, submissions, works


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds; `records` is the number of records that an index of it has."""

    works: int
    texts: int
    provisions: int
    people: int
    records: int
    stale: int
    files: frozenset[str]
    """Hashes of the files that texts, records of files and submissions refer to."""
    dead_jobs: int
    forgotten: tuple[str, ...]
    """Submissions that wait for the machine though no job is under way for them."""


def held(connection: Connection) -> Held:
    """Count what is held."""
    count = select(func.count())
    one = connection.scalar
    quoted = provisions.c.type.not_in([*DIVISIONS, "conclusions"])
    bare = ~select(expressions.c.id).where(expressions.c.work == works.c.id).exists()
    indexed = count.select_from(provisions.join(expressions)).where(and_(quoted, expressions.c.indexed))
    records = (one(indexed) or 0) + (one(count.select_from(works).where(bare)) or 0)
    named = select(files.c.sha256).union(select(submissions.c.sha256).where(submissions.c.sha256 != ""))
    asked = {
        row.payload.get("submission")
        for row in connection.execute(select(jobs.c.payload).where(jobs.c.state.in_(("waiting", "running"))))
    }
    machine = submissions.c.state.in_(("received", "parsing", "accepted"))
    return Held(
        works=one(count.select_from(works)) or 0,
        texts=one(count.select_from(expressions)) or 0,
        provisions=one(count.select_from(provisions)) or 0,
        people=one(count.select_from(people)) or 0,
        records=records,
        stale=one(count.select_from(expressions).where(~expressions.c.indexed)) or 0,
        files=frozenset(connection.scalars(named)),
        dead_jobs=one(count.select_from(jobs).where(jobs.c.state == "dead")) or 0,
        forgotten=tuple(s for s in connection.scalars(select(submissions.c.id).where(machine)) if s not in asked),
    )


def is_there(address: str) -> bool:
    """Whether there is a store to open: a SQLite file that does not exist would be made by opening it."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadSettings("SSELEX_STORE is not the address of a store that can be opened.") from error
    return url.get_backend_name() != "sqlite" or url.database is None or Path(url.database).is_file()


def server_version(connection: Connection) -> str:
    """Name and version of the database."""
    version = connection.dialect.server_version_info or ()
    return f"{connection.dialect.name} {'.'.join(str(part) for part in version)}"
