"""Following a search: with an account on a page of one's own, without one as a feed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from kb.services import KnowledgeBase, alerts, people
from web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
ASKED = "q=cooperativas+registro&country=XB"


@pytest.fixture
def signed_in(stocked: KnowledgeBase, stocked_app: Flask) -> Iterator[FlaskClient]:
    """A browser in which a reader of her own is signed in; what she saved is gone afterwards."""
    person = next((p for p in people.everybody(stocked) if p.email == "follower@example.org"), None)
    if person is None:
        person = people.add(stocked, "follower@example.org", "Follower", "reader", password="correct horse battery")
    client = create_app(stocked).test_client()
    page = client.get("/fr/account/sign-in").get_data(as_text=True)
    fields = {"email": person.email, "password": "correct horse battery", "csrf_token": token(page)}
    assert client.post("/fr/account/sign-in", data=fields).status_code == 303
    yield client
    for search, _ in alerts.of_person(stocked, person):
        alerts.remove(stocked, person, search.id)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def entries(answer: Any) -> list[etree._Element]:
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    return etree.fromstring(answer.data).findall(f"{ATOM}entry")


def test_any_question_is_a_feed_without_an_account(reader: FlaskClient) -> None:
    for place in ("/fr/search", "/en/search", "/es/search"):
        page = reader.get(f"{place}?{ASKED}").get_data(as_text=True)
        assert f"{place}.atom?{html.escape(ASKED)}" in page
        found = entries(reader.get(f"{place}.atom?{ASKED}"))
        assert found
        names = [entry.findtext(f"{ATOM}id") for entry in found]
        assert len(set(names)) == len(names), "each wording once"
        moments = [entry.findtext(f"{ATOM}updated") or "" for entry in found]
        assert moments == sorted(moments, reverse=True)
        link = found[0].find(f"{ATOM}link")
        assert link is not None and reader.get(link.get("href", "").partition("8000")[2]).status_code == 200


@pytest.mark.parametrize("asked,status", [("", 400), ("q=NOT+x", 400), ("country=ZZ9&q=a", 400), ("q=%FF%00%3C", 200)])
def test_a_feed_of_nothing_is_refused_and_strange_questions_are_answered(
    reader: FlaskClient, asked: str, status: int
) -> None:
    assert reader.get(f"/fr/search.atom?{asked}").status_code == status


def test_without_an_account_one_is_led_to_the_door_and_back(reader: FlaskClient) -> None:
    for place in ("/fr/alerts/", f"/fr/alerts/new?{ASKED}"):
        answer = reader.get(place)
        assert answer.status_code == 303 and "sign-in" in answer.headers["Location"]
    assert reader.post("/fr/alerts/?q=a").status_code in (303, 400)


def test_a_search_is_followed_shown_and_left_again(signed_in: FlaskClient) -> None:
    form = signed_in.get(f"/fr/alerts/new?{ASKED}").get_data(as_text=True)
    action = html.unescape(re.findall(r'action="(/fr/alerts/\?[^"]*)"', form)[0])
    saved = signed_in.post(action, data={"csrf_token": token(form), "name": 'Registres <b>"'})
    assert saved.status_code == 303 and saved.headers["Location"].endswith("/fr/alerts/")
    page = signed_in.get("/fr/alerts/").get_data(as_text=True)
    assert "Registres &lt;b&gt;" in page and "<b>&#34;" not in page
    address = html.unescape(re.findall(r'href="(/fr/search\?[^"]*)"', page.split("Registres")[1])[0])
    assert "country=XB" in address and signed_in.get(address).status_code == 200
    remove = re.findall(r'action="(/fr/alerts/\d+/remove)"', page)[0]
    assert signed_in.post(remove, data={}).status_code == 400, "a form of another site has no token"
    assert signed_in.post(remove, data={"csrf_token": token(page)}).status_code == 303
    assert "Registres" not in signed_in.get("/fr/alerts/").get_data(as_text=True).partition("<main")[2]


def test_news_stand_on_the_page(signed_in: FlaskClient, stocked: KnowledgeBase) -> None:
    form = signed_in.get(f"/en/alerts/new?{ASKED}").get_data(as_text=True)
    action = html.unescape(re.findall(r'action="(/en/alerts/\?[^"]*)"', form)[0])
    signed_in.post(action, data={"csrf_token": token(form), "name": "Registers"})
    person = next(p for p in people.everybody(stocked) if p.email == "follower@example.org")
    ((search, _),) = alerts.of_person(stocked, person)
    with stocked.store.write() as session:
        # As if these words had never been met: the next look tells them.
        session.alerts.remove(search.id)
        search = session.alerts.add(person.id, "Registers", search.query)
    digest = alerts.look(stocked, search)
    assert digest is not None and alerts.look(stocked, search) is None
    page = signed_in.get("/en/alerts/").get_data(as_text=True)
    assert "<b>new</b>" in page
    assert digest.entries[0].num in page
