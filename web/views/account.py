"""Signing in and out, one's own account; every request learns here who is asking."""

from __future__ import annotations

import time

from flask import Blueprint, Response, flash, g, make_response, render_template, request, session, url_for
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField

from kb.errors import BadRequest, Forbidden
from kb.services import people
from web import here
from web.languages import PREFIX
from web.messages import _
from web.pages.account import role_words
from web.presenting import go
from web.throttle import Throttle, TooManyAttempts

pages = Blueprint("account", __name__, url_prefix=f"{PREFIX}/account")
LONGEST_SESSION = 12 * 3600
"""Seconds after which a session ends and the password is asked for again."""

throttle = Throttle()


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password; `next` is the page to go back to."""

    email = EmailField(render_kw={"autocomplete": "username"})
    password = PasswordField(render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and the new one, twice."""

    present = PasswordField(render_kw={"autocomplete": "current-password"})
    new = PasswordField(render_kw={"autocomplete": "new-password"})
    again = PasswordField(render_kw={"autocomplete": "new-password"})


@pages.before_app_request
def know_person() -> None:
    """Set `g.person` from the session, None where nobody is signed in or the session has ended."""
    g.person = None
    if request.endpoint == "static" or "person" not in session:
        return
    if time.time() - session.get("since", 0) < LONGEST_SESSION:
        g.person = people.in_session(here.kb(), session["person"], session.get("mark", ""))
    if g.person is None:
        session.clear()


@pages.get("/sign-in")
def sign_in() -> Response:
    """The form to sign in."""
    if here.person() is not None:
        return go(url_for("account.show"), 303)
    return _sign_in_page(_labelled(SignInForm(next=inside(request.args.get("next", "")))))


@pages.post("/sign-in")
def enter() -> Response:
    """Sign in; a new session begins, so that one that was set by somebody else is worth nothing."""
    form = _labelled(SignInForm())
    email, place = (form.email.data or "").strip().lower(), request.remote_addr or ""
    try:
        throttle.check(place, email)
        person = people.sign_in(here.kb(), email, form.password.data or "")
    except Forbidden:
        throttle.wrong(place, email)
        form.email.errors = [_("L’adresse ou le mot de passe ne convient pas, ou le compte est fermé.")]
        return _sign_in_page(form, 403)
    except TooManyAttempts as error:
        form.email.errors = [_("Trop d’essais : attendez un quart d’heure.")]
        return _sign_in_page(form, error.status)
    throttle.right(place, email)
    session.clear()
    session.update(person=person.id, mark=people.session_mark(here.kb(), person.id), since=int(time.time()))
    return go(inside(form.next.data or "") or url_for("submissions.index"), 303)


@pages.post("/sign-out")
def leave() -> Response:
    """Sign out."""
    session.clear()
    return go(url_for("home.show"), 303)


@pages.get("/")
def show() -> Response:
    """One's own account."""
    return _account_page(_with_labels(PasswordForm()))


@pages.post("/")
def change_password() -> Response:
    """Set a new password; other sessions end, this one goes on."""
    form = _with_labels(PasswordForm())
    person = here.person()
    if person is None:
        return to_sign_in()
    try:
        people.sign_in(here.kb(), person.email, form.present.data or "")
        if form.new.data != form.again.data:
            form.again.errors = [_("Les deux ne sont pas les mêmes.")]
            return _account_page(form, 400)
        people.set_password(here.kb(), person.email, form.new.data or "")
    except Forbidden:
        form.present.errors = [_("Ce n’est pas votre mot de passe.")]
        return _account_page(form, 403)
    except BadRequest:
        form.new.errors = [_("Au moins %(least)s caractères.", least=people.SHORTEST_PASSWORD)]
        return _account_page(form, 400)
    session["mark"] = people.session_mark(here.kb(), person.id)
    flash(_("Le mot de passe est changé ; vos autres sessions sont fermées."))
    return go(url_for("account.show"), 303)


def to_sign_in() -> Response:
    """To the form, and back here afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return go(url_for("account.sign_in", next=back or None), 303)


def inside(address: str) -> str:
    """An address of this site as it is, nothing for any other."""
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain else ""


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    return make_response(render_template("account/sign_in.html", form=form), status)


def _account_page(form: PasswordForm, status: int = 200) -> Response:
    person = here.person()
    if person is None:
        return to_sign_in()
    organisation = people.organisations()[person.organisation].name[here.ui()] if person.organisation else None
    page = render_template("account/show.html", form=form, role=role_words(person.role), organisation=organisation)
    return make_response(page, status)


def _labelled(form: SignInForm) -> SignInForm:
    form.email.label.text, form.password.label.text = _("Adresse électronique"), _("Mot de passe")
    return form


def _with_labels(form: PasswordForm) -> PasswordForm:
    form.present.label.text = _("Mot de passe actuel")
    form.new.label.text = _("Nouveau mot de passe")
    form.again.label.text = _("Nouveau mot de passe, une seconde fois")
    return form
