"""The command `bulk`."""

from __future__ import annotations

import click


@click.command()
def bulk() -> None:
    """Write everything that is public into one ZIP: Akoma Ntoso, JSON lines, CSV, checksums.

    It lies in the folder `bulk` of SSELEX_HOME and is served at /bulk/sselex.zip. The worker makes it anew every night
    at the hour of SSELEX_BULK_HOUR.

    Exit code 0: made; 2: not made, the one before stays.
    """
    from kb.assemble import open_knowledge_base
    from kb.commands.progress import bar
    from kb.services import bulk as making
    from kb.settings import Settings

    kb = open_knowledge_base(Settings.load())
    with kb.store.read() as session:
        total = session.texts.counts()["texts"]
    with bar("Writing", total) as advance:
        made = making.make(kb, told=advance)
    path, _archive = making.latest(kb)
    kb.close()
    click.echo(
        f"{path}: {made.works} works, {made.texts} texts ({made.specimens} specimens), {made.provisions} provisions, "
        f"{made.size / 1e6:.1f} MB."
    )
    click.echo(f"SHA-256 {made.sha256}")
