"""Links that come by letter: the invitation, and a new password for who forgot the old one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField

from kb.errors import BadRequest
from kb.services import guessing, inviting, people
from web import entering, here
from web.languages import PREFIX
from web.messages import _
from web.presenting import go

pages = Blueprint("links", __name__, url_prefix=f"{PREFIX}/account")


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """The address of an account."""

    email = EmailField(render_kw={"autocomplete": "username"})


class ChooseForm(FlaskForm):  # type: ignore[misc]
    """The new password, twice."""

    new = PasswordField(render_kw={"autocomplete": "new-password"})
    again = PasswordField(render_kw={"autocomplete": "new-password"})


@pages.get("/forgotten")
def forgotten() -> Response:
    """The form that asks for a link."""
    return _forgotten_page(_forgotten_form())


@pages.post("/forgotten")
def send() -> Response:
    """Send the link, where there is such an account; the answer is the same where there is none."""
    place = request.remote_addr or ""
    guessing.attempt(here.kb(), place, "forgotten")
    inviting.forgotten(here.kb(), request.form.get("email", ""))
    flash(_("S’il existe un compte à cette adresse, une lettre part avec un lien, bon pour deux heures."))
    return go(url_for("account.sign_in"), 303)


@pages.get("/link/<secret>")
def show(secret: str) -> Response:
    """The form to choose a password; opening it uses nothing up, since mail programs open links too."""
    opened = inviting.look(here.kb(), secret)
    return _choose_page(_choose_form(ChooseForm()), opened)


@pages.post("/link/<secret>")
def choose(secret: str) -> Response:
    """Set the password and begin a session."""
    opened = inviting.look(here.kb(), secret)
    form = _choose_form(ChooseForm())
    if form.new.data != form.again.data:
        form.again.errors = [_("Les deux ne sont pas les mêmes.")]
        return _choose_page(form, opened, 400)
    try:
        person = inviting.redeem(here.kb(), secret, form.new.data or "")
    except BadRequest:
        form.new.errors = [_("Au moins %(least)s caractères.", least=people.SHORTEST_PASSWORD)]
        return _choose_page(form, opened, 400)
    return entering.enter(person)


def _choose_page(form: ChooseForm, opened: inviting.Opened, status: int = 200) -> Response:
    answer = make_response(render_template("account/choose.html", form=form, opened=opened), status)
    # The address is the secret: it must not reach another site, a proxy's cache or the browser's.
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _forgotten_page(form: ForgottenForm) -> Response:
    return make_response(render_template("account/forgotten.html", form=form))


def _forgotten_form() -> ForgottenForm:
    form = ForgottenForm()
    form.email.label.text = _("Adresse électronique")
    return form


def _choose_form(form: ChooseForm) -> ChooseForm:
    form.new.label.text = _("Nouveau mot de passe")
    form.again.label.text = _("Nouveau mot de passe, une seconde fois")
    return form
