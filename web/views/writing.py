"""Writing the guide: chapters, pins, remarks, steps; every change names the revision that the person read."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.datastructures import MultiDict

from kb.errors import BadRequest, Conflict, NotFound
from kb.guide.verify import verify_outline
from kb.model.guide_writing import STEPS, GuideState
from kb.model.people import Person
from kb.services import collecting, outlining, people, writing
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.writing import WritingPage, chapter_of, history_page, only, pin_page, state_words, writing_page
from web.params import whole
from web.presenting import go, respond

pages = Blueprint("writing", __name__, url_prefix=f"{PREFIX}/guide")


@pages.get("/<name>/write/")
@pages.get("/<name>/write/<chapter>")
@signed_in
def show(person: Person, name: str, chapter: str | None = None) -> Response:
    """One chapter with its sections, what is wrong with them, and what people say of them."""
    people.require(person, "comment-guide")
    with here.kb().store.read() as session:
        if not any(part.chapters for part in session.guides.get(name).outline.parts):
            return go(url_for("outlining.show", name=name))
    return respond(_page(person, name, chapter), "writing/chapter.html")


@pages.get("/<name>/write/history")
@signed_in
def history(person: Person, name: str) -> Response:
    """Every change with who and when."""
    people.require(person, "comment-guide")
    with here.kb().store.read() as session:
        page = history_page(session.guides.get(name), session.guides.changes(name), here.ui())
    return respond(page, "writing/history.html")


@pages.post("/<name>/write/<chapter>/<section>/text")
@signed_in
def write(person: Person, name: str, chapter: str, section: str) -> Response:
    """Put the commentary in one language."""
    language, markdown = request.form.get("language", ""), request.form.get("markdown", "")
    try:
        writing.write_commentary(here.kb(), person, name, section, language, markdown, revision=_revision())
    except Conflict as error:
        return _kept(error, person, name, chapter, section, language, markdown)
    return _done(_("Le commentaire est enregistré."), name, chapter, section)


@pages.post("/<name>/write/<chapter>/<section>/remark")
@signed_in
def remark(person: Person, name: str, chapter: str, section: str) -> Response:
    """Say something of a section, or suggest another wording."""
    replacement = request.form.get("replacement", "").strip() or None
    paragraph = whole(request.form, "paragraph", default=0, least=0, most=10_000) or None
    writing.remark(
        here.kb(), person, name, section, request.form.get("language", here.ui()), request.form.get("words", "")[:4000],
        replacement, paragraph=paragraph,
    )  # fmt: skip
    return _done(_("Votre remarque est enregistrée."), name, chapter, section)


@pages.post("/<name>/write/<chapter>/<section>/answer")
@signed_in
def answer(person: Person, name: str, chapter: str, section: str) -> Response:
    """Accept, decline or resolve a remark."""
    number = whole(request.form, "remark", default=0, least=0, most=10**9)
    accept, reason = request.form.get("accept") == "yes", request.form.get("reason", "")[:4000]
    writing.answer_remark(here.kb(), person, number, accept=accept, reason=reason, revision=_revision())
    return _done(_("La réponse est enregistrée."), name, chapter, section)


@pages.post("/<name>/write/<chapter>/<section>/change")
@signed_in
def change(person: Person, name: str, chapter: str, section: str) -> Response:
    """Move a section up or down, take it out, or quote the newest version."""
    what, kb, revision = request.form.get("what", ""), here.kb(), _revision()
    if what in ("up", "down"):
        writing.move_section(kb, person, name, section, -1 if what == "up" else 1, revision=revision)
    elif what == "remove":
        writing.remove_section(kb, person, name, section, revision=revision)
        return _done(_("La section est retirée ; l’historique la garde."), name, chapter, None)
    elif what == "renew":
        writing.renew_pin(kb, person, name, section, revision=revision)
    elif what == "keep":
        outlining.keep_pin(kb, person, name, section, revision=revision)
    else:
        raise BadRequest(f"what is {what[:20]!r}; known are up, down, remove, renew, keep.")
    return _done(_("C’est fait."), name, chapter, section)


@pages.get("/pin")
@signed_in
def choose(person: Person) -> Response:
    """Where to quote a provision: the guides that are being written, with their chapters."""
    people.require(person, "comment-guide")
    expression, provision = request.args.get("expression", ""), request.args.get("provision", "")
    start, end = _span(request.args)
    with here.kb().store.read() as session:
        guides = [session.guides.get(summary.name) for summary in session.guides.list()]
        text = session.texts.get(expression)
        found = next((p for p in session.texts.text(expression).provisions if p.eid == provision), None)
        tags = session.texts.tags(expression, kind="theme", eid=provision)
    if found is None:
        raise NotFound(f"{expression} has no provision {provision}.")
    themes = [tag.tag.label for tag in tags if tag.tag.status != "rejected"]
    held = [collection for collection, _count in collecting.shelf(here.kb(), person)]
    may_write = person.may("write-guide")
    page = pin_page(guides, held, text, found, themes, here.ui(), may_write=may_write, start=start, end=end)
    return respond(page, "writing/pin.html")


@pages.post("/pin")
@signed_in
def pin(person: Person) -> Response:
    """Quote the provision at the end of the chapter, or put it into the collection, that was chosen."""
    expression, provision = request.form.get("expression", ""), request.form.get("provision", "")
    start, end = _span(request.form)
    if into := request.form.get("collection"):
        number = whole(request.form, "collection", default=0, least=0, most=10**9) if into != "new" else 0
        if not number:
            number = collecting.make(here.kb(), person, request.form.get("name", "")).id
        note = request.form.get("note", "")
        collecting.collect(here.kb(), person, number, expression, provision, note=note, start=start, end=end)
        flash(_("La disposition est dans la collection."))
        return go(url_for("collections.show", number=number), 303)
    name, _sep, rest = request.form.get("place", "").partition("~")
    revision, _sep, chapter = rest.partition("~")
    if not (name and revision.isdecimal() and chapter):
        raise BadRequest("Choose the chapter in which the provision is to stand.")
    writing.pin_provision(
        here.kb(), person, name, chapter, expression, provision, revision=int(revision), start=start, end=end
    )
    return _done(_("La disposition est épinglée à la fin du chapitre."), name, chapter, None)


@pages.post("/<name>/write/step")
@signed_in
def step(person: Person, name: str) -> Response:
    """Bring the guide into another state."""
    state = request.form.get("state", "")
    if state not in STEPS:
        raise BadRequest(f"state is {state[:20]!r}; known are {', '.join(STEPS)}.")
    changed = writing.take_step(here.kb(), person, name, cast(GuideState, state), revision=_revision())
    flash(_("Le guide est maintenant : %(state)s.", state=state_words()[changed.state]))
    return go(url_for("guide.index" if changed.state == "published" else "writing.show", name=name), 303)


def _kept(
    error: Conflict, person: Person, name: str, chapter: str, section: str, language: str, markdown: str
) -> Response:
    """The page again with the words that could not be saved, beside those that someone else wrote meanwhile."""
    kept = {"section": section, "language": language, "markdown": markdown, "why": str(error)}
    return respond(_page(person, name, chapter), "writing/chapter.html", error.status, kept=kept)


def _page(person: Person, name: str, chapter: str | None) -> WritingPage:
    with here.kb().store.read() as session:
        guide = session.guides.get(name)
        found = chapter_of(guide.outline, chapter)
        alone = only(guide.outline, found)
        tongues = {}
        for expression in {pin.expression for _section, pin in alone.pins()}:
            with suppress(NotFound):
                tongues[expression] = session.texts.get(expression).language or ""
        findings, remarks = verify_outline(session, alone), session.remarks.find(name)
    return writing_page(guide, found, findings, remarks, tongues, person, here.ui())


def _done(words: str, name: str, chapter: str, section: str | None) -> Response:
    flash(words)
    return go(url_for("writing.show", name=name, chapter=chapter, _anchor=section), 303)


def _span(values: MultiDict[str, str]) -> tuple[int | None, int | None]:
    """The characters of the text that were chosen; both or none."""
    if not values.get("start") or not values.get("end"):
        return None, None
    most = 10**8
    return whole(values, "start", default=0, least=0, most=most), whole(values, "end", default=0, least=0, most=most)


def _revision() -> int:
    return whole(request.form, "revision", default=0, least=0, most=1_000_000)
