"""What an engine is asked to find in one language: a few kinds of clause that each engine turns into its own words.

The fields of a record, the same in both engines; all but the closed ones hold ready-made tokens (`analysis`):

words     stems of heading and text           exact     every word of heading and text, without accents
heading   stems of the headings above         verbatim  the same with accents
title     stems of the work's title           names     exact words of title, number, other names, place
num       words of the printed number
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

TextField = Literal["words", "heading", "title", "exact", "verbatim", "names", "num"]
BOUNDARY = "\u00b6"
"""Stands between heading and text in a field, so that no phrase reaches over."""


@dataclass(frozen=True, slots=True)
class Match:
    """The field holds these tokens, one after the other where there are several (`slop` places apart in all)."""

    field: TextField
    tokens: tuple[str, ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Begins:
    """A token of the field begins so."""

    field: TextField
    start: str


@dataclass(frozen=True, slots=True)
class Near:
    """A token of the field differs in at most `distance` letters."""

    field: TextField
    token: str
    distance: int


@dataclass(frozen=True, slots=True)
class Keyword:
    """A closed field holds one of the values; does not count for the score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The number (a year, a day like 20140731) lies between, both included; does not count for the score."""

    first: int | None
    last: int | None
    field: Literal["year", "since", "until"] = "year"


@dataclass(frozen=True, slots=True)
class All:
    """Every part; `without` none of these. Scores add up."""

    parts: tuple[Clause, ...]
    without: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """At least `least` parts; scores add up."""

    parts: tuple[Clause, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """At least one part; the best score counts, and `others` of the scores of the rest."""

    parts: tuple[Clause, ...]
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Weighted:
    """The part, its score multiplied."""

    part: Clause
    weight: float


@dataclass(frozen=True, slots=True)
class Constant:
    """Every record, with this score."""

    score: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record."""


Clause = Match | Begins | Near | Keyword | Span | All | Some | Best | Weighted | Constant | Everything | Nothing


NO_LIMITS = All(())
"""What leaves everything."""


def some(parts: Iterable[Clause], least: int = 1) -> Clause:
    """`Some` without needless layers."""
    kept = tuple(part for part in parts if not isinstance(part, Nothing))
    if len(kept) < max(1, least):
        return Nothing()
    return kept[0] if len(kept) == 1 else Some(kept, least)


def every(parts: Iterable[Clause], without: Iterable[Clause] = ()) -> Clause:
    """`All` without needless layers; nothing where a part can find nothing."""
    wanted, refused = tuple(parts), tuple(part for part in without if not isinstance(part, Nothing))
    if any(isinstance(part, Nothing) for part in wanted):
        return Nothing()
    return wanted[0] if len(wanted) == 1 and not refused else All(wanted, refused)


def best(parts: Iterable[Clause], others: float = 0.0) -> Clause:
    """`Best` without needless layers."""
    kept = tuple(dict.fromkeys(part for part in parts if not isinstance(part, Nothing)))
    return Nothing() if not kept else kept[0] if len(kept) == 1 else Best(kept, others)
