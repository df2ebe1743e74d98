"""The command `demo`: the shortest way from a fresh copy to a served page."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.services import KnowledgeBase

PARTS = (
    ("tesseract", "reading scanned pages", "apt-get install tesseract-ocr tesseract-ocr-fra tesseract-ocr-spa"),
    ("chromium", "the browser tests", "apt-get install chromium"),
)
"""Programs that SSELEX does without: name, what is switched off, how to install it on Debian."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--no-serve", is_flag=True, help="Only fill the knowledge base.")
@click.pass_context
def demo(ctx: click.Context, host: str, port: int, no_serve: bool) -> None:
    """Fill a knowledge base from corpora/ and serve it on this machine.

    Loads the world catalogue, the readings and the specimen texts into SSELEX_HOME (`var/` by default). What is there
    already is kept, so that the second time takes seconds.
    """
    from kb import resources
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    started = time.monotonic()
    _name_missing_parts()
    settings = Settings.load()
    knowledge_base = open_knowledge_base(settings)
    _load(knowledge_base)
    knowledge_base.close()
    specimens = resources.CORPORA / "specimens"
    _run(ctx, "ingest", [str(specimens), "--manifest", str(specimens / "manifest.csv"), "--quiet"], allowed=(0,))
    knowledge_base = open_knowledge_base(settings)
    _index_what_waits(knowledge_base)
    with knowledge_base.store.read() as session:
        counts = session.texts.counts()
    knowledge_base.close()
    click.echo(
        f"Ready after {time.monotonic() - started:.0f} s: {counts['works']} works known, "
        f"{counts['texts']} texts held with {counts['provisions']} provisions (specimens of invented countries)."
    )
    if not no_serve:
        _run(ctx, "serve", ["--host", host, "--port", str(port)], allowed=(0,))


def _name_missing_parts() -> None:
    from shutil import which

    for program, without, install in PARTS:
        if which(program) is None:
            click.echo(f"Without {program}: no {without}. To have it: {install}")


def _load(knowledge_base: KnowledgeBase) -> None:
    from kb.catalogue import load_catalogue, load_readings

    with knowledge_base.store.write() as session:
        catalogue = load_catalogue(session)
        readings = load_readings(session)
    click.echo(f"{catalogue}\n{readings}")


def _index_what_waits(knowledge_base: KnowledgeBase) -> None:
    from kb.search.rebuild import bring_up_to_date

    bring_up_to_date(knowledge_base.store, knowledge_base.index)


def _run(ctx: click.Context, name: str, arguments: list[str], *, allowed: tuple[int, ...]) -> None:
    """Run another command of `sselex` in this process; leave with its exit code when that is not allowed."""
    parent = ctx.parent
    assert parent is not None and isinstance(parent.command, click.Group)
    command = parent.command.get_command(parent, name)
    assert command is not None
    try:
        command.main(arguments, prog_name=f"sselex {name}", standalone_mode=False)
    except SystemExit as leaving:
        if leaving.code not in (*allowed, None):
            sys.exit(leaving.code)
