"""From one engine to the other by one setting and one command; searches go on while an index is made anew."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kb.assemble import open_knowledge_base
from kb.cli import root
from kb.errors import EngineUnavailable
from kb.model.law import Expression, LegalText, Work
from kb.model.source import Declared, SourceDocument
from kb.search.index import IndexRecord
from kb.search.query import SearchQuery
from kb.search.rebuild import bring_in, bring_up_to_date, rebuild
from kb.services import searching
from kb.settings import Settings
from kb.store.codec import now

ELASTICSEARCH = os.environ.get("SSELEX_TEST_ELASTICSEARCH", "")
LAWS = (
    ("es", "XB", ["El registro de cooperativas es público.", "La economía social comprende las cooperativas.",
                  "Las reservas de la cooperativa son irrepartibles."] * 8),
    ("fr", "XA", ["La réserve de la coopérative est impartageable.", "Le registre est tenu par le préfet."] * 8),
    ("ar", "XF", ["التعاونيات أشخاص اعتبارية.", "لا يجوز توزيع الأرباح على الأعضاء."] * 8),
)  # fmt: skip
ASKED = ("réserve impartageable", "registro de cooperativas", "التعاونيات", '"economía social"', "coop*", "lang:ar")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, legal_text: Callable[..., LegalText]) -> Path:
    """A home with two laws, indexed by the embedded engine."""
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "home"))
    kb = open_knowledge_base(Settings.load())
    for language, jurisdiction, articles in LAWS:
        text = legal_text(
            *((f"art_{n}", f"Art. {n}", None, words) for n, words in enumerate(articles, 1)), language=language
        )
        work = Work(f"/akn/{jurisdiction.lower()}/act/2020/1", jurisdiction, f"Law of {jurisdiction}",
                    language=language, status="in-force", confidence="official")  # fmt: skip
        expression = Expression(
            id=f"{work.id}/{language}@2020-01-01", work=work.id, language=language, version="2020-01-01",
            title=work.title, text_state="as-enacted", sha256=jurisdiction.ljust(64, "0"), source_name="a.txt",
            pages=1, quality={}, issues=(), metadata={}, declared={}, stored_at=now(),
        )  # fmt: skip
        source = SourceDocument(Path("a.txt"), expression.sha256, 10, "text/plain", Declared())
        with kb.store.write() as session:
            session.works.put(work)
            session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={}, issues=[])
            session.texts.put(expression, text, [])
    rebuild(kb.store, kb.index)
    kb.close()
    return tmp_path / "home"


@pytest.fixture
def prefix(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name of its own on the server, whose indices are gone afterwards."""
    from elasticsearch import Elasticsearch

    name = f"test-{uuid.uuid4().hex[:10]}"
    monkeypatch.setenv("SSELEX_SEARCH_INDEX", name)
    yield name
    with Elasticsearch(ELASTICSEARCH) as client:
        if found := list(client.indices.get(index=f"{name}-*", ignore_unavailable=True)):
            client.indices.delete(index=found)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the engine that holds the laws of `home`."""
    if request.param == "elasticsearch":
        request.getfixturevalue("prefix")
        monkeypatch.setenv("SSELEX_SEARCH", ELASTICSEARCH)
        invoke("rebuild")
    return str(request.param)


def answers() -> dict[str, tuple[int, frozenset[str]]]:
    kb = open_knowledge_base(Settings.load())
    pages = {text: searching.search(kb, SearchQuery(text, limit=100)) for text in ASKED}
    kb.close()
    return {text: (page.total, frozenset(hit.id for hit in page.hits)) for text, page in pages.items()}


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(root, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.elasticsearch
def test_there_and_back_by_one_setting_and_one_command(
    home: Path, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = answers()
    assert all(total for total, _ in embedded.values())
    monkeypatch.setenv("SSELEX_SEARCH", ELASTICSEARCH)
    assert "(elasticsearch)" in invoke("rebuild")
    assert answers() == embedded
    monkeypatch.delenv("SSELEX_SEARCH")
    assert "(embedded)" in invoke("rebuild")
    assert answers() == embedded


def test_searches_go_on_while_the_index_is_made_anew(home: Path, engine: str) -> None:
    kb = open_knowledge_base(Settings.load())
    query = SearchQuery("registro de cooperativas", limit=100)
    expected = searching.search(kb, query).total
    totals: list[int] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            totals.append(searching.search(kb, query).total)

    reader = threading.Thread(target=search)
    reader.start()
    try:
        for _ in range(3):
            before = len(totals)
            report = rebuild(kb.store, kb.index)
            assert report.texts == len(LAWS) and report.records == kb.index.health().documents
            while len(totals) == before and reader.is_alive():
                stop.wait(0.05)
    finally:
        stop.set()
        reader.join()
    assert len(totals) >= 3 and set(totals) == {expected}
    if engine == "embedded":
        assert len(list((home / "index").glob("g-*"))) == 1, "old generations are gone"
    kb.close()


def test_what_changes_while_the_index_is_made_anew_waits_for_it(home: Path, engine: str) -> None:
    kb = open_knowledge_base(Settings.load())
    decided, brought_in, gone = (f"/akn/{place}/act/2020/1/{language}@2020-01-01" for place, language in
                                 (("xa", "fr"), ("xb", "es"), ("xf", "ar")))  # fmt: skip

    def meanwhile(_: int) -> None:
        with kb.store.write() as session:
            session.texts.mark_stale(decided)
            session.texts.mark_stale(brought_in)
            session.texts.remove(gone)
        bring_in(kb.store, kb.index, [brought_in])

    rebuild(kb.store, kb.index, meanwhile)
    with kb.store.read() as session:
        assert sorted(session.texts.stale()) == [decided, brought_in]
    assert searching.search(kb, SearchQuery("lang:ar")).total == 1, "the work, whose text is gone"
    assert bring_up_to_date(kb.store, kb.index) == 2
    with kb.store.read() as session:
        assert session.texts.stale() == []
    assert kb.index.health().documents == 24 + 16 + 1, "two laws, and the work that has no text now"
    kb.close()


def test_a_change_made_while_a_text_is_indexed_is_seen(home: Path) -> None:
    kb = open_knowledge_base(Settings.load())
    with kb.store.write() as session:
        first, *_, last = session.texts.changes()
        session.texts.mark_all_stale()
        before = session.texts.changes([first, last])
        session.texts.mark_stale(last)
        session.texts.mark_indexed(before)
        assert first not in session.texts.stale() and last in session.texts.stale()
    kb.close()


@pytest.mark.elasticsearch
def test_a_record_that_the_server_refuses_is_named_and_the_others_are_there(tmp_path: Path, prefix: str) -> None:
    from kb.search import open_index

    index: Any = open_index(
        Settings.load({"SSELEX_SEARCH": ELASTICSEARCH, "SSELEX_SEARCH_INDEX": prefix}, folder=tmp_path)
    )
    work = "/akn/xx/act/2020/1"
    good = [
        IndexRecord(
            id=f"{work}/fr@1~art_{n}", work=work, title="Loi", jurisdiction="XX", country="XX", eid=f"art_{n}",
            expression=f"{work}/fr@1", text="La réserve.", language="fr", year=2020,
        )
        for n in range(700)
    ]  # fmt: skip
    bad = replace(good[3], year=10**12)
    with pytest.raises(EngineUnavailable, match=r"refused 1 of 700 records.*year") as told:
        index.put([*good[:3], bad, *good[4:]])
    assert "sselex rebuild" in told.value.advice
    assert index.put(good) == 700 and index.health().documents == 700
