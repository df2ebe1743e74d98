"""Handing a text in, confirming what was read of it, deciding on it."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, flash, jsonify, make_response, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField

from kb import names, resources
from kb.errors import BadRequest, SourceUnreadable
from kb.model.people import Person
from kb.services import deciding, people, submitting, withdrawing
from kb.services.submitting import BadField
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.submissions import (
    DECISIONS,
    PARTNERSHIP,
    choice_words,
    label,
    state_words,
    submission_page,
    submissions_page,
)
from web.params import whole
from web.presenting import as_data, go, respond, wants_json

pages = Blueprint("submissions", __name__, url_prefix=f"{PREFIX}/submissions")


class NewForm(FlaskForm):  # type: ignore[misc]
    """A file, or nothing but what is known of a text."""

    kind = SelectField(validate_choice=False)
    jurisdiction = SelectField(validate_choice=False)
    file = FileField()
    source_url = StringField()


class MetadataForm(FlaskForm):  # type: ignore[misc]
    """All fields of `schemas/submission.schema.json`."""

    kind = SelectField(validate_choice=False)
    title = TextAreaField()
    jurisdiction = SelectField(validate_choice=False)
    language = StringField()
    instrument = SelectField(validate_choice=False)
    number = StringField()
    date_adopted = StringField()
    version = StringField()
    status = SelectField(validate_choice=False)
    source_url = StringField()
    licence = StringField()
    note = TextAreaField()
    parties = TextAreaField()
    level = SelectField(validate_choice=False)
    duration = StringField()
    amount = StringField()
    selection = StringField()
    legal_basis = StringField()
    evaluation = StringField()


@pages.get("/")
@signed_in
def index(person: Person) -> Response:
    """The submissions that concern the person."""
    page = submissions_page(submitting.visible(here.kb(), person), person)
    return respond(page, "submissions/index.html")


@pages.get("/new")
@signed_in
def new(person: Person) -> Response:
    """The form to hand a text in."""
    people.require(person, "submit")
    home = people.organisations()[person.organisation].jurisdiction if person.organisation else None
    return _new_page(prepared(NewForm(kind="new-text", jurisdiction=home or "")))


@pages.post("/new")
@signed_in
def receive(person: Person) -> Response:
    """Keep what was handed in and go to its page."""
    form = prepared(NewForm())
    file = request.files.get("file")
    declared = {name: form[name].data or "" for name in ("kind", "jurisdiction", "source_url")}
    try:
        if file is not None and file.filename:
            stream = cast(Any, file.stream)
            submission = submitting.receive(here.kb(), person, declared, name=file.filename, stream=stream)
        else:
            link = bool(declared["source_url"].strip())
            submission = submitting.receive(here.kb(), person, declared, link=link)
    except BadField as error:
        return _new_page(marked(form, error.fields), 400)
    except SourceUnreadable as error:
        words = _("Le fichier est vide, ou dépasse %(most)s Mo.", most=here.kb().settings.max_file_mb)
        form.file.errors = [words]
        return _new_page(form, error.status)
    return go(url_for("submissions.show", number=submission.id), 303)


@pages.get("/<number>")
@signed_in
def show(person: Person, number: str) -> Response:
    """One submission: what was read, what is said, what happened, what can be done."""
    return dossier_page(person, number)


@pages.get("/<number>/file")
@signed_in
def download(person: Person, number: str) -> Response:
    """The file as it was handed in; never shown by the browser, since a stranger made it."""
    submission = submitting.dossier(here.kb(), person, number).submission
    path = here.kb().files.path(submission.sha256)
    answer = send_file(
        path, "application/octet-stream", as_attachment=True, download_name=submission.file_name, etag=False
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/<number>/send")
@signed_in
def send(person: Person, number: str) -> Response:
    """The submitter confirms the metadata."""
    form = prepared(MetadataForm())
    declared = {name: form[name].data or "" for name in submitting.checked_fields()}
    try:
        submitting.send(here.kb(), person, number, declared, revision=revision())
    except BadField as error:
        return dossier_page(person, number, marked(form, error.fields), 400)
    flash(_("Le texte est envoyé au secrétariat."))
    return go(url_for("submissions.show", number=number), 303)


@pages.post("/<number>/withdraw")
@signed_in
def withdraw(person: Person, number: str) -> Response:
    """The submitter takes the text back."""
    submitting.withdraw(here.kb(), person, number, reason=reason(), revision=revision())
    flash(_("Le texte est retiré ; son dossier reste."))
    return go(url_for("submissions.show", number=number), 303)


@pages.post("/<number>/decide")
@signed_in
def decide(person: Person, number: str) -> Response:
    """The secretariat takes it up, asks, accepts or declines."""
    to = request.form.get("to", "")
    if to not in DECISIONS:
        raise BadRequest(f"to is {to[:40]!r}; known are {', '.join(DECISIONS)}.")
    deciding.decide(here.kb(), person, number, to, reason=reason(), revision=revision())
    flash(_("C’est noté : %(state)s.", state=state_words(to)))
    return go(url_for("submissions.show", number=number), 303)


def dossier_page(person: Person, number: str, form: MetadataForm | None = None, status: int = 200) -> Response:
    """The page of one submission, with a form that was filled in wrongly where there is one."""
    dossier = submitting.dossier(here.kb(), person, number)
    page = submission_page(dossier, person, here.ui())
    if wants_json():
        return jsonify(as_data(page))
    found = submitting.suggested(dossier.submission)
    evidence = {name: quote for name, (_value, quote) in found.items() if quote}
    if form is None and page.may_send:
        form = prepared(MetadataForm(formdata=None, data={name: value for name, (value, _quote) in found.items()}))
    edits = None
    if page.decisions:
        wanted = dossier.submission.edits or dossier.submission.declared
        edits = prepared(MetadataForm(formdata=None, data=dict(wanted)))
    html = render_template(
        "submissions/show.html", page=page, form=form, edits=edits, evidence=evidence, partnership=PARTNERSHIP,
        fields=[name for name in submitting.checked_fields() if name not in PARTNERSHIP],
        reviewers=deciding.reviewers(here.kb(), dossier.submission) if page.decisions else (), label=label,
        longest_reason=withdrawing.LONGEST,
    )  # fmt: skip
    return make_response(html, status)


def _new_page(form: NewForm, status: int = 200) -> Response:
    most = here.kb().settings.max_file_mb
    return make_response(render_template("submissions/new.html", form=form, most=most), status)


def prepared(form: Any) -> Any:
    """Labels and closed lists in the language of the page."""
    for field in form:
        if field.name in ("csrf_token", "file"):
            continue
        field.label.text = label(field.name)
        if field.name == "jurisdiction":
            known = ((code, names.jurisdiction_name(code, here.ui())) for code in resources.jurisdictions())
            field.choices = [("", "—"), *sorted(known, key=lambda pair: names.sort_key(pair[1]))]
        elif field.name == "instrument":
            field.choices = [("", "—")] + [(i, names.instrument_name(i, here.ui())) for i in resources.instruments()]
        elif found := submitting.choices(field.name):
            none = [] if field.name == "kind" else [("", "—")]
            field.choices = none + [(value, choice_words().get(value, value)) for value in found]
    if "file" in form:
        form.file.label.text = _("Fichier (PDF, DOCX, HTML, texte, Akoma Ntoso)")
    return form


def marked(form: Any, fields: tuple[str, ...]) -> Any:
    """The form with a word beside the fields that cannot be so."""
    for name in fields:
        if name in form:
            empty = not form[name].data
            form[name].errors = [_("À remplir.") if empty else _("Cela ne convient pas ici : voyez l’exemple.")]
    return form


def reason() -> str:
    """The reason given with a step."""
    return request.form.get("reason", "")[:4000]


def revision() -> int:
    """The revision that the person had before them."""
    return whole(request.form, "revision", default=0, least=0, most=1_000_000)
