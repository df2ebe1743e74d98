"""Searches that a person keeps, and the feed of any question, which asks for no account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from kb.errors import BadRequest
from kb.model.people import Person
from kb.services import alerts
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.alerts import alerts_page, new_alert
from web.presenting import go, respond
from web.views.search import asked

pages = Blueprint("alerts", __name__, url_prefix=PREFIX)


@pages.get("/search.atom")
def feed() -> Response:
    """The answers to a question as an Atom feed, the texts that came last first.

    An entry is named by provision and words: a reader's program shows each wording once.
    """
    query = asked()
    if not query.text and not query.filters:
        raise BadRequest("A feed needs a question: give q, or a filter such as country=ES.")
    page = render_template("alerts/feed.xml", query=query, found=alerts.newest(here.kb(), query), page=new_alert(query))
    response = make_response(page)
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@pages.get("/alerts/")
@signed_in
def index(person: Person) -> Response:
    """One's own saved searches with what was told of them."""
    return respond(alerts_page(alerts.of_person(here.kb(), person)), "alerts/index.html")


@pages.get("/alerts/new")
@signed_in
def new(_person: Person) -> Response:
    """The form to save the search that the address asks."""
    return respond(new_alert(asked()), "alerts/new.html")


@pages.post("/alerts/")
@signed_in
def save(person: Person) -> Response:
    """Save the search that the address asks under the name of the form."""
    alerts.save(here.kb(), person, request.form.get("name", ""), asked())
    flash(_("La recherche est enregistrée ; ce qui répond déjà n’est pas une nouveauté."))
    return go(url_for("alerts.index"), 303)


@pages.post("/alerts/<int:number>/remove")
@signed_in
def remove(person: Person, number: int) -> Response:
    """Forget a saved search and all that was told of it."""
    alerts.remove(here.kb(), person, number)
    flash(_("La recherche n’est plus suivie."))
    return go(url_for("alerts.index"), 303)
