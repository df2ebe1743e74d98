"""Every address answers as it should, in three languages, safely."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.services import KnowledgeBase
from web.pages.home import EXAMPLES

LANGUAGES = ("fr", "en", "es")
LAW = "akn/xa/act/2021-06-09/2021-47"
NEW = f"{LAW}/fra@2025-04-01"
PAGES = (
    "", "search", "search?q=r%C3%A9serves", "search?q=r%C3%A9serves&group=countries",
    "search?q=r%C3%A9serves&group=works",
    "search?q=zzxqv", "search?country=XA&from=2020&to=2022", "countries", "countries/FR", "countries/XA",
    "countries/ilo", "themes", "themes/entities-profit-assets", "compare", "compare?view=answers",
    "compare?country=FR&country=XA&theme=support-tax", "guide", "guide/first/1/", "guide/first/1/chapter-recognition",
    NEW, f"{NEW}~art_16", "akn/fr/act/2014-07-31/2014-856", "about", "coverage", "accessibility", "account/sign-in",
)  # fmt: skip
MISSING = (
    "nowhere", "countries/QQ", "themes/nothing", "guide/none/1/", "guide/first/9/", "guide/first/1/chapter-none",
    f"{LAW}/fra@1999-01-01", f"{NEW}~art_999", "akn/fr/act/1900-01-01/1", "akn/fr", "guide/first/1/download.exe",
)  # fmt: skip
REFUSED = (
    "search?q=a&page=x", "search?q=a&theme=none", "search?q=-a", "compare?country=QQ", "compare?theme=none",
    "compare?view=none", "search?from=12",
)  # fmt: skip


class Marks(HTMLParser):
    """What an HTML page must not have: inline scripts, styles and handlers; and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        data_block = tag == "script" and named.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and "src" not in named and not data_block):
            self.inline.append(tag)
        self.inline += [name for name in named if name == "style" or name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_in_each_language(reader: FlaskClient, path: str) -> None:
    for language in LANGUAGES:
        answer = reader.get(f"/{language}/{path}")
        assert answer.status_code == 200, (language, path)
        html = answer.get_data(as_text=True)
        assert f'<html lang="{language}"' in html
        assert "None" not in re.sub(r"<[^>]*>", " ", html).split(), path
        marks = Marks(html)
        assert marks.inline == []
        assert not [link for link in marks.links if link.startswith("javascript:")]


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_said_so(reader: FlaskClient, path: str) -> None:
    for language, words in zip(LANGUAGES, ("Page introuvable", "Page not found", "Página no encontrada"), strict=True):
        answer = reader.get(f"/{language}/{path}")
        assert answer.status_code == 404, path
        assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(reader: FlaskClient, path: str) -> None:
    for language in LANGUAGES:
        answer = reader.get(f"/{language}/{path}")
        html = answer.get_data(as_text=True)
        assert answer.status_code == 400, path
        told = re.search(r'<p class="notice"([^>]*)>([^<]+)', html)
        assert told and told[1] == "", f"{path}: not in the language of the page"
    problem = reader.get(f"/fr/{path}", headers={"Accept": "application/json"})
    assert problem.content_type == "application/problem+json" and problem.get_json()["status"] == 400


@pytest.mark.parametrize(
    "asked,said",
    [('"' + "de la " * 6 + '"~50', "à 5 places d’écart au plus"), ("-(" * 450 + "x" + ")" * 450 + " coop", None),
     ("country:XA (réserves", "a été lue ainsi")],
)  # fmt: skip
def test_a_question_too_heavy_or_broken_is_answered(reader: FlaskClient, asked: str, said: str | None) -> None:
    answer = reader.get("/fr/search", query_string={"q": asked})
    assert answer.status_code == 200
    assert said is None or said in answer.text
    assert reader.get("/api/v1/search", query_string={"q": asked}).status_code == 200


def test_every_link_of_the_pages_leads_somewhere(reader: FlaskClient) -> None:
    seen: set[str] = set()
    for path in PAGES:
        for link in Marks(reader.get(f"/es/{path}").get_data(as_text=True)).links:
            target = link.partition("#")[0]
            if target.startswith("/") and "/submissions/" not in target:
                seen.add(target)
    plain = sorted(link for link in seen if "?" not in link and "/download." not in link)
    questions = sorted(link for link in seen if "?" in link)
    assert len(plain) > 200 and len(questions) > 40
    for link in [*plain[:: max(1, len(plain) // 30)], *questions[:: max(1, len(questions) // 15)]]:
        assert reader.get(link, follow_redirects=True, buffered=True).status_code == 200, link


def test_answers_carry_what_makes_them_safe(reader: FlaskClient) -> None:
    for path in ("/fr/", "/fr/nowhere", "/fr/search?q=a&page=x", "/api/v1/works", "/static/site.css"):
        headers = reader.get(path, buffered=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] and headers["Permissions-Policy"]
        assert "Set-Cookie" not in headers, "who only reads gets no cookie"
    assert reader.get("/fr/", base_url="https://sselex.example").headers["Strict-Transport-Security"]


def test_a_page_is_sent_once_and_compressed(reader: FlaskClient) -> None:
    first = reader.get("/fr/themes", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip" and len(first.data) < 20_000
    again = reader.get("/fr/themes", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    assert len(reader.get(f"/fr/{NEW}", headers={"Accept-Encoding": "gzip"}).data) < 150_000


def test_the_language_is_chosen_and_kept(reader: FlaskClient) -> None:
    for asked, given in (("es-MX,es;q=0.9", "/es/"), ("de", "/fr/"), ("en;q=0.4, fr;q=0.3", "/en/")):
        assert reader.get("/", headers={"Accept-Language": asked}).headers["Location"] == given
    html = reader.get("/fr/search?q=coop&country=XA&group=works").get_data(as_text=True)
    assert "/es/search?q=coop&amp;country=XA&amp;group=works" in html


def test_the_switch_keeps_every_parameter_and_follows_none(reader: FlaskClient) -> None:
    asked = "search?q=a%20b&country=FR&country=ES&_scheme=ftp&_external=1&_anchor=x"
    page = reader.get(f"/fr/{asked}")
    assert page.status_code == 200
    found = re.findall(r'<a href="([^"]*)" lang="en" hreflang="en">', page.text)
    assert [escaped.replace("&amp;", "&") for escaped in found] == [f"/en/{asked.replace('%20', '+')}"]


def test_a_lasting_address_leads_to_the_text(reader: FlaskClient) -> None:
    answer = reader.get(f"/{NEW}~art_16", headers={"Accept-Language": "en"})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/en/{NEW}~art_16#art_16"
    newest = reader.get(f"/fr/{LAW}")
    assert newest.status_code == 302 and newest.headers["Location"] == f"/fr/{NEW}"


def test_words_of_other_languages_say_so(reader: FlaskClient) -> None:
    html = reader.get("/fr/search", query_string={"q": "الاقتصاد الاجتماعي"}).get_data(as_text=True)
    assert 'class="snippet" lang="ar" dir="rtl"' in html
    text = reader.get("/fr/akn/xf/act/2023-05-08/14-2023", follow_redirects=True).get_data(as_text=True)
    assert re.search(r'<h1 lang="ar" dir="rtl">', text) and re.search(r'class="words" lang="ar" dir="rtl"', text)


def test_the_examples_of_the_first_page_answer(reader: FlaskClient) -> None:
    for language, examples in EXAMPLES.items():
        for example in examples:
            found = reader.get(f"/{language}/search", query_string={"q": example, "format": "json"}).get_json()
            assert found["found"]["total"] > 0, example


def test_every_page_is_data_too(reader: FlaskClient) -> None:
    for path in PAGES:
        if path.startswith(("account", "search?country")):
            continue
        answer = reader.get(f"/fr/{path}", headers={"Accept": "application/json"})
        assert answer.is_json and isinstance(answer.get_json(), dict), path
        assert " object at 0x" not in answer.get_data(as_text=True), path


def test_a_file_is_only_ever_downloaded(reader: FlaskClient) -> None:
    html = reader.get(f"/fr/{NEW}").get_data(as_text=True)
    link = next(link for link in Marks(html).links if link.startswith("/files/"))
    answer = reader.get(link, buffered=True)
    assert answer.data.startswith(b"%PDF") and answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert reader.get(link[:-3] + "exe").status_code == 404


def test_pages_of_an_empty_knowledge_base(knowledge_base: KnowledgeBase) -> None:
    from web import create_app

    app: Flask = create_app(knowledge_base)
    visitor = app.test_client()
    for path in (
        "",
        "search",
        "countries",
        "countries/FR",
        "themes",
        "themes/support-tax",
        "compare",
        "guide",
    ):
        assert visitor.get(f"/fr/{path}").status_code == 200, path
    silent = visitor.get("/fr/search?q=reserve")
    assert silent.status_code == 503 and silent.headers["Retry-After"]


def test_the_picture_of_the_readme_is_there_and_light() -> None:
    picture = Path(__file__).resolve().parents[2] / "docs" / "images" / "search.png"
    assert picture.read_bytes().startswith(b"\x89PNG") and 20_000 < picture.stat().st_size < 300_000
    assert "docs/images/search.png" in (picture.parents[2] / "README.md").read_text(encoding="utf-8")
