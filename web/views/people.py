"""Looking after people: who has an account, inviting, roles, closing; for the administration and the secretariat."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField

from kb import names
from kb.errors import BadRequest, Conflict, NotFound
from kb.model.people import INVITED_BY_SECRETARIAT, ROLES, Person
from kb.resources import INTERFACE_LANGUAGES
from kb.services import inviting, people, privacy, second_factor
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.account import history_lines, role_words
from web.presenting import go

pages = Blueprint("people", __name__, url_prefix=f"{PREFIX}/people")


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Whom to invite."""

    email = EmailField()
    name = StringField()
    role = SelectField(validate_choice=False)
    organisation = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)


@pages.get("/")
@signed_in
def index(person: Person) -> Response:
    """Everybody with an account, and the form to invite."""
    people.require(person, "invite")
    return _list_page(
        person, _invite_form(person, InviteForm(formdata=None, data={"role": "contact-point", "language": here.ui()}))
    )


@pages.post("/")
@signed_in
def invite(person: Person) -> Response:
    """Send an invitation."""
    form = _invite_form(person, InviteForm())
    try:
        invited = inviting.invite(
            here.kb(), person, form.email.data or "", form.name.data or "", form.role.data or "",
            organisation=form.organisation.data or None, language=form.language.data or here.ui(),
        )  # fmt: skip
    except Conflict:
        form.email.errors = [_("Cette adresse a déjà un compte.")]
        return _list_page(person, form, 409)
    except BadRequest:
        form.email.errors = [_("L’adresse, le nom ou l’organisation manque ou ne convient pas.")]
        return _list_page(person, form, 400)
    flash(_("Une invitation part à %(address)s ; son lien vaut sept jours.", address=invited.email))
    return go(url_for("people.index"), 303)


@pages.get("/<int:number>")
@signed_in
def show(person: Person, number: int) -> Response:
    """One account with its history, for the administration."""
    people.require(person, "manage-people")
    other = _other(number)
    page = render_template(
        "account/person.html", other=other, history=history_lines(people.history(here.kb(), other.id)),
        roles=[(role, role_words(role)) for role in ROLES], organisations=_organisations(),
        factor=second_factor.needed(here.kb(), other.id), own=other.id == person.id,
    )  # fmt: skip
    return make_response(page)


@pages.post("/<int:number>")
@signed_in
def change(person: Person, number: int) -> Response:
    """Another role, closing, opening again, the second factor, erasing; never of oneself."""
    people.require(person, "manage-people")
    other, what = _other(number), request.form.get("what", "")
    if other.id == person.id:
        raise Conflict("Nobody changes their own account here.", advice="Ask another administrator.")
    if what == "role":
        organisation = request.form.get("organisation")
        people.set_role(
            here.kb(), other.email, request.form.get("role", ""), organisation=organisation, by=person.email
        )
    elif what in ("close", "open"):
        people.set_active(here.kb(), other.email, what == "open", by=person.email)
    elif what == "second-factor":
        second_factor.remove(here.kb(), other, person)
    elif what == "erase":
        privacy.erase(here.kb(), other, by=person.email)
        flash(_("Le compte est effacé."))
        return go(url_for("people.index"), 303)
    else:
        raise BadRequest(f"what is {what[:40]!r}; known are role, close, open, second-factor, erase.")
    flash(_("C’est fait ; une lettre le dit à la personne."))
    return go(url_for("people.show", number=number), 303)


def _other(number: int) -> Person:
    for person in people.everybody(here.kb()):
        if person.id == number:
            return person
    raise NotFound("This account does not exist.")


def _list_page(person: Person, form: InviteForm, status: int = 200) -> Response:
    page = render_template(
        "account/people.html", form=form, everybody=people.everybody(here.kb()), role_words=role_words,
        organisations=dict(_organisations()), manages=person.may("manage-people"),
    )  # fmt: skip
    return make_response(page, status)


def _invite_form(person: Person, form: InviteForm) -> InviteForm:
    roles = [role for role in ROLES if person.may("manage-people") or role in INVITED_BY_SECRETARIAT]
    form.role.choices = [(role, role_words(role)) for role in roles]
    form.organisation.choices = [("", "—"), *_organisations()]
    form.language.choices = [(code, names.own_language_name(code)) for code in INTERFACE_LANGUAGES]
    form.email.label.text, form.name.label.text = _("Adresse électronique"), _("Nom")
    form.role.label.text, form.organisation.label.text = _("Rôle"), _("Organisation")
    form.language.label.text = _("Langue des lettres")
    return form


def _organisations() -> list[tuple[str, str]]:
    found = [(one.id, one.name[here.ui()]) for one in people.organisations().values()]
    return sorted(found, key=lambda pair: names.sort_key(pair[1]))
