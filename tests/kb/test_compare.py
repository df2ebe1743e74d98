"""Cells of comparison tables: which state, which entries, which kind of gap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kb.compare import answer_matrix, countries_with_something, theme_matrix
from kb.model.law import Expression, LegalText, Work
from kb.model.source import SourceDocument
from kb.model.tags import Reading, Tag
from kb.services import KnowledgeBase
from kb.store import Session
from kb.store.reviews import Reviews

MAKE = Callable[..., Any]


def hold(session: Session, work: Work, text: LegalText, tags: list[Tag], version: str = "2020-01-01") -> str:
    """Store a text of a work as if it had been read from a file."""
    from pathlib import Path

    sha256 = (work.id + version + (text.language or "")).encode().hex()[-64:].rjust(64, "0")
    session.works.put(work)
    session.texts.put_file(
        SourceDocument(Path("law.md"), sha256, 1, "text/markdown"),
        outcome="ok",
        parser="1",
        pages=1,
        quality={},
        issues=(),
    )
    expression = Expression(
        id=f"{work.id}/{text.language}@{version}",
        work=work.id,
        language=text.language,
        version=version,
        title=work.title,
        text_state="as-enacted",
        sha256=sha256,
        source_name="law.md",
        pages=1,
        quality={},
        issues=(),
        metadata={},
        declared={},
        stored_at="2026-10-03T10:00:00Z",
    )
    session.texts.put(expression, text, tags)
    return expression.id


@pytest.fixture
def two_countries(knowledge_base: KnowledgeBase, legal_text: MAKE, theme_tag: MAKE) -> KnowledgeBase:
    text = legal_text(
        ("art_1", "Art. 1", "Objet", "La présente loi définit l'économie sociale."),
        ("art_2", "Art. 2", None, "Les excédents sont affectés à une réserve impartageable."),
        ("art_3", "Art. 3", None, "Les réserves ne sont pas distribuées aux membres."),
    )
    with knowledge_base.store.write() as session:
        tags = [
            theme_tag(text, "art_1", "scope-definition"),
            theme_tag(text, "art_2", "entities-profit-assets", score=0.6),
            theme_tag(text, "art_3", "entities-profit-assets", status="accepted", score=0.5),
        ]
        hold(session, Work("/akn/fr/act/2014/1", "FR", "Loi 1", language="fr"), text, tags)
        session.works.put(Work("/akn/uy/act/2019/19848", "UY", "Ley 19848", official_url="https://www.impo.com.uy/"))
        session.works.put(Work("/akn/pt/act/2013/30", "PT", "Lei 30/2013"))
        law, themes = "/akn/uy/act/2019/19848", ["entities-profit-assets", "scope-principles"]
        read = [
            Reading(law, "themes", themes[0], themes, ("4",)),
            Reading(law, "answer", "entities-profit-assets.q3", 5, ("4", "7")),
        ]
        session.readings.replace(law, read)
    return knowledge_base


def test_states_of_cells(two_countries: KnowledgeBase) -> None:
    with two_countries.store.read() as session:
        matrix = theme_matrix(session, ["entities-profit-assets", "support-tax"], ["FR", "UY", "PT", "KE"])
    profit = {c.code: matrix.cell("entities-profit-assets", c.code) for c in matrix.columns}
    assert profit["FR"].state == "reviewed"
    assert [(e.num, e.state) for e in profit["FR"].entries] == [("Art. 3", "reviewed"), ("Art. 2", "suggested")]
    assert profit["FR"].entries[0].text == "Les réserves ne sont pas distribuées aux membres."
    assert profit["UY"].state == "read"
    assert profit["UY"].entries[0].num == "4" and profit["UY"].entries[0].official_url == "https://www.impo.com.uy/"
    assert profit["PT"].state == "no-text"
    assert profit["KE"].state == "not-searched"
    tax = matrix.cell("support-tax", "FR")
    assert (tax.state, tax.searched_on, tax.entries) == ("none-found", "2026-10-03", ())


def test_answers_carry_their_value(two_countries: KnowledgeBase) -> None:
    with two_countries.store.read() as session:
        matrix = answer_matrix(session, ["entities-profit-assets.q3"], ["UY"])
    entry = matrix.cells[0][0].entries[0]
    assert (entry.value, entry.num, entry.text) == (5, "4, 7", "")


def test_rejected_tags_are_not_shown(two_countries: KnowledgeBase) -> None:
    with two_countries.store.write() as session:
        for stored in session.texts.tagged("theme", "entities-profit-assets"):
            Reviews(session.connection).decide(stored.id, "rejected", "a person")
    with two_countries.store.read() as session:
        assert theme_matrix(session, ["entities-profit-assets"], ["FR"]).cells[0][0].state == "none-found"


def test_a_reading_joins_the_provision_it_is_attached_to(two_countries: KnowledgeBase, legal_text: MAKE) -> None:
    text = legal_text(("art_4", "Art. 4", None, "La reserva es irrepartible."), language="es")
    with two_countries.store.write() as session:
        hold(session, session.works.get("/akn/uy/act/2019/19848"), text, [])
        for reading in session.readings.find(kind="themes"):
            session.readings.attach(reading, ["art_4"], "agrees")
    with two_countries.store.read() as session:
        entry = theme_matrix(session, ["scope-principles"], ["UY"]).cells[0][0].entries[0]
    assert (entry.state, entry.eid, entry.text) == ("read", "art_4", "La reserva es irrepartible.")
    assert entry.reading is not None and entry.reading.check == "agrees"


def test_only_the_current_version_is_compared(two_countries: KnowledgeBase, legal_text: MAKE, theme_tag: MAKE) -> None:
    newer = legal_text(("art_2", "Art. 2", None, "Les excédents vont à une réserve légale."))
    with two_countries.store.write() as session:
        work = session.works.get("/akn/fr/act/2014/1")
        hold(session, work, newer, [theme_tag(newer, "art_2", "entities-profit-assets")], version="2024-05-01")
    with two_countries.store.read() as session:
        cell = theme_matrix(session, ["entities-profit-assets"], ["FR"]).cells[0][0]
    assert [entry.text for entry in cell.entries] == ["Les excédents vont à une réserve légale."]


def test_countries_are_those_with_a_text_or_a_reading(two_countries: KnowledgeBase) -> None:
    with two_countries.store.read() as session:
        assert countries_with_something(session) == ["FR", "UY"]
