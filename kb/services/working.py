"""The worker's verbs: take a job, keep it, end it; and starting a worker beside the web site."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from kb.errors import EngineUnavailable
from kb.services import meaning, submission_steps
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.jobs import LEASE_SECONDS, Job, JobState, moment

__all__ = ["INDEX", "LEASE_SECONDS", "Closing", "Job", "Session"]

INDEX = "index-texts"
"""Kind of the job that brings texts into the index which it does not hold."""

REBUILD = "rebuild-index"
"""Kind of the job that makes the whole index anew: after an upgrade, or where somebody removed it."""
LOOK = "look-for-news"
"""Kind of the job that looks at all saved searches."""
ENCODE = "encode-meaning"
"""Kind of the job that makes the vectors of texts that have none."""
LOOKED = "looked-for-news"
"""The fact that names the moment at which a look at the saved searches was last asked for."""

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
            submission_steps.give_up(session, kb.settings, job)
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
            submission_steps.give_up(session, kb.settings, session.jobs.get(job.id))
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


def ask_for_news(kb: KnowledgeBase, *, after: int) -> bool:
    """Ask for a look at the saved searches where a text came after the last look at one of them, no text waits to be
    indexed, and nobody has asked yet; not more often than every `after` seconds."""
    with kb.store.read() as session:
        last = session.fact(LOOKED) or ""
        due = last <= moment(-after) and bool(session.alerts.find()) and not session.texts.stale()
        if not due or not session.alerts.something_since(last):
            return False
    with kb.store.write() as session:
        if session.jobs.find(kind=LOOK, states=("waiting", "running")):
            return False
        session.note_fact(LOOKED, moment(0))
        session.jobs.ask(LOOK, {})
        return True


def ask_for_rebuild(kb: KnowledgeBase) -> bool:
    """Ask for a new index where the store says that texts are in one, but there is none that this version of SSELEX can
    search, and nobody has asked yet. An engine that is down is left to come back."""
    with kb.store.read() as session:
        if session.texts.counts()["texts"] <= session.texts.waiting():
            return False
    try:
        if kb.index.health().fresh:
            return False
    except EngineUnavailable:
        return False
    with kb.store.write() as session:
        if session.jobs.find(kind=REBUILD, states=("waiting", "running")):
            return False
        session.jobs.ask(REBUILD, {})
        return True


def ask_for_vectors(kb: KnowledgeBase) -> bool:
    """Ask for vectors where a model is switched on, a text has none, and nobody has asked yet."""
    if not meaning.waiting(kb):
        return False
    with kb.store.write() as session:
        if session.jobs.find(kind=ENCODE, states=("waiting", "running")):
            return False
        session.jobs.ask(ENCODE, {})
        return True


def jobs(kb: KnowledgeBase, states: Sequence[JobState] = ()) -> list[Job]:
    """The jobs in these states, all where none is named, in the order in which they were asked for."""
    with kb.store.read() as session:
        return session.jobs.find(states=states)


def retry(kb: KnowledgeBase, number: int) -> None:
    """Let a job be tried again that was given up; raises `NotFound` where it was not."""
    with kb.store.write() as session:
        session.jobs.revive(number)


def rebuild_index(kb: KnowledgeBase) -> None:
    """Make the whole index anew; raises `EngineUnavailable`."""
    from kb.search.rebuild import rebuild

    rebuild(kb.store, kb.index)


def index_work(kb: KnowledgeBase, work: str) -> None:
    """Bring a work without text into the index; raises `EngineUnavailable`."""
    from kb.search.records import records_of_works

    with kb.store.read() as session:
        kb.index.put([record for record in records_of_works(session) if record.work == work])


def start_worker() -> subprocess.Popen[bytes]:
    """Start `sselex worker` as a child with the settings of this process; it stops when this process is gone.

    It is in a session of its own, so that Ctrl-C is told to it by the caller and once: `terminate()`, then `wait()`.
    """
    command = [sys.executable, "-m", "kb.cli", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
