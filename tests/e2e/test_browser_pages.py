"""Every template in a real browser: accessible by axe-core, no words beyond the edge, nothing asked of other sites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kb.assemble import open_knowledge_base
from kb.services import people
from kb.settings import Settings

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
BILL = """PROJET DE LOI relatif à l'économie sociale et solidaire

Article 1er
La présente loi définit l'économie sociale et solidaire comme un mode d'entreprendre.

Article 2
La réserve légale des coopératives est impartageable et ne peut être distribuée aux associés.
"""
LAW = "akn/xa/act/2021-06-09/2021-47"
PAGES = {
    "home": "", "search": "search", "results": "search?q=r%C3%A9serves+impartageables",
    "by country": "search?q=coop%C3%A9rative&group=countries", "nothing found": "search?q=zzxqv&country=XA",
    "countries": "countries", "country": "countries/XA", "country without texts": "countries/JP", "themes": "themes",
    "theme": "themes/entities-profit-assets", "compare": "compare?country=XA&theme=entities-profit-assets",
    "answers": "compare?view=answers&country=XA&question=entities-profit-assets.q1", "text": LAW,
    "words sought in a text": f"{LAW}/fra@2025-04-01?q=r%C3%A9serves",
    "citation": f"{LAW}/fra@2025-04-01~art_4?cite=1", "table alone": "compare?country=XA&alone=yes",
    "side by side": f"beside?p=/{LAW}/fra@2025-04-01~art_4&p=/{LAW}/fra@2025-04-01~art_16",
    "side by side, nothing chosen": "beside", 
    "aligned": f"aligned?first=/{LAW}/fra@2025-04-01&second=/{LAW}/fra@2025-04-01",
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


def test_a_private_draft_is_accessible_too(
    site: Any, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSELEX_HOME", str(site.home))
    opened = open_knowledge_base(Settings.load())
    people.add(opened, "rea@example.org", "Rea", "reader", password=PASSWORD)
    opened.close()
    bill = tmp_path / "projet.txt"
    bill.write_text(BILL, encoding="utf-8")
    context = browser.new_context(viewport=VIEWS["phone"], reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/fr/account/sign-in")
    page.fill("input[name=email]", "rea@example.org")
    page.fill("input[type=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"{site.address}/fr/drafts/")
    _no_findings(page)
    page.set_input_files("#file", str(bill))
    page.get_by_role("button", name="Lire le projet").click()
    for _ in range(120):
        if page.get_by_text("2 articles lus").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.get_by_text("non traité par le projet").count(), "what the law covers and the draft does not"
    _no_findings(page)
    page.get_by_role("link", name="Article 2").first.click()
    _no_findings(page)
    context.close()


def test_a_search_is_walked_with_the_keyboard_alone(site: Any, browser: Browser) -> None:
    context = browser.new_context(viewport=VIEWS["desktop"], reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the first stop leads past the head"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("reserves impartageables")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.hit h3 a')")
    seen: set[str] = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e); return e.matches(':focus-visible') && "
            "s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()"
        )
        assert outline, "each stop shows where it is"
        seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert len(seen) > 5, "the focus is caught nowhere"
    page.locator(".hit h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/akn/**")
    assert page.locator(".provision mark").count(), "the words are marked in the text"
    context.close()


def test_what_is_typed_is_gone_on_with(site: Any, browser: Browser) -> None:
    context = browser.new_context(viewport=VIEWS["desktop"])  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/fr/search")
    page.locator("#q").press_sequentially("impart", delay=20)
    page.wait_for_selector("#suggested option", state="attached")
    values = page.eval_on_selector_all("#suggested option", "found => found.map((each) => each.value)")
    assert any(value.startswith("impart") for value in values)
    context.close()


def _no_findings(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "words run over the edge"
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
