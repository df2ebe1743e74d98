"""The command `demo`: the shortest way from a fresh copy to a served page."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.services import KnowledgeBase


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
    from kb.services.checking import tools
    from kb.settings import Settings

    started = time.monotonic()
    settings = Settings.load()
    for tool in tools(settings):
        if not tool.found:
            click.echo(tool.without)
    _run(ctx, "corpus", ["load"], allowed=(0,))
    specimens = resources.CORPORA / "specimens"
    _run(
        ctx, "ingest", [str(specimens / "pdf"), "--manifest", str(specimens / "manifest.csv"), "--quiet"], allowed=(0,)
    )
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
