"""The main job in a real browser: from a law's PDF to a search hit, its permalink, and the guide's DOCX in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

pytestmark = pytest.mark.browser
RESERVE = "Les réserves obligatoires sont impartageables."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


def test_from_the_pdf_to_the_guide_in_hand(site: Any, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(site.address)
    page.get_by_role("searchbox").first.fill("indivisible reserves")
    page.get_by_role("button").first.click()
    hit = page.locator(".hit").filter(has_text="Article 16").first
    expect(hit.locator("mark").first).to_be_visible()
    expect(hit.locator(".hit-foot")).to_contain_text("réserve")
    hit.locator("h3 a").click()
    provision = page.locator("#art_16")
    expect(provision).to_contain_text(RESERVE)
    expect(provision).to_be_in_viewport()
    assert page.url.split("?")[0].endswith("~art_16") and page.url.endswith("#art_16")
    lasting = page.locator("[id^=citation-]").first.text_content() or ""
    assert "/akn/xa/act/2021-06-09/2021-47/fra@2025-04-01~art_16" in lasting
    page.goto(site.address + "/akn/xa/act/2021-06-09/2021-47/fra@2025-04-01~art_16")
    expect(page.locator(".provision.lit")).to_contain_text(RESERVE)

    page.goto(site.address + "/fr/guide")
    page.get_by_role("link", name="Édition 1").click()
    page.get_by_role("link", name="Bénéfices, réserves et patrimoine").first.click()
    quoted = page.locator("figure.quotation blockquote p").first
    expect(quoted).to_be_visible()
    words = (quoted.text_content() or "").strip("[…] \n")[:60]
    assert len(words) > 20
    page.goto(site.address + "/fr/guide")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="DOCX").click()
    taken = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(taken)
    document = docx.Document(str(taken))
    assert words in "\n".join(paragraph.text for paragraph in document.paragraphs)
    page.close()


def test_searching_by_keyboard_alone(site: Any, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.address + "/fr/themes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("réserves impartageables")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.hit') !== null")
    page.keyboard.press("Enter")
    expect(page.locator(".provision.lit")).to_be_visible()
    page.go_back()
    assert page.locator("#q").input_value() == "réserves impartageables"
    page.close()


def test_everything_works_without_script(site: Any, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + "/fr/")
    page.locator("#q").fill("réserves impartageables")
    page.locator(".big-search button").click()
    page.locator(".filters a", has_text="Loi-cadre").click()
    assert "instrument=framework-law" in page.url
    page.locator(".chip").click()
    assert "instrument" not in page.url
    page.get_by_role("link", name="English").click()
    assert page.url.startswith(site.address + "/en/search?q=")
    page.locator(".hit h3 a").first.click()
    assert page.locator(".provision.lit").count() == 1
    page.goto(site.address + "/fr/compare?country=XA&theme=entities-profit-assets")
    page.locator(".matrix summary").first.click()
    assert page.locator(".matrix details[open] blockquote").first.is_visible()
    context.close()


def test_the_site_forbids_what_is_not_its_own(site: Any, browser: Browser) -> None:
    page = browser.new_page()
    answer = page.goto(site.address + "/fr/search?q=%3Cscript%3Ewindow.own%3D1%3C/script%3E")
    assert answer is not None and "script" in (page.locator("#q").input_value())
    assert page.evaluate("window.own") is None
    refused = page.evaluate(
        """() => new Promise(done => {
          document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
          const script = document.createElement("script"); script.textContent = "window.own = 1";
          document.body.append(script);
        })"""
    )
    assert refused.startswith("script-src") and page.evaluate("window.own") is None
    page.close()
