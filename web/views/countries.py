"""Countries and organisations."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from kb import resources
from kb.services import people, reading
from web import here
from web.languages import PREFIX
from web.pages.places import country_page, places_page
from web.presenting import go, respond

pages = Blueprint("countries", __name__)


@pages.get(f"{PREFIX}/countries")
def index() -> Response:
    """Every State and organisation of which something is known."""
    return respond(places_page(reading.places(here.kb()), here.ui()), "countries.html")


@pages.get(f"{PREFIX}/countries/<code>")
def show(code: str) -> Response:
    """One State or organisation; the code may be written in any case, a subdivision leads to its State."""
    known = resources.jurisdictions()
    if code not in known:
        for other in (code.upper(), code.lower()):
            if other in known:
                return go(url_for("countries.show", code=other), 301)
    parent = known[code].parent if code in known else None
    if parent:
        return go(url_for("countries.show", code=parent, _anchor=code))
    members = [each for each in people.organisations().values() if each.jurisdiction == code]
    return respond(country_page(reading.country(here.kb(), code, language=here.ui()), members), "country.html")
