"""Themes."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from kb import resources
from kb.services import reading
from kb.services.defining import terms_on
from web import here
from web.languages import PREFIX
from web.pages.themes import theme_page, themes_page
from web.presenting import go, respond

pages = Blueprint("themes", __name__)


@pages.get(f"{PREFIX}/themes")
def index() -> Response:
    """Branches and themes with what is had of each."""
    return respond(themes_page(reading.theme_totals(here.kb())), "themes.html")


@pages.get(f"{PREFIX}/themes/<theme>")
def show(theme: str) -> Response:
    """One theme; a branch leads to its place in the list."""
    known = resources.themes().get(theme)
    if known is not None and known.parent is None:
        return go(url_for("themes.index", _anchor=theme))
    found = reading.theme(here.kb(), theme, language=here.ui())
    terms = terms_on(here.kb(), theme, language=here.ui())
    return respond(theme_page(found, here.ui(), terms), "theme.html")
