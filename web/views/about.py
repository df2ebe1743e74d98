"""About the site, accessibility."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response

from kb.errors import EngineUnavailable
from kb.services import reading
from web import here
from web.languages import PREFIX
from web.pages.about import AboutPage, StatementPage
from web.presenting import respond

pages = Blueprint("about", __name__)


@pages.get(f"{PREFIX}/about")
def show() -> Response:
    """What the site is, where its data come from, what they do not say."""
    engine, documents = _engine()
    return respond(AboutPage(reading.holdings(here.kb()), engine, documents, version("sselex")), "about.html")


@pages.get(f"{PREFIX}/accessibility")
def accessibility() -> Response:
    """The accessibility statement."""
    return respond(StatementPage(version("sselex")), "accessibility.html")


def _engine() -> tuple[str, int | None]:
    """The name of the engine in use and how many records it holds, None where it does not answer."""
    try:
        found = here.kb().index.health()
    except EngineUnavailable:
        return here.kb().settings.search.partition("://")[0], None
    return found.engine, found.documents
