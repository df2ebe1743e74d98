"""The second factor: its code at sign-in, setting it up, taking it away."""

from __future__ import annotations

import io

from flask import Blueprint, Response, flash, make_response, render_template, request, session, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import PasswordField, StringField

from kb.errors import Forbidden
from kb.model.people import Person
from kb.services import guessing, second_factor
from web import entering, here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.presenting import go

pages = Blueprint("factor", __name__, url_prefix=f"{PREFIX}/account")


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code that the telephone shows now."""

    code = StringField(render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True})


class RemoveForm(FlaskForm):  # type: ignore[misc]
    """The password, before the second factor goes."""

    present = PasswordField(render_kw={"autocomplete": "current-password"})


@pages.get("/code")
def ask() -> Response:
    """The form for the code, after the password was right."""
    return go(url_for("account.sign_in"), 303) if entering.half() is None else _code_page(_code_form())


@pages.post("/code")
def take() -> Response:
    """Take the code and begin the session."""
    person = entering.half()
    if person is None:
        return go(url_for("account.sign_in"), 303)
    form, place = _code_form(), request.remote_addr or ""
    try:
        guessing.attempt(here.kb(), place, person.email)
        second_factor.check(here.kb(), person.id, form.code.data or "")
    except Forbidden:
        form.code.errors = [_("Ce n’est pas le code de maintenant, ou il a déjà servi.")]
        return _code_page(form, 403)
    except guessing.TooManyAttempts as error:
        form.code.errors = [_("Trop d’essais : attendez un quart d’heure.")]
        return _code_page(form, error.status)
    guessing.right(here.kb(), place, person.email)
    return entering.begin(person, session.get("back", ""))


@pages.get("/second-factor")
@signed_in
def show(person: Person) -> Response:
    """Whether codes are asked for, and how to set them up."""
    return _setting_page(person, _code_form())


@pages.post("/second-factor")
@signed_in
def start(person: Person) -> Response:
    """Begin to set it up."""
    second_factor.begin(here.kb(), person)
    return go(url_for("factor.show"), 303)


@pages.post("/second-factor/confirm")
@signed_in
def confirm(person: Person) -> Response:
    """Put it in force with a first code; the recovery codes are shown this once."""
    form = _code_form()
    try:
        recovery = second_factor.confirm(here.kb(), person, form.code.data or "")
    except Forbidden:
        form.code.errors = [_("Ce n’est pas le code de maintenant : l’heure du téléphone est-elle juste ?")]
        return _setting_page(person, form, status=403)
    return _setting_page(person, form, recovery=recovery)


@pages.post("/second-factor/remove")
@signed_in
def remove(person: Person) -> Response:
    """No longer ask for codes; the password is asked for again."""
    try:
        entering.prove(person, request.form.get("present", ""))
    except Forbidden:
        return _setting_page(person, _code_form(), wrong=_("Ce n’est pas votre mot de passe."), status=403)
    except guessing.TooManyAttempts as error:
        wrong = _("Trop d’essais : attendez un quart d’heure.")
        return _setting_page(person, _code_form(), wrong=wrong, status=error.status)
    second_factor.remove(here.kb(), person)
    flash(_("Aucun code n’est plus demandé à l’entrée."))
    return go(url_for("account.show"), 303)


def _code_page(form: CodeForm, status: int = 200) -> Response:
    return make_response(render_template("account/code.html", form=form), status)


def _setting_page(
    person: Person, form: CodeForm, *, recovery: tuple[str, ...] = (), wrong: str = "", status: int = 200
) -> Response:
    pending = second_factor.pending(here.kb(), person)
    removal = RemoveForm(formdata=None)
    removal.present.label.text = _("Mot de passe actuel")
    removal.present.errors = [wrong] if wrong else []
    page = render_template(
        "account/second_factor.html", form=form, removal=removal, recovery=recovery,
        on=second_factor.needed(here.kb(), person.id), secret=pending[0] if pending else "",
        picture=_picture(pending[1]) if pending else "",
    )  # fmt: skip
    return make_response(page, status)


def _picture(address: str) -> Markup:
    """The address as a QR code, an SVG within the page."""
    import segno

    # segno draws squares and nothing else: the words of the address are not in the picture.
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, xmldecl=False, svgns=False, title="QR", nl=False)
    return Markup(drawn.getvalue().decode())  # nosec B704


def _code_form() -> CodeForm:
    form = CodeForm()
    form.code.label.text = _("Code à six chiffres, ou code de secours")
    return form
