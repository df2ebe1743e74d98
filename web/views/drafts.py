"""A private draft beside the law: the pages of its owner, kept by nobody on the way."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, flash, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from kb.errors import BadRequest, EngineUnavailable, SourceUnreadable
from kb.model.people import Person
from kb.services import drafting, reading
from web import here, params
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.drafts import draft_page, drafts_page, near_page
from web.presenting import go, respond

pages = Blueprint("drafts", __name__, url_prefix=f"{PREFIX}/drafts")
MOST_COLUMNS = 8
FIRST_COLUMNS = 3


class DraftForm(FlaskForm):  # type: ignore[misc]
    """A file, and the token that shows that the form is ours."""

    file = FileField()


@pages.after_request
def private(response: Response) -> Response:
    """Neither a browser's disk nor a machine on the way keeps a page of a draft, and no engine lists it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@pages.get("/")
@signed_in
def index(_person: Person) -> Response:
    """The person's drafts, and the form to put another one in."""
    return _list()


@pages.post("/")
@signed_in
def receive(person: Person) -> Response:
    """Take a draft in."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list(_("Choisissez un fichier."), 400)
    try:
        draft = drafting.keep(here.kb(), person, file.filename, cast(Any, file.stream))
    except SourceUnreadable as error:
        most = drafting.most_megabytes(here.kb())
        return _list(_("Le fichier est vide, ou dépasse %(most)s Mo.", most=most), error.status)
    except BadRequest as error:
        return _list(_("%(most)s projets sont déjà gardés : effacez-en un.", most=drafting.MOST), error.status)
    return go(url_for("drafts.show", number=draft.id), 303)


@pages.get("/<number>")
@signed_in
def show(person: Person, number: str) -> Response:
    """A draft beside the laws that the address names (`country`, `work`, repeated)."""
    countries = params.countries(request.args)
    works = params.several(request.args, "work", most=MOST_COLUMNS)
    places = reading.places(here.kb())
    columns = (*works, *countries)[:MOST_COLUMNS] or tuple(_first(places))
    found = drafting.beside(here.kb(), person, number, columns, language=here.ui())
    held = tuple(reading.held_works(here.kb(), countries)) if countries else ()
    page = draft_page(found, columns, places, held, here.ui(), proposed=not (countries or works))
    return respond(page, "drafts/show.html", form=DraftForm())


@pages.get("/<number>/near/<eid>")
@signed_in
def near(person: Person, number: str, eid: str) -> Response:
    """What other laws, in any language, say nearly the same as a provision of the draft."""
    draft = drafting.get(here.kb(), person, number)
    try:
        provision, hits = drafting.nearest(here.kb(), person, number, eid, limit=12, language=here.ui())
    except EngineUnavailable:
        provision, hits = next(p for p in draft.provisions if p.eid == eid), ()
        flash(_("Le moteur de recherche ne répond pas en ce moment."))
    return respond(near_page(draft, provision, hits), "drafts/near.html")


@pages.post("/<number>/erase")
@signed_in
def erase(person: Person, number: str) -> Response:
    """Take a draft out for good."""
    drafting.erase(here.kb(), person, number)
    flash(_("Le projet est effacé, avec tout ce qui en avait été lu."))
    return go(url_for("drafts.index"), 303)


def _list(error: str = "", status: int = 200) -> Response:
    person = here.person()
    assert person is not None
    page = drafts_page(drafting.mine(here.kb(), person), drafting.most_megabytes(here.kb()), error)
    return respond(page, "drafts/index.html", status, form=DraftForm())


def _first(places: tuple[reading.Place, ...]) -> list[str]:
    """The States of which most texts are held."""
    states = [place for place in places if place.held and not place.code.islower()]
    return [place.code for place in sorted(states, key=lambda p: (-p.held, p.code))[:FIRST_COLUMNS]]
