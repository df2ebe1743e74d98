"""Saved searches: what answers already is no news, what comes or changes is told once, never twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.worker import Worker
from kb.errors import BadRequest, EngineUnavailable, NotFound
from kb.model.alerts import Digest, DigestEntry
from kb.model.law import Expression, LegalText, Work
from kb.model.people import Person
from kb.model.source import Declared, SourceDocument
from kb.search.query import Filters, SearchQuery
from kb.search.rebuild import bring_up_to_date
from kb.services import KnowledgeBase, alerts, people, working
from kb.services.alerts import Found
from kb.store.codec import now

Texts = Callable[..., LegalText]
QUERY = SearchQuery("réserve impartageable", Filters(country=("FR",)))


def put(kb: KnowledgeBase, texts: Texts, number: str, *articles: tuple[str, str], version: str = "2020-01-01") -> None:
    """Store a French law with these articles, and index it."""
    work = Work(
        id=f"/akn/fr/act/2020/{number}", jurisdiction="FR", title=f"Loi {number}", language="fr", status="in-force",
        confidence="official",
    )  # fmt: skip
    text = texts(*((eid, f"Article {eid[4:]}", None, words) for eid, words in articles))
    sha256 = f"{number}{version}".encode().hex().ljust(64, "0")[:64]
    expression = Expression(
        id=f"{work.id}/fra@{version}", work=work.id, language="fr", version=version, title=work.title,
        text_state="as-enacted", sha256=sha256, source_name="loi.pdf", pages=1, quality={}, issues=(), metadata={},
        declared={}, stored_at=now(),
    )  # fmt: skip
    source = SourceDocument(Path("loi.pdf"), sha256, 10, "application/pdf", Declared(title=work.title))
    with kb.store.write() as session:
        session.works.put(work)
        session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={}, issues=[])
        session.texts.put(expression, text, [])


def index(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb.store, kb.index)


@pytest.fixture
def person(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ana@example.org", "Ana", "reader", password="correct horse battery")


def told(digest: Digest | None) -> list[tuple[str, str]]:
    return [(entry.news, entry.id.rpartition("/")[2]) for entry in digest.entries] if digest else []


def test_what_comes_is_new_what_is_reworded_is_changed_and_each_is_told_once(
    knowledge_base: KnowledgeBase, person: Person, legal_text: Texts
) -> None:
    kb = knowledge_base
    put(kb, legal_text, "1", ("art_1", "La réserve est impartageable."), ("art_2", "Le registre est public."))
    index(kb)
    saved = alerts.save(kb, person, "", QUERY)
    assert saved.name == QUERY.text and alerts.query_from_json(saved.query) == QUERY
    assert alerts.look(kb, saved) is None, "what answered when it was saved is no news"

    put(kb, legal_text, "2", ("art_7", "Une réserve impartageable est constituée."))
    put(kb, legal_text, "3", ("art_1", "Le préfet délivre l'agrément."))
    put(
        kb, legal_text, "1", ("art_1", "La réserve est  impartageable."),
        ("art_2", "Le registre de la réserve impartageable est public."), version="2021-01-01",
    )  # fmt: skip
    with pytest.raises(EngineUnavailable, match="not indexed"):
        alerts.look(kb, saved)
    index(kb)
    first = alerts.look(kb, saved)
    assert sorted(told(first)) == [("new", "fra@2020-01-01~art_7"), ("new", "fra@2021-01-01~art_2")], (
        "article 1 says the same in both versions, but for a space"
    )
    assert alerts.look(kb, saved) is None

    put(kb, legal_text, "2", ("art_7", "La réserve impartageable est dévolue."), version="2022-01-01")
    index(kb)
    assert told(alerts.look(kb, saved)) == [("changed", "fra@2022-01-01~art_7")]
    assert alerts.look(kb, saved) is None
    with kb.store.read() as session:
        letters = session.letters.to(person.email)
    assert [letter.body.count("\n* FR, Loi") for letter in letters] == [2, 1], "a letter with each digest, no other"
    assert "~art_7" in letters[1].body and QUERY.text in letters[1].subject
    ((_, digests),) = alerts.of_person(kb, person)
    assert [len(digest.entries) for digest in digests] == [1, 2] and digests[1] == first


def test_a_saved_search_belongs_to_one_person(knowledge_base: KnowledgeBase, person: Person, legal_text: Texts) -> None:
    other = people.add(knowledge_base, "eva@example.org", "Eva", "reader")
    put(knowledge_base, legal_text, "1", ("art_1", "La réserve est impartageable."))
    index(knowledge_base)
    saved = alerts.save(knowledge_base, person, "  Réserves\n ", QUERY)
    assert saved.name == "Réserves"
    for verb in (alerts.of, alerts.remove):
        with pytest.raises(NotFound):
            verb(knowledge_base, other, saved.id)
    with pytest.raises(BadRequest):
        alerts.save(knowledge_base, person, "all", SearchQuery(""))
    alerts.remove(knowledge_base, person, saved.id)
    assert alerts.of_person(knowledge_base, person) == []


def test_a_closed_account_is_told_nothing(knowledge_base: KnowledgeBase, person: Person, legal_text: Texts) -> None:
    put(knowledge_base, legal_text, "1", ("art_1", "Le registre est public."))
    index(knowledge_base)
    alerts.save(knowledge_base, person, "x", QUERY)
    put(knowledge_base, legal_text, "2", ("art_1", "Une réserve impartageable."))
    index(knowledge_base)
    people.set_active(knowledge_base, person.email, False)
    assert alerts.look_at_all(knowledge_base) == []
    people.set_active(knowledge_base, person.email, True)
    assert [(search.name, len(digest.entries)) for search, digest in alerts.look_at_all(knowledge_base)] == [("x", 1)]


def test_the_worker_is_asked_for_a_look_once_and_only_after_texts_came(
    knowledge_base: KnowledgeBase, person: Person, legal_text: Texts
) -> None:
    put(knowledge_base, legal_text, "1", ("art_1", "La réserve est impartageable."))
    index(knowledge_base)
    assert not working.ask_for_news(knowledge_base, after=0), "nobody saved a search"
    alerts.save(knowledge_base, person, "x", QUERY)
    assert working.ask_for_news(knowledge_base, after=0)
    assert not working.ask_for_news(knowledge_base, after=0), "one look waits already"
    job = working.take(knowledge_base, "test", (working.LOOK,))
    assert job is not None
    working.finish(knowledge_base, job, lambda session: None)
    assert not working.ask_for_news(knowledge_base, after=3600), "it was looked for within the hour"


def test_an_index_of_another_version_is_made_anew_by_the_worker(
    knowledge_base: KnowledgeBase, legal_text: Texts
) -> None:
    assert not working.ask_for_rebuild(knowledge_base), "nothing was ever indexed"
    put(knowledge_base, legal_text, "1", ("art_1", "La réserve est impartageable."))
    index(knowledge_base)
    assert not working.ask_for_rebuild(knowledge_base)
    current = knowledge_base.settings.home / "index" / "CURRENT"
    current.write_text(current.read_text(encoding="utf-8").replace('"format": ', '"format": 1'), encoding="utf-8")
    assert not knowledge_base.index.health().fresh
    assert working.ask_for_rebuild(knowledge_base) and not working.ask_for_rebuild(knowledge_base)
    Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    assert knowledge_base.index.health().fresh
    assert knowledge_base.index.health().documents == 1


def test_the_feed_of_a_question_has_the_newest_texts_first(knowledge_base: KnowledgeBase, legal_text: Texts) -> None:
    put(knowledge_base, legal_text, "1", ("art_1", "La réserve est impartageable."))
    with knowledge_base.store.write() as session:
        from sqlalchemy import text

        session.connection.execute(text("UPDATE expressions SET stored_at = '2001-01-01T00:00:00Z'"))
    put(knowledge_base, legal_text, "2", ("art_1", "La réserve est impartageable."))
    index(knowledge_base)
    found = alerts.newest(knowledge_base, QUERY)
    assert [one.provision for one in found] == ["/akn/fr/act/2020/2/fr~art_1", "/akn/fr/act/2020/1/fr~art_1"]


PROVISIONS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123")), max_size=8)


@settings(max_examples=300, deadline=None)
@given(looks=st.lists(PROVISIONS, max_size=8))
def test_over_any_looks_each_wording_is_told_exactly_once(looks: list[list[tuple[str, str]]]) -> None:
    known: dict[str, set[str]] = {}
    named: list[tuple[str, str]] = []
    for look in looks:
        entry = DigestEntry("new", "", "FR", "", "", None, None, "")
        news = list(alerts._news([Found(p, w, entry, "") for p, w in look], known))
        for one, line in news:
            assert (line.news == "changed") == (one.provision in {p for p, _ in named}), "changed: met before"
            named.append((one.provision, one.words))
            known.setdefault(one.provision, set()).add(one.words)
    assert len(named) == len(set(named)), "nothing twice"
    assert set(named) == {pair for look in looks for pair in look}, "nothing left out"
