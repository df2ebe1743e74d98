"""The commands `withdraw` and `move`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.model.layout import Issue
    from kb.services import KnowledgeBase

_PERSON = click.option("--by", "person", required=True, help="Who does it: the name that is kept with it.")
_REASON = click.option("--reason", required=True, help="Why: these words stand at the old address for ever.")


@click.command()
@click.argument("address")
@_REASON
@_PERSON
def withdraw(address: str, reason: str, person: str) -> None:
    """Take out the text, or the work with all its texts, at ADDRESS (/akn/…); the address says so from then on (410).

    Exit code 0: done; 1: done, but the index could not follow; 2: it could not be done.
    """
    from kb.services.withdrawing import withdraw as take_out

    kb = _open()
    gone, told = take_out(kb, address, reason=reason, person=person)
    kb.close()
    for name in gone:
        click.echo(f"{name} withdrawn.")
    _end(told)


@click.command()
@click.argument("old")
@click.argument("new")
@_REASON
@_PERSON
def move(old: str, new: str, reason: str, person: str) -> None:
    """Give the work OLD the address NEW, or join it with the work that has it; the old addresses lead on (301).

    Exit code 0: done; 1: done, but the index could not follow; 2: it could not be done.
    """
    from kb.services.withdrawing import move as give_address

    kb = _open()
    moved, told = give_address(kb, old, new, reason=reason, person=person)
    kb.close()
    for before, after in moved:
        click.echo(f"{before} → {after}")
    _end(told)


def _open() -> KnowledgeBase:
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    return open_knowledge_base(Settings.load())


def _end(told: Issue | None) -> None:
    if told is not None:
        click.echo(told.message, err=True)
        sys.exit(1)
