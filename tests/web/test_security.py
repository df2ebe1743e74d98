"""What protects readers and the site: headers, pages without anything inline, cookies, limits."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html

from kb.services import KnowledgeBase
from web import create_app
from web.throttle import Allowance, TooManyRequests

NEW = "akn/xa/act/2021-06-09/2021-47/fra@2025-04-01"
PAGES = (
    "/fr/", "/fr/search?q=r%C3%A9serve", "/fr/countries", "/fr/countries/XA", "/fr/themes",
    "/fr/themes/entities-profit-assets", "/fr/compare?country=XA&country=FR&theme=entities-profit-assets",
    "/fr/compare?view=answers", f"/fr/{NEW}", f"/fr/{NEW}~art_16", "/fr/changes/xa/act/2021-06-09/2021-47",
    "/fr/guide", "/fr/guide/first/1/", "/fr/coverage", "/fr/about", "/fr/accessibility", "/fr/account/sign-in",
    f"/fr/facsimile/1/{NEW.removeprefix('akn/')}", "/fr/nothing-here",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_anything_inline_or_from_elsewhere(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path, follow_redirects=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "data:" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "Referrer-Policy" in answer.headers
    tree = html.fromstring(answer.get_data(as_text=True))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag != "style" and "style" not in element.attrib, html.tostring(element)[:200]
        assert not [name for name in element.attrib if name.startswith("on")], html.tostring(element)[:200]
        if element.tag == "script":
            assert element.get("src") or element.get("type") == "application/ld+json"
        for name in ("src", "srcset", "poster", "data"):
            assert not re.match(r"(https?:)?//", element.get(name) or ""), html.tostring(element)[:200]
        if element.tag == "link" and element.get("rel") in ("stylesheet", "preload", "icon"):
            assert (element.get("href") or "").startswith("/")
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            assert form.xpath(".//input[@name='csrf_token']"), html.tostring(form)[:200]


def test_what_changes_something_needs_a_token(reader: FlaskClient) -> None:
    for rule in reader.application.url_map.iter_rules():
        assert rule.methods is not None
        if "POST" in rule.methods and not rule.arguments - {"ui"} and rule.endpoint != "harvest.answer":
            path = rule.rule.replace("<any(fr, en, es):ui>", "fr")
            refused = reader.post(path, data={"name": "x"})
            assert refused.status_code in (400, 401, 403, 404, 405), (path, refused.status_code)


def test_cookies_and_transport_behind_a_proxy(own: KnowledgeBase) -> None:
    settings = replace(own.settings, public_url="https://law.example.org", trusted_proxies=1, rate_limit=2)
    app = create_app(replace(own, settings=settings))
    assert app.config["SESSION_COOKIE_SECURE"] and app.config["SESSION_COOKIE_HTTPONLY"]
    visitor = app.test_client()
    there = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    answer = visitor.get("/fr/account/sign-in", headers=there)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax"))
    limited = [visitor.get("/api/v1/themes", headers=there) for _ in range(3)]
    assert [one.status_code for one in limited] == [200, 200, 429]
    assert limited[0].headers["RateLimit-Limit"] == "2" and limited[0].headers["RateLimit-Remaining"] == "1"
    refused = limited[2]
    assert refused.mimetype == "application/problem+json" and int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*" and refused.get_json()["status"] == 429
    other = {**there, "X-Forwarded-For": "192.0.2.8"}
    assert visitor.get("/api/v1/themes", headers=other).status_code == 200
    assert visitor.get("/fr/themes", headers=there).status_code == 200


def test_requests_come_back_with_time() -> None:
    allowance = Allowance(60)
    for _ in range(60):
        allowance.take("here", 0.0)
    with pytest.raises(TooManyRequests):
        allowance.take("here", 0.5)
    assert allowance.take("here", 2.0)[0] == 1
    assert allowance.take("there", 0.5)[0] == 59


def test_a_request_that_is_too_large_is_refused_before_it_is_read(reader: FlaskClient) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(reader.application.config, "MAX_CONTENT_LENGTH", 1000)
        refused = reader.post("/fr/account/sign-in", data={"file": (io.BytesIO(b"x" * 5000), "x.pdf")})
    assert refused.status_code == 413


def test_words_of_a_text_and_of_an_address_are_never_markup(reader: FlaskClient) -> None:
    for path in ("/fr/search?q=%3Cu7%3Eloi%3C/u7%3E", "/fr/%3Cu7%3E", "/fr/countries/%3Cu7%3E", "/oai?verb=%3Cu7%3E"):
        shown = reader.get(path).get_data(as_text=True)
        assert "<u7" not in shown and shown, path
