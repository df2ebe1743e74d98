"""Accounts: who may sign in, with which role, for which organisation."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kb import resources
from kb.errors import BadRequest, Forbidden, NotFound
from kb.model.people import ROLES, AccountEvent, Action, Organisation, Person, Profile, Role
from kb.services import mailing
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session

if TYPE_CHECKING:
    from argon2 import PasswordHasher

COMMAND_LINE = "sselex"
"""Who is noted for what is done on the machine itself."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
"""Characters. The upper end keeps a sign-in from costing seconds of hashing."""


@functools.cache
def organisations() -> Mapping[str, Organisation]:
    """Members, observers and partners by id, as `corpora/members.csv` names them."""
    return {
        row["id"]: Organisation(
            id=row["id"],
            name={language: row[f"name_{language}"] for language in resources.INTERFACE_LANGUAGES},
            acronym=row["acronym"] or None,
            category=row["category"],
            jurisdiction=row["jurisdiction"] or None,
            membership=row["membership_status"],
        )
        for row in resources.rows(resources.CORPORA / "members.csv")
    }


def add(
    kb: KnowledgeBase, email: str, name: str, role: str, *, organisation: str | None = None,
    password: str | None = None, by: str = COMMAND_LINE,
) -> Person:  # fmt: skip
    """Open an account; without a password nobody can sign in yet. Raises `BadRequest` or `Conflict`.

    Here and below `by` is the address of who does it; the account's history keeps it.
    """
    checked = _role(role, organisation)
    if not name.strip() or len(name) > 200:
        raise BadRequest("A person needs a name of at most 200 characters.")
    hashed = None if password is None else hash_password(password)
    with kb.store.write() as session:
        person = session.people.add(address(email), name.strip(), checked, organisation, hashed)
        session.accounts.note(person.id, by, "opened", {"role": checked, "organisation": organisation})
        return person


def everybody(kb: KnowledgeBase) -> list[Person]:
    """All people with an account, by role and address."""
    with kb.store.read() as session:
        return session.people.everybody()


def by_address(kb: KnowledgeBase, email: str) -> Person:
    """The person with this address; raises `NotFound`."""
    with kb.store.read() as session:
        return session.people.by_email(address(email))


def set_role(
    kb: KnowledgeBase, email: str, role: str, *, organisation: str | None = None, by: str = COMMAND_LINE
) -> Person:
    """Give a person another role. The organisation stays where it is None; an empty one takes it away."""
    with kb.store.write() as session:
        person = session.people.by_email(address(email))
        organisation = person.organisation if organisation is None else organisation or None
        session.people.set_role(person.id, _role(role, organisation), organisation)
        change = {"role": [person.role, role], "organisation": [person.organisation, organisation]}
        session.accounts.note(person.id, by, "role", change)
        _tell(kb, session, person, "role", by)
        return session.people.get(person.id)


def set_active(kb: KnowledgeBase, email: str, active: bool, *, by: str = COMMAND_LINE) -> Person:
    """Close an account (its sessions and keys end at once) or open it again; what the person did stays."""
    with kb.store.write() as session:
        person = session.people.by_email(address(email))
        session.people.set_active(person.id, active)
        if not active:
            session.accounts.drop_keys(person.id)
        change = "opened" if active else "closed"
        session.accounts.note(person.id, by, change, {})
        _tell(kb, session, person, change, by)
        return session.people.get(person.id)


def set_password(kb: KnowledgeBase, email: str, password: str, *, by: str = COMMAND_LINE) -> Person:
    """Set a new password; sessions opened with the old one end. Raises `BadRequest` for one that is too short."""
    hashed = hash_password(password)
    with kb.store.write() as session:
        person = session.people.by_email(address(email))
        session.people.set_password(person.id, hashed)
        session.accounts.note(person.id, by, "password", {})
        _tell(kb, session, person, "password", by)
        return session.people.get(person.id)


def history(kb: KnowledgeBase, person: int) -> list[AccountEvent]:
    """What happened to an account, oldest first."""
    with kb.store.read() as session:
        return session.accounts.history(person)


