"""Words of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model.people import AccountEvent, Role
from kb.services.people import COMMAND_LINE
from web.messages import _


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One change of an account in words; `at` is UTC, ISO 8601."""

    at: str
    words: str
    who: str


def role_words(role: Role) -> str:
    """The name of a role in the language of the page."""
    return {
        "administrator": _("administration"),
        "secretariat": _("secrétariat"),
        "expert": _("experte ou expert"),
        "contact-point": _("point de contact"),
        "presidency": _("présidence"),
        "reader": _("lecture"),
    }[role]


def history_lines(events: Iterable[AccountEvent]) -> tuple[AccountLine, ...]:
    """What happened to an account, newest first."""
    lines = [
        AccountLine(event.at, event_words(event), "SSELEX" if event.who == COMMAND_LINE else event.who)
        for event in events
    ]
    return tuple(reversed(lines))


def event_words(event: AccountEvent) -> str:
    """One change in the language of the page."""
    if event.what == "role":
        before, after = event.detail["role"]
        if before != after:
            return _("rôle : %(before)s → %(after)s", before=role_words(before), after=role_words(after))
        return _("autre organisation")
    return {
        "opened": _("compte ouvert"),
        "closed": _("compte fermé"),
        "invited": _("invitation envoyée"),
        "password": _("nouveau mot de passe"),
        "second-factor": _("second facteur mis en place"),
        "second-factor-off": _("second facteur enlevé"),
        "recovery-code": _("entrée avec un code de secours"),
        "key": _("clef faite pour un programme"),
        "key-ended": _("clef reprise"),
        "consent": _("accord pour l’annuaire"),
        "consent-ended": _("accord pour l’annuaire retiré"),
        "identity": _("fournisseur d’identité relié"),
        "erased": _("compte effacé"),
    }.get(event.what, event.what)
