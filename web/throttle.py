"""Guesses at a password are counted, and after some of them refused for a while."""

from __future__ import annotations

import threading
import time
from typing import ClassVar

from kb.errors import SselexError

MOST = 8
"""Wrong guesses from one place at one account, after which the place waits."""
WINDOW = 900.0
"""Seconds after which a guess is forgotten."""
REMEMBERED = 10_000
"""Pairs of place and account kept in memory."""


class TooManyAttempts(SselexError):
    """Too many wrong guesses in a short time."""

    status: ClassVar[int] = 429
    code = "too-many-attempts"
    advice = "Wait a quarter of an hour, or ask for a new password."


class Throttle:
    """Counts wrong guesses in this process."""

    def __init__(self) -> None:
        self._guesses: dict[tuple[str, str], list[float]] = {}
        self._lock = threading.Lock()

    def check(self, place: str, account: str) -> None:
        """Raises `TooManyAttempts` where this place has guessed too often at this account."""
        with self._lock:
            recent = [when for when in self._guesses.get((place, account), []) if when > time.monotonic() - WINDOW]
        if len(recent) >= MOST:
            raise TooManyAttempts("There were too many wrong passwords for this account.")

    def wrong(self, place: str, account: str) -> None:
        """Note a wrong guess."""
        with self._lock:
            if len(self._guesses) >= REMEMBERED:
                self._guesses.clear()
            self._guesses.setdefault((place, account), []).append(time.monotonic())
            del self._guesses[place, account][:-MOST]

    def right(self, place: str, account: str) -> None:
        """Forget the guesses of one who then knew the password."""
        with self._lock:
            self._guesses.pop((place, account), None)
