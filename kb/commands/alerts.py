"""The command `alerts`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and a saved search.")
def alerts(as_json: bool) -> None:
    """Look at all saved searches for news and tell them: each provision once, never again.

    `sselex worker` does the same by itself after texts came in; what is told stays on the person's page.

    Exit code 0: looked, with or without news; 2: the index or the store does not answer, or texts wait to be indexed.
    """
    from kb.assemble import open_knowledge_base
    from kb.services import alerts as service
    from kb.settings import Settings

    knowledge_base = open_knowledge_base(Settings.load())
    told = service.look_at_all(knowledge_base)
    with knowledge_base.store.read() as session:
        people = {person.id: person.email for person in session.people.everybody()}
    knowledge_base.close()
    for search, digest in told:
        if as_json:
            row = {"person": people[search.person], "search": search.name, **asdict(digest)}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(f"{search.name} ({people[search.person]})")
        for entry in digest.entries:
            click.echo(f"  {entry.news}: {entry.jurisdiction}, {entry.title}, {entry.num} — {entry.id}")
    if not told and not as_json:
        click.echo("No news.")
