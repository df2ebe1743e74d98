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
from kb.services import KnowledgeBase, people, withdrawing
from web import create_app

PASSWORD = "correct horse battery"
LAW = "/akn/xa/act/2020/7"
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
def visit(knowledge_base: KnowledgeBase, expression: str) -> Callable[[str | None], FlaskClient]:
    """Opens a browser in which the person of a role is signed in."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    for role in ("secretariat", "expert", "presidency", "reader"):
        person = people.add(knowledge_base, f"{role}@example.org", role, role)
        with knowledge_base.store.write() as session:
            session.people.set_password(person.id, hashed)
    for name, organisation in (("ana", "france"), ("mo", "morocco")):
        person = people.add(
            knowledge_base, f"{name}@example.org", name.title(), "contact-point", organisation=organisation
        )
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
    assert send(sol, page, "/fr/guide/pin", place="first~1~scope-definition", collection="").status_code == 303
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
    late = send(sol, PLACE, step, state="published")
    assert late.status_code == 409 and "different countries" in late.get_data(as_text=True)
    before = "/fr/guide/first/before-publication"
    assert "Personne n’a encore accepté" in sol.get(before).get_data(as_text=True)
    assert "ne parle au nom d’aucun pays" in sol.get(before).get_data(as_text=True)
    ana, mo = visit("ana"), visit("mo")
    assert "Accepter pour : France" in ana.get(before).get_data(as_text=True)
    assert send(ana, before, "/fr/guide/first/accept").status_code == 303
    assert "Il manque l’acceptation d’une personne d’un autre pays" in mo.get(before).get_data(as_text=True)
    assert send(mo, before, "/fr/guide/first/accept").status_code == 303
    assert "Vous l’avez accepté" in mo.get(before).get_data(as_text=True)
    assert send(sol, PLACE, step, state="published").status_code == 303
    page = sol.get("/fr/guide/first/1/").get_data(as_text=True)
    assert "Publié" in page and "non adopté" not in page
    assert re.search(r"acceptée par des personnes de pays différents.{1,4}France \(", page)
    for address in ("/fr/guide/first/1/", "/fr/guide", "/fr/guide?format=json", "/fr/guide/first/1/?format=json",
                    "/api/v1/editions", "/api/v1/editions/first/1"):  # fmt: skip
        shown = visit(None).get(address)
        assert shown.status_code == 200 and "@example.org" not in shown.get_data(as_text=True), address


def test_the_outline_is_changed_and_a_second_session_that_is_late_is_told(
    visit: Callable[[str], FlaskClient],
) -> None:
    first, second, page = visit("secretariat"), visit("secretariat"), "/fr/guide/first/outline"
    stale = re.findall(r'name="revision" value="(\d+)"', second.get(page).get_data(as_text=True))[0]
    assert send(first, page, f"{page}/add", title="Études de cas", part="").status_code == 303
    late = send(second, page, f"{page}/themes", what="rename", language="fr", title="Les sujets", revision=stale)
    assert late.status_code == 409 and "secretariat@example.org" in late.get_data(as_text=True)
    shown = first.get(page + "?format=json").get_json()
    part = shown["parts"][-1][0]
    assert part["title"] == "Études de cas" and dict(part["titles"])["en"] == ""
    assert send(first, page, f"{page}/{part['id']}", what="rename", language="en", title="Case studies").status_code
    assert send(first, page, f"{page}/add", title="Un chapitre", part=part["id"], theme="").status_code == 303
    shown = first.get(page + "?format=json").get_json()
    part, chapters = shown["parts"][-1]
    assert dict(part["titles"])["en"] == "Case studies" and chapters[0]["title"] == "Un chapitre"
    assert send(first, page, f"{page}/{part['id']}", what="remove").status_code == 409
    assert send(first, page, f"{page}/{chapters[0]['id']}", what="remove").status_code == 303
    reader = visit("expert").get(page).get_data(as_text=True)
    assert "Les thèmes" in reader and "Ajouter une partie" not in reader


def test_sections_are_added_to_a_chapter(visit: Callable[[str], FlaskClient], expression: str) -> None:
    sol, add = visit("secretariat"), f"{PLACE}/add"
    for fields in (
        {"kind": "commentary", "title": "Ce que l’on voit", "markdown": "Un *texte*."},
        {"kind": "table", "title": "Réserves", "question": "entities-profit-assets.q2", "countries": "xa", "theme": ""},
        {"kind": "practice", "title": "Une convention", "source": f"http://x.org{expression}~art_2",
         "fact-duration": "trois ans"},
        {"kind": "texts", "title": "Résolutions", "scope": "international", "countries": ""},
        {"kind": "reference", "title": "Étude comparée", "authors": "A. B.", "year": "2021"},
    ):  # fmt: skip
        assert send(sol, PLACE, add, **fields).status_code == 303, fields
    found = sol.get(PLACE + "?format=json").get_json()["sections"][-5:]
    assert [each["kind"] for each in found] == ["commentary", "table", "practice", "texts", "bibliography"]
    assert found[2]["quote"] == "La réserve est impartageable."
    page = sol.get(PLACE).get_data(as_text=True)
    assert "compare?view=answers&amp;question=entities-profit-assets.q2&amp;country=XA" in page
    assert send(sol, PLACE, add, kind="reference", title="Étude comparée").status_code == 409
    assert "Ajouter à ce chapitre" not in visit("expert").get(PLACE).get_data(as_text=True)


def test_a_provision_is_pinned_in_a_collection_by_an_expert_and_quoted_by_the_secretariat(
    visit: Callable[[str], FlaskClient], expression: str
) -> None:
    expert, sol = visit("expert"), visit("secretariat")
    page = f"/fr/guide/pin?expression={expression}&provision=art_1&start=0&end=0"
    done = send(expert, page, "/fr/guide/pin", collection="new", name="Séance de mars", note="à lire", start="", end="")
    assert done.status_code == 303
    shelf = "/fr/collections/"
    assert "Séance de mars" in sol.get(shelf).get_data(as_text=True)
    at = done.headers["Location"]
    words = sol.get(at).get_data(as_text=True)
    assert "à lire" in words and "La présente loi définit" in words
    (pin,) = sol.get(at + "?format=json").get_json()["pins"]
    action = f"{at}/{pin['pin']['id']}"
    assert send(sol, at, action, what="note", note="lu").status_code == 303
    late = send(expert, at, action, what="note", note="perdu ?", revision="2")
    assert late.status_code == 409 and "secretariat@example.org" in late.get_data(as_text=True)
    assert "Citer dans un chapitre" not in expert.get(at).get_data(as_text=True)
    place = "first~1~entities-forms"
    assert send(sol, at, f"{at}/quote", place=place).status_code == 303
    chapter = sol.get("/fr/guide/first/write/entities-forms?format=json").get_json()
    assert chapter["sections"][-1]["quote"].startswith("La présente loi définit")
    assert visit("reader").get(shelf).status_code == 403


def test_the_secretariat_begins_a_guide_from_the_page_of_guides(visit: Callable[[str | None], FlaskClient]) -> None:
    sol, shelf = visit("secretariat"), "/fr/guide"
    assert "Commencer un guide" not in visit("expert").get(shelf).get_data(as_text=True)
    done = send(sol, shelf, shelf, name="Second", **{"from": "plan"})
    assert done.status_code == 303 and done.headers["Location"] == "/fr/guide/second/write/"
    page = sol.get("/fr/guide/second/write/?format=json").get_json()
    assert page["sections"] == [] and len([c for _, chapters in page["parts"] for c in chapters]) > 23
    assert send(sol, shelf, shelf, name="second", **{"from": "texts"}).status_code == 409
    assert send(sol, shelf, shelf, name="../x", **{"from": "plan"}).status_code == 400
    assert send(sol, shelf, shelf, name="third", **{"from": "texts"}).status_code == 303
    assert sol.get("/fr/guide/third/write/?format=json").get_json()["sections"]
    expert = visit("expert")
    fields = {"csrf_token": _token(expert), "name": "x", "from": "plan"}
    assert expert.post(shelf, data=fields).status_code == 403


def test_pins_move_by_several_places_at_once(visit: Callable[[str], FlaskClient], expression: str) -> None:
    expert, page = visit("expert"), f"/fr/guide/pin?expression={expression}&provision=art_"
    at = send(expert, page + "1", "/fr/guide/pin", collection="new", name="Ordre", start="", end="").headers["Location"]
    number = at.rsplit("/", 1)[1]
    begin = expert.get(at + "?format=json").get_json()["pins"][0]["pin"]["pin"]["start"]
    for asked in (page + "2", f"{page}1&start={begin + 3}&end={begin + 20}"):
        assert send(expert, asked, "/fr/guide/pin", collection=number).status_code == 303
    pins = [each["pin"]["id"] for each in expert.get(at + "?format=json").get_json()["pins"]]
    assert len(pins) == 3
    assert send(expert, at, f"{at}/{pins[2]}", what="up", places="2").status_code == 303
    assert [each["pin"]["id"] for each in expert.get(at + "?format=json").get_json()["pins"]] == [pins[2], *pins[:2]]
    assert send(expert, at, f"{at}/{pins[2]}", what="down", places="-2").status_code == 400


@pytest.mark.parametrize("moved", [False, True])
def test_a_collection_opens_without_a_text_that_was_withdrawn_or_moved_and_its_pin_is_dropped(
    visit: Callable[[str], FlaskClient], knowledge_base: KnowledgeBase, expression: str, moved: bool
) -> None:
    expert, page = visit("expert"), f"/fr/guide/pin?expression={expression}&provision=art_1"
    at = send(expert, page, "/fr/guide/pin", collection="new", name="Restes", start="", end="").headers["Location"]
    if moved:
        withdrawing.move(knowledge_base, LAW, "/akn/xa/act/2020/8", reason="Autre numéro", person="sol")
    else:
        withdrawing.withdraw(knowledge_base, expression, reason="Par erreur", person="sol")
    found = expert.get(at)
    words = html.unescape(found.get_data(as_text=True))
    assert found.status_code == 200 and "Le texte cité n’est plus détenu." in words
    assert "La présente loi définit" in words, "the words that were pinned stay"
    (pin,) = expert.get(at + "?format=json").get_json()["pins"]
    assert (pin["title"], pin["work"]) == (expression, None)
    assert send(expert, at, f"{at}/{pin['pin']['id']}", what="drop").status_code == 303
    assert expert.get(at + "?format=json").get_json()["pins"] == []


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/fr/collections/").get_data(as_text=True))
    assert found
    return found[1]


def test_opening_the_editor_takes_little_processor_time(visit: Callable[[str], FlaskClient]) -> None:
    import time

    sol = visit("secretariat")
    sol.get(PLACE)
    begun = time.process_time()
    assert sol.get(PLACE).status_code == 200
    assert time.process_time() - begun < 0.6
