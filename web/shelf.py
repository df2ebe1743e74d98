"""Pages that were made once stay on a shelf until something is written into the store.

Only what everybody may read is kept: a visitor with a session always gets a page of their own.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from flask import Flask, Response, g, request, session

from kb.store.state import State
from web import here

KEPT = frozenset({
    "home.show", "texts.show", "countries.index", "countries.show", "themes.index", "themes.show", "compare.show",
    "guide.index", "guide.read", "about.show", "coverage.show", "vocabulary.index", "vocabulary.concept",
    "vocabulary.terms", "vocabulary.goals", "vocabulary.target", "gaps.backlog", "gaps.notices",
    "about.accessibility", "api.home", "api.works", "api.work", "api.text", "api.provision", "api.versions",
    "api.changes", "api.citations", "api.quality", "api.countries", "api.country", "api.themes", "api.theme",
    "api.comparison", "api.answers", "api.terms", "api.covered", "api.editions", "api.edition", "feeds.openapi",
    "api.repealed", "api.alike", "api.missing", "api.aligned", "api.standing", "api.goals", "api.goal",
    "api.goals_of_text",
})  # fmt: skip
"""Endpoints whose pages depend on nothing but the address and the store."""
SEARCHES = frozenset({"search.show", "api.find"})
"""These depend on the index too, which may be made anew without a word in the store: they are kept for a minute."""
MOST_BYTES = 48 * 1024 * 1024
LARGEST = 4 * 1024 * 1024
"""Bytes of one page; larger ones are made anew each time."""
LONGEST = 3600.0
"""Seconds after which a page is made anew: the first page knows what day it is."""
LONGEST_SEARCH = 60.0
LONGEST_ADDRESS = 500


@dataclass(slots=True)
class Kept:
    """A page as it was made, before compression, and the compressed form once somebody asked for it."""

    body: bytes
    headers: list[tuple[str, str]]
    state: str
    made: float
    compressed: bytes | None = None


class Shelf:
    """The pages of one process, those that were not read for longest leaving first."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def before(self) -> Response | None:
        """The kept page for this request."""
        if (
            request.method != "GET"
            or request.endpoint not in KEPT | SEARCHES
            or session
            or len(request.full_path) > LONGEST_ADDRESS
        ):
            return None
        g.shelf_key = (request.full_path, request.host_url, request.headers.get("Accept", ""))
        g.shelf_state = self._state.mark()
        with self._lock:
            kept = self._pages.get(g.shelf_key)
            longest = LONGEST_SEARCH if request.endpoint in SEARCHES else LONGEST
            if kept is None or kept.state != g.shelf_state or time.monotonic() - kept.made > longest:
                return None
            self._pages.move_to_end(g.shelf_key)
        del g.shelf_key
        g.kept = kept
        return Response(kept.body, headers=kept.headers)

    def after(self, response: Response) -> Response:
        """Keep a page that was made."""
        key = g.pop("shelf_key", None)
        if key is None or response.status_code != 200 or response.is_streamed or "Set-Cookie" in response.headers:
            return response
        body = response.get_data()
        if len(body) <= LARGEST:
            g.kept = Kept(body, list(response.headers), g.shelf_state, time.monotonic())
            with self._lock:
                old = self._pages.pop(key, None)
                self._bytes += len(body) - (len(old.body) if old else 0)
                self._pages[key] = g.kept
                while self._bytes > MOST_BYTES:
                    self._bytes -= len(self._pages.popitem(last=False)[1].body)
        return response


def init_app(app: Flask) -> None:
    """Ask the shelf before each page, and give it each page after."""
    shelf = Shelf(State(app.extensions[here.EXTENSION].store.database))
    app.before_request(shelf.before)
    app.after_request(shelf.after)
