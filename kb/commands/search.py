"""The command `search`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.services import KnowledgeBase

FORMATS = ("csv", "xlsx", "json", "ris", "csl-json", "bibtex")


@click.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON (docs/file-formats.md).")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Most hits shown.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits passed over.")
@click.option(
    "--country", multiple=True, help="Only this State with its subdivisions, or this organisation (FR, ES-CT, ohada)."
)
@click.option("--language", multiple=True, help="Only texts in this language (fr, el, ar …).")
@click.option("--instrument", multiple=True, help="Only this legal instrument (framework-law, decree …).")
@click.option("--theme", multiple=True, help="Only provisions of this theme (see schemas/themes.csv).")
@click.option("--version", "expression", multiple=True, help="This version of a text, by its lasting address.")
@click.option("--on", help="The versions of this day (2019-06-30) instead of the current ones.")
@click.option("--all-versions", is_flag=True, help="Older versions beside the current ones.")
@click.option("--export", "export_format", type=click.Choice(FORMATS), help="All hits in this format, see --out.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File that the export is written to.")
@click.option("--no-expansion", is_flag=True, help="Search the words as typed, in no other language.")
def search(
    query: str,
    as_json: bool,
    limit: int,
    offset: int,
    country: tuple[str, ...],
    language: tuple[str, ...],
    instrument: tuple[str, ...],
    theme: tuple[str, ...],
    expression: tuple[str, ...],
    on: str | None,
    all_versions: bool,
    export_format: str | None,
    out: Path | None,
    no_expansion: bool,
) -> None:
    """Search the texts held, in any of their languages.

    Words are all wanted; "exact phrases", AND OR NOT (ET OU SAUF, Y O NO), parentheses, prefix*, fuzzy~1 and
    fields (country: lang: instrument: theme: article: title: year:[2010 TO 2020]) are understood.

    Exit code 0: answered; 1: answered, with something said about the query; 2: not answered.
    """
    from kb.assemble import open_knowledge_base
    from kb.commands.presenting import hit_lines
    from kb.search.as_json import page_to_json
    from kb.search.query import Filters, SearchQuery
    from kb.services import exporting, searching
    from kb.settings import Settings

    filters = Filters(
        country=country, language=language, instrument=instrument, theme=theme, expression=expression, on=on,
        versions="all" if all_versions else "current",
    )  # fmt: skip
    asked = SearchQuery(query, filters=filters, limit=limit, offset=offset, expand=not no_expansion)
    knowledge_base = open_knowledge_base(Settings.load())
    if export_format:
        pieces = exporting.export(knowledge_base, asked, export_format)
        with click.open_file(str(out) if out else "-", "wb") as file:
            for piece in pieces:
                file.write(piece)
        knowledge_base.close()
        return
    page = searching.search(knowledge_base, asked)
    gap = [] if page.total else [line for code in country for line in _gap(knowledge_base, code)]
    knowledge_base.close()
    if as_json:
        click.echo(json.dumps(page_to_json(page), ensure_ascii=False))
    else:
        click.echo("\n".join([*hit_lines(page), *gap]))
    sys.exit(1 if page.notices else 0)


def _gap(knowledge_base: KnowledgeBase, asked: str) -> Iterator[str]:
    """That no text of a country is held is not that its law is silent: the texts that are known, with their links."""
    from kb import resources

    code = resources.jurisdiction_code(asked)
    with knowledge_base.store.read() as session:
        known = session.works.find(country=code)
        held = session.works.find(country=code, held=True)
    if held:
        return
    if not known:
        yield f"No text of {code} is held or known here: that says nothing of its law."
        return
    yield f"No text of {code} is held here (known without text: {len(known)}). That says nothing of its law."
    for work in sorted(known, key=lambda work: not work.official_url)[:5]:
        yield f"  {work.title}{f' — {work.official_url}' if work.official_url else ''}"
    if len(known) > 5:
        yield f"  … and {len(known) - 5} more: sselex compare {code}"
