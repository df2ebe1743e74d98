"""The catalogue and the readings in a real store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb import resources
from kb.catalogue import load_catalogue, load_readings, match_work
from kb.catalogue.readings import typed
from kb.catalogue.rows import CATALOGUE
from kb.errors import BadRequest
from kb.model.law import Work
from kb.store import Store
from kb.store.database import Database


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    database.migrate()
    yield Store(database)
    database.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the whole catalogue, for tests that only read."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('catalogue') / 'store.db'}")
    database.migrate()
    store = Store(database)
    with store.write() as session:
        load_catalogue(session)
        load_readings(session)
    yield store
    database.close()


def row(**values: str) -> dict[str, str]:
    blank = dict.fromkeys(next(iter(resources.rows(CATALOGUE))), "")
    given = {"id": "fr-1", "jurisdiction": "FR", "title_original": "Loi", "instrument": "sector-law"}
    return blank | given | {"status": "unknown", "confidence": "seen"} | values


def test_every_row_becomes_a_work_of_its_own_in_time(store: Store) -> None:
    rows = list(resources.rows(CATALOGUE))
    begun = time.process_time()  # of this process alone: other work on the machine does not count
    with store.write() as session:
        report = load_catalogue(session)
        load_readings(session)
    elapsed = time.process_time() - begun
    with store.read() as session:
        works = session.works.find()
    assert (report.rows, report.added) == (len(rows), len(rows))
    assert {work.aliases["catalogue"] for work in works} == {row["id"] for row in rows}
    assert elapsed < 3


def test_what_is_not_verified_stays_marked(loaded: Store) -> None:
    with loaded.read() as session:
        works = {work.aliases["catalogue"]: work for work in session.works.find()}
    for read in resources.rows(CATALOGUE):
        work = works[read["id"]]
        assert work.confidence == read["confidence"]
        assert len(work.unverified) == len([part for part in read["unseen_fields"].split(",") if part])
        assert work.official_url == (read["official_url"] or None)
        assert work.date_adopted == (read["date_adopted"] or None)
        assert not work.specimen
        if "title_original" in read["unseen_fields"]:
            assert "title" in work.unverified
    assert {"in-force", "repealed", "bill", "unknown"} == {work.status for work in works.values()}


def test_loading_again_changes_nothing(store: Store) -> None:
    with store.write() as session:
        load_catalogue(session)
        load_readings(session)
        first = (session.works.find(), session.readings.find())
    with store.write() as session:
        report = load_catalogue(session)
        load_readings(session)
        second = (session.works.find(), session.readings.find())
    assert (report.added, report.changed) == (0, 0)
    assert first == second


def test_a_new_edition_of_the_catalogue_corrects_only_what_nobody_established(store: Store) -> None:
    old = row(title_original="Loi sur les mutuelles", official_url="https://example.org/a", number="2001-5")
    with store.write() as session:
        load_catalogue(session, [old])
        work = session.works.find()[0]
        session.works.put(replace(work, title="Loi relative aux mutuelles", date_published="2001-03-04"))
    new = old | {"title_original": "Loi des mutuelles", "official_url": "https://example.org/b", "language": "fr"}
    with store.write() as session:
        assert load_catalogue(session, [new]).changed == 1
        kept = session.works.get(work.id)
    assert kept.title == "Loi relative aux mutuelles"
    assert kept.date_published == "2001-03-04"
    assert kept.official_url == "https://example.org/b"
    assert kept.language == "fr"


def test_a_work_that_came_before_the_catalogue_keeps_its_uri_and_gets_the_id(store: Store) -> None:
    early = Work(
        id="/akn/fr/act/2014-07-31/2014-856", jurisdiction="FR", title="Loi ESS", number="Loi n° 2014-856",
        date_adopted="2014-07-31", status="in-force", confidence="detected",
    )  # fmt: skip
    with store.write() as session:
        session.works.put(early)
        given = row(
            id="fr-2014-856", number="2014-856", title_original="Loi n° 2014-856", official_url="https://x.test/"
        )
        report = load_catalogue(session, [given])
        works = session.works.find()
    assert report.added == 0
    assert [work.id for work in works] == [early.id]
    assert works[0].aliases == {"catalogue": "fr-2014-856"}
    assert (works[0].title, works[0].official_url) == ("Loi ESS", "https://x.test/")


def test_rows_that_share_a_uri_are_told_apart_the_same_way_each_time(store: Store, tmp_path: Path) -> None:
    twins = [row(id="fr-a", title_original="Loi sans numéro"), row(id="fr-b", title_original="Loi sans numéro")]
    with store.write() as session:
        load_catalogue(session, twins)
        load_catalogue(session, twins)
        ids = {work.aliases["catalogue"]: work.id for work in session.works.find()}
    assert ids == {
        "fr-a": "/akn/fr/act/undated/unnumbered-loi-sans-numero",
        "fr-b": "/akn/fr/act/undated/unnumbered-loi-sans-numero-fr-b",
    }


def test_readings_are_typed_as_their_questions_say(loaded: Store) -> None:
    with loaded.read() as session:
        readings = session.readings.find(kind="answer")
    assert len(readings) == 2238
    for reading in readings:
        question = resources.questions()[reading.label]
        kinds = {"yes-no": bool, "number": (int, float), "multi-enum": list}
        assert isinstance(reading.value, kinds.get(question.answer_type, str)), reading
        assert reading.check is None and reading.matched == ()


def test_readings_of_themes_keep_their_order_and_parts_of_an_article_are_joined(loaded: Store) -> None:
    with loaded.read() as session:
        work = session.works.by_alias("catalogue", "ad-20-2023")
        assert work is not None
        first = next(r for r in session.readings.find(work=work.id, kind="themes") if r.provisions == ("1",))
        every = session.readings.find(kind="themes")
    assert first.value == ["scope-definition", "scope-legal-basis", "entities-profit-assets"]
    assert first.label == "scope-definition"
    articles = {(r["text"], r["provision"]) for r in resources.rows(resources.CORPORA / "readings" / "provisions.csv")}
    assert len(every) == len(articles)


def test_readings_of_a_text_that_is_not_catalogued_are_told(store: Store) -> None:
    answer = {"text": "zz-1", "question": "entities-governance.q2", "value": "3", "provisions": "4", "readers": "1"}
    with store.write() as session:
        report = load_readings(session, [answer], [])
    assert report.unknown == ("zz-1",)
    assert report.answers == 0


@pytest.mark.parametrize(
    ("question", "value"),
    [("entities-governance.q2", "several"), ("entities-governance.q1", "perhaps"), ("scope-definition.q3", "1")],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(question: str, value: str) -> None:
    with pytest.raises(BadRequest, match=question):
        typed(resources.questions()[question], value)


@pytest.mark.parametrize(
    ("wanted", "data"),
    [
        ("fr-2014-856", {"jurisdiction": "FR", "number": "Loi n° 2014-856"}),
        ("br-13-019", {"jurisdiction": "BR", "number": "Lei 13.019/2014"}),
        ("uy-19-848", {"jurisdiction": "UY", "number": "19848", "date": "2019-12-20"}),
        ("es-5-2011", {"jurisdiction": "ES", "number": "Ley 5/2011", "date": "2011-03-30"}),
        ("sk-34-2002", {"jurisdiction": "SK", "number": "34/2002 Z. z."}),
        ("co-79", {"jurisdiction": "CO", "number": "Ley 79 de 1988"}),
        ("rs-zakon-o-zadrugama", {"jurisdiction": "RS", "title": "Закон о Задругама"}),
        ("lu-act-on-non-profit-associations-and-publi", {"jurisdiction": "LU", "catalogue_id": "*"}),
    ],
)
def test_a_text_finds_its_work(loaded: Store, wanted: str, data: dict[str, str]) -> None:
    if "catalogue_id" in data:
        data = data | {"catalogue_id": wanted}
    with loaded.read() as session:
        found = match_work(session, **data)  # type: ignore[arg-type]
    assert found is not None
    assert found.aliases["catalogue"] == wanted


@pytest.mark.parametrize(
    "data",
    [
        {"jurisdiction": "ES", "number": "Real Decreto 5/2011"},
        {"jurisdiction": "ES", "number": "Ley 5/2012"},
        {"jurisdiction": "PT", "number": "Ley 5/2011"},
        {"jurisdiction": "CO", "number": "79"},
        {"jurisdiction": "ES", "title": "Ley de Cooperativas"},
        {"jurisdiction": None, "title": "Loi du 21 avril 1928"},
    ],
)
def test_a_text_that_only_resembles_a_work_finds_none(loaded: Store, data: dict[str, str]) -> None:
    with loaded.read() as session:
        assert match_work(session, **data) is None  # type: ignore[arg-type]


def test_two_works_that_fit_give_none(store: Store) -> None:
    twins = [row(id="fr-a", title_original="Loi sans numéro"), row(id="fr-b", title_original="Loi sans numéro")]
    with store.write() as session:
        load_catalogue(session, twins)
        assert match_work(session, jurisdiction="FR", title="Loi sans numéro") is None


@pytest.mark.shared
def test_real_texts_reach_their_readings(loaded: Store) -> None:
    manifest = resources.ROOT.parent / "shared" / "corpus" / "manifest.csv"
    if not manifest.is_file():
        pytest.skip(f"the real laws are not here ({manifest})")
    reached, known = set(), resources.jurisdictions()
    with loaded.read() as session:
        with_readings = {reading.work for reading in session.readings.find()}
        for listed in resources.rows(manifest):
            code = listed["country"] if listed["country"] in known else listed["country"].upper()
            found = match_work(
                session, jurisdiction=code, number=listed["official_number"], date=listed["date"], title=listed["title"]
            )
            if found:
                reached.add(found.id)
    assert len(with_readings & reached) >= 0.95 * len(with_readings)
