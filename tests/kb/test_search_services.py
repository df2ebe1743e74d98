"""Searching as a service: versions in the store, completion, spelling, likeness, exports of everything."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.assemble import open_knowledge_base
from kb.errors import BadRequest, NotFound
from kb.identity import bare_number
from kb.model.law import LegalText, Metadata, ParsedFile, Provision, TaggedText
from kb.model.source import Declared, SourceDocument
from kb.search.query import Filters, SearchQuery
from kb.search.rebuild import rebuild
from kb.services import exporting, saving, searching
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.files import sha256_of

ARTICLES = {
    "1": "La présente loi fixe les règles de la coopérative et de son registre.",
    "2": "La réserve impartageable ne peut être distribuée aux associés.",
    "3": '=HYPERLINK("http://example.org") figure parmi les mentions du registre & 100 % des parts.',
}


def text_of(articles: dict[str, str], language: str = "fr") -> TaggedText:
    whole, provisions = "", []
    for place, (num, words) in enumerate(articles.items()):
        start = len(whole)
        whole += words + "\n"
        provisions.append(
            Provision(
                f"art_{num}", "article", f"Article {num}", None, words, start, start + len(words), place,
                language=language,
            )
        )  # fmt: skip
    return TaggedText(LegalText(language, whole, tuple(provisions)), Metadata())


def save(kb: KnowledgeBase, folder: Path, version: str, articles: dict[str, str], **declared: str) -> str:
    path = folder / f"loi-{version}.txt"
    path.write_text(version + json.dumps(articles), encoding="utf-8")
    facts = {"jurisdiction": "XA", "language": "fr", "title": "Loi n° 7", "number": "7", "date_adopted": "2010-01-01"}
    known = Declared(**(facts | {"version": version} | declared))  # type: ignore[arg-type]
    source = SourceDocument(path, sha256_of(path), path.stat().st_size, "text/plain", known)
    parsed = ParsedFile(source.sha256, source.name, "text/plain", 1, (text_of(articles),))
    done = saving.save(kb, source, parsed, parser="test")
    assert saving.index(kb, done.expressions) is None
    return done.expressions[0]


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(Settings.load({"SSELEX_HOME": str(tmp_path / "home")}, folder=tmp_path))
    yield made
    made.close()


def eids(kb: KnowledgeBase, text: str, filters: Filters | None = None) -> list[tuple[str | None, str | None]]:
    query = SearchQuery(text, Filters() if filters is None else filters)
    return [(h.version, h.eid) for h in searching.search(kb, query).hits]


def test_a_new_version_takes_the_place_of_the_one_before(kb: KnowledgeBase, tmp_path: Path) -> None:
    old = save(kb, tmp_path, "2010-01-01", ARTICLES)
    assert eids(kb, "réserve impartageable") == [("2010-01-01", "art_2")]
    save(kb, tmp_path, "2020-05-01", ARTICLES | {"4": "La réserve est doublée."})
    for _ in ("put one by one", "made anew"):
        assert eids(kb, "réserve impartageable") == [("2020-05-01", "art_2")]
        assert eids(kb, "réserve impartageable", Filters(expression=(old,))) == [("2010-01-01", "art_2")]
        assert eids(kb, "réserve impartageable", Filters(on="2020-04-30")) == [("2010-01-01", "art_2")]
        assert len(eids(kb, "impartageable", Filters(versions="all"))) == 2
        rebuild(kb.store, kb.index)


def test_an_older_version_that_comes_later_is_not_the_current_one(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(kb, tmp_path, "2020-05-01", ARTICLES)
    save(kb, tmp_path, "2010-01-01", ARTICLES)
    assert eids(kb, "impartageable") == [("2020-05-01", "art_2")]


def test_completion_and_spelling(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(kb, tmp_path, "2010-01-01", ARTICLES)
    assert searching.suggest(kb, "la réserve impart") == ("la réserve impartageable",)
    assert searching.suggest(kb, "x") == searching.suggest(kb, "registre ") == searching.suggest(kb, "l'") == ()
    assert searching.suggest(kb, "l'impart") == ("l'impartageable",)
    assert searching.suggest(kb, 'registre "coop') == ('registre "coopérative',)
    assert searching.search(kb, SearchQuery("registrre")).did_you_mean == "registre"
    assert searching.search(kb, SearchQuery("registre")).did_you_mean is None
    both = searching.search(kb, SearchQuery("registrx registrxyzw")).did_you_mean
    assert both == "registre registrxyzw", "a wrong word that begins another one"


def test_more_like_this_leaves_itself_out(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(kb, tmp_path, "2010-01-01", ARTICLES)
    other = save(
        kb, tmp_path, "2015-01-01", {"9": "La réserve impartageable n'est pas distribuée aux associés."},
        number="9", title="Loi n° 9", date_adopted="2015-01-01",
    )  # fmt: skip
    mine = searching.search(kb, SearchQuery("impartageable", Filters(on="2011-01-01"))).hits[0].id
    like = searching.more_like(kb, mine)
    assert like.hits[0].id == f"{other}~art_9"
    assert mine not in {hit.id for hit in like.hits}
    with pytest.raises(NotFound):
        searching.more_like(kb, f"{other}~art_77")


def test_exports_hold_every_hit_and_no_formula(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(
        kb, tmp_path, "2010-01-01", {str(n): f"Le registre numéro {n}." for n in range(1, 251)} | {"300": ARTICLES["3"]}
    )
    query = SearchQuery("registre", limit=5, offset=40)
    made = {
        name: b"".join(exporting.export(kb, query, name, address="https://x.org")) for name in exporting.MEDIA_TYPES
    }
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert len(rows) == 252 and rows[0] == list(exporting.COLUMNS)
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
    listed = json.loads(made["json"])
    assert len(listed) == 251 and listed[0]["permalink"].startswith("https://x.org/akn/xa/")
    assert [item["URL"] for item in json.loads(made["csl-json"])] == [item["permalink"] for item in listed]
    assert made["ris"].count(b"TY  - STAT\r\n") == made["ris"].count(b"ER  - \r\n") == 251
    assert made["bibtex"].count(b"@legislation{") == 251 and rb"100 \% des parts" in made["bibtex"]
    with zipfile.ZipFile(io.BytesIO(made["xlsx"])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert sheet.count(b"<row ") == 252 and b"<f>" not in sheet
    with pytest.raises(BadRequest):
        exporting.export(kb, query, "exe")


def test_an_empty_answer_is_still_a_file(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(kb, tmp_path, "2010-01-01", ARTICLES)
    query = SearchQuery('"nulle part"')
    assert json.loads(b"".join(exporting.export(kb, query, "json"))) == []
    assert b"".join(exporting.export(kb, query, "csv")).decode("utf-8-sig").strip() == ",".join(exporting.COLUMNS)
    assert b"".join(exporting.export(kb, query, "xlsx"))[:2] == b"PK"


@pytest.mark.parametrize(
    "num,eid,bare",
    [("Artículo 5 bis", "art_5-bis", "5 bis"), ("Art. L. 591-1", "art_L591-1", "L. 591-1"),
     ("Primera", "art_1", "Primera"), ("ANEXO 1", "anx_1", "ANEXO 1"), ("Άρθρο 3", "art_3", "3"),
     ("12", "art_12", "12"), ("", None, "")],
)  # fmt: skip
def test_numbers_without_the_word_for_article(num: str, eid: str | None, bare: str) -> None:
    assert bare_number(num, eid) == bare


def test_a_provision_keeps_its_place_when_pages_are_asked_one_by_one(kb: KnowledgeBase, tmp_path: Path) -> None:
    save(kb, tmp_path, "2010-01-01", {str(n): f"Le registre {'public ' * (n % 7)}tient." for n in range(1, 90)})
    query = SearchQuery("registre", limit=10)
    pages = [hit.id for start in range(0, 90, 10) for hit in searching.search(kb, replace(query, offset=start)).hits]
    assert pages == [hit.id for hit in searching.every_hit(kb, query)]
    assert len(set(pages)) == 89
