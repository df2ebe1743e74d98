"""The command `compare`."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("countries", nargs=-1, required=True)
@click.option("--theme", "themes", multiple=True, help="A theme's id (schemas/themes.csv); may be given several times.")
@click.option("--question", "questions", multiple=True, help="A question's id (schemas/questions.csv).")
@click.option("--language", type=click.Choice(["fr", "en", "es"]), default="fr", show_default=True, help="Words shown.")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.option("--csv", "to", type=click.Path(path_type=Path), help="Write the table there as CSV.")
def compare(
    countries: tuple[str, ...],
    themes: tuple[str, ...],
    questions: tuple[str, ...],
    language: str,
    as_json: bool,
    to: Path | None,
) -> None:
    """Put countries side by side on themes or questions, every cell with its source and its state.

    COUNTRIES are codes: FR ES XA ohada … Without theme and question, all themes are compared.
    """
    from kb import resources
    from kb.assemble import open_knowledge_base
    from kb.compare import answer_matrix, theme_matrix
    from kb.errors import BadRequest
    from kb.settings import Settings

    codes = [resources.jurisdiction_code(country) for country in countries]
    unknown = [t for t in themes if t not in resources.themes()] + [
        q for q in questions if q not in resources.questions()
    ]
    if unknown or (themes and questions):
        words = f"Unknown: {', '.join(unknown)}." if unknown else "Give themes or questions, not both in one table."
        raise BadRequest(words, advice="The ids stand in schemas/themes.csv and schemas/questions.csv.")
    knowledge_base = open_knowledge_base(Settings.load())
    with knowledge_base.store.read() as session:
        if questions:
            matrix = answer_matrix(session, questions, codes, language=language)
            titles = {q: resources.questions()[q].text[language] for q in questions}
        else:
            rows = list(themes) or [theme.id for theme in resources.leaf_themes()]
            matrix = theme_matrix(session, rows, codes, language=language)
            titles = {t: resources.themes()[t].title[language] for t in rows}
    knowledge_base.close()
    if as_json:
        click.echo(json.dumps(asdict(matrix), ensure_ascii=False))
        return
    table = [["", *codes]]
    for row, cells in zip(matrix.rows, matrix.cells, strict=True):
        table.append([titles[row], *(_words(cell) for cell in cells)])
    if to:
        from kb.spreadsheet import safe

        with to.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([[safe(value) for value in line] for line in table])
        click.echo(f"{len(table) - 1} rows written to {to}.")
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(*table[0], show_lines=True)
    for line in table[1:]:
        shown.add_row(*line)
    Console(file=sys.stdout).print(shown)


def _words(cell: Any) -> str:
    """A cell as text: its entries with their state, or the kind of gap."""
    gaps = {
        "none-found": f"none found (by {cell.searched_by}, on {cell.searched_on})",
        "no-text": "no text held",
        "not-searched": "not searched",
    }
    if not cell.entries:
        return gaps[cell.state]
    lines = []
    for entry in cell.entries:
        value = "" if entry.value is None else f"{json.dumps(entry.value, ensure_ascii=False)} · "
        state = "read, text not held" if entry.state == "read" and entry.expression is None else entry.state
        lines.append(f"{value}{entry.num} — {entry.title} ({state})")
    if cell.total > len(cell.entries):
        lines.append(f"… and {cell.total - len(cell.entries)} more")
    return "\n".join(lines)
