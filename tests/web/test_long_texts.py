"""Long texts in parts, words marked on the picture of a page, what is cited beside a provision, the last check."""

from __future__ import annotations

import itertools
import re

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import insert

from kb.model.law import DIVISIONS, Provision
from kb.model.tags import Beside, Evidence, Tag
from kb.services import KnowledgeBase, opening
from kb.services.drawing import HYPHENS, PrintedWord, _words, page_words, places_of
from kb.store.tables import tags
from kb.store.texts import tag_row
from web import create_app

LAW = "/akn/xa/act/2021-06-09/2021-47"
NEW = f"{LAW}/fra@2025-04-01"


@pytest.fixture
def narrow(stocked: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The site where a part holds some articles only."""
    monkeypatch.setattr(opening, "WHOLE", 6000)
    monkeypatch.setattr(opening, "PART", 5000)
    return create_app(stocked).test_client()


def page(reader: FlaskClient, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def shown(html: str) -> list[str]:
    return re.findall(r'<section class="provision[^"]*" id="([^"]+)"', html)


def test_parts_hold_the_whole_text_once_and_begin_at_divisions(
    stocked: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WHOLE", 6000)
    monkeypatch.setattr(opening, "PART", 5000)
    lines = opening.text(stocked, LAW, NEW).lines
    parts = opening.cut(lines)
    assert len(parts) > 2 and parts[0][0] == 0 and parts[-1][1] == len(lines)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))
    assert sum(lines[first].type in DIVISIONS for first, _ in parts) >= len(parts) - 1
    for first, last in parts:
        weight = sum(opening.EACH + len(line.text.encode()) for line in lines[first:last])
        assert weight <= 5000 or last - first == 1
    endless = [Provision(f"art_{n}", "article", f"Art. {n}", None, "a" * 9000, 0, 0, n) for n in range(4)]
    assert opening.cut(endless) == ((0, 1), (1, 2), (2, 3), (3, 4))
    assert opening.cut(()) == ((0, 0),)


def test_every_provision_stands_in_one_part_and_its_address_leads_there(narrow: FlaskClient) -> None:
    first = page(narrow, f"/fr{NEW}")
    count = len(re.findall(r'<li><a href="[^"]*\?part=\d+"', first))
    every = [eid for number in range(1, count + 1) for eid in shown(page(narrow, f"/fr{NEW}?part={number}"))]
    whole = shown(page(narrow, f"/fr{NEW}?part=all"))
    assert count > 2 and every == whole and len(set(every)) == len(every)
    assert shown(first) == every[: len(shown(first))] and len(shown(first)) < len(whole)
    for eid in (every[0], every[-1]):
        there = page(narrow, f"/fr{NEW}~{eid}")
        assert f'<section class="provision lit" id="{eid}">' in there and 'rel="canonical"' in there
    assert "Partie 1 sur" in first and 'rel="next"' in first and 'rel="prev"' not in first
    assert narrow.get(f"/fr{NEW}?part={count + 1}").status_code == 404
    assert narrow.get(f"/fr{NEW}?part=x").status_code == 400


def test_contents_and_search_lead_into_other_parts(narrow: FlaskClient) -> None:
    first = page(narrow, f"/fr{NEW}")
    away = re.findall(r'<li class="d\d[^"]*"><a href="(/fr/akn/[^"#]+)#([^"]+)"', first)
    assert away, "divisions of other parts are in the contents"
    for address, eid in away:
        assert f'id="{eid}"' in page(narrow, address)
    found = page(narrow, f"/fr{NEW}?q=impartageable")
    there = re.findall(r'<a href="(/fr/akn/[^"#]+\?q=impartageable)#([^"]+)"', found)
    assert there and "contien" in found
    assert "<mark>" in page(narrow, there[0][0])
    data = narrow.get(f"/fr{NEW}?format=json").get_json()
    assert data["part"] == 0 and all(line["here"] for line in data["contents"]), "programs get the whole text"
    assert {line["eid"] for line in data["contents"]} <= {one["eid"] for one in data["provisions"]}


def test_words_are_marked_exactly_on_the_picture(reader: FlaskClient, stocked: KnowledgeBase) -> None:
    html = page(reader, f"/fr/facsimile/1{NEW.removeprefix('/akn')}~art_4?q=soci%C3%A9t%C3%A9s")
    boxes = re.findall(r'<rect class="word" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', html)
    assert boxes and "<mark>" in html
    found = opening.on_page(stocked, LAW, NEW, 1)
    columns = [box for one in found.provisions for box in one.boxes if box.page == 1]
    inside = 0
    for x, y, width, height in (map(float, box) for box in boxes):
        assert 4 < height < 30 and width < 120
        inside += any(b.x0 - 3 <= x and x + width <= b.x1 + 3 and b.y0 - 4 <= y <= b.y1 + 4 for b in columns)
    assert inside >= len(boxes) - 1, "titles stand outside the provisions"
    words = page_words(stocked, found.expression.sha256, 1)
    assert places_of(words, ["zzxqv"]) == () and len(words) > 100


def test_words_broken_at_the_end_of_a_line_are_found_whole() -> None:
    here = (0.0, 0.0, 1.0, 1.0)

    def words(text: str) -> list[str]:
        return [word for word, _ in _words((sign, here) for sign in text)]

    assert words("Les coopéra-\r\ntives d’intérêt") == ["les", "coopératives", "d", "intérêt"]
    assert words("auto-gestion 2014\x02856 so\u00adcial fin-") == ["auto", "gestion", "2014856", "social", "fin"]
    assert words("une -\r\nautre ligne\r\nsuite") == ["une", "autre", "ligne", "suite"] and "-" in HYPHENS
    placed = list(_words((sign, here) for sign in "a-\r\nb"))
    assert placed == [("ab", [here, None, here])]
    printed = (PrintedWord("réserve", (here,)), PrintedWord("impartageable", ((2.0, 0.0, 3.0, 1.0),)))
    assert places_of(printed, ["Réserve impartageable"]) == (here, (2.0, 0.0, 3.0, 1.0))
    assert places_of(printed, ["réserve légale"]) == ()


def test_the_last_check_is_said_and_never_guessed(reader: FlaskClient) -> None:
    assert "jour de vérification de la fiche inconnu" in page(reader, f"/fr{NEW}").lower()
    seen = page(reader, "/fr/akn/fr/act/2014-07-31/2014-856")
    assert "au plus tard en novembre 2026" in seen
    told = reader.get("/api/v1/works/fr/act/2014-07-31/2014-856").get_json()
    assert told["checked"] == {"facts": "2026-11", "by": "source", "tags": None}


def test_an_address_with_a_slash_at_its_end_leads_to_the_page(reader: FlaskClient) -> None:
    for path in ("/fr/guide", "/es/coverage", "/en/themes/entities-profit-assets", "/fr/search"):
        answer = reader.get(f"{path}/?q=a")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}?q=a")
    assert reader.get("/fr/nowhere/").status_code == 404


def test_coverage_is_taken_away_by_country_theme_and_year(reader: FlaskClient) -> None:
    lines = reader.get("/fr/coverage?format=csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    head = lines[0].split(",")
    assert head == ["country", "name", "theme", "theme_title", "year", "laws", "provisions_held",
                    "provisions_reviewed", "articles_read"]  # fmt: skip
    specimen = [line for line in lines if line.startswith("XA,")]
    assert specimen and all(",2021,1," in line for line in specimen), "of two versions of a law one counts"
    some = reader.get("/fr/coverage?format=csv&from=2021&to=2021").get_data(as_text=True).splitlines()
    assert 1 < len(some) < len(lines) and all(",2021," in line for line in some[1:])
    book = reader.get("/fr/coverage?format=xlsx")
    assert book.data.startswith(b"PK") and "attachment" in book.headers["Content-Disposition"]
    years = reader.get("/fr/coverage?format=xlsx&table=years&from=2000")
    assert years.data.startswith(b"PK")
    html = page(reader, "/en/coverage?from=2000&to=2015")
    assert "The themes, by decade of the laws" in html and "format=xlsx" in html and "from=2000" in html
    for wrong in ("from=12", "format=exe", "table=none"):
        assert reader.get(f"/fr/coverage?{wrong}").status_code == 400, wrong


def test_values_of_other_cases_and_the_review_stand_beside_the_provision(own: KnowledgeBase) -> None:
    said = Beside("at least", "", tuple((f"case {number}", number) for number in range(2, 8)))
    place = Evidence("art_16", 0, 0, "", "answers 1")
    tag = Tag("answer", "entities-governance.q2", "art_16", place, 0.5, "", 3, "suggested", said)
    hashed = PasswordHasher(time_cost=1, memory_cost=8192).hash("correct horse battery")
    with own.store.write() as session:
        session.connection.execute(insert(tags), [tag_row(NEW, tag)])
        session.people.add("expert@example.org", "Expert", "expert", None, hashed)
    visitor = create_app(own).test_client()
    there = page(visitor, f"/fr{NEW}~art_16")
    assert "au moins" in there and "(case 2)" in there and "(case 5)" in there and "et 2 autres" in there
    review = f"/fr/review/text{NEW.removeprefix('/akn')}~art_16"
    assert review not in there
    form = page(visitor, "/fr/account/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    sent = {"csrf_token": token[1], "email": "expert@example.org", "password": "correct horse battery", "next": ""}
    assert visitor.post("/fr/account/sign-in", data=sent).status_code == 303
    assert review in page(visitor, f"/fr{NEW}~art_16")
    assert visitor.get(review).status_code == 200
