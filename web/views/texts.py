"""Texts: their lasting addresses, their pages, their files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file, url_for

from kb.errors import NotFound
from kb.services import reading
from web import here
from web.languages import PREFIX, preferred
from web.pages.text import text_page
from web.params import permalink
from web.presenting import go, respond

pages = Blueprint("texts", __name__)


@pages.get("/akn/<path:uri>")
def lasting(uri: str) -> Response:
    """A lasting address, in no language: it leads to the page in the reader's language."""
    named = permalink(f"akn/{uri}")
    address = url_for("texts.show", ui=preferred(), uri=uri, _anchor=named.eid)
    response = go(address)
    response.vary.add("Accept-Language")
    return response


@pages.get(f"{PREFIX}/akn/<path:uri>")
def show(uri: str) -> Response:
    """A text, or what is known of a work whose text is not held. A work's address leads to its current text."""
    named = permalink(f"akn/{uri}")
    found = reading.text(here.kb(), named.work, named.expression, language=here.ui())
    if named.expression is None and found.expression is not None:
        path = found.expression.id.removeprefix("/akn/") + (f"~{named.eid}" if named.eid else "")
        asked = request.query_string.decode("ascii", "ignore")
        address = url_for("texts.show", uri=path)
        return go(address + (f"?{asked}" if asked else "") + (f"#{named.eid}" if named.eid else ""))
    page = text_page(found, named.eid)
    if named.eid and page.expression and page.lit is None:
        raise NotFound(f"No provision {named.eid} in {page.expression.id}.")
    return respond(page, "text.html")


@pages.get("/files/<sha256>/<path:name>")
def original(sha256: str, name: str) -> Response:
    """The file behind a text, byte for byte, always as a download: nothing of it runs in the site."""
    with here.kb().store.read() as session:
        known = session.texts.manifestation(sha256)
        if not session.texts.find(sha256=sha256) or known.name != name:
            abort(404)
    response = send_file(
        here.kb().files.path(sha256), mimetype=known.media_type, as_attachment=True, download_name=known.name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
