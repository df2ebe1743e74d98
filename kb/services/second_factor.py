"""A second factor at sign-in: codes of six figures that a telephone makes (RFC 6238), each good once."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace

from kb.errors import Conflict, Forbidden
from kb.model.people import Person
from kb.services import mailing
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.accounts import Factor, digest
from kb.store.codec import now

STEP = 30
"""Seconds for which a code stands; one step before and after is taken too, since clocks differ."""
RECOVERY_CODES = 8


def needed(kb: KnowledgeBase, person: int) -> bool:
    """Whether the person's sign-in asks for a code."""
    with kb.store.read() as session:
        factor = session.accounts.factor(person)
    return factor is not None and factor.confirmed_at is not None


def begin(kb: KnowledgeBase, person: Person) -> tuple[str, str]:
    """Start to set it up: the secret and its otpauth address for a telephone, instead of a start that was not finished.

    Raises `Conflict` where a second factor is in force.
    """
    from pyotp import random_base32

    with kb.store.write() as session:
        factor = session.accounts.factor(person.id)
        if factor is not None and factor.confirmed_at is not None:
            raise Conflict("A second factor is in force already.", advice="Remove it first.")
        secret = random_base32()
        session.accounts.put_factor(person.id, Factor(secret, None, 0, ()))
    return secret, _address(person, secret)


def pending(kb: KnowledgeBase, person: Person) -> tuple[str, str] | None:
    """The secret and address of a start that was not finished yet, None where there is none."""
    with kb.store.read() as session:
        factor = session.accounts.factor(person.id)
    if factor is None or factor.confirmed_at is not None:
        return None
    return factor.secret, _address(person, factor.secret)


def confirm(kb: KnowledgeBase, person: Person, code: str) -> tuple[str, ...]:
    """Put it in force with a first code; gives the recovery codes, shown this once. Raises `Forbidden`, `NotFound`."""
    recovery = tuple(f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES))
    with kb.store.write() as session:
        factor = session.accounts.require(person.id)
        step = _step(factor, code)
        if step is None:
            raise Forbidden("This is not the code of now.", advice="Check the clock of the telephone.")
        kept = Factor(factor.secret, now(), step, tuple(digest(one) for one in recovery))
        session.accounts.put_factor(person.id, kept)
        session.accounts.note(person.id, person.email, "second-factor", {})
        _tell(kb, session, person, "second-factor")
    return recovery


def check(kb: KnowledgeBase, person: int, code: str) -> None:
    """Take a code or a recovery code, each once; raises `Forbidden`."""
    with kb.store.write() as session:
        factor = session.accounts.require(person)
        step = _step(factor, code)
        spent = digest(code.strip().lower())
        if step is not None:
            session.accounts.put_factor(person, replace(factor, last_step=step))
        elif spent in factor.recovery:
            left = tuple(one for one in factor.recovery if one != spent)
            session.accounts.put_factor(person, replace(factor, recovery=left))
            session.accounts.note(person, session.people.get(person).email, "recovery-code", {"left": len(left)})
        else:
            raise Forbidden("This is not the code of now, or it was used already.")


def remove(kb: KnowledgeBase, person: Person, by: Person | None = None) -> None:
    """No longer ask for codes; `by` is who does it for somebody who lost the telephone, None for oneself."""
    with kb.store.write() as session:
        session.accounts.require(person.id)
        session.accounts.put_factor(person.id, None)
        session.accounts.note(person.id, (by or person).email, "second-factor-off", {})
        _tell(kb, session, person, "second-factor-off", by)


def _address(person: Person, secret: str) -> str:
    from pyotp.totp import TOTP

    return TOTP(secret, interval=STEP).provisioning_uri(name=person.email, issuer_name="SSELEX")


def _step(factor: Factor, code: str) -> int | None:
    """The time step that the code belongs to, None for a wrong code and for one not later than the last one taken."""
    from pyotp.totp import TOTP

    plain = "".join(code.split())
    moment = int(time.time()) // STEP
    totp = TOTP(factor.secret, interval=STEP)
    for step in (moment, moment - 1, moment + 1):
        if step > factor.last_step and secrets.compare_digest(totp.at(step * STEP).encode(), plain.encode()):
            return step
    return None


def _tell(kb: KnowledgeBase, session: Session, person: Person, what: str, by: Person | None = None) -> None:
    language = mailing.language_of(session, person)
    words = mailing.words_for("change", what, language)
    mailing.write(session, kb.settings, person, "account", what=words, by=(by or person).name)
