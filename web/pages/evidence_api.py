"""What the API gives of what stands behind the law and beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb.model.law import Expression
from kb.services.beside import Standing
from kb.services.citing import Missing
from kb.services.repeals import Repeal
from kb.services.sdg import SdgLink, SdgTotal
from kb.store.tallies import Tagged
from web.addresses import Address

MOST_MISSING = 100_000
"""Cited texts that are ranked."""


@dataclass(frozen=True, slots=True)
class RepealsPage:
    """Repeals by State and title of the repealed work; `next` is the address of those that follow, None at the end."""

    repeals: tuple[Repeal, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts that are near-duplicates: `similarity` is the share of their word sequences that both have, `same_work`
    whether both are filed under one work."""

    first: Expression
    second: Expression
    similarity: float
    same_work: bool


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """Near-duplicates; `next` is the address of those that follow, None at the end."""

    duplicates: tuple[Alike, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class MissingPage:
    """Cited texts that are not held; `next` is the address of those that follow, None at the end."""

    missing: tuple[Missing, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Provisions side by side, in the order in which they were named."""

    provisions: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """Goals and targets in order of number."""

    goals: tuple[SdgTotal, ...]


@dataclass(frozen=True, slots=True)
class GoalPage:
    """One goal or target: `total` links, some of them; `next` is the address of those that follow, None at the end."""

    target: str
    total: int
    provisions: tuple[Tagged, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class LinksPage:
    """One text with its links."""

    text: str
    links: tuple[SdgLink, ...]


def goal_page(target: str, found: Sequence[Tagged], first: int, count: int, arguments: MultiDict[str, str]) -> GoalPage:
    """A page of the provisions of a goal."""
    last = first + len(found)
    more = bool(found) and last < count
    address = Address("api.goal", arguments, {"target": target})
    return GoalPage(target, count, tuple(found), address.setting("after", str(last)) if more else None)
