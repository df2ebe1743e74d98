"""The command group `tags`: people decide on what the machine suggests."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from kb.model.people import Person
    from kb.services import KnowledgeBase
    from kb.services.reviewing import UnderReview, Wanted

KINDS = ("theme", "answer", "definition", "citation", "concept", "sdg")
KEYS: dict[str, Literal["accepted", "rejected"]] = {"a": "accepted", "r": "rejected"}
BY = click.option("--by", required=True, help="Address of the person who decides; needs an account (`sselex users`).")


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which tags are meant."""
    for option in reversed(
        (
            click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only tags of this kind."),
            click.option("--country", help="Only texts of this State or organisation (ES, eu …)."),
            click.option("--theme", "label", help="Only tags with this theme, question or term."),
            click.option("--text", "expression", help="Only tags of this text."),
            click.option("--minimum", type=click.FloatRange(0, 1), default=0.0, help="Lowest score."),
        )
    ):
        command = option(command)
    return command


@click.group()
def tags() -> None:
    """Review of suggested themes, answers, definitions and citations.

    Every decision is kept with who and when, also when the text is read again.
    """


@tags.command()
@_filters
@BY
def review(by: str, **filters: Any) -> None:
    """Show the suggested tags one by one and decide with one key.

    a accept, r reject, s skip, u take the last decision back, q quit.

    Exit code 0: done; 1: nothing waits; 2: it could not be done.
    """
    from kb.services import reviewing

    decided: list[tuple[int, str]] = []
    after, skipped = 0, 0
    with _open(by) as (kb, person):
        wanted = _wanted(filters)
        while True:
            found, waiting = reviewing.waiting(kb, wanted, after=after, limit=1)
            if found:
                click.echo("\n".join(_lines(found[0], waiting)))
            elif decided:
                click.echo("That was the last one.")
            else:
                break
            key = _key()
            if key == "q" or (not found and key != "u"):
                break
            if key == "u" and decided:
                last, _ = decided.pop()
                reviewing.decide(kb, person, last, "suggested")
                after = last - 1
            elif key in KEYS:
                number = found[0].stored.id
                reviewing.decide(kb, person, number, KEYS[key], seen=found[0].stored.tag.status)
                decided.append((number, KEYS[key]))
                after = number
            elif key == "s":
                skipped += 1
                after = found[0].stored.id
    counts = [(sum(one == status for _, one in decided), status) for status in KEYS.values()]
    click.echo(", ".join(f"{number} {name}" for number, name in (*counts, (skipped, "skipped"))))
    sys.exit(0 if decided or skipped else 1)


