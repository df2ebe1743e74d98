"""The workshop of the guide in a real browser: accessible by axe-core, within the edges, worked with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kb.assemble import open_knowledge_base
from kb.services import people
from kb.settings import Settings

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
VIEWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
EXPRESSION = "/akn/xa/act/2021-06-09/2021-47/fra@2025-04-01"
PAGES = {
    "chapter": "guide/essai/write/entities-profit-assets", "outline": "guide/essai/outline",
    "history": "guide/essai/write/history", "pin": f"guide/pin?expression={EXPRESSION}&provision=art_4",
    "collections": "collections/", "collection": "collections/1", "changes": "guide/essai/1/changes",
    "search": "search?q=r%C3%A9serves", "compare": "compare?country=XA&theme=entities-profit-assets",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def signed_in(site: Any, browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """The secretariat on a desktop and on a phone; a collection with two pins is there."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSELEX_HOME", str(site.home))
        opened = open_knowledge_base(Settings.load())
        people.add(opened, "sol@example.org", "Sol", "secretariat", password=PASSWORD)
        opened.close()
    found = {}
    for name, viewport in VIEWS.items():
        context = browser.new_context(viewport=viewport, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{site.address}/fr/account/sign-in")
        page.fill("input[name=email]", "sol@example.org")
        page.fill("input[type=password]", PASSWORD)
        page.click("main button")
        page.wait_for_load_state()
        found[name] = context
    page = found["desktop"].new_page()
    for provision in ("art_3", "art_4"):
        page.goto(f"{site.address}/fr/guide/pin?expression={EXPRESSION}&provision={provision}")
        page.select_option("#collection", index=0)
        page.fill("#name", "Réserves")
        page.locator("main form").first.locator("button").press("Enter")
        page.wait_for_url("**/collections/1")
    yield found
    for context in found.values():
        context.close()


def violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_workshop_is_accessible(site: Any, signed_in: dict[str, BrowserContext], name: str) -> None:
    readings = (("fr", "desktop"), ("en" if len(name) % 2 else "es", "phone"))
    for language, view in readings:
        page = signed_in[view].new_page()
        answer = page.goto(f"{site.address}/{language}/{PAGES[name]}")
        assert answer is not None and answer.status == 200
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "words run over the edge"
        assert violations(page) == []
        page.close()


def test_pins_are_ordered_with_the_keyboard(site: Any, signed_in: dict[str, BrowserContext]) -> None:
    page = signed_in["desktop"].new_page()
    page.goto(f"{site.address}/fr/collections/1")
    before = page.locator("ol.pins > li").evaluate_all("items => items.map(item => item.id)")
    button = page.locator("ol.pins > li").nth(1).get_by_role("button", name="Monter")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    after = page.locator("ol.pins > li").evaluate_all("items => items.map(item => item.id)")
    assert len(before) == 2 and after == before[::-1]
    page.close()
