"""Accounts, dossiers, review and vocabulary in a real browser: accessible by axe-core, within the edges on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kb.assemble import open_knowledge_base
from kb.services import deciding, inviting, people, submitting
from kb.settings import Settings

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
VIEWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SAID = {"kind": "new-text", "title": "Loi sur les mutuelles", "jurisdiction": "FR"}
PAGES = {
    "vera": ("account/", "account/second-factor", "people/", "people/1", "directory/", "directory/me"),
    "sola": ("review/", "review/1", "submissions/", "submissions/{id}"),
    "kim": ("submissions/new", "submissions/needed", "submissions/{id}"),
    "": ("account/sign-in", "account/forgotten", "thesaurus", "thesaurus/indivisible-reserves", "glossary", "backlog",
         "sdg", "notices"),
}  # fmt: skip
WALK = [(who, path) for who, paths in PAGES.items() for path in paths]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def rooms(site: Any, browser: Browser) -> Iterator[tuple[dict[tuple[str, str], BrowserContext], str]]:
    """A browser for each person and width, and a submission with a question and edits in it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSELEX_HOME", str(site.home))
        kb = open_knowledge_base(Settings.load())
        for name, role, place in (("vera", "administrator", None), ("sola", "secretariat", None),
                                  ("kim", "contact-point", "france")):  # fmt: skip
            people.add(kb, f"{name}@example.org", name.capitalize(), role, organisation=place, password=PASSWORD)
        kim, sola = (people.by_address(kb, f"{name}@example.org") for name in ("kim", "sola"))
        made = submitting.receive(kb, kim, SAID)
        sent = submitting.send(kb, kim, made.id, SAID, revision=made.revision)
        deciding.ask(kb, sola, sent.id, "number", "Quel numéro ?")
        deciding.edit(kb, sola, sent.id, SAID | {"title": "Loi relative aux mutuelles"}, revision=sent.revision)
        kb.close()
    found = {}
    for who in PAGES:
        for view, viewport in VIEWS.items():
            context = browser.new_context(viewport=viewport, reduced_motion="reduce")  # type: ignore[arg-type]
            found[who, view] = context
            if who:
                page = context.new_page()
                page.goto(f"{site.address}/fr/account/sign-in")
                page.fill("input[name=email]", f"{who}@example.org")
                page.fill("input[type=password]", PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_url("**/submissions/")
    yield found, sent.id
    for context in found.values():
        context.close()


def violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.parametrize("who,path", WALK)
def test_a_page_is_accessible_and_within_its_edges(
    site: Any, rooms: tuple[dict[tuple[str, str], BrowserContext], str], who: str, path: str
) -> None:
    contexts, submission = rooms
    for language, view in (("fr", "desktop"), ("en" if len(path) % 2 else "es", "phone")):
        page = contexts[who, view].new_page()
        answer = page.goto(f"{site.address}/{language}/{path.replace('{id}', submission)}")
        assert answer is not None and answer.status == 200
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "words run over the edge"
        assert violations(page) == []
        page.close()


def test_an_invited_person_chooses_a_password_with_the_keyboard(site: Any, browser: Browser) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSELEX_HOME", str(site.home))
        kb = open_knowledge_base(Settings.load())
        inviting.invite(kb, None, "nour@example.org", "Nour", "expert")
        with kb.store.read() as session:
            body = session.letters.to("nour@example.org")[-1].body
        kb.close()
    path = body.split("/fr/account/link/")[1].split()[0]
    page = browser.new_context().new_page()
    page.goto(f"{site.address}/fr/account/link/{path}")
    page.focus("input[name=new]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/")
    assert page.locator("text=Nour").count() >= 1
