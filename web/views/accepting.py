"""What stands between a guide and its publication, and accepting it for one's country."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from kb.guide.accepting import acceptances
from kb.guide.verify import verify_outline
from kb.model.people import Person
from kb.services import accepting, people
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.accepting import blocking_page
from web.params import whole
from web.presenting import go, respond

pages = Blueprint("accepting", __name__, url_prefix=f"{PREFIX}/guide")


@pages.get("/<name>/before-publication")
@signed_in
def show(person: Person, name: str) -> Response:
    """Everything that stands in the way of an edition: quotations, sources, remarks, and who has accepted."""
    people.require(person, "comment-guide")
    with here.kb().store.read() as session:
        guide = session.guides.get(name)
        findings = verify_outline(session, guide.outline)
        remarks = session.remarks.find(name, state="open")
        given = acceptances(session, name)
        names = {one.email: one.name for one in session.people.everybody()}
    page = blocking_page(guide, findings, remarks, given, names, person, accepting.country_of(person), here.ui())
    return respond(page, "writing/blocking.html")


@pages.post("/<name>/accept")
@signed_in
def accept(person: Person, name: str) -> Response:
    """Accept the guide in the words that the person read."""
    revision = whole(request.form, "revision", default=0, least=0, most=1_000_000)
    accepting.accept(here.kb(), person, name, revision=revision)
    flash(_("Votre acceptation est enregistrée."))
    return go(url_for("accepting.show", name=name), 303)