@tags.command("list")
@_filters
@click.option(
    "--status", "statuses", multiple=True, default=["suggested"], show_default=True,
    type=click.Choice(["suggested", "accepted", "rejected", "added"]), help="Only tags with this status.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Most tags listed.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_(limit: int, as_json: bool, **filters: Any) -> None:
    """List tags with their number, score, place and words.

    Exit code 0: listed; 1: no tag fits.
    """
    from kb.services import reviewing

    with _open() as (kb, _):
        found, waiting = reviewing.waiting(kb, _wanted(filters), limit=limit)
    if as_json:
        click.echo(json.dumps({"total": waiting, "tags": [_row(shown) for shown in found]}, ensure_ascii=False))
    else:
        for shown in found:
            tag = shown.stored.tag
            score = "" if tag.score is None else f"{tag.score:.2f}"
            who = f"{tag.status} by {shown.stored.decided_by}" if shown.stored.decided_by else tag.status
            click.echo(
                f"{shown.stored.id}\t{tag.kind}\t{tag.label}\t{score}\t{who}\t"
                f"{shown.work.jurisdiction} · {shown.work.title} · {shown.provision.num or tag.eid}"
            )
        click.echo(f"{len(found)} of {waiting} tags.", err=True)
    sys.exit(0 if found else 1)


def _decides(name: str, decision: str, words: str) -> None:
    """One command a decision, for scripts: several numbers at once."""

    @tags.command(name, help=f"{words}\n\nExit code 0: done; 2: a number is not known, or the role does not allow it.")
    @click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
    @BY
    def command(ids: tuple[int, ...], by: str) -> None:
        from kb.services import reviewing

        with _open(by) as (kb, person):
            for number in ids:
                stored = reviewing.decide(kb, person, number, decision)  # type: ignore[arg-type]
                click.echo(f"{stored.id}: {stored.tag.kind} {stored.tag.label} is {stored.tag.status}.")


_decides("accept", "accepted", "Accept tags by their number (`sselex tags list` names it).")
_decides("reject", "rejected", "Reject tags by their number; one that a person added is taken out so.")
_decides("undo", "suggested", "Take decisions back: the tags are suggestions again.")


@tags.command()
@click.argument("expression")
@click.argument("provision")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("label")
@click.option("--quote", help="The words that show it [default: the beginning of the provision].")
@click.option("--value", help="The value of an answer, as JSON.")
@BY
def add(expression: str, provision: str, kind: str, label: str, quote: str | None, value: str | None, by: str) -> None:
    """Add a tag to a provision (its id, such as art_4) of a text.

    Exit code 0: added; 2: text, provision, label or words are not known.
    """
    from kb.errors import BadRequest
    from kb.services import reviewing

    try:
        said = json.loads(value) if value is not None else None
    except json.JSONDecodeError as error:
        raise BadRequest(f"The value is not JSON: {error}.") from error
    with _open(by) as (kb, person):
        stored = reviewing.add(kb, person, expression, provision, kind, label, quote=quote, value=said)  # type: ignore[arg-type]
    click.echo(f"{stored.id}: {stored.tag.kind} {stored.tag.label} is {stored.tag.status}.")


@contextmanager
def _open(by: str | None = None) -> Iterator[tuple[KnowledgeBase, Person]]:
    from kb.assemble import open_knowledge_base
    from kb.services import people
    from kb.settings import Settings

    kb = open_knowledge_base(Settings.load())
    try:
        person: Any = people.by_address(kb, by) if by else None
        yield kb, person
    finally:
        kb.close()


def _wanted(filters: dict[str, Any]) -> Wanted:
    from kb.store.reviews import Wanted

    lists: dict[str, Any] = {name: tuple(v) if isinstance(v, tuple | list) else v for name, v in filters.items()}
    return Wanted(**lists)


def _key() -> str:
    """One key at a terminal, else one line: the command can be driven by a script. The end of input quits."""
    while True:
        click.echo("[a]ccept [r]eject [s]kip [u]ndo [q]uit ", nl=False)
        line = click.getchar() if sys.stdin.isatty() else sys.stdin.readline()
        key = line.strip().lower()[:1] if line else "q"
        click.echo()
        if key in ("a", "r", "s", "u", "q"):
            return key


def _lines(shown: UnderReview, waiting: int) -> Iterator[str]:
    tag = shown.stored.tag
    score = "" if tag.score is None else f" · {tag.score:.2f}"
    yield f"\n{waiting} waiting · {shown.work.jurisdiction} · {shown.work.title}"
    yield f"{shown.provision.label or tag.eid} · {shown.stored.expression}~{tag.eid}"
    yield click.style(f"{tag.kind}: {tag.label}", bold=True) + f"{score} · {tag.basis} · {tag.evidence.found_by}"
    if tag.value is not None:
        yield json.dumps(tag.value, ensure_ascii=False)
    for step in shown.history:
        yield f"{step.at[:16].replace('T', ' ')} UTC · {step.person}: {step.status}"
    words = f"{shown.before}{click.style(shown.quote, reverse=True)}{shown.after}"
    yield " ".join(words.split())


def _row(shown: UnderReview) -> dict[str, Any]:
    tag, stored = shown.stored.tag, shown.stored
    return {
        "id": stored.id, "kind": tag.kind, "label": tag.label, "value": tag.value, "score": tag.score,
        "status": tag.status, "decided_by": stored.decided_by, "decided_at": stored.decided_at,
        "found_by": tag.evidence.found_by, "work": shown.work.id, "expression": stored.expression,
        "provision": tag.eid, "num": shown.provision.num, "quote": shown.quote,
        "history": [asdict(step) for step in shown.history],
    }  # fmt: skip
