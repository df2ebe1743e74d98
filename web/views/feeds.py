"""For machines that come back: what is here (sitemap), what came (Atom), how to ask (OpenAPI)."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response, jsonify, make_response, render_template, url_for

from kb import resources
from kb.errors import NotFound
from kb.resources import INTERFACE_LANGUAGES
from kb.services import reading, withdrawing
from web import here
from web.languages import PREFIX
from web.openapi import description

pages = Blueprint("feeds", __name__)
NEWEST = 50
MOST_WORKS = 49_000
"""Works named in the sitemap: the format allows 50,000 addresses in one file."""


@pages.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/{part}" for code in INTERFACE_LANGUAGES
             for part in ("search", "submissions", "account")), f"Sitemap: {here.address('/sitemap.xml')}"]  # fmt: skip
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page that stays, by its address in the reference language; texts by their lasting address."""
    works, _more = reading.works(here.kb(), country=None, held=None, after=None, limit=MOST_WORKS)
    first = INTERFACE_LANGUAGES[0]
    addresses = [url_for("home.show", ui=first), url_for("about.show", ui=first), url_for("guide.index", ui=first)]
    addresses += [url_for("themes.show", ui=first, theme=leaf.id) for leaf in resources.leaf_themes()]
    addresses += [url_for("countries.show", ui=first, code=place.code) for place in reading.places(here.kb())]
    addresses += [work.id for work in works]
    return _xml("sitemap.xml", "application/xml", addresses=addresses)


@pages.get(f"{PREFIX}/feed.atom")
@pages.get(f"{PREFIX}/countries/<code>/feed.atom")
@pages.get(f"{PREFIX}/themes/<theme>/feed.atom")
def atom(code: str | None = None, theme: str | None = None) -> Response:
    """Texts as they come, all of them, those of one State or organisation, or those that speak of one theme; and, in
    the feed of all and of a country, the addresses that were withdrawn."""
    if code is not None and code not in resources.jurisdictions():
        raise NotFound(f"No country or organisation has the code {code!r}.")
    if theme is not None and theme not in resources.themes():
        raise NotFound(f"No theme has the id {theme!r}.")
    additions = reading.additions(here.kb(), country=code, theme=theme, limit=NEWEST)
    gone = [
        stone for stone in withdrawing.stones(here.kb()) if stone.moved_to is None and code in (None, stone.country)
    ]
    shown = [] if theme else gone[:NEWEST]
    newest = max([text.stored_at for text in additions] + [stone.at for stone in shown], default=None)
    return _xml(
        "feed.xml", "application/atom+xml", additions=additions, code=code, theme=theme, gone=shown, newest=newest
    )


@pages.get("/api/v1/openapi.json")
def openapi() -> Response:
    """The description of the API."""
    return jsonify(description(here.address(), version("sselex")))


def _xml(template: str, media_type: str, **values: object) -> Response:
    response = make_response(render_template(template, **values))
    response.content_type = f"{media_type}; charset=utf-8"
    return response
