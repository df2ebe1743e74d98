"""Provisions side by side."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb.errors import EngineUnavailable
from kb.search.index import SearchHit
from kb.search.query import SearchQuery
from kb.services import beside, searching
from web import here, params
from web.languages import PREFIX
from web.pages.beside import aligned_page, beside_page
from web.presenting import respond

pages = Blueprint("beside", __name__)
OFFERED = 8
"""Provisions offered to be put beside those chosen."""


@pages.get(f"{PREFIX}/beside")
def show() -> Response:
    """The provisions that the address names (`p`, repeated), and others to put beside them: those found for `q`, else
    those that say nearly the same as the first."""
    permalinks = tuple(_lasting(name) for name in params.several(request.args, "p", most=20))
    standing = beside.chosen(here.kb(), permalinks)
    words = " ".join(request.args.get("q", "").split())
    offered: tuple[SearchHit, ...] = ()
    silent = False
    try:
        if words:
            query = SearchQuery(words, limit=OFFERED, interface_language=here.ui())
            offered = searching.search(here.kb(), query).hits
        elif standing and len(standing) < beside.MOST:
            first = standing[0].permalink
            offered = searching.more_like(here.kb(), first, limit=OFFERED, interface_language=here.ui()).hits
    except EngineUnavailable:
        silent = True
    return respond(beside_page(standing, offered, words, silent=silent), "beside.html")


@pages.get(f"{PREFIX}/aligned")
def texts() -> Response:
    """Two texts of one work, `first` and `second`, aligned by provision."""
    first, second = (_lasting(request.args.get(name, "")) for name in ("first", "second"))
    return respond(aligned_page(beside.aligned(here.kb(), first, second)), "aligned.html")


def _lasting(name: str) -> str:
    """A lasting path from what a person may paste: with the site's address, a language, or a fragment around it."""
    path = name.strip().partition("#")[0]
    start = path.find("/akn/")
    path = path[start:] if start >= 0 else f"/akn/{path.strip('/').removeprefix('akn/')}"
    named = params.permalink(path)
    return (named.expression or named.work) + (f"~{named.eid}" if named.eid else "")
