"""The command group `users`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kb.model.people import ROLES

if TYPE_CHECKING:
    from kb.services import KnowledgeBase

ROLE = click.Choice(ROLES)
ORGANISATION = click.option(
    "--organisation", help="Id of the organisation the person speaks for (`users organisations`)."
)


@click.group()
def users() -> None:
    """People, their roles and their organisations.

    A password is asked for, or read from the first line of standard input; it is never an argument.

    Exit code 0: done; 2: it could not be done.
    """


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as others see it.")
@click.option("--role", type=ROLE, required=True, help="What the person may do (docs/operations.md).")
@ORGANISATION
@click.option("--no-password", is_flag=True, help="Open the account without a password: nobody can sign in yet.")
def add(email: str, name: str, role: str, organisation: str | None, no_password: bool) -> None:
    """Open an account."""
    from kb.services import people

    kb = _open()
    people.address(email)
    password = None if no_password else _password()
    person = people.add(kb, email, name, role, organisation=organisation, password=password)
    kb.close()
    click.echo(f"{person.email} has an account as {person.role}.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_people(as_json: bool) -> None:
    """Name everybody with an account."""
    import json
    from dataclasses import asdict

    from kb.services import people

    kb = _open()
    found = people.everybody(kb)
    kb.close()
    if as_json:
        click.echo(json.dumps([asdict(person) for person in found], ensure_ascii=False))
        return
    for person in found:
        notes = [
            person.organisation or "",
            "" if person.active else "closed",
            "" if person.may_sign_in else "no password",
        ]
        click.echo("\t".join([person.email, person.role, person.name, ", ".join(filter(None, notes))]).rstrip())
    if not found:
        click.echo("Nobody has an account yet: `sselex users add` opens one.", err=True)


@users.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@ORGANISATION
def role(email: str, role: str, organisation: str | None) -> None:
    """Give a person another role."""
    from kb.services import people

    kb = _open()
    person = people.set_role(kb, email, role, organisation=organisation)
    kb.close()
    click.echo(f"{person.email} is now {person.role}.")


@users.command()
@click.argument("email")
@click.option("--undo", is_flag=True, help="Open the account again.")
def disable(email: str, undo: bool) -> None:
    """Close an account: its sessions end, what the person did stays."""
    from kb.services import people

    kb = _open()
    person = people.set_active(kb, email, undo)
    kb.close()
    click.echo(f"The account of {person.email} is {'open again' if undo else 'closed'}.")


@users.command()
@click.argument("email")
def password(email: str) -> None:
    """Set a new password; sessions opened with the old one end."""
    from kb.services import people

    kb = _open()
    person = people.set_password(kb, email, _password())
    kb.close()
    click.echo(f"The password of {person.email} is set.")


@users.command()
def organisations() -> None:
    """List the organisations that a person can speak for."""
    from kb.services import people

    for organisation in people.organisations().values():
        click.echo("\t".join([organisation.id, organisation.name["en"], organisation.membership]))


def _open() -> KnowledgeBase:
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    return open_knowledge_base(Settings.load())


def _password() -> str:
    """Asked for twice at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
