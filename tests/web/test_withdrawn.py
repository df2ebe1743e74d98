"""Texts that are withdrawn or have moved: what their old addresses answer, and what search and harvesters see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from kb.commands.withdraw import move, withdraw
from kb.errors import BadRequest, Conflict, NotFound
from kb.model.tags import Reading
from kb.search.query import SearchQuery
from kb.services import KnowledgeBase, searching, withdrawing
from web import create_app

WORK = "/akn/xb/act/2019-11-14/12-2019"


XB = "/akn/xb/act/2019-11-14/12-2019"


def a_reading(work: str) -> Reading:
    return Reading(work, "themes", "definition", ["definition"], ("1",))


def test_a_withdrawn_text_says_so_everywhere(own: KnowledgeBase) -> None:
    with own.store.read() as session:
        text = session.texts.find(work=XB)[0].id
        work = XB
    visitor = create_app(own).test_client()
    assert visitor.get(f"/es{text}").status_code == 200
    done = CliRunner().invoke(withdraw, [text, "--reason", "Sent by mistake", "--by", "sol@example.org"])
    assert done.exit_code == 0 and text in done.output, done.output
    for address in (text, f"{text}.xml", f"{text}~art_1", f"/es{text}", f"/es{text}~art_1", f"/es{text}.txt"):
        assert visitor.get(address, follow_redirects=True).status_code == 410, address
    told = visitor.get(f"/api/v1/texts{text.removeprefix('/akn')}")
    assert told.status_code == 410 and told.mimetype == "application/problem+json"
    assert told.get_json()["reason"] == "Sent by mistake" and told.get_json()["at"].endswith("Z")
    assert "Sent by mistake" in visitor.get(f"/en{text}").get_data(as_text=True)
    assert not [
        hit for hit in searching.search(own, SearchQuery("reservas", limit=50)).hits if hit.work == XB and hit.held
    ]
    page = visitor.get(f"/es{work}")
    assert page.status_code == 200
    assert withdrawing.stones(own)[0].id == text


def test_a_work_is_withdrawn_with_its_texts_unless_people_read_it(own: KnowledgeBase) -> None:
    with own.store.write() as session:
        text = session.texts.find(works_=[XB])[0]
        session.readings.replace(
            text.work, [Reading(text.work, "themes", "themes", "art. 1", ("definition",), 1, True)]
        )
    with pytest.raises(Conflict, match="read"):
        withdrawing.withdraw(own, text.work, reason="twice", person="sol")
    with own.store.write() as session:
        assert session.texts.find()  # nothing happened
        session.readings.replace(text.work, [])
    gone, told = withdrawing.withdraw(own, text.work, reason="twice", person="sol")
    assert gone == (text.id, text.work) and told is None
    visitor = create_app(own).test_client()
    for address in (f"/fr{text.work}", f"/fr{text.id}", text.work):
        assert visitor.get(address).status_code == 410, address
    with pytest.raises(NotFound):
        withdrawing.withdraw(own, text.work, reason="again", person="sol")
    with pytest.raises(BadRequest):
        withdrawing.withdraw(own, text.work, reason=" ", person="sol")


def test_a_moved_work_leads_on(own: KnowledgeBase) -> None:
    with own.store.read() as session:
        text = session.texts.find(works_=[XB])[0]
        provisions, tags = len(session.texts.text(text.id).provisions), len(session.texts.tags(text.id))
    new = "/akn/xb/act/2019-11-14/12"
    done = CliRunner().invoke(move, [text.work, new, "--reason", "number as printed", "--by", "sol@example.org"])
    assert done.exit_code == 0, done.output
    at = new + text.id.removeprefix(text.work)
    with own.store.read() as session:
        assert len(session.texts.text(at).provisions) == provisions and len(session.texts.tags(at)) == tags
    visitor = create_app(own).test_client()
    for before, after in (
        (f"/fr{text.id}~art_2?format=json", f"/fr{at}~art_2?format=json"), (text.work, new),
        (f"/api/v1/texts{text.id.removeprefix('/akn')}", f"/api/v1/texts{at.removeprefix('/akn')}"),
        (f"{text.id}.xml", f"{at}.xml"), (f"/es{text.work}", f"/es{new}"),
    ):  # fmt: skip
        answer = visitor.get(before)
        assert (answer.status_code, answer.headers.get("Location")) == (301, after), before
        assert visitor.get(before, follow_redirects=True).status_code == 200
    found = {hit.work for hit in searching.search(own, SearchQuery("reservas", limit=50)).hits}
    assert new in found and XB not in found


def test_two_works_that_are_one_are_joined(own: KnowledgeBase) -> None:
    other = "/akn/xb/act/2019-11-14/l-12"
    with own.store.write() as session:
        text = session.texts.find(works_=[XB])[0]
        session.works.put(replace(session.works.get(text.work), id=other, aliases={"eli": "xb/12"}))
        session.readings.replace(other, [a_reading(other)])
    moved, _ = withdrawing.move(own, other, text.work, reason="the same act", person="sol")
    assert moved == ((other, text.work),)
    with own.store.read() as session:
        assert not session.works.has(other) and session.readings.find(work=text.work)
        assert session.works.get(text.work).aliases["eli"] == "xb/12"
    for wrong in ("/akn/xb", text.id, text.work):
        with pytest.raises((BadRequest, NotFound)):
            withdrawing.move(own, text.work, wrong, reason="x", person="sol")
