"""The command group `users`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kb.model.people import ROLES
from kb.resources import INTERFACE_LANGUAGES

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


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as others see it.")
@click.option("--role", type=ROLE, required=True, help="What the person may do (docs/operations.md).")
@ORGANISATION
@click.option("--language", type=click.Choice(INTERFACE_LANGUAGES), default="fr", show_default=True, help="Of letters.")
def invite(email: str, name: str, role: str, organisation: str | None, language: str) -> None:
    """Open an account and send its person a link to choose a password.

    The link works once, for seven days. Without a mail server (SSELEX_MAIL) the letter lies in the folder `outbox` of
    the home folder once the worker has run.
    """
    from kb.services import inviting

    kb = _open()
    person = inviting.invite(kb, None, email, name, role, organisation=organisation, language=language)
    kb.close()
    click.echo(f"{person.email} is invited as {person.role}; the worker sends the letter.")


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
@click.argument("email")
def history(email: str) -> None:
    """Say what happened to an account: who did what, when."""
    import json

    from kb.services import people

    kb = _open()
    events = people.history(kb, people.by_address(kb, email).id)
    kb.close()
    for event in events:
        detail = json.dumps(dict(event.detail), ensure_ascii=False) if event.detail else ""
        click.echo("\t".join([event.at, event.who, event.what, detail]).rstrip())


@users.command()
@click.argument("email")
def export(email: str) -> None:
    """Print everything that is kept about a person, as JSON; passwords and secrets are left out."""
    import json

    from kb.services import people, privacy

    kb = _open()
    found = privacy.held(kb, people.by_address(kb, email))
    kb.close()
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


@users.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, yes: bool) -> None:
    """Close an account for good and take name and address out of the store; what the person did stays, unnamed."""
    from kb.services import people, privacy

    kb = _open()
    person = people.by_address(kb, email)
    if not yes:
        click.confirm(f"Erase {person.name} <{person.email}>? This cannot be undone.", abort=True, err=True)
    mark = privacy.erase(kb, person, by=people.COMMAND_LINE)
    kb.close()
    click.echo(f"Erased; the history says {mark.name} now. Backups made before still hold the name.")


@users.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """No longer ask for codes at sign-in: for somebody who lost the telephone and the recovery codes."""
    from kb.services import people, second_factor

    kb = _open()
    person = people.by_address(kb, email)
    second_factor.remove(kb, person)
    kb.close()
    click.echo(f"{person.email} signs in with the password alone; a letter says so.")


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
