"""Signing in and out, one's own account; every request learns here who is asking."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, make_response, render_template, request, session, url_for
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField

from kb.errors import BadRequest, Forbidden
from kb.model.people import Person
from kb.services import guessing, inviting, people, privacy, second_factor
from web import entering, here
from web.entering import inside, know_person, signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.account import history_lines, role_words
from web.presenting import go

pages = Blueprint("account", __name__, url_prefix=f"{PREFIX}/account")


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


pages.before_app_request(know_person)


@pages.get("/sign-in")
def sign_in() -> Response:
    """The form to sign in."""
    if here.person() is not None:
        return go(url_for("account.show"), 303)
    return _sign_in_page(_labelled(SignInForm(next=inside(request.args.get("next", "")))))


@pages.post("/sign-in")
def enter() -> Response:
    """Sign in with address and password."""
    form = _labelled(SignInForm())
    email, place = (form.email.data or "").strip().lower(), request.remote_addr or ""
    try:
        guessing.attempt(here.kb(), place, email)
        person = people.sign_in(here.kb(), email, form.password.data or "")
    except Forbidden:
        form.email.errors = [_("L’adresse ou le mot de passe ne convient pas, ou le compte est fermé.")]
        return _sign_in_page(form, 403)
    except guessing.TooManyAttempts as error:
        form.email.errors = [_("Trop d’essais : attendez un quart d’heure.")]
        return _sign_in_page(form, error.status)
    guessing.right(here.kb(), place, email)
    return entering.enter(person, form.next.data or "")


@pages.post("/sign-out")
def leave() -> Response:
    """Sign out."""
    session.clear()
    return go(url_for("home.show"), 303)


@pages.get("/")
@signed_in
def show(person: Person) -> Response:
    """One's own account."""
    return _account_page(person, _with_labels(PasswordForm()))


@pages.post("/")
@signed_in
def change_password(person: Person) -> Response:
    """Set a new password; other sessions end, this one goes on."""
    form = _with_labels(PasswordForm())
    try:
        entering.prove(person, form.present.data or "")
        if form.new.data != form.again.data:
            form.again.errors = [_("Les deux ne sont pas les mêmes.")]
            return _account_page(person, form, 400)
        people.set_password(here.kb(), person.email, form.new.data or "", by=person.email)
    except Forbidden:
        form.present.errors = [_("Ce n’est pas votre mot de passe.")]
        return _account_page(person, form, 403)
    except guessing.TooManyAttempts as error:
        form.present.errors = [_("Trop d’essais : attendez un quart d’heure.")]
        return _account_page(person, form, error.status)
    except BadRequest:
        form.new.errors = [_("Au moins %(least)s caractères.", least=people.SHORTEST_PASSWORD)]
        return _account_page(person, form, 400)
    session["mark"] = people.session_mark(here.kb(), person.id)
    flash(_("Le mot de passe est changé ; vos autres sessions sont fermées."))
    return go(url_for("account.show"), 303)


@pages.post("/keys")
@signed_in
def make_key(person: Person) -> Response:
    """A key for a program or for a feed reader; shown once."""
    form = _with_labels(PasswordForm(formdata=None))
    if request.form.get("purpose") == "feed":
        return _account_page(person, form, feed=inviting.make_key(here.kb(), person, "feed"))
    return _account_page(person, form, key=inviting.make_key(here.kb(), person, "api", request.form.get("label", "")))


@pages.post("/keys/end")
@signed_in
def end_key(person: Person) -> Response:
    """Take a key back."""
    inviting.take_back(here.kb(), person, request.form.get("digest", ""))
    flash(_("La clef ne vaut plus rien."))
    return go(url_for("account.show"), 303)


@pages.get("/data")
@signed_in
def data(person: Person) -> Response:
    """Everything that is kept about the person, as a file."""
    response = jsonify(privacy.held(here.kb(), person))
    response.headers["Content-Disposition"] = "attachment; filename=sselex-account.json"
    return response


@pages.post("/erase")
@signed_in
def erase(person: Person) -> Response:
    """Close one's own account for good; the password is asked for again."""
    form = _with_labels(PasswordForm(formdata=None))
    try:
        entering.prove(person, request.form.get("present", ""))
    except Forbidden:
        form.present.errors = [_("Ce n’est pas votre mot de passe.")]
        return _account_page(person, form, 403)
    except guessing.TooManyAttempts as error:
        form.present.errors = [_("Trop d’essais : attendez un quart d’heure.")]
        return _account_page(person, form, error.status)
    privacy.erase(here.kb(), person, by=person.email)
    session.clear()
    flash(_("Votre compte est effacé."))
    return go(url_for("home.show"), 303)


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    oidc = here.kb().settings.oidc_name if here.kb().settings.oidc_issuer else ""
    return make_response(render_template("account/sign_in.html", form=form, oidc=oidc), status)


def _account_page(person: Person, form: PasswordForm, status: int = 200, *, key: str = "", feed: str = "") -> Response:
    """One's own page; `key` and `feed` are secrets that were just made and are shown this once."""
    organisation = people.organisations()[person.organisation].name[here.ui()] if person.organisation else None
    page = render_template(
        "account/show.html", form=form, role=role_words(person.role), organisation=organisation, key=key,
        feed=here.address(url_for("dossiers.feed", key=feed)) if feed else "",
        keys=inviting.keys(here.kb(), person), history=history_lines(people.history(here.kb(), person.id)),
        factor=second_factor.needed(here.kb(), person.id),
    )  # fmt: skip
    return make_response(page, status)


def _labelled(form: SignInForm) -> SignInForm:
    form.email.label.text, form.password.label.text = _("Adresse électronique"), _("Mot de passe")
    return form


def _with_labels(form: PasswordForm) -> PasswordForm:
    form.present.label.text = _("Mot de passe actuel")
    form.new.label.text = _("Nouveau mot de passe")
    form.again.label.text = _("Nouveau mot de passe, une seconde fois")
    return form
