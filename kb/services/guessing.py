"""Guesses at a password or a code are counted in the store, and after some of them the place has to wait."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from kb.errors import SselexError
from kb.services.knowledge_base import KnowledgeBase

MOST = 8
"""Guesses from one place at one account, after which the place waits."""
WINDOW = 900
"""Seconds after which a guess is forgotten."""


class TooManyAttempts(SselexError):
    """Too many wrong guesses in a short time."""

    status: ClassVar[int] = 429
    code = "too-many-attempts"
    advice = "Wait a quarter of an hour, or ask for a new password."


def attempt(kb: KnowledgeBase, place: str, account: str) -> None:
    """Note a guess before it is looked at, so that guesses at the same moment count too; raises `TooManyAttempts`
    where this place has guessed too often at this account. `place` is the address that the guess comes from."""
    whose = _mark(place, account)
    with kb.store.write() as session:
        noted = session.guesses.add(whose, keep=WINDOW)
    with kb.store.read() as session:
        made = session.guesses.count(whose, within=WINDOW)
    if made > MOST:
        # What is refused is no guess: who tries while waiting does not wait longer.
        with kb.store.write() as session:
            session.guesses.drop(noted)
        raise TooManyAttempts("There were too many wrong passwords for this account.")


def right(kb: KnowledgeBase, place: str, account: str) -> None:
    """Forget the guesses of one who then knew the password."""
    with kb.store.write() as session:
        session.guesses.forget(_mark(place, account))


def _mark(place: str, account: str) -> str:
    """What the store keeps of place and account: neither can be read from it."""
    return hashlib.sha256(f"{place}\n{account}".encode()).hexdigest()[:32]
