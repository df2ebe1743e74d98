"""Tables to take away as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from flask import Response

from kb import names
from kb.model.comparison import Matrix
from web import here, wording

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a cell as a formula."""


def csv_response(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Rows as a CSV file with a byte order mark, so that spreadsheets read its letters right."""
    written = io.StringIO()
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def matrix_rows(matrix: Matrix) -> Iterable[Sequence[object]]:
    """A comparison with one line for each entry, and one for each cell without any."""
    yield (
        "row", "row_title", "country", "country_name", "state", "work", "title", "provision", "heading", "value",
        "quote", "language", "permalink", "official_url", "searched_on",
    )  # fmt: skip
    language = here.ui()
    for cells in matrix.cells:
        for cell in cells:
            title = wording.question(cell.row) if matrix.kind == "answers" else names.theme_name(cell.row, language)
            head = (cell.row, title, cell.column, names.jurisdiction_name(cell.column, language))
            if not cell.entries:
                yield (*head, cell.state, *[""] * 9, cell.searched_on or "")
            for entry in cell.entries:
                place = here.address(f"{entry.expression}~{entry.eid}") if entry.expression else ""
                value = "" if entry.value is None else json.dumps(entry.value, ensure_ascii=False)
                yield (
                    *head, entry.state, entry.work, entry.title, entry.num, entry.heading or "", value,
                    entry.quote or entry.text, entry.language or "", place, entry.official_url or "", "",
                )  # fmt: skip


def _safe(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA) else cell
