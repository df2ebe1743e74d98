"""Collections of pins: gathered, ordered, noted, told when the law changes, quoted in a chapter."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from kb.errors import BadRequest
from kb.model.people import Person
from kb.services import collecting, people
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.collections import collection_page, shelf_page
from web.params import whole
from web.presenting import go, respond

pages = Blueprint("collections", __name__, url_prefix=f"{PREFIX}/collections")


@pages.get("/")
@signed_in
def index(person: Person) -> Response:
    """All collections."""
    return respond(shelf_page(collecting.shelf(here.kb(), person)), "writing/collections.html")


@pages.post("/")
@signed_in
def make(person: Person) -> Response:
    """A new collection."""
    form = request.form
    made = collecting.make(here.kb(), person, form.get("name", ""), form.get("note", ""))
    return _done(_("La collection est ouverte."), made.id)


@pages.get("/<int:number>")
@signed_in
def show(person: Person, number: int) -> Response:
    """One collection, its pins in order, with what changed in the law since."""
    found, pins, told = collecting.opened(here.kb(), person, number)
    with here.kb().store.read() as session:
        missing = {pin for pin, findings in told.items() if any(each.code == "text-missing" for each in findings)}
        texts = {one.pin.expression: session.texts.get(one.pin.expression) for one in pins if one.id not in missing}
        guides = [session.guides.get(summary.name) for summary in session.guides.list()]
    page = collection_page(found, pins, told, texts, guides, person, here.ui())
    return respond(page, "writing/collection.html")


@pages.post("/<int:number>")
@signed_in
def describe(person: Person, number: int) -> Response:
    """Another name and note."""
    form = request.form
    collecting.describe(here.kb(), person, number, form.get("name", ""), form.get("note", ""), revision=_revision())
    return _done(_("La collection est enregistrée."), number)


@pages.post("/<int:number>/<int:pin>")
@signed_in
def change(person: Person, number: int, pin: int) -> Response:
    """Move, note, accept, keep or drop a pin."""
    kb, revision, what = here.kb(), _revision(), request.form.get("what", "")
    match what:
        case "up" | "down":
            places = whole(request.form, "places", default=1)
            collecting.move(kb, person, number, pin, -places if what == "up" else places, revision=revision)
        case "note":
            collecting.annotate(kb, person, number, pin, request.form.get("note", ""), revision=revision)
        case "renew":
            collecting.renew(kb, person, number, pin, revision=revision)
        case "keep":
            collecting.keep(kb, person, number, pin, revision=revision)
        case "drop":
            collecting.drop(kb, person, number, pin, revision=revision)
        case _:
            raise BadRequest(f"what is {what[:20]!r}; known are up, down, note, renew, keep, drop.")
    return _done(_("C’est fait."), number, None if what == "drop" else f"pin-{pin}")


@pages.post("/<int:number>/quote")
@signed_in
def quote(person: Person, number: int) -> Response:
    """Quote the whole collection at the end of a chapter."""
    people.require(person, "write-guide")
    name, _sep, rest = request.form.get("place", "").partition("~")
    revision, _sep, chapter = rest.partition("~")
    if not (name and revision.isdecimal() and chapter):
        raise BadRequest("Choose the chapter in which the collection is to be quoted.")
    collecting.into_chapter(here.kb(), person, number, name, chapter, revision=int(revision))
    flash(_("La collection est citée à la fin du chapitre."))
    return go(url_for("writing.show", name=name, chapter=chapter), 303)


def _done(words: str, number: int, anchor: str | None = None) -> Response:
    flash(words)
    return go(url_for("collections.show", number=number, _anchor=anchor), 303)


def _revision() -> int:
    return whole(request.form, "revision", default=0, least=0, most=1_000_000)
