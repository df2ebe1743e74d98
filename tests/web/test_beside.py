"""Provisions side by side: chosen ones, and two texts of one work aligned."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.errors import BadRequest
from kb.services import KnowledgeBase, beside

MAKE = Callable[..., Any]
LAW = "/akn/xa/act/2021-06-09/2021-47"
OLD, NEW = f"{LAW}/fra@2021-06-18", f"{LAW}/fra@2025-04-01"


def columns(html: str) -> list[str]:
    return re.findall(r'<h2 id="side-\d+" lang="(\w+)"', html)


def other(reader: FlaskClient) -> str:
    """A provision of another country, as a search gives it."""
    found = reader.get("/api/v1/search?q=reserva&country=XB").get_json()["found"]["hits"]
    return str(found[0]["id"])


def test_chosen_provisions_stand_in_the_order_of_the_address(reader: FlaskClient) -> None:
    spanish = other(reader)
    html = reader.get(f"/fr/beside?p={spanish}&p={NEW}~art_16").get_data(as_text=True)
    assert columns(html) == ["es", "fr"]
    turned = re.search(r'<a href="([^"]+)">déplacer', html)
    assert turned
    assert columns(reader.get(turned[1].replace("&amp;", "&")).get_data(as_text=True)) == ["fr", "es"]
    without = re.findall(r'<a href="([^"]+)">retirer', html)
    assert columns(reader.get(without[0].replace("&amp;", "&")).get_data(as_text=True)) == ["fr"]


def test_provisions_are_chosen_without_script(reader: FlaskClient) -> None:
    results = reader.get("/fr/search?q=r%C3%A9serves").get_data(as_text=True)
    ticked = re.findall(r'name="p" value="([^"]+)" form="pick"', results)
    assert len(ticked) > 1 and 'id="pick" action="/fr/beside"' in results
    html = reader.get("/fr/beside", query_string={"p": ticked[:2]}).get_data(as_text=True)
    assert len(columns(html)) == 2
    found = reader.get("/fr/beside", query_string={"p": ticked[:1], "q": "cooperativas"}).get_data(as_text=True)
    add = re.search(r'<a class="add" href="([^"]+)"', found)
    assert add
    assert len(columns(reader.get(add[1].replace("&amp;", "&")).get_data(as_text=True))) == 2
    near = reader.get("/fr/beside", query_string={"p": f"https://other.example/fr{NEW}~art_16#art_16"})
    assert 'class="add"' in near.get_data(as_text=True), "what says nearly the same is offered"


def test_an_older_version_names_the_newer_one(reader: FlaskClient) -> None:
    page = reader.get(f"/fr/beside?p={OLD}~art_4&p={NEW}~art_4&format=json").get_json()
    assert [column["newest"] for column in page["columns"]] == [f"{NEW}~art_4", None]
    assert page["columns"][0]["common"], "the versions share their themes"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"beside?p={NEW}", 404), (f"beside?p={NEW}~art_999", 404), ("beside?p=nothing", 404),
        ("beside?" + "&".join(f"p={NEW}~art_{n}" for n in range(1, 9)), 400),
        (f"aligned?first={NEW}&second=/akn/xb/act/2019-11-14/12-2019/spa@2019-11-15", 404),
        (f"aligned?first={NEW}", 404),
    ],
)  # fmt: skip
def test_what_cannot_stand_beside_is_refused(reader: FlaskClient, address: str, status: int) -> None:
    assert reader.get(f"/fr/{address}").status_code == status


def test_two_texts_of_a_work_are_aligned(reader: FlaskClient, stocked: KnowledgeBase) -> None:
    found = beside.aligned(stocked, OLD, NEW)
    assert found.paired > 20
    assert all(a.eid == b.eid for a, b in found.rows if a and b)
    assert [b.eid for _, b in found.rows if b] and {a.eid for a, _ in found.rows if a} >= {"art_1", "art_16"}
    html = reader.get(f"/en/aligned?first={OLD}&second={NEW}").get_data(as_text=True)
    assert html.count("<tr") == len(found.rows) + 1
    linked = reader.get(f"/fr{NEW}").get_data(as_text=True)
    assert "/fr/aligned?first=" in linked
    with pytest.raises(BadRequest):
        spanish = next(e.id for e in _texts(stocked) if e.language == "es")
        beside.aligned(stocked, NEW, spanish)


def _texts(kb: KnowledgeBase) -> list[Any]:
    with kb.store.read() as session:
        return session.texts.find()


def test_languages_that_number_otherwise_are_aligned_by_number(legal_text: MAKE) -> None:
    french = legal_text(
        ("art_1", "Art. 1", None, "Un."), ("art_2", "Art. 2", None, "Deux."), ("art_9", "Art. 9", None, ".")
    )
    english = legal_text(
        ("pream", "", None, "Whereas."), ("sec_1", "Section 1", None, "One."), ("sec_2", "Section 2", None, "Two."),
        ("sec_3", "Section 3", None, "Three."), language="en",
    )  # fmt: skip
    rows = [
        (a.eid if a else None, b.eid if b else None)
        for a, b in beside.align(french.provisions, english.provisions)
    ]  # fmt: skip
    assert rows == [(None, "pream"), ("art_1", "sec_1"), ("art_2", "sec_2"), (None, "sec_3"), ("art_9", None)]
