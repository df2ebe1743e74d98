"""Readings meet a held text: attached to its provisions, compared with its tags, contradictions told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.catalogue import attach_readings, load_catalogue, load_readings
from kb.catalogue.attaching import same_answer
from kb.catalogue.rows import CATALOGUE
from kb.model.law import Expression, LegalText, Provision
from kb.model.source import SourceDocument
from kb.model.tags import Evidence, Tag
from kb.resources import rows
from kb.store import Session, Store
from kb.store.database import Database
from kb.store.reviews import Reviews

ANSWERS = [
    ("entities-governance.q2", "3", "2"),
    ("entities-governance.q1", "mandatory", "1er"),
    ("scope-definition.q3", "true", "40"),
    ("support-finance.q1", "true", "Disposición final segunda"),
]
THEMES = [
    ("1", "scope-definition|scope-principles"),
    ("2", "entities-governance"),
    ("5 bis", "support-tax"),
    ("Disposición final segunda", "support-finance"),
    ("83", "international-implementation"),
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    database.migrate()
    with Store(database).write() as session:
        load_catalogue(session, [row for row in rows(CATALOGUE) if row["id"] == "es-5-2011"])
        load_readings(session, *readings_of("es-5-2011"))
        yield session
    database.close()


def readings_of(text: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    answers = [{"text": text, "question": q, "value": v, "provisions": p, "readers": "1"} for q, v, p in ANSWERS]
    themes = [{"text": text, "provision": p, "themes": t, "whole": "yes"} for p, t in THEMES]
    return answers, themes


def hold(session: Session, tags: list[tuple[str, str, str, Any]], version: str = "2011-03-30") -> str:
    """Store a text of the work with five provisions and these tags: (kind, label, eid, value)."""
    work = session.works.by_alias("catalogue", "es-5-2011")
    assert work is not None
    numbers = [
        ("art_1", "article", "Artículo 1"),
        ("art_2", "article", "Artículo 2."),
        ("art_5bis", "article", "Artículo 5 bis"),
        ("final_2", "final", "Segunda"),
        ("annex_1__art_1", "article", "Artículo 1"),
        ("art_83", "final", "Art. 83"),
    ]
    words = "Tres socios bastan."
    provisions = tuple(
        Provision(eid=eid, type=type_, num=num, heading=None, text=words, start=0, end=len(words), position=place)  # type: ignore[arg-type]
        for place, (eid, type_, num) in enumerate(numbers)
    )
    digest = version.replace("-", "").ljust(64, "0")
    source = SourceDocument(Path("ley.md"), digest, 10, "text/markdown")
    session.texts.put_file(source, outcome="ok", parser="t", pages=1, quality={}, issues=())
    expression = Expression(
        id=f"{work.id}/spa@{version}", work=work.id, language="es", version=version, title=work.title,
        text_state="consolidated", sha256=digest, source_name="ley.md", pages=1, quality={}, issues=(), metadata={},
        declared={}, stored_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    evidence = Evidence(None, 0, 4, "Tres", "reader 1")
    found = [Tag(kind, label, eid, evidence, 0.9, "", value) for kind, label, eid, value in tags]  # type: ignore[arg-type]
    session.texts.put(expression, LegalText("es", words, provisions), found)
    return expression.id


def checks(session: Session) -> dict[tuple[str, str], tuple[tuple[str, ...], str | None]]:
    return {(r.kind, "|".join(r.provisions)): (r.matched, r.check) for r in session.readings.find()}


def test_each_reading_finds_its_provision_and_is_compared(session: Session) -> None:
    expression = hold(
        session,
        [
            ("theme", "scope-principles", "art_1", None),
            ("theme", "partnership-procurement", "art_2", None),
            ("answer", "entities-governance.q2", "art_2", 3),
            ("answer", "entities-governance.q1", "art_1", "default"),
        ],
    )
    report = attach_readings(session, expression)
    found = checks(session)
    assert found["themes", "1"] == (("art_1",), "agrees")
    assert found["themes", "2"] == (("art_2",), "contradicts")
    assert found["themes", "5 bis"] == (("art_5bis",), "not checked")
    assert found["themes", "Disposición final segunda"] == (("final_2",), "not checked")
    assert found["themes", "83"] == (("art_83",), "not checked")
    assert found["answer", "2"] == (("art_2",), "agrees")
    assert found["answer", "1er"] == (("art_1",), "contradicts")
    assert found["answer", "40"] == ((), "not found")
    assert found["answer", "Disposición final segunda"] == (("final_2",), "not checked")
    assert (report.readings, report.agrees, report.contradicts, report.not_found, report.not_checked) == (9, 2, 2, 1, 4)


def test_each_contradiction_is_an_issue_that_names_article_and_both_values(session: Session) -> None:
    expression = hold(session, [("answer", "entities-governance.q1", "art_1", "default")])
    issues = attach_readings(session, expression).issues
    assert [issue.code for issue in issues] == ["reading-contradiction"]
    assert all(word in issues[0].message for word in ("1er", "entities-governance.q1", "mandatory", "default"))


def test_what_a_person_decided_goes_before_what_was_suggested(session: Session) -> None:
    expression = hold(
        session,
        [
            ("theme", "partnership-procurement", "art_2", None),
            ("theme", "entities-governance", "art_2", None),
        ],
    )
    wrong, right = session.texts.tags(expression, kind="theme")
    assert attach_readings(session, expression).contradicts == 0
    Reviews(session.connection).decide(right.id, "rejected", "expert")
    Reviews(session.connection).decide(wrong.id, "accepted", "expert")
    attach_readings(session, expression)
    assert checks(session)["themes", "2"] == (("art_2",), "contradicts")


def test_new_readings_of_a_held_text_are_attached_at_once(session: Session) -> None:
    hold(session, [("theme", "scope-principles", "art_1", None)])
    assert checks(session)["themes", "1"] == ((), None)
    answers, themes = readings_of("es-5-2011")
    load_readings(session, answers[1:], themes)
    assert checks(session)["themes", "1"] == (("art_1",), "agrees")
    assert ("answer", "2") not in checks(session)


def test_loading_the_same_readings_again_keeps_what_the_check_said(session: Session) -> None:
    expression = hold(session, [("theme", "scope-principles", "art_1", None)])
    attach_readings(session, expression)
    before = session.readings.find()
    load_readings(session, *readings_of("es-5-2011"))
    assert session.readings.find() == before


@pytest.mark.parametrize(
    ("question", "read", "found", "verdict"),
    [
        ("entities-governance.q2", 3, 3.0, True),
        ("entities-governance.q2", 3, 5, False),
        ("entities-governance.q2", 3, "some", None),
        ("scope-definition.q3", True, True, True),
        ("scope-definition.q3", True, False, False),
        ("support-finance.q2", ["donations"], ["donations", "state budget"], True),
        ("support-finance.q2", ["donations", "lottery"], ["donations", "state budget"], False),
        ("institutions-authority.q1", "Ministère de l'Économie", "ministère de l’économie", True),
        ("institutions-authority.q1", "Ministère de l'Économie", "ministère du Travail", None),
        ("international-implementation.q1", "2011-04-28", "2011-04", True),
        ("international-implementation.q1", "2011-04-28", "2012-04-28", False),
        ("no-such-question", 1, 1, None),
    ],
)
def test_answers_are_compared_as_their_question_types_them(
    question: str, read: Any, found: Any, verdict: bool | None
) -> None:
    assert same_answer(question, read, found) is verdict
