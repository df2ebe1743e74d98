"""The directory of contact points and experts, and what one says of oneself in it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from kb import names, resources
from kb.errors import BadRequest
from kb.model.people import Person
from kb.services import directory, people
from web import here
from web.entering import signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.account import role_words
from web.presenting import go

pages = Blueprint("directory", __name__, url_prefix=f"{PREFIX}/directory")

LANGUAGES = (
    "ar", "bg", "ca", "cs", "de", "el", "en", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "it", "ko", "lt", "lv",
    "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi", "wo", "zh",
)  # fmt: skip
"""Languages offered in the form; others may be added by the API."""


@pages.get("/")
@signed_in
def index(person: Person) -> Response:
    """Those who want to be found, limited by field, language or country."""
    chosen = {name: request.args.get(name) or None for name in ("theme", "language", "country")}
    found = directory.entries(here.kb(), person, **chosen)
    page = render_template(
        "account/directory.html", entries=found, role_words=role_words, chosen=chosen, themes=resources.leaf_themes(),
        tongues=_languages(), countries=_countries(), own=people.profile(here.kb(), person.id),
    )  # fmt: skip
    return make_response(page)


@pages.get("/me")
@signed_in
def me(person: Person) -> Response:
    """The form of one's own profile."""
    return _profile_page(person)


@pages.post("/me")
@signed_in
def describe(person: Person) -> Response:
    """Set one's own profile."""
    form = request.form
    try:
        directory.describe(
            here.kb(), person, language=form.get("language", "fr"), words=form.get("words", ""),
            themes=form.getlist("themes"), languages=form.getlist("languages"), countries=form.getlist("countries"),
            shown=form.get("shown") == "yes",
        )  # fmt: skip
    except BadRequest as error:
        return _profile_page(person, str(error), 400)
    flash(_("Votre profil est à jour."))
    return go(url_for("directory.me"), 303)


def _profile_page(person: Person, wrong: str = "", status: int = 200) -> Response:
    page = render_template(
        "account/profile.html", profile=people.profile(here.kb(), person.id), wrong=wrong,
        themes=resources.leaf_themes(), tongues=_languages(), countries=_countries(),
        letters=[(code, names.own_language_name(code)) for code in resources.INTERFACE_LANGUAGES],
    )  # fmt: skip
    return make_response(page, status)


def _languages() -> list[tuple[str, str]]:
    found = [(code, names.language_name(code, here.ui())) for code in LANGUAGES]
    return sorted(found, key=lambda pair: names.sort_key(pair[1]))


def _countries() -> list[tuple[str, str]]:
    found = [
        (code, names.jurisdiction_name(code, here.ui()))
        for code, place in resources.jurisdictions().items()
        if resources.country_of(code) == code and not place.specimen
    ]
    return sorted(found, key=lambda pair: names.sort_key(pair[1]))
