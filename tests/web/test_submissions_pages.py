"""Signing in, handing in, confirming and deciding, through the pages."""

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
from kb.services import KnowledgeBase, guessing, people
from web import create_app, entering

PASSWORD = "correct horse battery"
HASHED = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
LAW = """LOI n° 2020-7 du 2 janvier 2020 relative à l'économie sociale et solidaire

Article 1er
L'économie sociale et solidaire est un mode d'entreprendre auquel adhèrent des personnes morales.

Article 2
La réserve impartageable des coopératives ne peut être distribuée aux associés.
"""
TROUBLE = '<script>alert("x")</script>.txt'


class Visitor:
    """A browser without scripts: keeps cookies, fills the form token in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, buffered=True)

    def post(self, page: str, action: str, **fields: object) -> TestResponse:
        """Open `page`, then send the form of `action` with its hidden fields."""
        found = self.get(page).get_data(as_text=True)
        form = next(part for part in found.split("<form")[1:] if f'action="{action}"' in part)
        hidden = dict(re.findall(r'name="(csrf_token|revision|next)"[^>]*value="([^"]*)"', form.split("</form>")[0]))
        return self.client.post(action, data={**{k: html.unescape(v) for k, v in hidden.items()}, **fields})

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/fr/account/sign-in", "/fr/account/sign-in", email=email, password=password)


@pytest.fixture
def visit(knowledge_base: KnowledgeBase) -> Callable[[], Visitor]:
    """Opens browsers on a site with a contact point of France and of Morocco, and the secretariat."""
    for name, role, organisation in [
        ("ana", "contact-point", "france"), ("mo", "contact-point", "morocco"), ("sol", "secretariat", None),
        ("rea", "reader", None),
    ]:  # fmt: skip
        email = f"{name}@example.org"
        person = people.add(knowledge_base, email, name.capitalize(), role, organisation=organisation)
        with knowledge_base.store.write() as session:
            session.people.set_password(person.id, HASHED)
    app = create_app(knowledge_base)
    return lambda: Visitor(app.test_client())


@pytest.fixture
def ana(visit: Callable[[], Visitor]) -> Visitor:
    visitor = visit()
    visitor.sign_in("ana@example.org")
    return visitor


def hand_in(visitor: Visitor, name: str = "loi.txt", **fields: object) -> str:
    """The address of the new submission's page."""
    answer = visitor.post(
        "/fr/submissions/new", "/fr/submissions/new",
        **{"kind": "new-text", "jurisdiction": "FR", "file": (BytesIO(LAW.encode()), name)} | fields,
    )  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_from_the_form_to_the_published_text(
    visit: Callable[[], Visitor], ana: Visitor, knowledge_base: KnowledgeBase
) -> None:
    page = hand_in(ana)
    waiting = ana.get(page).get_data(as_text=True)
    assert 'http-equiv="refresh"' in waiting and "reçu" in waiting
    Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    read = ana.get(page).get_data(as_text=True)
    assert "2 janvier 2020" in read and 'value="2020-7"' in read and 'http-equiv="refresh"' not in read
    sent = ana.post(
        page, f"{page}/send", kind="new-text", title="Loi sur l’ESS", jurisdiction="FR", language="fr", number="2020-7",
        date_adopted="2020-01-02", instrument="framework-law", status="in-force",
    )  # fmt: skip
    assert sent.status_code == 303
    sol = visit()
    sol.sign_in("sol@example.org")
    assert "Loi sur l’ESS" in sol.get("/fr/submissions/").get_data(as_text=True)
    assert sol.post(page, f"{page}/decide", to="accepted").status_code == 303
    Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    done = ana.get(page).get_data(as_text=True)
    assert "publié" in done and "sol@example.org" in done
    text = re.search(r'href="(/fr/akn/[^"]+)"', done)
    assert text and "réserve impartageable" in visit().get(text[1]).get_data(as_text=True)
    assert 'id="reason-withdraw" name="reason" rows="2" maxlength="1000"' in done
    refused = ana.post(page, f"{page}/withdraw", reason="x" * 1001)
    assert refused.status_code == 400 and "at most 1000 characters" in refused.get_data(as_text=True)
    assert visit().get(text[1]).status_code == 200 and "publié" in ana.get(page).get_data(as_text=True)


