"""The first page, and the choice of a language."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from kb.services import reading
from web import here
from web.languages import PREFIX, preferred
from web.pages.home import home_page
from web.presenting import go, respond

pages = Blueprint("home", __name__)


@pages.get("/")
def choose() -> Response:
    """To the page in the reader's language."""
    response = go(url_for("home.show", ui=preferred()))
    response.vary.add("Accept-Language")
    return response


@pages.get(f"{PREFIX}/")
def show() -> Response:
    """What is here, what came last, where and when."""
    return respond(home_page(reading.home(here.kb()), here.ui()), "home.html")
