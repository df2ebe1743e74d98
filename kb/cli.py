"""The root of the command line. Commands are named here and imported only when one is called."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import click

from kb.errors import SselexError

OWN = {
    "demo": ("kb.commands.demo:demo", "Fill a knowledge base from corpora/ and serve it on this machine."),
    "search": ("kb.commands.search:search", "Search the texts held, in any of their languages."),
    "compare": ("kb.commands.compare:compare", "Put countries side by side on a theme or a question."),
    "guide": ("kb.guide.cli:guide", "Draft, verify, freeze and export the guide."),
    "rebuild": ("kb.commands.rebuild:rebuild", "Make the search index anew from the store."),
    "check": ("kb.commands.check:check", "Say which settings are in force and whether all parts agree."),
    "corpus": ("kb.catalogue.cli:corpus", "The world catalogue, the readings and the specimens."),
    "tags": ("kb.commands.tags:tags", "Review suggested themes, answers, definitions and citations."),
    "corrections": ("kb.commands.corrections:corrections", "Put right how a text is divided; kept for later readings."),
    "withdraw": ("kb.commands.withdraw:withdraw", "Take out a text or work; its address says so from then on."),
    "move": ("kb.commands.withdraw:move", "Give a work another address; the old one leads on."),
    "bulk": ("kb.commands.bulk:bulk", "Write everything that is public into one ZIP with checksums."),
    "users": ("kb.commands.users:users", "People, their roles and their organisations."),
    "jobs": ("kb.commands.jobs:jobs", "What waits for the worker, and what it gave up."),
    "alerts": ("kb.commands.alerts:alerts", "Tell the news of the searches that people follow."),
    "backup": ("kb.commands.backup:backup", "Write store and files into one verified archive."),
    "restore": ("kb.commands.backup:restore", "Bring a backup back into an empty folder."),
}
"""Commands of this room: name → where it is, what it does."""

PLUGGED = {
    "ingest": "Read files into the knowledge base.",
    "inspect": "Show what is read from one file, without storing it.",
    "serve": "Serve the web site.",
    "worker": "Work through submissions and index repairs that wait.",
}
"""Commands of the other rooms, found through the entry points of the group `sselex.commands`."""

ORDER = (
    "demo", "ingest", "inspect", "search", "compare", "guide", "serve", "worker", "rebuild", "check", "corpus",
    "tags", "corrections", "withdraw", "move", "bulk", "users", "jobs", "alerts", "backup", "restore",
)  # fmt: skip


class Root(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the work."""
        return list(ORDER)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None for an unknown name."""
        if cmd_name in OWN:
            module, _, name = OWN[cmd_name][0].partition(":")
            found: Any = getattr(import_module(module), name)
            return found if isinstance(found, click.Command) else None
        for point in entry_points(group="sselex.commands", name=cmd_name):
            loaded: Any = point.load()
            return loaded if isinstance(loaded, click.Command) else None
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing anything."""
        told = {**{name: words for name, (_, words) in OWN.items()}, **PLUGGED}
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in ORDER])


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all went well; 1 it ended, with warnings or files that failed; 2 it could not be done. "
    "Settings come from SSELEX_… variables or sselex.toml; `sselex check` shows them.",
)
@click.version_option(package_name="sselex")
def root() -> None:
    """SSELEX, the comparative legislation knowledge base of the Social and Solidarity Economy."""


def main() -> None:
    """Run the command line; a person's mistake gives one sentence and its exit code, never a traceback."""
    try:
        root(standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except SselexError as error:
        click.echo(f"sselex: {error}", err=True)
        if error.advice:
            click.echo(error.advice, err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
