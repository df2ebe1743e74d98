"""Tables to take away as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from flask import Response

from kb import names
from kb.model.comparison import Matrix
from kb.model.tags import Beside
from kb.spreadsheet import safe
from web import here, wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
"""Characters that a cell of a workbook holds."""


def csv_response(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Rows as a CSV file with a byte order mark, so that spreadsheets read its letters right."""
    written = io.StringIO()
    csv.writer(written).writerows([safe(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_response(rows: Iterable[Sequence[object]], name: str) -> Response:
    """The same rows as a workbook: a head that stays, a filter, words and numbers as such and never as formulas."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("SSELEX")
    head, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    last = (0, 0)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(row, column, cell, wrapped)
            else:
                sheet.write_string(row, column, str(cell or "")[:LONGEST_CELL], wrapped if row else head)
            last = max(last[0], row), max(last[1], column)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, *last)
    sheet.set_column(0, last[1], 22)
    book.close()
    response = Response(written.getvalue(), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def matrix_rows(matrix: Matrix) -> Iterable[Sequence[object]]:
    """A comparison with one line for each entry, and one for each cell without any."""
    yield (
        "row", "row_title", "country", "country_name", "state", "work", "title", "provision", "heading", "value",
        "quote", "language", "permalink", "official_url", "searched_on", "bound", "unit_of_account",
        "other_values", "note",
    )  # fmt: skip
    language = here.ui()
    for cells in matrix.cells:
        for cell in cells:
            title = wording.question(cell.row) if matrix.kind == "answers" else names.theme_name(cell.row, language)
            head = (cell.row, title, cell.column, names.jurisdiction_name(cell.column, language))
            if not cell.entries:
                yield (*head, cell.state, *[""] * 9, cell.searched_on or "", *[""] * 4)
            for entry in cell.entries:
                place = here.address(f"{entry.expression}~{entry.eid}") if entry.expression else ""
                value = "" if entry.value is None else json.dumps(entry.value, ensure_ascii=False)
                yield (
                    *head, entry.state, entry.work, entry.title, entry.num, entry.heading or "", value,
                    entry.quote or entry.text, entry.language or "", place, entry.official_url or "", "",
                    *_beside(entry.beside),
                )  # fmt: skip


def _beside(said: Beside | None) -> tuple[str, str, str, str]:
    """What an answer says beside its value: bound, unit of account, values of other cases, a person's note."""
    if said is None:
        return "", "", "", ""
    others = "; ".join(f"{category}: {json.dumps(value, ensure_ascii=False)}" for category, value in said.others)
    return said.direction, said.unit, others, said.note
