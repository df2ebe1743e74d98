"""Sessions: how one begins, whom a request comes from, and the key that a program shows instead."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import ClassVar, Concatenate, ParamSpec

from flask import Response, g, request, session, url_for

from kb.errors import SselexError
from kb.model.people import Person
from kb.services import guessing, inviting, people, second_factor
from web import here
from web.presenting import go

P = ParamSpec("P")

LONGEST_SESSION = 12 * 3600
"""Seconds after which a session ends and the password is asked for again."""
LONGEST_HALF = 600
"""Seconds in which the code must follow the password."""
API = "/api/"


class BadKey(SselexError):
    """A program without a key, or with one that is not good."""

    status: ClassVar[int] = 401
    code = "bad-key"
    advice = "Make a key on the page of your account and send it as `Authorization: Bearer KEY`."


def know_person() -> None:
    """Set `g.person`: from the session on pages, from the key on the API; None for a stranger.

    The API does not look at cookies, so that no other site can act through the browser of somebody who is signed in.
    Raises `BadKey`.
    """
    g.person = None
    if request.endpoint == "static":
        return
    if request.path.startswith(API):
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            g.person = inviting.holder(here.kb(), key.strip(), "api")
            if g.person is None:
                raise BadKey("The key is not good, or not any more.")
    elif "person" in session:
        if time.time() - session.get("since", 0) < LONGEST_SESSION:
            g.person = people.in_session(here.kb(), session["person"], session.get("mark", ""))
        if g.person is None:
            session.clear()


def prove(person: Person, password: str) -> None:
    """Ask somebody who is signed in for the password once more. Guesses count as at the door: a session left open must
    not be worth unlimited ones. Raises `Forbidden`, and `TooManyAttempts` after some."""
    place = request.remote_addr or ""
    guessing.attempt(here.kb(), place, person.email)
    people.sign_in(here.kb(), person.email, password)
    guessing.right(here.kb(), place, person.email)


def enter(person: Person, back: str = "") -> Response:
    """Begin a session for whom a password, link or provider has spoken; a code is asked for first where one is needed.

    Nothing of an older session stays, so that one that was set by somebody else is worth nothing.
    """
    session.clear()
    if second_factor.needed(here.kb(), person.id):
        session.update(
            half=person.id, mark=people.session_mark(here.kb(), person.id), since=int(time.time()), back=back
        )
        return go(url_for("factor.ask"), 303)
    return begin(person, back)


def half() -> Person | None:
    """The person whose password was right and whose code is still missing."""
    if "half" not in session or time.time() - session.get("since", 0) > LONGEST_HALF:
        return None
    return people.in_session(here.kb(), session["half"], session.get("mark", ""))


def begin(person: Person, back: str = "") -> Response:
    """Begin the session itself."""
    session.clear()
    session.update(person=person.id, mark=people.session_mark(here.kb(), person.id), since=int(time.time()))
    return go(inside(back) or url_for("submissions.index"), 303)


def to_sign_in() -> Response:
    """To the form, and back here afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return go(url_for("account.sign_in", next=back or None), 303)


def signed_in(view: Callable[Concatenate[Person, P], Response]) -> Callable[P, Response]:
    """A page for people with an account, which is handed the person; a stranger is led to the form, and back here."""

    @functools.wraps(view)
    def guarded(*arguments: P.args, **named: P.kwargs) -> Response:
        person = here.person()
        return to_sign_in() if person is None else view(person, *arguments, **named)

    return guarded


def inside(address: str) -> str:
    """An address of this site as it is, nothing for any other."""
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain else ""
