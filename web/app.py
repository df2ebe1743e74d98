"""Putting the site together."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask

from kb.services import KnowledgeBase
from web import here, languages, measuring, pieces, problems, security, shelf, wording
from web.addresses import page_address
from web.messages import _, ngettext
from web.views import BLUEPRINTS

ROOM = Path(__file__).resolve().parent
YEAR = 31_536_000
"""Seconds that a browser may keep a file whose address carries its content."""


def build(kb: KnowledgeBase) -> Flask:
    """The application: settings, languages, words, errors, pages."""
    app = Flask("web", root_path=str(ROOM))
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(ROOM / "translations"), SEND_FILE_MAX_AGE_DEFAULT=YEAR, JSON_SORT_KEYS=False
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[here.EXTENSION] = kb
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    measuring.init_app(app)
    security.init_app(app, kb.settings)
    languages.init_app(app)
    wording.init_app(app)
    problems.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    shelf.init_app(app)
    app.jinja_env.globals.update({"_": _, "ngettext": ngettext})
    app.jinja_env.globals.update(
        marked=pieces.marked, place_link=pieces.place_link, expanded_terms=pieces.expanded_terms,
        facet_links=pieces.facet_links, kicker=pieces.kicker, ways_on=pieces.ways_on, year_bars=pieces.year_bars,
        themes_of=pieces.themes_of, why=pieces.why,
    )  # fmt: skip
    app.context_processor(
        lambda: {
            "ui": here.ui(),
            "person": here.person(),
            "languages": languages.switch,
            "asset": asset,
            "address": here.address,
            "has_page": app.view_functions.__contains__,
        }
    )
    return app


def asset(name: str) -> str:
    """The address of a file of `static/`, with a mark that changes when the file does."""
    return page_address("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((ROOM / "static" / name).read_bytes()).hexdigest()[:10]
