"""The workshop of the guide through its pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.guide.draft import draft
from kb.model.law import Expression, LegalText, Work
from kb.model.source import SourceDocument
from kb.model.tags import Tag
from kb.services import KnowledgeBase, people
from web import create_app
from web.throttle import Throttle
from web.views import account

PASSWORD = "correct horse battery"
PLACE = "/fr/guide/first/write/scope-definition"
"""The chapter that the tests work on."""


@pytest.fixture
def expression(
    knowledge_base: KnowledgeBase, legal_text: Callable[..., LegalText], theme_tag: Callable[..., Tag]
) -> str:
    """A law is held, and a guide drafted from it."""
    from pathlib import Path

    work = Work("/akn/xa/act/2020/7", "XA", "Loi n° 7", "framework-law", "7", "fr", date_adopted="2020-01-02",
                specimen=True)  # fmt: skip
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
        source = SourceDocument(Path("law.md"), "0" * 64, 1, "text/markdown")
        session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={}, issues=())
        session.texts.put(held, text, [theme_tag(text, "art_1", "scope-definition")])
    draft(knowledge_base.store, "first", person="sol@example.org")
    return held.id


@pytest.fixture
def visit(
    knowledge_base: KnowledgeBase, expression: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str | None], FlaskClient]:
    """Opens a browser in which the person of a role is signed in."""
    monkeypatch.setattr(account, "throttle", Throttle())
    hashed = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    for role in ("secretariat", "expert", "presidency", "reader"):
        person = people.add(knowledge_base, f"{role}@example.org", role, role)
        with knowledge_base.store.write() as session:
            session.people.set_password(person.id, hashed)
    app = create_app(knowledge_base)

    def opened(role: str | None) -> FlaskClient:
        client = app.test_client()
        if role is not None:
            send(client, "/fr/account/sign-in", "/fr/account/sign-in", email=f"{role}@example.org", password=PASSWORD)
        return client

    return opened


def send(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """Open `page` and send its form of `action`."""
    found = client.get(page).get_data(as_text=True)
    form = next(part for part in found.split("<form")[1:] if f'action="{action}"' in part).split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)"[^>]*value="([^"]*)"', form))
    return client.post(action, data={**{k: html.unescape(v) for k, v in hidden.items()}, **fields})


def section(client: FlaskClient, kind: str) -> str:
    """The id of the first section of a kind (its heading) in the chapter."""
    page = client.get(PLACE + "?format=json").get_json()
    return str(next(found["id"] for found in page["sections"] if found["kind"] == kind))


@pytest.mark.parametrize("role", ["reader", None])
def test_the_workshop_is_for_those_who_work_on_the_guide(
    visit: Callable[[str | None], FlaskClient], role: str | None
) -> None:
    assert visit(role).get(PLACE).status_code == (403 if role else 303)


def test_the_secretariat_writes_and_someone_who_comes_late_keeps_their_words(
    visit: Callable[[str], FlaskClient],
) -> None:
    first, second = visit("secretariat"), visit("secretariat")
    name = section(first, "commentary")
    action = f"{PLACE}/{name}/text"
    stale = re.findall(r'name="revision" value="(\d+)"', second.get(PLACE).get_data(as_text=True))[0]
    assert send(first, PLACE, action, language="fr", markdown="Le texte du matin.").status_code == 303
    assert "Le texte du matin." in first.get(PLACE).get_data(as_text=True)
    late = send(second, PLACE, action, language="fr", markdown="Le texte <du> soir.", revision=stale)
    words = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Le texte du matin." in words and "Le texte &lt;du&gt; soir." in words
    assert "Le texte <du> soir." not in words


def test_an_expert_suggests_and_the_secretariat_accepts(visit: Callable[[str], FlaskClient]) -> None:
    expert, sol = visit("expert"), visit("secretariat")
    name = section(expert, "commentary")
    assert f'action="{PLACE}/{name}/text"' not in expert.get(PLACE).get_data(as_text=True)
    send(
        expert, PLACE, f"{PLACE}/{name}/remark", words="Plus simple", replacement="Un texte plus simple.", language="fr"
    )
    assert "Plus simple" in sol.get(PLACE).get_data(as_text=True)
    assert send(sol, PLACE, f"{PLACE}/{name}/answer", accept="yes").status_code == 303
    assert "Un texte plus simple.</textarea>" in sol.get(PLACE).get_data(as_text=True)
    history = sol.get("/fr/guide/first/write/history").get_data(as_text=True)
    assert "Suggestion acceptée" in history and "secretariat@example.org" in history


def test_a_provision_is_pinned_in_the_chapter_of_its_theme_and_taken_out_again(
    visit: Callable[[str], FlaskClient], expression: str
) -> None:
    sol = visit("secretariat")
    page = f"/fr/guide/pin?expression={expression}&provision=art_2"
    assert "La réserve est impartageable." in sol.get(page).get_data(as_text=True)
    assert send(sol, page, "/fr/guide/pin", place="first~1~scope-definition").status_code == 303
    found = sol.get(PLACE + "?format=json").get_json()["sections"][-1]
    assert (found["provision"], found["quote"]) == ("art_2", "La réserve est impartageable.")
    action = f"{PLACE}/{found['id']}/change"
    assert send(sol, PLACE, action, what="up").status_code == 303
    assert send(sol, PLACE, action, what="remove").status_code == 303
    assert found["id"] not in sol.get(PLACE).get_data(as_text=True)
    assert send(sol, page, "/fr/guide/pin", place="first~1~scope-definition").status_code == 409


def test_the_steps_lead_to_a_published_edition(visit: Callable[[str], FlaskClient]) -> None:
    sol, chair, step = visit("secretariat"), visit("presidency"), "/fr/guide/first/write/step"
    assert send(sol, PLACE, step, state="in-review").status_code == 303
    assert "Adopter</button>" not in sol.get(PLACE).get_data(as_text=True)
    assert send(chair, PLACE, step, state="adopted").status_code == 303
    assert send(sol, PLACE, step, state="published").status_code == 303
    page = sol.get("/fr/guide/first/1/").get_data(as_text=True)
    assert "Publié" in page and "non adopté" not in page
