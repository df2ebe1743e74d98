"""What submitter and secretariat say to each other about a submission: questions, edits, another file, its history."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, flash, jsonify, make_response, render_template, request, url_for

from kb import resources
from kb.errors import BadRequest, Forbidden, NotFound
from kb.model.people import Person
from kb.services import deciding, inviting, needs, notices, people, submitting
from kb.services.submitting import BadField
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.submissions import NeededPage, feed_lines
from web.params import whole
from web.presenting import go, respond
from web.views.submissions import MetadataForm, dossier_page, marked, prepared, reason, revision

pages = Blueprint("dossiers", __name__, url_prefix=f"{PREFIX}/submissions")


@pages.post("/<number>/file")
@signed_in
def replace_file(person: Person, number: str) -> Response:
    """Another file in the place of the first."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest("No file was chosen.")
    stream = cast(Any, file.stream)
    submitting.replace_file(here.kb(), person, number, name=file.filename, stream=stream, revision=revision())
    return _back(number, _("Le fichier est remplacé ; le programme le lit."))


@pages.post("/<number>/assign")
@signed_in
def assign(person: Person, number: str) -> Response:
    """Give the submission to a reviewer."""
    chosen = whole(request.form, "reviewer", default=0, least=0, most=1_000_000_000) or None
    deciding.assign(here.kb(), person, number, chosen, revision=revision())
    return _back(number, _("C’est noté."))


@pages.post("/<number>/edit")
@signed_in
def edit(person: Person, number: str) -> Response:
    """The fields as the secretariat wants to publish them."""
    form = prepared(MetadataForm())
    fields = {name: form[name].data or "" for name in submitting.checked_fields()}
    try:
        deciding.edit(here.kb(), person, number, fields, revision=revision())
    except BadField as error:
        return dossier_page(person, number, marked(form, error.fields), 400)
    return _back(number, _("Vos modifications attendent : en acceptant, vous les soumettez à qui a proposé le texte."))


@pages.post("/<number>/ask")
@signed_in
def ask(person: Person, number: str) -> Response:
    """Ask the submitter about one field."""
    deciding.ask(here.kb(), person, number, request.form.get("field", ""), request.form.get("words", ""))
    return _back(number, _("La question est envoyée."))


@pages.post("/<number>/answer")
@signed_in
def answer(person: Person, number: str) -> Response:
    """Answer what was asked."""
    asked = whole(request.form, "request", default=0, least=0, most=1_000_000_000)
    submitting.answer(here.kb(), person, asked, request.form.get("words", ""))
    return _back(number, _("La réponse est envoyée."))


@pages.post("/<number>/confirm")
@signed_in
def confirm(person: Person, number: str) -> Response:
    """Agree to the secretariat's edits, or say what is not right."""
    agreed = request.form.get("agreed") == "yes"
    submitting.confirm(here.kb(), person, number, agreed, reason=reason(), revision=revision())
    return _back(number, _("Le texte est en cours de publication.") if agreed else _("Le secrétariat est prévenu."))


@pages.get("/<number>/history.json")
@signed_in
def trail(person: Person, number: str) -> Response:
    """Everything that happened, as a file to keep."""
    response = jsonify(submitting.trail(here.kb(), person, number))
    response.headers["Content-Disposition"] = f"attachment; filename=sselex-{number}.json"
    return response


@pages.get("/feed.atom")
def feed() -> Response:
    """The steps of one's submissions for a feed reader, which shows a key of its own."""
    person = inviting.holder(here.kb(), request.args.get("key", ""), "feed")
    if person is None:
        raise Forbidden("The address of this feed is not good, or not any more.", advice="Make a new one.")
    found = notices.feed(here.kb(), person, submitting.visible(here.kb(), person))
    response = make_response(render_template("submissions/feed.xml", lines=feed_lines(found)))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@pages.get("/needed")
@signed_in
def needed(person: Person) -> Response:
    """What the person's State or organisation could hand in next."""
    people.require(person, "submit")
    code = request.args.get("country") if person.may("see-all-submissions") else None
    if code is not None and code not in resources.jurisdictions():
        raise NotFound(f"No country or organisation has the code {code!r}.")
    found = needs.missing(here.kb(), code) if code else needs.of(here.kb(), person)
    return respond(NeededPage(found), "submissions/needed.html")


def _back(number: str, words: str) -> Response:
    flash(words)
    return go(url_for("submissions.show", number=number), 303)
