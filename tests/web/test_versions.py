"""Versions of a text: what changed, the version of a day, the page of the file beside the words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SourceUnreadable
from kb.services.differing import stretches
from kb.services.drawing import _made

LAW = "xa/act/2021-06-09/2021-47"
OLD, NEW = f"{LAW}/fra@2021-06-18", f"{LAW}/fra@2025-04-01"


@given(st.text("ab .\n", max_size=40), st.text("ab .\n", max_size=40))
def test_stretches_give_back_both_texts(old: str, new: str) -> None:
    found = stretches(old, new)
    assert "".join(words for kind, words in found if kind != "ins") == old
    assert "".join(words for kind, words in found if kind != "del") == new


def test_whole_phrases_change_and_not_the_spaces_between_their_words() -> None:
    found = stretches("de trabajadores de la economía social", "de personas trabajadoras de la economía social")
    assert found == (
        ("same", "de "), ("del", "trabajadores"), ("ins", "personas trabajadoras"), ("same", " de la economía social"),
    )  # fmt: skip
    assert stretches("la entidad, social", "una cosa, buena") == (
        ("del", "la entidad, social"), ("ins", "una cosa, buena"),
    )  # fmt: skip


def test_what_changed_is_marked_word_by_word(reader: FlaskClient) -> None:
    html = reader.get(f"/fr/changes/{LAW}").get_data(as_text=True)
    assert "<del>cinq</del><ins>sept</ins>" in html
    data = reader.get(f"/fr/changes/{LAW}?format=json").get_json()
    assert data["older"]["id"] == f"/akn/{OLD}" and data["newer"]["id"] == f"/akn/{NEW}"
    assert data["changed"] and data["added"] and data["same"] > 20
    back = reader.get(f"/fr/changes/{LAW}?from=/akn/{NEW}&to=/akn/{OLD}&format=json").get_json()
    assert (back["added"], back["removed"]) == (data["removed"], data["added"])
    since = reader.get(f"/fr/changes/{LAW}?since=2022-01-01&format=json").get_json()
    assert since["older"]["id"] == f"/akn/{OLD}"


def test_the_version_of_a_day(reader: FlaskClient) -> None:
    for day, text in (("2021-06-18", OLD), ("2024-12-31", OLD), ("2025-04-01", NEW), ("2030-01-01", NEW)):
        assert reader.get(f"/fr/akn/{LAW}?on={day}").headers["Location"] == f"/fr/akn/{text}"
    assert reader.get(f"/fr/akn/{LAW}?on=1999-01-01").status_code == 404
    assert reader.get(f"/fr/akn/{LAW}?on=yesterday").status_code == 400
    assert reader.get(f"/fr/changes/{LAW}?since=yesterday").status_code == 400
    assert reader.get("/fr/changes/xb/act/2019-11-14/12-2019").status_code == 404
    assert reader.get(f"/fr/changes/{LAW}?from=/akn/none").status_code == 404


def test_a_page_of_the_file_stands_beside_its_words(reader: FlaskClient) -> None:
    html = reader.get(f"/fr/facsimile/1/{NEW}~art_4").get_data(as_text=True)
    assert len(re.findall(r'<rect class="lit"', html)) == 2, "the article goes on in the next column"
    picture = re.search(r'<image href="([^"]+)"', html)
    assert picture
    answer = reader.get(picture[1], buffered=True)
    assert answer.mimetype == "image/png" and answer.data.startswith(b"\x89PNG")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for missing in (f"99/{NEW}", f"0/{NEW}", f"1/{NEW}~art_999", "1/fr/act/2014-07-31/2014-856"):
        assert reader.get(f"/fr/facsimile/{missing}").status_code == 404, missing
    assert reader.get(f"/files/{'0' * 64}/pages/1.png").status_code == 404


def test_a_broken_file_costs_a_picture_and_not_the_site(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnot a PDF at all")
    with pytest.raises(SourceUnreadable):
        _made(broken, 1, tmp_path / "out" / "page.png", "draw")
    assert not list((tmp_path / "out").glob("*"))
