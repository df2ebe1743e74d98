"""The command `serve`."""

from __future__ import annotations

import errno
import gc
import logging
import signal
import subprocess
import threading
from contextlib import suppress
from types import FrameType

import click

from kb.errors import SselexError
from kb.search.query import SearchQuery
from kb.services import KnowledgeBase, searching
from kb.services.working import start_worker

AT_ONCE = 3.0
"""Seconds in which a worker without a job ends."""
PATIENCE = 30.0
"""Seconds that the worker has to end or give back its job."""
LOOK_AFTER = 5.0
"""Seconds between two looks whether the worker lives."""

GATHERED = 10_000
"""Objects more than went after which the garbage collector looks at the young ones: one page makes some thousand, and
looking at each few hundred took a twentieth of its time."""

log = logging.getLogger("sselex.web")


class PortTaken(SselexError):
    """The address to serve on is in use or not allowed."""

    code = "port-taken"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests answered at once.")
def serve(host: str, port: int, threads: int) -> None:
    """Serve the web site, and on SQLite the worker of submissions beside it.

    For more than one machine put a proxy that speaks TLS in front (docs/operations.md), set SSELEX_PUBLIC_URL to the
    address that people use and SSELEX_SECRET_KEY to a key of your own. Stop with Ctrl-C.
    """
    from waitress.server import create_server

    from kb.assemble import open_knowledge_base
    from kb.logs import configure
    from kb.settings import Settings
    from web import create_app

    settings = Settings.load()
    configure(settings)
    knowledge_base = open_knowledge_base(settings)
    app = create_app(knowledge_base)
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident=None)
    except OSError as error:
        knowledge_base.close()
        raise PortTaken(_why(error, host, port)) from error
    name = f"[{host}]" if ":" in host else host
    click.echo(f"SSELEX is served on http://{name}:{port} — stop with Ctrl-C.")
    if host not in ("127.0.0.1", "::1", "localhost"):
        click.echo("Others can reach this address: put a proxy with TLS in front before it leaves your network.")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, _as_interrupt)
    worker = Beside() if settings.store.startswith("sqlite") else None
    ready = threading.Thread(target=_make_ready, args=(knowledge_base,), name="makes ready", daemon=True)
    ready.start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        ready.join()
        if worker is not None:
            worker.stop()
        knowledge_base.close()
    click.echo("Stopped.")


class Beside:
    """The worker beside the site: a child that is started again where it dies, and told to end with the site."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._process = start_worker()
        self._watcher = threading.Thread(target=self._watch, name="watches the worker", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        """Start the worker again where it died: submissions wait for it, and nobody else would notice."""
        while not self._ending.wait(LOOK_AFTER):
            if self._process.poll() is not None:
                log.warning("the worker ended with %s and is started again", self._process.returncode)
                self._process = start_worker()

    def stop(self) -> None:
        """Ask the worker to end its job; it gives the job back where that takes too long."""
        self._ending.set()
        self._watcher.join()
        # Asked twice: a signal that comes before the child is a program of its own is lost.
        for patience in (AT_ONCE, PATIENCE):
            self._process.terminate()
            try:
                self._process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue
        self._process.kill()
        self._process.wait()


def _make_ready(kb: KnowledgeBase) -> None:
    """Load what the first search would load while nobody waits for it, and keep what stays for good out of the garbage
    collector: with it, each full collection held all answers up for a fifth of a second."""
    with suppress(SselexError):
        searching.search(kb, SearchQuery("réserve impartageable des coopératives"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(GATHERED, *gc.get_threshold()[1:])


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program; choose one with --port, for example {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to you; choose one above 1023 with --port."
    return f"{host}:{port} cannot be served on: {error.strerror}."
