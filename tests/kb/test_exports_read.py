"""Exports are read back by another program (pandoc): every hit, with its words, in every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from lxml import etree, html

from kb.assemble import open_knowledge_base
from kb.search.index import IndexRecord
from kb.search.query import SearchQuery
from kb.services import exporting
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings

SITE = "https://sselex.example.org"
TITLE = 'Loi n° 7 "relative" à l\'économie {sociale} & 100 % solidaire_$#~^\\x'
LAWS = {"fr": TITLE, "el": "Νόμος 4430/2016 για την κοινωνική οικονομία", "ar": "قانون التعاونيات رقم 14 لسنة 2023"}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MANY = 230
"""More than any page, window or batch of the search holds."""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """An index with one short law a language, and one of many articles."""
    home = tmp_path_factory.mktemp("exports")
    built = open_knowledge_base(Settings.load({"SSELEX_HOME": str(home)}, folder=home))
    records = []
    for language, title in LAWS.items():
        work = f"/akn/xa/act/2010-01-0{len(records) + 1}/{language}"
        records.append(a_record(work, language, title, 1))
    records += [a_record("/akn/xb/act/2015/9", "fr", "Loi longue", n) for n in range(1, MANY + 1)]
    with built.index.fresh("1") as fresh:
        fresh.put(records)
    yield built
    built.close()


def a_record(work: str, language: str, title: str, number: int) -> IndexRecord:
    return IndexRecord(
        id=f"{work}/{language}@1~art_{number}", work=work, title=title, jurisdiction="XA", country="XA",
        expression=f"{work}/{language}@1", eid=f"art_{number}", num=f"Art. {number}", heading="=1+1 & <b>",
        text=f"ABACUS {number} : {title}", language=language, instrument="sector-law", kind="law", status="in-force",
        number="7/2010", date="2010-03-0" + str(number % 9 + 1) if number < 9 else "2010",
    )  # fmt: skip


def exported(kb: KnowledgeBase, wanted: str, text: str = "ABACUS") -> bytes:
    return b"".join(exporting.export(kb, SearchQuery(text, limit=1), wanted, address=SITE))


def read(data: bytes, reader: str, tmp_path: Path) -> Any:
    """References as pandoc reads them."""
    path = tmp_path / "export"
    path.write_bytes(data)
    return json.loads(pypandoc.convert_file(str(path), "csljson", format=reader))


@pytest.mark.parametrize("wanted,reader", [("ris", "ris"), ("bibtex", "biblatex"), ("csl-json", "csljson")])
def test_reference_managers_read_every_hit(kb: KnowledgeBase, tmp_path: Path, wanted: str, reader: str) -> None:
    items = read(exported(kb, wanted), reader, tmp_path)
    assert len(items) == MANY + len(LAWS)
    assert len({item["URL"] for item in items}) == len(items)
    by_url = {item["URL"].removeprefix(SITE): item for item in items}
    for place, (language, title) in enumerate(LAWS.items()):
        item = by_url[f"/akn/xa/act/2010-01-0{place + 1}/{language}/{language}@1~art_1"]
        assert plain(item["title"]) == plain(title), language
        assert item["issued"]["date-parts"][0][:1] == [2010] or item["issued"]["date-parts"][0][0] == "2010"
        assert "ABACUS 1" in item["abstract"]
        assert item["type"] in ("legislation", "bill", "regulation")


def plain(text: str) -> str:
    """Typographic quotation marks and spaces are the reader's own choice."""
    for typed, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\u00a0", " ")):
        text = text.replace(typed, plain)
    return " ".join(text.split())


def test_a_table_is_read_row_by_row(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(exported(kb, "csv"))
    page = html.fromstring(pypandoc.convert_file(str(path), "html", format="csv"))
    holds_every_hit([[cell.text_content() for cell in row.iter("th", "td")] for row in page.iter("tr")])


def test_a_workbook_holds_texts_and_numbers_and_no_formula(kb: KnowledgeBase, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(kb, "xlsx"))) as book:
        assert book.testzip() is None
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{SHEET}f"))
    assert {cell.get("t", "n") for cell in sheet.iter(f"{SHEET}c")} <= {"inlineStr", "n"}
    holds_every_hit([["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{SHEET}row")])


def holds_every_hit(rows: list[list[str]]) -> None:
    head, *body = rows
    assert len(body) == MANY + len(LAWS)
    links = {row[head.index("permalink")] for row in body}
    assert len(links) == len(body) and all(link.startswith(f"{SITE}/akn/") for link in links)
    assert {plain(row[head.index("title")]) for row in body} >= {plain(title) for title in LAWS.values()}


def test_csv_is_read_by_the_standard_reader_and_begins_with_the_mark_of_its_encoding(kb: KnowledgeBase) -> None:
    data = exported(kb, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == MANY + len(LAWS) and {row["title"] for row in rows} >= set(LAWS.values())
    assert all(row["heading"].startswith("'=") for row in rows), "what a spreadsheet would run is only text"


def test_json_holds_what_the_api_gives(kb: KnowledgeBase) -> None:
    items = json.loads(exported(kb, "json"))
    assert len(items) == MANY + len(LAWS)
    assert {item["permalink"] for item in items} == {SITE + item["id"] for item in items}
    assert all("ABACUS" in "".join(part["text"] if isinstance(part, dict) else part[0] for part in item["snippet"])
               for item in items)  # fmt: skip
