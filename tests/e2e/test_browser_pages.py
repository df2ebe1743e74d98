"""Every template in a real browser: accessible by axe-core, no words beyond the edge, nothing asked of other sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.browser
LAW = "akn/xa/act/2021-06-09/2021-47"
PAGES = {
    "home": "", "search": "search", "results": "search?q=r%C3%A9serves+impartageables",
    "by country": "search?q=coop%C3%A9rative&group=countries", "nothing found": "search?q=zzxqv&country=XA",
    "countries": "countries", "country": "countries/XA", "country without texts": "countries/JP", "themes": "themes",
    "theme": "themes/entities-profit-assets", "compare": "compare?country=XA&theme=entities-profit-assets",
    "answers": "compare?view=answers&country=XA&question=entities-profit-assets.q1", "text": LAW,
    "page of the file": f"facsimile/1/{LAW}/fra@2025-04-01~art_4",
    "guides": "guide", "edition": "guide/essai/1/", "chapter": "guide/essai/1/chapter-entities-profit-assets",
    "about": "about", "coverage": "coverage", "accessibility": "accessibility",
    "sign in": "account/sign-in", "not found": "nowhere",
}  # fmt: skip
VIEWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


READINGS = [
    (name, language, view)
    for number, name in enumerate(PAGES)
    for language, view in (("fr", "desktop"), (("en", "es")[number % 2], "phone"))
]


@pytest.mark.parametrize("name,language,view", READINGS)
def test_a_page_is_accessible_and_keeps_to_itself(
    site: Any, browser: Browser, name: str, language: str, view: str
) -> None:
    context = browser.new_context(viewport=VIEWS[view], reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.address}/{language}/{PAGES[name]}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert not complaints
    assert [url for url in asked if not url.startswith(site.address)] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "words run over the edge"
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    context.close()


def test_dark_pages_have_contrast_too(site: Any, browser: Browser) -> None:
    context = browser.new_context(viewport=VIEWS["desktop"], color_scheme="dark")  # type: ignore[arg-type]
    page = context.new_page()
    for name in ("home", "results", "text", "compare"):
        page.goto(f"{site.address}/fr/{PAGES[name]}")
        found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert found == [], name
    context.close()
