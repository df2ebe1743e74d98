"""Who has accepted a guide as it stands: two people of different countries, before an edition of it is published.

An acceptance is a line of the guide's history, which names the country that the person speaks for. It holds for the
words that the person read: any change of the outline, and the beginning of a revision, end all that were given before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.errors import Conflict
from kb.model.guide import Acceptance
from kb.model.guide_writing import GuideChange
from kb.store import Session

ACCEPTED = "accepted"
"""What the history calls an acceptance."""
COUNTRIES_NEEDED = 2
"""Countries of which a person has to accept a guide before it is published."""
WORDS_STAY = frozenset({ACCEPTED, "in-review", "amended", "adopted", "published"})
"""Changes that leave every word as it was."""


def acceptances(session: Session, name: str) -> tuple[Acceptance, ...]:
    """Those that hold for the guide as it stands, in the order in which they were given; one for each person."""
    return standing(session.guides.changes(name))


def standing(changes: Iterable[GuideChange]) -> tuple[Acceptance, ...]:
    """Those that hold, out of a guide's history, newest first."""
    found: dict[str, Acceptance] = {}
    for change in changes:
        if change.what not in WORDS_STAY:
            break
        if change.what == ACCEPTED and change.section:
            found[change.changed_by] = Acceptance(change.changed_by, change.section, change.changed_at)
    return tuple(reversed(found.values()))


def enough(given: Sequence[Acceptance]) -> bool:
    """Whether people of as many countries as are needed have accepted; one person stands for one country."""
    return len({one.country for one in given}) >= COUNTRIES_NEEDED


def require_accepted(session: Session, name: str) -> tuple[Acceptance, ...]:
    """The acceptances of a guide that may be published; raises `Conflict` where too few countries have accepted it."""
    given = acceptances(session, name)
    if not enough(given):
        so_far = ", ".join(f"{one.person} ({one.country})" for one in given) or "nobody"
        raise Conflict(
            f"Two people of different countries accept a guide before it is published; so far it is {so_far}.",
            advice="A person who speaks for another country opens the guide and accepts it.",
        )
    return given
