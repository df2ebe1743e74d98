"""The command `rebuild`."""

from __future__ import annotations

import click


@click.command()
def rebuild() -> None:
    """Make the search index anew from the store: built aside, counted, then swapped; searches go on meanwhile."""
    from kb.assemble import open_knowledge_base
    from kb.commands.progress import bar
    from kb.search.rebuild import rebuild as build
    from kb.settings import Settings

    knowledge_base = open_knowledge_base(Settings.load())
    with knowledge_base.store.read() as session:
        total = session.texts.counts()["texts"]
    with bar("Indexing", total) as advance:

        def done(texts: int) -> None:
            for _ in range(texts):
                advance("")

        report = build(knowledge_base.store, knowledge_base.index, progress=done)
    knowledge_base.close()
    click.echo(str(report))