def test_each_language_has_the_pages(visit: Callable[[], Visitor], ana: Visitor) -> None:
    page = hand_in(ana)
    for language in ("fr", "en", "es"):
        for path in ("/submissions/", "/submissions/new", "/account/", page.removeprefix("/fr")):
            answer = ana.get(f"/{language}{path}")
            assert answer.status_code == 200 and f'<html lang="{language}"' in answer.get_data(as_text=True)


def test_who_is_not_signed_in_is_led_to_the_form_and_back(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    answer = visitor.get("/fr/submissions/new")
    assert answer.status_code == 303 and answer.headers["Location"] == "/fr/account/sign-in?next=/fr/submissions/new"
    action = "/fr/account/sign-in"
    done = visitor.post(answer.headers["Location"], action, email="ana@example.org", password=PASSWORD)
    assert done.headers["Location"] == "/fr/submissions/new"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_no_redirect_leaves_the_site(visit: Callable[[], Visitor], elsewhere: str) -> None:
    assert entering.inside(elsewhere) == ""
    visitor = visit()
    done = visitor.post(
        "/fr/account/sign-in", "/fr/account/sign-in", next=elsewhere, email="ana@example.org", password=PASSWORD
    )
    assert done.status_code == 303 and done.headers["Location"] == "/fr/submissions/"


def test_the_access_of_each_role(visit: Callable[[], Visitor], ana: Visitor) -> None:
    page = hand_in(ana)
    wanted = {"mo": (200, 200, 404), "sol": (200, 200, 200), "rea": (200, 403, 404)}
    for name, codes in wanted.items():
        visitor = visit()
        visitor.sign_in(f"{name}@example.org")
        paths = ("/fr/submissions/", "/fr/submissions/new", page)
        assert tuple(visitor.get(path).status_code for path in paths) == codes, name
        assert visitor.get(f"{page}/file").status_code == codes[2], name
    stranger = visit()
    for path in ("/fr/submissions/", "/fr/submissions/new", page, f"{page}/file", "/fr/account/"):
        assert stranger.get(path).status_code == 303


def test_what_others_may_not_do_is_refused_even_with_a_good_token(visit: Callable[[], Visitor], ana: Visitor) -> None:
    page = hand_in(ana)
    mo = visit()
    mo.sign_in("mo@example.org")
    token = re.search(r'name="csrf_token" value="([^"]+)"', mo.get("/fr/account/").get_data(as_text=True))
    assert token
    for action, fields in [("send", {}), ("withdraw", {}), ("decide", {"to": "accepted"})]:
        sent = {
            "csrf_token": token[1],
            "revision": "1",
            "kind": "new-text",
            "title": "x",
            "jurisdiction": "MA",
            **fields,
        }
        assert mo.client.post(f"{page}/{action}", data=sent).status_code in (403, 404), action


def test_a_form_without_token_changes_nothing(ana: Visitor, knowledge_base: KnowledgeBase) -> None:
    for path in ("/fr/submissions/new", "/fr/account/sign-out", "/fr/account/"):
        assert ana.client.post(path, data={"kind": "new-text"}).status_code == 400
    with knowledge_base.store.read() as session:
        assert session.submissions.find() == []
    assert ana.get("/fr/account/").status_code == 200


def test_a_new_session_begins_at_sign_in(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    with visitor.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    visitor.sign_in("ana@example.org")
    with visitor.client.session_transaction() as now:
        assert "planted" not in now and now["person"]
    assert visitor.post("/fr/account/", "/fr/account/sign-out").status_code == 303
    assert visitor.get("/fr/account/").status_code == 303


def test_a_session_ends_with_time_and_with_the_account(ana: Visitor, knowledge_base: KnowledgeBase) -> None:
    with ana.client.session_transaction() as session:
        session["since"] -= entering.LONGEST_SESSION + 1
    assert ana.get("/fr/account/").status_code == 303
    ana.sign_in("ana@example.org")
    assert ana.get("/fr/account/").status_code == 200
    people.set_active(knowledge_base, "ana@example.org", False)
    assert ana.get("/fr/account/").status_code == 303


def test_guesses_are_counted(visit: Callable[[], Visitor]) -> None:
    visitor = visit()
    codes = [visitor.sign_in("ana@example.org", f"wrong {n} wrong").status_code for n in range(10)]
    assert codes == [403] * 8 + [429] * 2
    assert visitor.sign_in("ana@example.org").status_code == 429
    assert visitor.sign_in("sol@example.org").status_code == 303


def test_processes_count_guesses_together_and_forget_them(
    visit: Callable[[], Visitor], knowledge_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second site over the same store stands for a second process."""
    first, second = visit(), Visitor(create_app(knowledge_base).test_client())
    for visitor in (first, second) * 4:
        assert visitor.sign_in("ana@example.org", "wrong").status_code == 403
    assert {one.sign_in("ana@example.org").status_code for one in (first, second)} == {429}
    monkeypatch.setattr(guessing, "WINDOW", 0)
    assert second.sign_in("ana@example.org").status_code == 303
    with knowledge_base.store.read() as session:
        kept = session.connection.exec_driver_sql("select count(*) from facts where name like 'guess:%'").scalar()
    assert kept == 0


def test_a_password_is_changed_and_other_sessions_end(visit: Callable[[], Visitor], ana: Visitor) -> None:
    other = visit()
    other.sign_in("ana@example.org")
    change = {"present": PASSWORD, "new": "another long one", "again": "another long one"}
    for wrong, code in [({"present": "no"}, 403), ({"again": "no"}, 400), ({"new": "short", "again": "short"}, 400)]:
        assert ana.post("/fr/account/", "/fr/account/", **change | wrong).status_code == code
    assert ana.post("/fr/account/", "/fr/account/", **change).status_code == 303
    assert ana.get("/fr/account/").status_code == 200
    assert other.get("/fr/account/").status_code == 303


def test_words_of_strangers_are_only_words(visit: Callable[[], Visitor], ana: Visitor) -> None:
    page = hand_in(ana, TROUBLE)
    bare = hand_in(ana, file=(BytesIO(b""), ""))
    evil = '"><img src=x onerror=alert(1)>'
    assert ana.post(bare, f"{bare}/send", kind="new-text", title=evil, jurisdiction="FR", note=evil).status_code == 303
    for path in (page, bare, "/fr/submissions/"):
        shown = ana.get(path).get_data(as_text=True)
        assert "<script>alert" not in shown and "<img src=x" not in shown
    got = ana.get(f"{page}/file")
    assert got.headers["Content-Disposition"].startswith("attachment") and got.mimetype == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff" and got.data == LAW.encode()


def test_mistakes_are_said_beside_the_field(ana: Visitor) -> None:
    page = hand_in(ana, file=(BytesIO(b""), ""))
    answer = ana.post(page, f"{page}/send", kind="new-text", title="", jurisdiction="FR", number="7")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "À remplir." in shown and 'value="7"' in shown
    answer = ana.post(page, f"{page}/send", kind="new-text", title="x", jurisdiction="FR", date_adopted="demain")
    assert answer.status_code == 400 and 'value="demain"' in answer.get_data(as_text=True)
    empty = ana.post("/fr/submissions/new", "/fr/submissions/new", kind="new-text", file=(BytesIO(b""), "a.pdf"))
    assert empty.status_code == 422 and "Le fichier est vide" in empty.get_data(as_text=True)


def test_an_old_page_does_not_overwrite(ana: Visitor) -> None:
    page = hand_in(ana, file=(BytesIO(b""), ""))
    fields = {"kind": "new-text", "title": "x", "jurisdiction": "FR"}
    shown = ana.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token
    old = {**fields, "csrf_token": token[1], "revision": "1"}
    assert ana.client.post(f"{page}/send", data=old).status_code == 303
    assert ana.client.post(f"{page}/withdraw", data=old).status_code == 409


def test_pages_are_json_too(ana: Visitor) -> None:
    page = hand_in(ana)
    found = ana.get(f"{page}?format=json").get_json()
    assert found["state"] == "received" and found["history"][0]["who"] == "ana@example.org"
    assert ana.get("/fr/submissions/?format=json").get_json()["lines"][0]["id"] == found["id"]
