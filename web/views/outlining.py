"""The outline of a guide: parts, chapters and new sections; every change names the revision that the person read."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from kb import resources
from kb.errors import BadRequest
from kb.model.people import Person
from kb.services import outlining, people
from kb.services.outlining import FACTS
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.outlining import outline_page
from web.params import whole
from web.presenting import go, respond

pages = Blueprint("outlining", __name__, url_prefix=f"{PREFIX}/guide")


@pages.get("/<name>/outline")
@signed_in
def show(person: Person, name: str) -> Response:
    """All parts and chapters, with what can be done to them."""
    people.require(person, "comment-guide")
    with here.kb().store.read() as session:
        guide = session.guides.get(name)
    return respond(outline_page(guide, person, here.ui()), "writing/outline.html")


@pages.post("")
@signed_in
def begin(person: Person) -> Response:
    """A new guide, drafted from the texts or empty."""
    name = request.form.get("name", "").strip().lower()
    made = outlining.begin(here.kb(), person, name, from_texts=request.form.get("from") == "texts")
    flash(_("Le guide est ouvert."))
    return go(url_for("writing.show", name=made.name), 303)


@pages.post("/<name>/outline/add")
@signed_in
def add(person: Person, name: str) -> Response:
    """Add a part, or a chapter to a part."""
    part, title, kb = request.form.get("part", ""), request.form.get("title", ""), here.kb()
    if part:
        theme = request.form.get("theme") or None
        outlining.add_chapter(kb, person, name, part, here.ui(), title, revision=_revision(), theme=theme)
    else:
        outlining.add_part(kb, person, name, here.ui(), title, revision=_revision())
    return _done(name, part)


@pages.post("/<name>/outline/<entry>")
@signed_in
def change(person: Person, name: str, entry: str) -> Response:
    """Name, move or take out a part or a chapter."""
    kb, revision, what = here.kb(), _revision(), request.form.get("what", "")
    if what in ("up", "down"):
        outlining.move(kb, person, name, entry, -1 if what == "up" else 1, revision=revision)
    elif what == "remove":
        outlining.remove(kb, person, name, entry, revision=revision)
    elif what == "rename":
        language = request.form.get("language", here.ui())
        outlining.rename(kb, person, name, entry, language, request.form.get("title", ""), revision=revision)
    else:
        raise BadRequest(f"what is {what[:20]!r}; known are up, down, rename, remove.")
    return _done(name, entry)


@pages.post("/<name>/write/<chapter>/add")
@signed_in
def add_section(person: Person, name: str, chapter: str) -> Response:
    """Add a commentary, a comparative table, a box of good practice, a list of texts, or a reference to a chapter."""
    kb, form, revision, ui = here.kb(), request.form, _revision(), here.ui()
    title = form.get("title", "")
    match form.get("kind", ""):
        case "commentary":
            outlining.add_commentary(kb, person, name, chapter, ui, title, form.get("markdown", ""), revision=revision)
        case "table":
            outlining.add_table(
                kb, person, name, chapter, ui, title, revision=revision, questions=form.getlist("question"),
                countries=_codes(form.get("countries", "")), theme=form.get("theme") or None,
            )  # fmt: skip
        case "practice":
            facts = [(label, form.get(f"fact-{label}", "")) for label in FACTS]
            expression, _sep, provision = form.get("source", "").strip().rpartition("~")
            if not expression:
                raise BadRequest("A box of good practice names the provision that shows it, by its permanent address.")
            outlining.add_practice(
                kb, person, name, chapter, ui, title, "/akn/" + expression.partition("/akn/")[2], provision,
                revision=revision, facts=facts,
            )  # fmt: skip
        case "texts":
            outlining.add_texts(
                kb, person, name, chapter, ui, title, revision=revision, scope=form.get("scope", "international"),
                countries=_codes(form.get("countries", "")),
            )  # fmt: skip
        case "reference":
            outlining.add_reference(
                kb, person, name, chapter, revision=revision, title=title, authors=form.get("authors", ""),
                year=form.get("year", ""), address=form.get("address", ""),
            )  # fmt: skip
        case other:
            raise BadRequest(f"A section of the kind {other[:20]!r} cannot be added here.")
    flash(_("La section est ajoutée à la fin du chapitre."))
    return go(url_for("writing.show", name=name, chapter=chapter), 303)


def _codes(words: str) -> tuple[str, ...]:
    """Codes of countries as they were typed, with commas or spaces between them."""
    known = resources.jurisdictions()
    typed = words.replace(",", " ").split()
    return tuple(code if code in known else code.upper() for code in typed)


def _done(name: str, anchor: str) -> Response:
    flash(_("Le plan est enregistré."))
    return go(url_for("outlining.show", name=name, _anchor=anchor or None), 303)


def _revision() -> int:
    return whole(request.form, "revision", default=0, least=0, most=1_000_000)
