"""A comparison as a Word document, by the guide's own writer: quotations with their sources, real headings."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Response, request

from kb.guide.document import Block, Document, Heading, Paragraph, QuotationBlock, Run, TableBlock
from kb.guide.export import export
from kb.model.comparison import Cell, Entry, Matrix
from web import here, wording
from web.messages import _

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_response(matrix: Matrix, name: str) -> Response:
    """The comparison as a file that Word opens; raises `SselexError` where it cannot be written."""
    with tempfile.TemporaryDirectory(prefix="sselex-docx-") as folder:
        path = Path(folder) / "comparison.docx"
        export(_document(matrix), "docx", path)
        response = Response(path.read_bytes(), mimetype=DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _document(matrix: Matrix) -> Document:
    """Themes or questions as chapters; under each the countries in their order with the words of their law."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    places = ", ".join(wording.place(column.code) for column in matrix.columns)
    lead = Paragraph((Run(places),), "lead")
    note = _("Copies non officielles : seul fait foi le texte que publie l’autorité compétente.")
    words = {
        "contents": _("Sommaire"), "colon": " : " if here.ui() == "fr" else ": ",
        "reference": _("D’où vient ce document"), "permanent": _("Adresse de la comparaison"),
        "hash": _("Empreinte de son contenu"),
    }  # fmt: skip
    return Document(
        title=_("Comparaison"), language=here.ui(), edition="SSELEX", date=wording.date(today), iso_date=today,
        status=_("copie non officielle"), address=here.address(request.full_path.replace("&format=docx", "")),
        content_hash=hashlib.sha256(repr(matrix).encode()).hexdigest(), front=(lead, Paragraph((Run(note),), "note")),
        body=tuple(_blocks(matrix)), words=words,
    )  # fmt: skip


def _blocks(matrix: Matrix) -> Iterator[Block]:
    for number, (row, cells) in enumerate(zip(matrix.rows, matrix.cells, strict=True), start=1):
        answers = matrix.kind == "answers"
        title = wording.question(row) if answers else wording.theme(row)
        yield Heading(1, title, f"row-{number}", str(number))
        if answers:
            yield _table(row, cells, f"answers-{number}", title)
        for cell in cells:
            yield Heading(2, wording.place(cell.column), f"row-{number}-{cell.column.lower()}")
            if not cell.entries:
                yield Paragraph((Run(wording.cell_words(cell), emphasis=True),))
            for place, entry in enumerate(cell.entries, start=1):
                yield _entry(entry, f"q-{number}-{cell.column.lower()}-{place}")
            if cell.total > len(cell.entries):
                more = wording.number(cell.total - len(cell.entries))
                yield Paragraph((Run(_("et %(count)s autres", count=more), emphasis=True),))


def _table(question: str, cells: tuple[Cell, ...], name: str, caption: str) -> TableBlock:
    """Country, answer, article and state."""
    rows = []
    for cell in cells:
        for entry in cell.entries or (None,):
            said = wording.answer(entry.value, question) if entry else wording.cell_words(cell)
            state = wording.state(entry.state) if entry else ""
            words = (wording.place(cell.column), said, entry.num if entry else "", state)
            rows.append(tuple((Run(each or "—"),) for each in words))
    head = (_("Pays ou organisation"), _("Réponse"), _("Article"), _("État"))
    return TableBlock(name, caption, head, tuple(rows), (0.28, 0.3, 0.2, 0.22), titled=True)


def _entry(entry: Entry, name: str) -> Block:
    """The words of the law with their place, or what a person read in a text that is not held."""
    state = Run(f" ({wording.state(entry.state)})")
    if not entry.text:
        return Paragraph((Run(", ".join(part for part in (entry.title, entry.num) if part)), state))
    link = here.address(f"{entry.expression}~{entry.eid}")
    source = (Run(entry.title, emphasis=True, language=entry.language), Run(f", {entry.num}, "), Run(link, link=link))
    lines = tuple(line for line in entry.text.split("\n") if line.strip())
    return QuotationBlock(name, entry.num, lines, entry.language, (*source, state))
