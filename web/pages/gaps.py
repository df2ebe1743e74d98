"""What is cited and not held, what repeals what, which texts are alike, where sources and texts disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.model.law import Expression, Work
from kb.services.citing import Missing
from kb.services.duplicates import Duplicate
from kb.services.repeals import Repeal
from web.messages import _

FIELDS = ("jurisdiction", "language", "instrument", "number", "date_adopted")
"""Fields that are compared."""
LINES = 100
"""Texts on one page of the backlog."""


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """Cited texts that are not held, those first that most texts cite; `known` are the works of the catalogue among
    them, by id, and `citing` the works that cite them."""

    country: str | None
    countries: tuple[str, ...]
    lines: tuple[Missing, ...]
    known: dict[str, Work]
    citing: dict[str, Work]
    count: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are nearly the same: `share` is in per cent."""

    first: Expression
    second: Expression
    share: int
    same_work: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A field of which a source, or the person who handed the text in, says one thing and the text another."""

    expression: str
    title: str
    language: str | None
    field: str
    declared: str
    found: str


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """Repeals by evidence, near-duplicates, disagreements between what is declared and what a text says."""

    repeals: tuple[Repeal, ...]
    pairs: tuple[Pair, ...]
    disagreements: tuple[Told, ...]


def notices_page(
    repeals: Iterable[Repeal], duplicates: Iterable[Duplicate], texts: Sequence[Expression]
) -> NoticesPage:
    """The page from what the services found; `texts` are the current ones."""
    return NoticesPage(
        tuple(repeals),
        tuple(Pair(one.first, one.second, round(100 * one.similarity), one.same_work) for one in duplicates),
        tuple(
            Told(text.id, text.title, text.language, field, str(text.declared[field]), str(text.metadata[field].value))
            for text in texts
            for issue in text.issues
            for field in FIELDS
            if issue.code == "metadata-disagreement"
            and issue.message.lower().startswith(field.replace("_", " "))
            and text.declared.get(field)
            and field in text.metadata
        ),
    )


def field_words(field: str) -> str:
    """The name of a field."""
    return {
        "jurisdiction": _("Pays ou organisation"),
        "language": _("Langue"),
        "instrument": _("Instrument"),
        "number": _("Numéro"),
        "date_adopted": _("Adopté le"),
    }[field]
