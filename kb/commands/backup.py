"""The commands `backup` and `restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb.commands.paths import GivenPath

FILE = click.argument("file", type=GivenPath(path_type=Path))


@click.command()
@FILE
@click.option("--force", is_flag=True, help="Replace a file of that name.")
def backup(file: Path, force: bool) -> None:
    """Write the store, the files and the settings (without secrets) into FILE, a tar archive.

    Others may go on working meanwhile: the archive holds one state of the store. It holds the people's addresses and
    password hashes, so only its owner may read it.

    Exit code 0: whole; 1: written, but files that the store speaks of are missing or damaged; 2: not written.
    """
    from kb.assemble import open_knowledge_base
    from kb.commands.progress import bar
    from kb.errors import Conflict
    from kb.services import backing_up
    from kb.settings import Settings
    from kb.store.dump import TABLES

    if file.exists() and not force:
        raise Conflict(f"{file} exists already.", advice="Choose another name, or say --force.")
    kb = open_knowledge_base(Settings.load())
    with bar("Backing up", len(TABLES) + sum(1 for _ in kb.files)) as advance:
        report = backing_up.backup(kb, file, progress=advance)
    kb.close()
    click.echo(f"{file}: {report.rows} rows, {report.files} files, {report.size / 1e6:.1f} MB.")
    for sha256 in report.left_out:
        click.echo(f"Left out, missing or damaged: {sha256}", err=True)
    sys.exit(1 if report.left_out else 0)


@click.command()
@FILE
@click.option("--force", is_flag=True, help="Replace what the store holds; files that are kept stay.")
def restore(file: Path, force: bool) -> None:
    """Bring a backup back into an empty SSELEX_HOME and store, then make the index anew.

    The archive is verified by its checksums first: if it is not whole, nothing changes. The settings of the backup are
    put beside the store as settings-of-backup.toml and are not in force.

    Exit code 0: all is back; 1: back, but the index could not be made; 2: nothing was changed.
    """
    from kb.assemble import open_knowledge_base
    from kb.commands.progress import bar
    from kb.errors import EngineUnavailable
    from kb.search.rebuild import rebuild
    from kb.services import backing_up
    from kb.settings import Settings

    kb = open_knowledge_base(Settings.load())
    names = backing_up.verify(file)["sha256"]
    with bar("Restoring", len(names)) as advance:
        report = backing_up.restore(kb, file, force=force, progress=advance)
    click.echo(f"Restored {report.rows} rows and {report.files} files.")
    for sha256 in report.left_out:
        click.echo(f"The backup was made without this file: {sha256}", err=True)
    try:
        click.echo(str(rebuild(kb.store, kb.index)))
    except EngineUnavailable as error:
        click.echo(f"{error} Run `sselex rebuild` when it answers.", err=True)
        sys.exit(1)
    finally:
        kb.close()
