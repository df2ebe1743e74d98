"""The command group `corrections`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kb.model.corrections import Correction
    from kb.services import KnowledgeBase

_PERSON = click.option("--by", "person", required=True, help="Who corrects: the name that is kept with it.")
_NUM = click.option("--num", required=True, help='The number as printed ("Art. 5 bis").')
_EID = click.option("--id", "new_eid", help="The provision's id; made from the number where it is not given.")
_HEADING = click.option("--heading", help="The heading as printed.")


@click.group()
def corrections() -> None:
    """Put right how a text is divided: a wrong number, a wrong split.

    A correction is kept beside the text and applied to every later reading of its file; one that does not fit a new
    reading is told as an issue of the text. Provisions are named by their id ("art_5").

    Exit code 0: done; 1: done, but the index could not follow; 2: it could not be done.
    """


@corrections.command()
@click.argument("expression")
@click.argument("eid")
@_NUM
@_HEADING
@_EID
@_PERSON
def number(expression: str, eid: str, num: str, heading: str | None, new_eid: str | None, person: str) -> None:
    """Give a provision its right number, and a heading."""

    def made(kb: KnowledgeBase) -> Correction:
        from kb.corrections import suggested_eid
        from kb.model.corrections import Correction

        words = _provision(kb, expression, eid)
        return Correction("relabel", eid, words, new_eid or suggested_eid(eid, num), num, heading)

    _correct(expression, made, person)


@corrections.command()
@click.argument("expression")
@click.argument("eid")
@click.option("--at", "quote", required=True, help="The first words of the new provision, verbatim, its number too.")
@_NUM
@_HEADING
@_EID
@_PERSON
def split(
    expression: str, eid: str, quote: str, num: str, heading: str | None, new_eid: str | None, person: str
) -> None:
    """Cut a provision in two where the words of another begin."""

    def made(kb: KnowledgeBase) -> Correction:
        from kb.corrections import suggested_eid
        from kb.model.corrections import Correction

        return Correction("split", eid, quote, new_eid or suggested_eid(eid, num), num, heading)

    _correct(expression, made, person)


@corrections.command()
@click.argument("expression")
@click.argument("eid")
@_PERSON
def join(expression: str, eid: str, person: str) -> None:
    """Make a provision the end of the one before it."""

    def made(kb: KnowledgeBase) -> Correction:
        from kb.model.corrections import Correction

        return Correction("join", eid, _provision(kb, expression, eid))

    _correct(expression, made, person)


@corrections.command("list")
@click.argument("expression")
def list_corrections(expression: str) -> None:
    """Name the corrections of a text with their ids."""
    from kb.services.correcting import corrections_of

    kb = _open()
    found = corrections_of(kb, expression)
    kb.close()
    for stored in found:
        made = stored.correction
        said = [str(stored.id), made.kind, made.eid, made.new_eid or "", made.num or "", stored.person, stored.at]
        click.echo("\t".join(said))
    if not found:
        click.echo(f"No correction of {expression!r} is kept.", err=True)


@corrections.command()
@click.argument("correction", type=int)
def withdraw(correction: int) -> None:
    """Take a correction back; the next reading of the file goes without it."""
    from kb.services import correcting

    kb = _open()
    correcting.withdraw(kb, correction)
    kb.close()
    click.echo("Taken back. Read the file again (`sselex ingest`) to see the text without it.")


def _correct(expression: str, make: Callable[[KnowledgeBase], Any], person: str) -> None:
    from kb.services import correcting

    kb = _open()
    issues = correcting.correct(kb, expression, make(kb), person)
    kb.close()
    click.echo("Corrected; every later reading of this file is corrected too.")
    for issue in issues:
        click.echo(issue.message, err=True)
    if issues:
        raise SystemExit(1)


def _provision(kb: KnowledgeBase, expression: str, eid: str) -> str:
    """The first words of a provision: what finds it again."""
    with kb.store.read() as session:
        provision = session.texts.provision(expression, eid)
    return (provision.text or provision.label)[:80]


def _open() -> KnowledgeBase:
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    return open_knowledge_base(Settings.load())
