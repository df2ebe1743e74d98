"""A whole answer to take away: every hit with its passage, as a table, as data, or for a reference manager."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

from kb.errors import BadRequest
from kb.identity import bare_number
from kb.search.as_json import hit_to_json
from kb.search.index import SearchHit
from kb.search.query import SearchQuery
from kb.services import searching
from kb.services.knowledge_base import KnowledgeBase
from kb.spreadsheet import safe

Format = Literal["csv", "xlsx", "json", "ris", "csl-json", "bibtex"]
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex",
}
"""Format → media type of the file."""
ENDINGS = {"csl-json": "json", "bibtex": "bib"}
"""Formats whose files end otherwise than they are called."""
COLUMNS = (
    "jurisdiction", "title", "number", "date", "instrument", "status", "language", "version", "provision", "heading",
    "passage", "matched", "themes", "score", "permalink", "source",
)  # fmt: skip
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=~-._"
SHEET = 1_000_000
"""Rows of one sheet of a workbook; more hits go on in the next sheet."""
CELL = 32_000
"""Longest text of a workbook's cell, in characters."""


def export(kb: KnowledgeBase, query: SearchQuery, wanted: str, *, address: str = "") -> Iterator[bytes]:
    """All hits of a question in a format, piece by piece; page and number of hits of the question do not count.

    `address` is put before permalinks ("https://example.org"). Raises `BadRequest` for an unknown format, `BadQuery`
    and `EngineUnavailable`, before the first piece.
    """
    if wanted not in get_args(Format):
        raise BadRequest(f"{wanted!r} is no format of exports.", advice=f"There are {', '.join(get_args(Format))}.")
    hits = searching.every_hit(kb, query)
    if wanted == "xlsx":
        return _workbook(hits, address)
    pieces: dict[str, Callable[[Iterable[SearchHit], str], Iterator[str]]] = {
        "csv": _csv, "json": _json, "ris": _ris, "csl-json": _csl, "bibtex": _bibtex,
    }  # fmt: skip
    return (piece.encode() for piece in pieces[wanted](hits, address))


def _row(hit: SearchHit, address: str) -> tuple[object, ...]:
    return (
        hit.jurisdiction, hit.title, hit.number or "", hit.date or "", hit.instrument or "", hit.status,
        hit.language or "", hit.version or "", hit.num, hit.heading or "", _passage(hit),
        "; ".join(f"{m.term} ({m.via})" for m in hit.matched), "; ".join(hit.themes), hit.score,
        address + hit.id, hit.source_name or "",
    )  # fmt: skip


def _passage(hit: SearchHit) -> str:
    return " ".join("".join(text for text, _ in hit.snippet).split())


def _csv(hits: Iterable[SearchHit], address: str) -> Iterator[str]:
    """With a byte order mark, so that spreadsheets read the letters right."""
    written = io.StringIO()
    table = csv.writer(written)
    written.write("\ufeff")
    table.writerow(COLUMNS)
    for hit in hits:
        table.writerow([safe(cell) for cell in _row(hit, address)])
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()


def _workbook(hits: Iterable[SearchHit], address: str) -> Iterator[bytes]:
    import xlsxwriter

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "hits.xlsx"
        with xlsxwriter.Workbook(str(place), options) as book:
            bold = book.add_format({"bold": True})
            sheet: Any = None
            line = SHEET
            for hit in hits:
                if line >= SHEET:
                    sheet, line = _sheet(book, bold), 0
                line += 1
                for column, cell in enumerate(_row(hit, address)):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell[:CELL])
                    else:
                        sheet.write(line, column, cell)
            if sheet is None:
                _sheet(book, bold)
        with place.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


def _sheet(book: Any, bold: Any) -> Any:
    made = book.add_worksheet()
    made.write_row(0, 0, COLUMNS, bold)
    made.freeze_panes(1, 0)
    return made


def _json(hits: Iterable[SearchHit], address: str) -> Iterator[str]:
    yield from _listed({**hit_to_json(hit), "permalink": address + hit.id} for hit in hits)


def _listed(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON array, one element a line."""
    before = "[\n"
    for item in items:
        yield before + json.dumps(item, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _ris(hits: Iterable[SearchHit], address: str) -> Iterator[str]:
    for hit in hits:
        kind = "BILL" if hit.instrument == "bill" else "STAT"
        lines = [
            ("TY", kind), ("TI", hit.title), ("CY", hit.jurisdiction), ("M1", hit.number), ("DA", _slashed(hit.date)),
            ("PY", (hit.date or "")[:4]), ("LA", hit.language), ("SE", hit.num), ("N1", hit.heading),
            ("AB", _passage(hit)), ("UR", address + hit.id), ("ER", ""),
        ]  # fmt: skip
        yield "".join(f"{tag}  - {' '.join(str(v).split())}\r\n" for tag, v in lines if v or tag == "ER")


def _slashed(date: str | None) -> str:
    """ "2014-07-31" → "2014/07/31/", as the format wants dates."""
    parts = (date or "").split("-")
    return "/".join([*parts, *[""] * (4 - len(parts))]) if date else ""


def _csl(hits: Iterable[SearchHit], address: str) -> Iterator[str]:
    yield from _listed(_csl_item(hit, address) for hit in hits)


def _csl_item(hit: SearchHit, address: str) -> dict[str, Any]:
    parts = [int(part) for part in (hit.date or "").split("-") if part.isdecimal()]
    known = {
        "id": hit.id, "type": "bill" if hit.instrument == "bill" else "legislation", "title": hit.title,
        "jurisdiction": hit.jurisdiction, "number": hit.number, "language": hit.language, "section": hit.num,
        "abstract": _passage(hit), "URL": address + hit.id, "issued": {"date-parts": [parts]} if parts else None,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def _bibtex(hits: Iterable[SearchHit], address: str) -> Iterator[str]:
    for hit in hits:
        key = re.sub(r"[^A-Za-z0-9]+", "-", hit.id.removeprefix("/akn/")).strip("-")
        known = {
            "title": hit.title, "number": hit.number, "year": (hit.date or "")[:4], "date": hit.date,
            "location": hit.jurisdiction, "language": hit.language, "pages": bare_number(hit.num, hit.eid),
            "note": " — ".join(part for part in (hit.num, hit.heading) if part), "abstract": _passage(hit),
        }  # fmt: skip
        fields = ",\n".join(f"  {name} = {{{_tex(str(value))}}}" for name, value in known.items() if value)
        # An address is read to the letter: a command in it would become part of the link.
        fields += f",\n  url = {{{quote(address + hit.id, safe=_IN_ADDRESSES)}}}"
        yield f"@legislation{{{key},\n{fields}\n}}\n\n"


def _tex(text: str) -> str:
    """Text in which no sign is a command; letters stay as they are (BibLaTeX reads UTF-8)."""
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(named.get(c) or ("\\" + c if c in "{}%&$#_" else c) for c in " ".join(text.split()))