def profile(kb: KnowledgeBase, person: int) -> Profile:
    """What a person says of themselves."""
    with kb.store.read() as session:
        return session.accounts.profile(person)


def profile_with(profile: Profile, **changes: Any) -> Profile:
    """The profile with other values; raises `BadRequest` for a language of letters that SSELEX does not speak."""
    changed = replace(profile, **changes)
    if changed.language not in resources.INTERFACE_LANGUAGES:
        raise BadRequest(f"Letters are written in {', '.join(resources.INTERFACE_LANGUAGES)}.")
    return changed


def sign_in(kb: KnowledgeBase, email: str, password: str) -> Person:
    """The person with this address and password; raises `Forbidden`, in the same words and time for every cause."""
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = _hasher()
    found, person = None, None
    with kb.store.read() as session:
        try:
            person = session.people.by_email(address(email))
            found = session.people.password(person.id)
        except (NotFound, BadRequest):
            person = None
    try:
        right = len(password) <= LONGEST_PASSWORD and hasher.verify(found or _unknown(), password) and found is not None
    except (VerificationError, InvalidHashError):
        right = False
    if person is None or not right or not person.active:
        raise Forbidden("The address or the password is not right, or the account is closed.", advice="Try again.")
    if found is not None and hasher.check_needs_rehash(found):
        with kb.store.write() as session:
            session.people.set_password(person.id, hasher.hash(password))
    return person


def session_mark(kb: KnowledgeBase, person: int) -> str:
    """What a session keeps beside the person's id: it changes with the password, so that old sessions end."""
    with kb.store.read() as session:
        return _mark(session.people.password(person))


def in_session(kb: KnowledgeBase, person: int, mark: str) -> Person | None:
    """The person of a session, None where the account is closed or its password has changed since."""
    with kb.store.read() as session:
        try:
            found = session.people.get(person)
        except NotFound:
            return None
        return found if found.active and _mark(session.people.password(person)) == mark else None


def require(person: Person | None, action: Action) -> Person:
    """The person, if they may do this; raises `Forbidden`."""
    if person is None:
        raise Forbidden("Sign in to do this.", advice="Ask the secretariat for an account.")
    if not person.may(action):
        raise Forbidden(f"Your role ({person.role}) does not allow this.", advice="Ask the secretariat.")
    return person


def address(email: str) -> str:
    """The address as accounts are kept by it: no spaces around, lower case; raises `BadRequest`."""
    plain = email.strip().lower()
    name, at, host = plain.rpartition("@")
    if not (name and at and host) or len(plain) > 200 or any(c.isspace() or not c.isprintable() for c in plain):
        raise BadRequest(f"{email!r} is not an e-mail address.")
    return plain


def _role(role: str, organisation: str | None) -> Role:
    if role not in ROLES:
        raise BadRequest(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    if organisation is not None and organisation not in organisations():
        raise BadRequest(
            f"No organisation has the id {organisation!r}.", advice="`sselex users organisations` lists the ids."
        )
    if role == "contact-point" and organisation is None:
        raise BadRequest("A contact point speaks for an organisation: name it with --organisation.")
    return role


def hash_password(password: str) -> str:
    """What is kept of a password (argon2id); raises `BadRequest` for one that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadRequest(f"A password has at least {SHORTEST_PASSWORD} characters, at most {LONGEST_PASSWORD}.")
    return _hasher().hash(password)


def _tell(kb: KnowledgeBase, session: Session, person: Person, what: str, by: str) -> None:
    """A letter to whose account was changed, so that nobody's is changed behind their back."""
    words = mailing.words_for("change", what, mailing.language_of(session, person))
    mailing.write(session, kb.settings, person, "account", what=words, by="SSELEX" if by == COMMAND_LINE else by)


def _mark(hashed: str | None) -> str:
    return hashlib.sha256((hashed or "").encode()).hexdigest()[:24]


@functools.cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@functools.cache
def _unknown() -> str:
    """A hash to check against where there is none, so that time does not tell who has an account."""
    return _hasher().hash("nobody has this password")
