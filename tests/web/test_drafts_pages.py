"""A private draft through the pages: handed in, read, beside the law, erased; hidden from everybody else."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingest.worker import Worker
from kb.services import KnowledgeBase, people
from web import create_app

PASSWORD = "correct horse battery"
BILL = """PROJET DE LOI relatif à l'économie sociale et solidaire

Article 1er
La présente loi définit l'économie sociale et solidaire comme un mode d'entreprendre.

Article 2
La réserve légale des coopératives est impartageable et ne peut être distribuée aux associés.
"""


@pytest.fixture
def visit(knowledge_base: KnowledgeBase) -> Callable[[str], FlaskClient]:
    """Opens browsers in which one of two people is signed in."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    for name, role in (("ana", "reader"), ("sol", "administrator")):
        person = people.add(knowledge_base, f"{name}@example.org", name.capitalize(), role)
        with knowledge_base.store.write() as session:
            session.people.set_password(person.id, hashed)
    app = create_app(knowledge_base)

    def opened(name: str) -> FlaskClient:
        client = app.test_client()
        token = _token(client, "/fr/account/sign-in")
        fields = {"csrf_token": token, "email": f"{name}@example.org", "password": PASSWORD}
        assert client.post("/fr/account/sign-in", data=fields).status_code in (302, 303)
        return client

    return opened


def _token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', client.get(page).get_data(as_text=True))
    assert found
    return html.unescape(found[1])


def hand_in(client: FlaskClient, words: bytes = BILL.encode(), name: str = "projet.txt") -> TestResponse:
    fields = {"csrf_token": _token(client, "/fr/drafts/"), "file": (BytesIO(words), name)}
    return client.post("/fr/drafts/", data=fields)


def test_a_draft_from_the_form_to_its_end(visit: Callable[[str], FlaskClient], knowledge_base: KnowledgeBase) -> None:
    ana = visit("ana")
    sent = hand_in(ana)
    assert sent.status_code == 303
    page = sent.headers["Location"]
    assert "attend d’être lu" in ana.get(page).get_data(as_text=True)
    Worker(knowledge_base, "test", say=lambda said: None).run(once=True)
    read = ana.get(page)
    words = read.get_data(as_text=True)
    assert "2 articles lus" in words and "impartageable" in words
    assert read.headers["Cache-Control"] == "private, no-store" and "noindex" in read.headers["X-Robots-Tag"]
    near = re.search(r'href="(/fr/drafts/[^"]+/near/art_2)"', words)
    assert near

    for path in (page, near[1], page.replace("/fr/", "/en/")):
        assert visit("sol").get(path).status_code == 404, "not even who runs the site"
        away = ana.application.test_client().get(path)
        assert away.status_code in (302, 303) and "sign-in" in away.headers["Location"]
    assert visit("sol").post(f"{page}/erase", data={"csrf_token": _token(ana, page)}).status_code >= 400

    done = ana.post(f"{page}/erase", data={"csrf_token": _token(ana, page)})
    assert done.status_code == 303 and ana.get(page).status_code == 404
    assert "projet.txt" not in ana.get("/fr/drafts/").get_data(as_text=True)


def test_what_cannot_be_a_draft_is_said(visit: Callable[[str], FlaskClient], knowledge_base: KnowledgeBase) -> None:
    ana = visit("ana")
    assert hand_in(ana, b"").status_code >= 400
    empty = ana.post("/fr/drafts/", data={"csrf_token": _token(ana, "/fr/drafts/")})
    assert empty.status_code == 400 and "Choisissez un fichier." in empty.get_data(as_text=True)
    page = hand_in(ana, b"%PDF-1.7 nothing", "projet.pdf").headers["Location"]
    Worker(knowledge_base, "test", say=lambda said: None).run(once=True)
    assert "n’a pas pu être lu" in ana.get(page).get_data(as_text=True)
    assert ana.post("/fr/drafts/", data={}).status_code == 400, "without the token of the form"
