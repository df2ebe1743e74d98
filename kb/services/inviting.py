"""Keys that are handed out: invitations and new passwords by letter (once, for a while), and keys for programs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kb import names
from kb.errors import BadRequest, Forbidden, NotFound
from kb.model.people import INVITED_BY_SECRETARIAT, Person
from kb.services import mailing, people
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.accounts import Key, Purpose

INVITATION_DAYS = 7
PASSWORD_HOURS = 2
MOST_KEYS = 10
"""Keys for programs that one person may hold."""


class KeySpent(Forbidden):
    """A link that was used already, ran out, or never existed."""

    code = "key-spent"
    advice = "Ask for a new one."


@dataclass(frozen=True, slots=True)
class Opened:
    """What a good link opens: whose account, and whether it is the first time."""

    person: Person
    purpose: Purpose


def invite(
    kb: KnowledgeBase, by: Person | None, email: str, name: str, role: str, *, organisation: str | None = None,
    language: str = "fr",
) -> Person:  # fmt: skip
    """Open an account and send its person a link to choose a password; `by` is None for the command line.

    For an account that has no password yet the invitation is sent anew and older links end. Raises `Forbidden`,
    `BadRequest`, or `Conflict` where the account is in use.
    """
    if by is not None:
        people.require(by, "invite")
        if not by.may("manage-people") and role not in INVITED_BY_SECRETARIAT:
            raise Forbidden(f"The secretariat does not invite people as {role}.", advice="Ask an administrator.")
    who = "sselex" if by is None else by.email
    person = _waiting(kb, email, name, role, organisation)
    if person is None:
        person = people.add(kb, email, name, role, organisation=organisation, by=who)
    until = datetime.now(UTC) + timedelta(days=INVITATION_DAYS)
    with kb.store.write() as session:
        session.accounts.put_profile(people.profile_with(session.accounts.profile(person.id), language=language))
        session.accounts.drop_keys(person.id, "invitation")
        secret = _new(session, "invitation", person.id, who, until)
        session.accounts.note(person.id, who, "invited", {"role": role})
        said = f", {people.organisations()[organisation].name[language]}" if organisation else ""
        mailing.write(
            session, kb.settings, person, "invitation", by="SSELEX" if by is None else by.name,
            role=mailing.words_for("role", role, language), organisation=said,
            until=names.date_words(until.date().isoformat(), language), link=_link(kb, language, secret),
        )  # fmt: skip
    return person


def forgotten(kb: KnowledgeBase, email: str) -> None:
    """Send a link to choose a new password, where the address has an open account; nothing tells whether it has."""
    try:
        person = people.by_address(kb, email)
    except (NotFound, BadRequest):
        return
    if not person.active:
        return
    until = datetime.now(UTC) + timedelta(hours=PASSWORD_HOURS)
    with kb.store.write() as session:
        language = mailing.language_of(session, person)
        session.accounts.drop_keys(person.id, "password")
        secret = _new(session, "password", person.id, person.email, until)
        mailing.write(
            session, kb.settings, person, "password", link=_link(kb, language, secret),
            until=f"{until:%H:%M} UTC, {names.date_words(until.date().isoformat(), language)}",
        )  # fmt: skip


def look(kb: KnowledgeBase, secret: str) -> Opened:
    """Whose link this is, without using it up; raises `KeySpent`."""
    with kb.store.read() as session:
        return _opened(session, secret)[0]


def redeem(kb: KnowledgeBase, secret: str, password: str) -> Person:
    """Use a link up to set a password; older sessions and all other links of the account end.

    Raises `KeySpent`, or `BadRequest` for a password that is too short, which leaves the link good.
    """
    hashed = people.hash_password(password)
    with kb.store.write() as session:
        opened, key = _opened(session, secret)
        if not session.accounts.use(key):
            raise KeySpent("This link was used already.")
        session.people.set_password(opened.person.id, hashed)
        session.accounts.drop_keys(opened.person.id, "password", "invitation")
        session.accounts.note(opened.person.id, opened.person.email, "password", {"by": opened.purpose})
        return session.people.get(opened.person.id)


def make_key(kb: KnowledgeBase, person: Person, purpose: Purpose, label: str = "") -> str:
    """Make a key for a program ("api") or a feed reader ("feed"); it is shown this once and kept as its hash."""
    if purpose not in ("api", "feed"):
        raise BadRequest(f"There are no keys for {purpose!r}.")
    label = label.strip()[:200]
    if purpose == "api" and not label:
        raise BadRequest("Name the program that will use the key.")
    with kb.store.write() as session:
        if purpose == "feed":
            session.accounts.drop_keys(person.id, "feed")
        elif len(session.accounts.keys(person.id, "api")) >= MOST_KEYS:
            raise BadRequest(f"You have {MOST_KEYS} keys: take one back first.")
        session.accounts.note(person.id, person.email, "key", {"purpose": purpose, "label": label})
        return _new(session, purpose, person.id, person.email, None, label)


def keys(kb: KnowledgeBase, person: Person) -> list[Key]:
    """The keys for programs that a person holds, newest first."""
    with kb.store.read() as session:
        return session.accounts.keys(person.id, "api")


def take_back(kb: KnowledgeBase, person: Person, digest: str) -> None:
    """End one of one's own keys; raises `NotFound`."""
    with kb.store.write() as session:
        if not session.accounts.drop_keys(person.id, "api", digest=digest):
            raise NotFound("You have no such key.")
        session.accounts.note(person.id, person.email, "key-ended", {})


def holder(kb: KnowledgeBase, secret: str, purpose: Purpose) -> Person | None:
    """The person whose program or feed reader shows this key, None for a key that is not good."""
    with kb.store.read() as session:
        key = session.accounts.key(secret, purpose)
        if key is None or not key.good:
            return None
        person = session.people.get(key.person)
        return person if person.active else None


def _waiting(kb: KnowledgeBase, email: str, name: str, role: str, organisation: str | None) -> Person | None:
    """The person with this address who was invited to the same and has not come yet."""
    try:
        found = people.by_address(kb, email)
    except NotFound:
        return None
    same = (found.name, found.role, found.organisation) == (name.strip(), role, organisation)
    return found if same and not found.may_sign_in and found.active else None


def _opened(session: Session, secret: str) -> tuple[Opened, Key]:
    for purpose in ("invitation", "password"):
        key = session.accounts.key(secret, purpose)
        if key is None:
            continue
        person = session.people.get(key.person)
        if key.good and person.active:
            return Opened(person, purpose), key
    raise KeySpent("This link is not good, or not any more.")


def _new(
    session: Session, purpose: Purpose, person: int, by: str, until: datetime | None, label: str = ""
) -> str:  # fmt: skip
    secret = secrets.token_urlsafe(32)
    expires = until.strftime("%Y-%m-%dT%H:%M:%SZ") if until else None
    session.accounts.add_key(secret, purpose, person, by, label=label, expires_at=expires)
    return secret


def _link(kb: KnowledgeBase, language: str, secret: str) -> str:
    return f"{kb.settings.public_url.rstrip('/')}/{language}/account/link/{secret}"
