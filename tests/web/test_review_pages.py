"""Tags reviewed through the pages, without script: who may, what a decision does, nobody overwrites another."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from kb.model.law import Expression, LegalText, Work
from kb.model.source import SourceDocument
from kb.model.tags import Tag
from kb.services import KnowledgeBase, people, reviewing
from kb.services.reviewing import Wanted
from web import create_app

PASSWORD = "correct horse battery"
Visit = Callable[[str], FlaskClient]


@pytest.fixture
def expression(
    knowledge_base: KnowledgeBase, legal_text: Callable[..., LegalText], theme_tag: Callable[..., Tag]
) -> str:
    """A held law with two suggested themes."""
    from pathlib import Path

    work = Work("/akn/fr/act/2020-01-02/7", "FR", "Loi n° 7", "framework-law", "7", "fr", date_adopted="2020-01-02")
    text = legal_text(
        ("art_1", "Article 1", None, "La présente loi définit l’économie sociale & solidaire."),
        ("art_2", "Article 2", None, "La réserve est impartageable."),
    )
    held = Expression(
        f"{work.id}/fra@2020-01-02", work.id, "fr", "2020-01-02", work.title, "as-enacted", "0" * 64, "law.md", 1, {},
        (), {}, {}, "2026-10-03T10:00:00Z",
    )  # fmt: skip
    with knowledge_base.store.write() as session:
        session.works.put(work)
        session.texts.put_file(
            SourceDocument(Path("law.md"), "0" * 64, 1, "text/markdown"),
            outcome="ok", parser="1", pages=1, quality={}, issues=(),
        )  # fmt: skip
        tags = [theme_tag(text, "art_1", "scope-definition"), theme_tag(text, "art_2", "entities-profit-assets")]
        session.texts.put(held, text, tags)
    return held.id


@pytest.fixture
def visit(knowledge_base: KnowledgeBase, expression: str) -> Visit:
    """Opens a browser in which a person of the role is signed in."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    app = create_app(knowledge_base)
    with knowledge_base.store.write() as session:
        for role in ("expert", "secretariat", "reader"):
            session.people.add(f"{role}@example.org", role, role, None, hashed)

    def enter(role: str) -> FlaskClient:
        client = app.test_client()
        form = client.get("/fr/account/sign-in").get_data(as_text=True)
        answer = client.post(
            "/fr/account/sign-in",
            data={"email": f"{role}@example.org", "password": PASSWORD, "next": "", "csrf_token": token(form)},
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    return enter


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def forms(page: str) -> dict[str, tuple[str, dict[str, str]]]:
    """decision → (address, fields) of the first card's forms."""
    found = {}
    for action, body in re.findall(r'<form [^>]*action="([^"]+)">(.*?)</form>', page, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
        if "decision" in fields:
            found.setdefault(fields["decision"], (action, {k: html.unescape(v) for k, v in fields.items()}))
    return found


def test_only_who_may_decide_sees_the_page(knowledge_base: KnowledgeBase, visit: Visit) -> None:
    nobody = create_app(knowledge_base).test_client().get("/fr/review/")
    assert nobody.status_code == 303 and "sign-in" in nobody.headers["Location"]
    assert visit("reader").get("/fr/review/").status_code == 403
    for language in ("fr", "en", "es"):
        assert visit("expert").get(f"/{language}/review/").status_code == 200


def test_a_tag_is_accepted_and_the_decision_taken_back_with_buttons_alone(
    knowledge_base: KnowledgeBase, visit: Visit
) -> None:
    client = visit("expert")
    page = client.get("/fr/review/?kind=theme").get_data(as_text=True)
    assert page.count('class="review-card"') == 2 and "<mark>" in page
    address, fields = forms(page)["accepted"]
    answer = client.post(address, data=fields)
    assert answer.status_code == 303 and "kind=theme" in answer.headers["Location"]
    after = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert after.count('class="review-card"') == 1
    address, fields = forms(after)["suggested"]
    client.post(address, data=fields)
    again = client.get("/fr/review/?kind=theme").get_data(as_text=True)
    assert again.count('class="review-card"') == 2
    (first, _), _count = reviewing.waiting(knowledge_base, Wanted())
    assert [(step.status, step.person) for step in first.history] == [
        ("accepted", "expert@example.org"), ("suggested", "expert@example.org")
    ]  # fmt: skip
    alone = client.get(f"/fr/review/{first.stored.id}").get_data(as_text=True)
    assert alone.count("expert@example.org") >= 2 and "<time" in alone


def test_nobody_overwrites_another_unseen(visit: Visit) -> None:
    one, other = visit("expert"), visit("secretariat")
    address, fields = forms(one.get("/fr/review/").get_data(as_text=True))["accepted"]
    theirs = forms(other.get("/fr/review/").get_data(as_text=True))["rejected"][1]
    assert one.post(address, data=fields).status_code == 303
    assert other.post(address, data=theirs).status_code == 409
    assert one.post(address, data={**fields, "csrf_token": "x"}).status_code == 400
    assert one.post(address, data={**fields, "decision": "perhaps"}).status_code == 400


def test_a_person_adds_a_theme_and_an_answer_to_a_provision(
    knowledge_base: KnowledgeBase, visit: Visit, expression: str
) -> None:
    client, place = visit("expert"), f"/fr/review/text/{expression.removeprefix('/akn/')}~art_2"
    page = client.get(place).get_data(as_text=True)
    said = {"csrf_token": token(page), "kind": "theme", "label": "entities-governance", "quote": "impartageable"}
    assert client.post(place, data=said).status_code == 303
    answer = {**said, "kind": "answer", "label": "entities-profit-assets.q1", "quote": "La réserve"}
    assert client.post(place, data={**answer, "value": "many"}).status_code == 400
    assert client.post(place, data={**said, "label": "support-tax", "quote": "mots absents"}).status_code == 400
    tags = reviewing.of_provision(knowledge_base, expression, "art_2").tags
    (added,) = (one.stored for one in tags if one.stored.tag.status == "added")
    assert (added.tag.label, added.tag.evidence.quote) == ("entities-governance", "impartageable")
    assert client.get("/fr/review/?status=added").get_data(as_text=True).count('class="review-card"') == 1
    assert client.get(f"{place[:-1]}9").status_code == 404


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        ("scope-definition.q3", "yes", True),
        ("scope-principles.q1", "solidarity; autonomy", ["solidarity", "autonomy"]),
        ("scope-definition.q2", "hybrid", "hybrid"),
        ("entities-profit-assets.q2", "33,5 %", 33.5),
        ("entities-governance.q2", "10000", 10000),
        ("entities-profit-assets.q2", "0.125", 0.125),
    ],
)
def test_words_become_typed_answers(question: str, words: str, value: object) -> None:
    assert reviewing.typed_answer(question, words) == value


def test_people_are_told_what_an_answer_must_be(knowledge_base: KnowledgeBase) -> None:
    from kb.errors import BadRequest

    wrong = [("scope-definition.q3", "perhaps"), ("scope-definition.q2", "both"), ("none.q1", "yes")]
    numbers = ("10,000", "10.000", "nan", "inf", "1e3", "ten", "")
    for question, words in [*wrong, *(("entities-governance.q2", words) for words in numbers)]:
        with pytest.raises(BadRequest):
            reviewing.typed_answer(question, words)
    assert people.everybody(knowledge_base) == []
