"""Texts: their lasting addresses, their pages, their files, their versions, and what can be taken away of them."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, make_response, request, send_file, url_for

from kb.errors import BadQuery, BadRequest, EngineUnavailable, NotFound
from kb.search.query import Filters, SearchQuery
from kb.services import opening, searching
from kb.services.differing import differences, on_day
from kb.services.drawing import page_picture, page_words, places_of
from kb.services.opening import ReadText
from web import eli, here, params
from web.languages import PREFIX, preferred
from web.pages.changes import changes_page
from web.pages.facsimile import facsimile_page
from web.pages.text import TextPage, text_page
from web.params import Permalink, permalink
from web.presenting import go, respond, wants_json
from web.taking import NEGOTIATED, WHOLE, ending_of, taken

pages = Blueprint("texts", __name__)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_MARKED = 200
"""Provisions of a text whose answering words are marked."""


@pages.get("/akn/<path:uri>")
def lasting(uri: str) -> Response:
    """A lasting address, in no language: it leads to the page in the reader's language, or gives the text itself where
    the address ends in the name of a format or the reader asks for one by its media type."""
    stem, ending = ending_of(uri)
    ending = ending or NEGOTIATED.get(request.accept_mimetypes.best or "")
    if ending not in (None, "html"):
        response = _away(stem, ending)
    else:
        named = permalink(f"akn/{stem}")
        opening.known(here.kb(), named.work, named.expression)
        response = go(url_for("texts.show", ui=preferred(), uri=stem, _anchor=named.eid))
    response.vary.update(("Accept", "Accept-Language"))
    return response


@pages.get(f"{PREFIX}/akn/<path:uri>")
def show(uri: str) -> Response:
    """A text, or what is known of a work whose text is not held. A work's address leads to its current text, or with
    `?on=` to the version of that day."""
    stem, ending = ending_of(uri)
    if ending is not None:
        return go(url_for("texts.lasting", uri=uri)) if ending != "html" else go(url_for("texts.show", uri=stem))
    named, found, page = _read(stem)
    day = request.args.get("on", "")
    if day:
        return _on(day, found)
    if named.expression is None and found.expression is not None:
        path = found.expression.id.removeprefix("/akn/") + (f"~{named.eid}" if named.eid else "")
        asked = request.query_string.decode("ascii", "ignore")
        return go(
            url_for("texts.show", uri=path) + (f"?{asked}" if asked else "") + (f"#{named.eid}" if named.eid else "")
        )
    return respond(page, "text.html", data=eli.linked_data(page))


@pages.get(f"{PREFIX}/changes/<path:uri>")
def changes(uri: str) -> Response:
    """What changed between two versions of a work: `from` and `to` name texts, `since` a day."""
    arguments = request.args
    since = arguments.get("since") or None
    if since and not DAY.fullmatch(since):
        raise BadRequest(f"since is {since[:40]!r}: it must be a day as 2024-03-31.")
    work = permalink(f"akn/{uri}").work
    found = differences(here.kb(), work, arguments.get("from") or None, arguments.get("to") or None, since=since)
    return respond(changes_page(found), "changes.html")


@pages.get(f"{PREFIX}/facsimile/<int:number>/<path:uri>")
def facsimile(number: int, uri: str) -> Response:
    """A page of the file behind a text, with its provisions and the words searched for (`q`) marked, beside their
    words."""
    named = permalink(f"akn/{uri}")
    found = opening.on_page(here.kb(), named.work, named.expression, number, language=here.ui())
    if named.eid and named.eid not in found.eids:
        raise NotFound(f"No provision {named.eid} in {found.expression.id}.")
    sha256 = found.expression.sha256
    picture = page_picture(here.kb(), sha256, number)
    sought = _sought(found.expression.id)
    marked = places_of(page_words(here.kb(), sha256, number), sought) if sought else ()
    page = facsimile_page(found, number, (picture.width, picture.height), named.eid, sought, marked)
    return respond(page, "facsimile.html")


@pages.get("/files/<sha256>/pages/<int:number>.png")
def picture(sha256: str, number: int) -> Response:
    """A page of the file behind a published text, as a picture."""
    _published(sha256)
    response = send_file(page_picture(here.kb(), sha256, number).path, mimetype="image/png", max_age=86_400)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@pages.get("/files/<sha256>/<path:name>")
def original(sha256: str, name: str) -> Response:
    """The file behind a text, byte for byte, always as a download: nothing of it runs in the site."""
    media_type, known = _published(sha256)
    if known != name:
        abort(404)
    response = send_file(here.kb().files.path(sha256), mimetype=media_type, as_attachment=True, download_name=known)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _published(sha256: str) -> tuple[str, str]:
    """(media type, name) of a file behind a published text; 404 for any other, a submitted one too."""
    with here.kb().store.read() as session:
        known = session.texts.manifestation(sha256)
        if not session.texts.find(sha256=sha256):
            abort(404)
    return known.media_type, known.name


def _read(path: str) -> tuple[Permalink, ReadText, TextPage]:
    """What an address names, a long text in the part that is asked for; `?part=all` is the whole text.

    Raises `NotFound` for a provision or a part that the text does not have.
    """
    named = permalink(f"akn/{path}")
    whole = wants_json() or request.args.get("part") == "all"
    part = None if whole else params.whole(request.args, "part", default=0)
    found = opening.text(here.kb(), named.work, named.expression, language=here.ui(), eid=named.eid, part=part)
    page = text_page(found, named.eid, _sought(found.expression.id) if found.expression else ())
    if named.eid and page.expression and page.lit is None:
        raise NotFound(f"No provision {named.eid} in {page.expression.id}.")
    return named, found, page


def _sought(expression: str) -> set[str]:
    """The words of this text that answer the question of the address (`q`), in its own language."""
    words = " ".join(request.args.get("q", "").split())
    if not words:
        return set()
    query = SearchQuery(words, Filters(expression=(expression,)), limit=MOST_MARKED, interface_language=here.ui())
    try:
        hits = searching.search(here.kb(), query).hits
    except (BadQuery, EngineUnavailable):
        # The text is there to be read: without the index, the words are marked as they were typed.
        return set(re.findall(r"\w{3,}", words))
    parts = (part for hit in hits for part in (*hit.snippet, *hit.heading_marked))
    return {text for text, lit in parts if lit}


def _on(day: str, found: ReadText) -> Response:
    """To the version of a day, in the language of the text that would be shown."""
    if not DAY.fullmatch(day):
        raise BadRequest(f"on is {day[:40]!r}: it must be a day as 2024-03-31.")
    language = found.expression.language if found.expression else None
    text = on_day(tuple(other for other in found.others if other.language == language), day)
    if text is None:
        raise NotFound(f"No version of {found.work.id} of {day} is held.")
    return go(url_for("texts.show", uri=text.id.removeprefix("/akn/")))


def _away(path: str, ending: str) -> Response:
    """The text or its reference as a file."""
    _named, found, page = _read(path)
    if ending == "pdf":
        if found.manifestation is None or found.manifestation.media_type != "application/pdf":
            raise NotFound(f"No PDF of {found.work.id} is held.")
        return go(url_for("texts.original", sha256=found.manifestation.sha256, name=found.manifestation.name))
    if ending == "json":
        return go(url_for("api.text" if found.expression else "api.work", uri=page.permalink.removeprefix("/akn/")))
    text = None
    if ending in WHOLE and found.expression is not None:
        with here.kb().store.read() as session:
            text = session.texts.text(found.expression.id)
    body, media_type = taken(page, text, ending)
    response = make_response(body)
    response.content_type = f"{media_type}; charset=utf-8"
    name = re.sub(r"[^A-Za-z0-9]+", "-", page.permalink.removeprefix("/akn/")).strip("-")
    if ending in ("ris", "bib", "csl"):
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{name}.{"json" if ending == "csl" else ending}"'
        )
    return response
