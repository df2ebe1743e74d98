"""Who may do what: one table of actions and people, walked through the pages and through the API.

A row says for each person what the answer is: ok (the action may be taken: 2xx, 3xx, or 4xx about its contents), no
(403), hidden (404: not even its existence is told), in (to the sign-in form, 401 on the API).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from kb.assemble import open_knowledge_base
from kb.model.people import Person
from kb.services import KnowledgeBase, deciding, inviting, people, submitting
from kb.settings import Settings
from web import create_app

HASHED = PasswordHasher(time_cost=1, memory_cost=8192).hash("correct horse battery")
PEOPLE = {
    "own": ("contact-point", "france"),
    "colleague": ("contact-point", "france"),
    "foreign": ("contact-point", "morocco"),
    "secretariat": ("secretariat", None),
    "presidency": ("presidency", None),
    "expert": ("expert", None),
    "reader": ("reader", None),
    "administrator": ("administrator", None),
}
ORDER = (*PEOPLE, "stranger")
#                                   own      colleague foreign  secretariat presidency expert  reader  admin    stranger
PAGES: dict[str, tuple[str, ...]] = {
    "GET /fr/submissions/":         ("ok",    "ok",    "ok",     "ok",       "ok",     "ok",    "ok",    "ok",    "in"),
    "GET /fr/submissions/new":      ("ok",    "ok",    "ok",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "POST /fr/submissions/new":     ("ok",    "ok",    "ok",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "GET /fr/submissions/needed":   ("ok",    "ok",    "ok",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "GET {page}":                   ("ok",    "ok",    "hidden", "ok",       "ok",     "hidden", "hidden", "ok",  "in"),
    "GET {page}/history.json":      ("ok",    "ok",    "hidden", "ok",       "ok",     "hidden", "hidden", "ok",  "in"),
    "POST {page}/send":             ("ok",    "no",    "hidden", "no",       "no",     "hidden", "hidden", "no",  "in"),
    "POST {page}/withdraw":         ("ok",    "no",    "hidden", "no",       "no",     "hidden", "hidden", "no",  "in"),
    "POST {page}/confirm":          ("ok",    "no",    "hidden", "no",       "no",     "hidden", "hidden", "no",  "in"),
    "POST {page}/answer":           ("ok",    "no",    "hidden", "no",       "no",     "hidden", "hidden", "no",  "in"),
    "POST {page}/file":             ("ok",    "no",    "hidden", "no",       "no",     "hidden", "hidden", "no",  "in"),
    "POST {page}/decide":           ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "POST {page}/edit":             ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "POST {page}/ask":              ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "POST {page}/assign":           ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "no",    "in"),
    "GET /fr/people/":              ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "ok",    "in"),
    "POST /fr/people/":             ("no",    "no",    "no",     "ok",       "no",     "no",    "no",    "ok",    "in"),
    "GET /fr/people/1":             ("no",    "no",    "no",     "no",       "no",     "no",    "no",    "ok",    "in"),
    "POST /fr/people/1":            ("no",    "no",    "no",     "no",       "no",     "no",    "no",    "ok",    "in"),
    "GET /fr/directory/":           ("ok",    "ok",    "ok",     "ok",       "ok",     "ok",    "no",    "ok",    "in"),
    "GET /fr/account/":             ("ok",    "ok",    "ok",     "ok",       "ok",     "ok",    "ok",    "ok",    "in"),
    "GET /fr/account/data":         ("ok",    "ok",    "ok",     "ok",       "ok",     "ok",    "ok",    "ok",    "in"),
}  # fmt: skip
API: dict[str, tuple[str, ...]] = {
    "GET /api/v1/submissions":                ("ok", "ok", "ok",     "ok", "ok", "ok",     "ok",     "ok", "in"),
    "POST /api/v1/submissions":               ("ok", "ok", "ok",     "ok", "no", "no",     "no",     "no", "in"),
    "GET /api/v1/submissions/{id}":           ("ok", "ok", "hidden", "ok", "ok", "hidden", "hidden", "ok", "in"),
    "POST /api/v1/submissions/{id}/send":     ("ok", "no", "hidden", "no", "no", "hidden", "hidden", "no", "in"),
    "POST /api/v1/submissions/{id}/withdraw": ("ok", "no", "hidden", "no", "no", "hidden", "hidden", "no", "in"),
    "POST /api/v1/submissions/{id}/confirm":  ("ok", "no", "hidden", "no", "no", "hidden", "hidden", "no", "in"),
    "POST /api/v1/submissions/{id}/decide":   ("no", "no", "no",     "ok", "no", "no",     "no",     "no", "in"),
    "POST /api/v1/submissions/{id}/edit":     ("no", "no", "no",     "ok", "no", "no",     "no",     "no", "in"),
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """A site with one submission of France in it, and a key for each person."""

    app: Flask
    kb: KnowledgeBase
    submission: str
    request: int
    people: dict[str, Person]
    keys: dict[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSELEX_HOME", str(tmp_path_factory.mktemp("house") / "home"))
        kb = open_knowledge_base(Settings.load())
    known, shown = {}, {}
    for name, (role, organisation) in PEOPLE.items():
        person = people.add(kb, f"{name}@example.org", name.capitalize(), role, organisation=organisation)
        with kb.store.write() as session:
            session.people.set_password(person.id, HASHED)
        known[name], shown[name] = person, inviting.make_key(kb, person, "api", "test")
    said = {"kind": "new-text", "title": "Loi", "jurisdiction": "FR"}
    made = submitting.receive(kb, known["own"], said)
    sent = submitting.send(kb, known["own"], made.id, said, revision=made.revision)
    asked = deciding.ask(kb, known["secretariat"], sent.id, "title", "?")
    yield House(create_app(kb), kb, sent.id, asked.id, known, shown)
    kb.close()


def signed_in(house: House, name: str) -> FlaskClient:
    """A browser with a session of this person, as the sign-in would have made it."""
    client = house.app.test_client()
    if name != "stranger":
        with client.session_transaction() as session:
            person = house.people[name].id
            session.update(person=person, mark=people.session_mark(house.kb, person), since=10**11)
    return client


def outcome(status: int, location: str) -> str:
    if status == 401 or (status == 303 and "/account/sign-in" in location):
        return "in"
    return {403: "no", 404: "hidden"}.get(status, "ok" if status < 500 else f"fault {status}")


def token(client: FlaskClient) -> str:
    page = client.get("/fr/account/forgotten").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("action", PAGES)
def test_pages(house: House, action: str) -> None:
    method, _, path = action.partition(" ")
    path = path.replace("{page}", f"/fr/submissions/{house.submission}")
    found = []
    for name in ORDER:
        client = signed_in(house, name)
        if method == "GET":
            answer = client.get(path, buffered=True)
        else:
            # An old revision: whoever may act is told of it (409), and nothing changes for the next one.
            said = {"csrf_token": token(client), "revision": "1", "request": str(house.request), "agreed": "yes"}
            said |= {"kind": "nonsense", "role": "expert", "to": "accepted", "words": "", "field": "title"}
            answer = client.post(path, data=_form(path, said))
        found.append(outcome(answer.status_code, answer.headers.get("Location", "")))
    assert tuple(found) == PAGES[action], dict(zip(ORDER, found, strict=True))


@pytest.mark.parametrize("action", API)
def test_api(house: House, action: str) -> None:
    method, _, path = action.partition(" ")
    path = path.replace("{id}", house.submission)
    found = []
    for name in ORDER:
        shown = {"Authorization": f"Bearer {house.keys[name]}"} if name in house.keys else {}
        client = house.app.test_client()
        said = {"revision": 1, "agreed": True, "to": "accepted", "metadata": {"kind": "new-text", "title": "x"}}
        if path.endswith(("/send", "/edit")):
            said["metadata"] = {"kind": "new-text", "title": "x", "jurisdiction": "FR"}
        answer = client.get(path, headers=shown) if method == "GET" else client.post(path, json=said, headers=shown)
        found.append(outcome(answer.status_code, ""))
    assert tuple(found) == API[action], dict(zip(ORDER, found, strict=True))


def test_every_page_that_changes_something_asks_for_a_token(house: House) -> None:
    client = signed_in(house, "administrator")
    tried = 0
    for rule in house.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(("/api/", "/oai")):
            continue
        path = re.sub(r"<any\([^>]*>", "fr", rule.rule)
        path = re.sub(r"<int:[^>]+>", "1", path)
        path = re.sub(r"<[^>]+>", "x", path)
        answer = client.post(path, data={})
        tried += 1
        assert answer.status_code == 400, (path, answer.status_code)
    assert tried > 25


def _form(path: str, said: dict[str, object]) -> dict[str, object]:
    from io import BytesIO

    if path.endswith("/file"):
        said["file"] = (BytesIO(b"x"), "a.txt")
    return said
