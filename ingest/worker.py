"""The worker: takes jobs one by one, safely beside other workers and against being killed at any moment.

A job is leased; a thread renews the lease while the work goes on. What the job does is written together with its end in
one transaction, or can be done twice without harm, so a worker that takes over from a dead one does nothing twice.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click

from ingest.jobs import HANDLERS, Tell
from kb.errors import Conflict, EngineUnavailable, SselexError, StoreUnavailable
from kb.services import KnowledgeBase, bulk, tidying, working
from kb.services.working import LEASE_SECONDS, Job

PAUSE = 1.0
"""Seconds between two looks for work."""
LOOK_FOR_STALE = 60.0
"""Seconds between two looks for texts that the index does not hold."""
STALE_AFTER = 120
"""Seconds for which a stored text is left to the run that stored it: a batch indexes many texts together."""
NEWS_EVERY = 900
"""Least seconds between two looks for news of the searches that people follow."""
GRACE = 20
"""Seconds that a job under way may go on after SIGTERM; then it is given back."""


log = logging.getLogger("sselex.worker")
RESERVED = frozenset({"name", "args", "msg", "message", "asctime", "level", "exc_info"})
"""Names that a log record keeps for itself."""


class Stopping(BaseException):
    """The worker was told to stop and its time of grace is over."""


class Worker:
    """Takes jobs until told to stop. `lease` is in seconds."""

    def __init__(self, kb: KnowledgeBase, name: str, *, lease: int = LEASE_SECONDS, say: Tell = click.echo) -> None:
        self.kb = kb
        self.name = name
        self.lease = lease
        self.say = say
        self.stopping = threading.Event()
        self.interrupted = False
        self.taken = 0
        self._looked = float("-inf")

    def run(self, *, once: bool = False, parent: int | None = None) -> None:
        """Work; `once`: until no job is due; `parent`: until that process is gone."""
        while not self.stopping.is_set() and parent in (None, os.getppid()):
            try:
                self._ask_for_stale(0 if once else STALE_AFTER)
                job = self._take()
            except SselexError as error:
                if once:
                    raise
                self.say(f"{error} Trying again in {PAUSE * 10:.0f} s.")
                self.stopping.wait(PAUSE * 10)
                continue
            if job is not None:
                self.taken += 1
                self._work(job)
            elif once:
                break
            else:
                self.stopping.wait(PAUSE)

    def interrupt(self) -> None:
        """Let go of the job under way; raises `Stopping` in the thread that calls it, which is the one that works."""
        self.interrupted = True
        raise Stopping

    def _take(self) -> Job | None:
        while job := working.take(self.kb, self.name, tuple(HANDLERS), lease=self.lease):
            if job.state == "running":
                return job
            self._told(job, f"given up after {job.attempts} attempts: {job.error}", logging.ERROR)
        return None

    def _work(self, job: Job) -> None:
        start = time.monotonic()
        try:
            with self._kept(job) as tell:
                working.finish(self.kb, job, HANDLERS[job.kind](self.kb, job, tell))
            self._told(job, f"done in {time.monotonic() - start:.1f} s")
        except Stopping:
            self._give_back(job)
        except (Conflict, StoreUnavailable, EngineUnavailable, OSError, MemoryError) as error:
            self._failed(job, error, again=True)
        except Exception as error:
            # One job's fault must not end the worker; it is kept with the job, where people see it.
            self._failed(job, error, again=False)

    def _give_back(self, job: Job) -> None:
        with suppress(Conflict):
            working.give_back(self.kb, job)
        self._told(job, "given back")
        self.stopping.set()

    def _failed(self, job: Job, error: Exception, *, again: bool) -> None:
        if self.interrupted:
            # Some libraries turn whatever is raised inside them into an error of their own: langdetect does so while
            # it reads its profiles.
            self._give_back(job)
            return
        words = str(error) if isinstance(error, SselexError) else f"{type(error).__name__}: {error}"
        try:
            state = working.fail(self.kb, job, words, again=again)
        except (Conflict, StoreUnavailable) as lost:
            # Nothing to mend from here: the lease runs out and the job is taken again.
            self._told(job, f"{words} ({lost})", logging.ERROR)
            return
        self._told(job, f"{words} ({'tried again later' if state == 'waiting' else 'given up'})", logging.ERROR)

    def _told(self, job: Job, words: str, level: int = logging.INFO) -> None:
        """Say it to people, and log it with what the job is about (submission, letter …) for machines."""
        self.say(f"job {job.id} {job.kind}: {words}")
        about = {name: value for name, value in job.payload.items() if name not in RESERVED}
        log.log(level, words, extra={"job": job.id, "kind": job.kind, "attempts": job.attempts, **about})

    @contextmanager
    def _kept(self, job: Job) -> Iterator[Tell]:
        """Renew the lease while the block runs; gives the function that tells how far the job is."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self.lease / 3):
                try:
                    working.renew(self.kb, job, lease=self.lease)
                except Conflict:
                    return
                except StoreUnavailable as error:
                    self._told(job, f"lease not renewed: {error}", logging.WARNING)

        def tell(words: str) -> None:
            working.renew(self.kb, job, lease=self.lease, progress=words)

        thread = threading.Thread(target=renew, name=f"lease of job {job.id}", daemon=True)
        thread.start()
        try:
            yield tell
        finally:
            ended.set()
            thread.join()

    def _ask_for_stale(self, after: int) -> None:
        """Ask for what is due and nobody has asked for yet: texts that wait for the index, the nightly archive."""
        if time.monotonic() - self._looked < LOOK_FOR_STALE:
            return
        self._looked = time.monotonic()
        working.ask_for_stale(self.kb, after=after)
        working.ask_for_rebuild(self.kb)
        working.ask_for_vectors(self.kb)
        working.ask_for_news(self.kb, after=NEWS_EVERY if after else 0)
        bulk.ask_if_due(self.kb)
        tidying.tidy_if_due(self.kb)


@click.command()
@click.option("--once", is_flag=True, help="Stop when no job is due.")
@click.option("--name", help="Name of this worker in the list of jobs; default: machine and process.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
def worker(once: bool, name: str | None, parent: int | None) -> None:
    """Work through submissions and index repairs that wait.

    Several workers may run at once on PostgreSQL; on SQLite one is enough (`sselex serve` starts it). SIGTERM stops it
    after the job under way, or gives the job back after 20 seconds; a worker that is killed loses nothing.

    Exit code 0: stopped as asked, or nothing left to do; 2: it could not work.
    """
    from kb.assemble import open_knowledge_base
    from kb.logs import configure
    from kb.settings import Settings

    settings = Settings.load()
    as_json = configure(settings)
    knowledge_base = open_knowledge_base(settings)
    log.disabled = not as_json
    say: Tell = (lambda words: None) if as_json else click.echo
    taker = Worker(knowledge_base, name or f"{socket.gethostname()}-{os.getpid()}", say=say)

    def stop(_number: int, _frame: FrameType | None) -> None:
        taker.stopping.set()
        signal.alarm(GRACE)

    def enough(_number: int, _frame: FrameType | None) -> None:
        taker.interrupt()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGALRM, enough)
    say(f"Worker {taker.name} looks for jobs.")
    with suppress(Stopping):
        taker.run(once=once, parent=parent)
    signal.alarm(0)
    knowledge_base.close()
    say(f"Worker {taker.name} stopped; {taker.taken} jobs taken.")
    sys.exit(0)
