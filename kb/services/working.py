"""The worker's verbs: take a job, keep it, end it; and starting a worker beside the web site."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from kb.services import submission_steps
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.jobs import LEASE_SECONDS, Job, JobState, moment

__all__ = ["INDEX", "LEASE_SECONDS", "Closing", "Job", "Session"]

INDEX = "index-texts"
"""Kind of the job that brings texts into the index which it does not hold."""

Closing = Callable[[Session], None]
"""What is written in the transaction that ends a job."""


def take(kb: KnowledgeBase, worker: str, kinds: Sequence[str], *, lease: int = LEASE_SECONDS) -> Job | None:
    """The next job, leased to this worker for so many seconds; None where none is due.

    A job that ran out of attempts comes back with the state "dead": there is nothing to do but to say so.
    """
    with kb.store.read() as session:
        if not session.jobs.due(kinds):
            return None
    with kb.store.write() as session:
        job = session.jobs.take(worker, kinds, lease=lease)
        if job is not None and job.state == "dead":
            submission_steps.give_up(session, job)
        return job


def renew(kb: KnowledgeBase, job: Job, *, lease: int = LEASE_SECONDS, progress: str | None = None) -> None:
    """Keep the job, telling how far it is; raises `Conflict` where another worker has it now."""
    with kb.store.write() as session:
        session.jobs.renew(job, lease=lease, progress=progress)


def finish(kb: KnowledgeBase, job: Job, closing: Closing) -> None:
    """Write what the job leads to together with its end; raises `Conflict` where another worker has it now."""
    with kb.store.write() as session:
        closing(session)
        session.jobs.finish(job)


def fail(kb: KnowledgeBase, job: Job, error: str, *, again: bool) -> JobState:
    """The job failed: "waiting" for its next attempt, or "dead", of which those who wait for it are told."""
    with kb.store.write() as session:
        state = session.jobs.fail(job, error, again=again)
        if state == "dead":
            submission_steps.give_up(session, session.jobs.get(job.id))
        return state


def give_back(kb: KnowledgeBase, job: Job) -> None:
    """Let go of a job that was begun; the attempt does not count."""
    with kb.store.write() as session:
        session.jobs.give_back(job)


def ask_for_stale(kb: KnowledgeBase, *, after: int) -> bool:
    """Ask for an index job where a text has waited for one longer than `after` seconds and nobody has asked yet."""
    before = moment(-after)
    with kb.store.read() as session:
        if not any(session.texts.get(text).stored_at <= before for text in session.texts.stale()):
            return False
    with kb.store.write() as session:
        if session.jobs.find(kind=INDEX, states=("waiting", "running")):
            return False
        session.jobs.ask(INDEX, {})
        return True


def index_work(kb: KnowledgeBase, work: str) -> None:
    """Bring a work without text into the index; raises `EngineUnavailable`."""
    from kb.search.records import records_of_works

    with kb.store.read() as session:
        kb.index.put([record for record in records_of_works(session) if record.work == work])


def start_worker() -> subprocess.Popen[bytes]:
    """Start `sselex worker` as a child with the settings of this process; it stops when this process is gone.

    The caller ends it with `terminate()` and `wait()`.
    """
    command = [sys.executable, "-m", "kb.cli", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)
