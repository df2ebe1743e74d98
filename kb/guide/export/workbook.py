"""All tables of the document as one XLSX workbook: a sheet a table, plain text, links kept, nothing that computes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from kb.guide.document import Document, TableBlock, plain

CELL = 32_000
"""Longest text of a cell, in characters (a workbook holds 32,767)."""


def write(document: Document, path: Path) -> None:
    """Write the workbook. Every cell is written as text: a value that begins like a formula stays text."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {"title": document.title, "created": datetime.fromisoformat(document.iso_date).replace(tzinfo=None)}
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        contents = book.add_worksheet(_sheet_name(document.words["contents"], set()))
        taken = {contents.name.lower()}
        contents.set_column(0, 0, 60)
        contents.write_string(0, 0, f"{document.title} — {document.edition}, {document.date}", bold)
        for number, table in enumerate(document.tables(), start=1):
            name = _sheet_name(f"{number} {table.caption}", taken)
            taken.add(name.lower())
            contents.write_url(number, 0, f"internal:'{name}'!A1", wrap, table.caption[:250])
            _table(book.add_worksheet(name), table, bold, wrap)


def _table(sheet: object, table: TableBlock, bold: object, wrap: object) -> None:
    """The head row, then the rows; for each column with links a column of addresses, and one of quotations."""
    from xlsxwriter.worksheet import Worksheet

    assert isinstance(sheet, Worksheet)
    columns = range(len(table.head))
    linked = [c for c in columns if any(run.link for row in table.rows for run in row[c])]
    noted = [c for c in columns if any(run.note for row in table.rows for run in row[c])]
    head = [*table.head, *(f"{table.head[c]} (URL)" for c in linked), *(f"{table.head[c]} («»)" for c in noted)]
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
        sheet.set_column(column, column, 34 if column == 0 else 24)
    for line, row in enumerate(table.rows, start=1):
        texts = [plain(cell) for cell in row]
        texts += ["\n".join(run.link for run in row[c] if run.link and not run.link.startswith("#")) for c in linked]
        texts += ["\n".join(plain(run.note) for run in row[c] if run.note) for c in noted]
        for column, words in enumerate(texts):
            sheet.write_string(line, column, words[:CELL], wrap)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(head) - 1)


def _sheet_name(words: str, taken: set[str]) -> str:
    """A name that a workbook accepts: 31 characters, none of []:*?/\\ , not taken."""
    plain_words = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", words).strip()
    name = plain_words[:31].strip() or "1"
    number = 2
    while name.lower() in taken:
        name = f"{plain_words[:27].strip()} {number}"
        number += 1
    return name
