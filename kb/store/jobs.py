"""Work that waits for `sselex worker`: asked for in the transaction of what needs it, taken under a lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from kb.errors import Conflict, NotFound
from kb.store.codec import now
from kb.store.tables import jobs

JobState = Literal["waiting", "running", "done", "dead"]

LEASE_SECONDS = 60
"""How long a job is kept for a worker that gives no sign; a worker renews it three times in that span."""
MOST_ATTEMPTS = 5
"""After so many the job is a dead letter: a file that kills its reader must not kill it for ever."""
BACK_OFF = (15, 60, 300, 1800)
"""Seconds before the next attempt, by attempts made."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands; moments are UTC, ISO 8601. `attempts` counts the times that it was taken."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    state: JobState
    attempts: int
    run_after: str
    leased_until: str | None
    worker: str | None
    progress: str | None
    error: str | None
    created_at: str
    finished_at: str | None


class Jobs:
    """The jobs of the store, inside one transaction; every change to them asks for one that writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, kind: str, payload: Mapping[str, Any]) -> int:
        """Ask for a job; gives its id. It exists once the surrounding transaction commits, and only then."""
        values = {
            "kind": kind, "payload": dict(payload), "state": "waiting", "attempts": 0, "run_after": now(),
            "created_at": now(),
        }  # fmt: skip
        return int(self._connection.execute(insert(jobs).values(**values).returning(jobs.c.id)).scalar_one())

    def due(self, kinds: Sequence[str]) -> bool:
        """Whether there is a job to take, without taking it."""
        return self._connection.scalar(select(jobs.c.id).where(_due(kinds)).limit(1)) is not None

    def take(self, worker: str, kinds: Sequence[str], *, lease: int = LEASE_SECONDS) -> Job | None:
        """Lease the oldest job that is due, or whose worker gave no sign for the length of its lease.

        None where there is none. One that ran out of attempts comes back as a dead letter (`state` is "dead"), for the
        worker to tell those who wait for it.
        """
        # PostgreSQL passes over rows that another worker is taking; on SQLite the transaction is the only writer.
        query = select(jobs).where(_due(kinds)).order_by(jobs.c.id).limit(1)
        row = self._connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        values = {"state": "running", "attempts": row.attempts + 1, "worker": worker, "leased_until": moment(lease)}
        if row.attempts >= MOST_ATTEMPTS:
            words = row.error or "The worker died each time that it took this job."
            values = {"state": "dead", "error": words, "finished_at": now(), "leased_until": None}
        self._connection.execute(update(jobs).where(jobs.c.id == row.id).values(**values))
        return self.get(row.id)

    def renew(self, job: Job, *, lease: int = LEASE_SECONDS, progress: str | None = None) -> None:
        """Keep the job, telling how far it is; raises `Conflict` where another worker has it now."""
        values: dict[str, Any] = {"leased_until": moment(lease)}
        if progress is not None:
            values["progress"] = progress[:200]
        self._mine(job, values)

    def finish(self, job: Job) -> None:
        """The job is done. Said in the transaction of what it did, so that a job taken over does nothing twice."""
        self._mine(job, {"state": "done", "finished_at": now(), "leased_until": None, "error": None})

    def fail(self, job: Job, error: str, *, again: bool = True) -> JobState:
        """The job failed: it waits for its next attempt, or becomes a dead letter. Gives its state."""
        if again and job.attempts < MOST_ATTEMPTS:
            later = BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1]
            self._mine(job, {"state": "waiting", "run_after": moment(later), "leased_until": None, "error": error})
            return "waiting"
        self._mine(job, {"state": "dead", "finished_at": now(), "leased_until": None, "error": error})
        return "dead"

    def give_back(self, job: Job) -> None:
        """A worker that stops lets go of its job; the attempt does not count."""
        values = {"state": "waiting", "attempts": job.attempts - 1, "run_after": now(), "leased_until": None}
        self._mine(job, values)

    def revive(self, job_id: int) -> None:
        """Let a dead letter be tried anew; raises `NotFound` where it is none."""
        mine = and_(jobs.c.id == job_id, jobs.c.state == "dead")
        values = {"state": "waiting", "attempts": 0, "run_after": now(), "finished_at": None}
        if not self._connection.execute(update(jobs).where(mine).values(**values)).rowcount:
            raise NotFound(f"No dead letter {job_id} is known.")

    def get(self, job_id: int) -> Job:
        """The job with this id; raises `NotFound`."""
        row = self._connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
        if row is None:
            raise NotFound(f"No job {job_id} is known.")
        return _job(row)

    def find(self, *, kind: str | None = None, states: Sequence[JobState] = ()) -> list[Job]:
        """Jobs in the order in which they were asked for."""
        query = select(jobs)
        if kind is not None:
            query = query.where(jobs.c.kind == kind)
        if states:
            query = query.where(jobs.c.state.in_(states))
        return [_job(row) for row in self._connection.execute(query.order_by(jobs.c.id))]

    def forget(self, *, done_before: str) -> int:
        """Remove jobs that were done before a moment; gives how many. Dead letters stay until somebody looks."""
        old = and_(jobs.c.state == "done", jobs.c.finished_at < done_before)
        return self._connection.execute(delete(jobs).where(old)).rowcount

    def counts(self) -> dict[str, int]:
        """State → number of jobs."""
        query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _mine(self, job: Job, values: Mapping[str, Any]) -> None:
        """Change a job that this worker holds under this attempt."""
        held = and_(
            jobs.c.id == job.id, jobs.c.state == "running", jobs.c.worker == job.worker, jobs.c.attempts == job.attempts
        )
        if not self._connection.execute(update(jobs).where(held).values(**values)).rowcount:
            raise Conflict(f"Job {job.id} is no longer held by {job.worker}: its lease ran out.")


def moment(seconds: int) -> str:
    """So many seconds from now, as the store writes moments."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _due(kinds: Sequence[str]) -> ColumnElement[bool]:
    waiting = and_(jobs.c.state == "waiting", jobs.c.run_after <= now())
    abandoned = and_(jobs.c.state == "running", jobs.c.leased_until < now())
    return and_(or_(waiting, abandoned), jobs.c.kind.in_(kinds))


def _job(row: Row[Any]) -> Job:
    return Job(**{**row._mapping, "state": cast(JobState, row.state)})
