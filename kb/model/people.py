"""People, what their role lets them do, and the organisations that they speak for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["administrator", "secretariat", "expert", "contact-point", "presidency", "reader"]

ROLES: tuple[Role, ...] = ("administrator", "secretariat", "expert", "contact-point", "presidency", "reader")

Action = Literal[
    "manage-people",
    "invite",
    "see-directory",
    "submit",
    "see-all-submissions",
    "review",
    "decide-tags",
    "write-guide",
    "comment-guide",
    "adopt-guide",
    "freeze-guide",
]

ALLOWED: Mapping[Action, frozenset[Role]] = {
    "manage-people": frozenset({"administrator"}),
    "invite": frozenset({"administrator", "secretariat"}),
    "see-directory": frozenset(ROLES) - {"reader"},
    "submit": frozenset({"contact-point", "secretariat"}),
    "see-all-submissions": frozenset({"secretariat", "presidency", "administrator"}),
    "review": frozenset({"secretariat"}),
    "decide-tags": frozenset({"secretariat", "expert"}),
    "write-guide": frozenset({"secretariat"}),
    "comment-guide": frozenset({"secretariat", "expert", "contact-point", "presidency"}),
    "adopt-guide": frozenset({"presidency"}),
    "freeze-guide": frozenset({"secretariat", "presidency"}),
}
"""Who may do what. An administrator looks after people and the machine, and decides nothing about the law."""

INVITED_BY_SECRETARIAT: frozenset[Role] = frozenset({"contact-point", "expert", "reader"})
"""Roles that the secretariat may invite people as; others are given by an administrator."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member, observer or partner; `jurisdiction` is None for one without law of its own (a network)."""

    id: str
    name: Mapping[str, str]
    acronym: str | None
    category: str
    jurisdiction: str | None
    membership: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `organisation` is the id of an organisation; `created_at` is UTC, ISO 8601."""

    id: int
    email: str
    name: str
    role: Role
    organisation: str | None
    active: bool
    created_at: str
    may_sign_in: bool
    """Whether a password is set."""

    def may(self, action: Action) -> bool:
        """Whether the role allows the action; one who is disabled may do nothing."""
        return self.active and self.role in ALLOWED[action]


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One change of an account: never changed, never removed. `what` is a short word: "invited", "role" …"""

    id: int
    person: int
    at: str
    who: str
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of themselves: the language of letters to them, a few words, fields (ids of themes), languages
    (BCP 47), countries (codes). `shown_since` is the moment of their consent to the directory, None without it."""

    person: int
    language: str = "fr"
    words: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    shown_since: str | None = None
