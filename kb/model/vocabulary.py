"""Themes, questions and jurisdictions: the closed lists that texts are tagged with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Titles = Mapping[str, str]
"""Interface language (fr, en, es) → words."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the 6 branches or 23 themes; a branch has no parent and tags nothing itself."""

    id: str
    parent: str | None
    order: int
    title: Titles
    definition: Titles
    cues: Mapping[str, tuple[str, ...]]
    sdg_targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A typed question of the comparative tables; `values` is the closed list of an enumeration."""

    id: str
    theme: str
    text: Titles
    answer_type: Literal["yes-no", "number", "enum", "multi-enum", "text", "date"]
    unit: str
    values: tuple[str, ...]
    reading_rule: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A State (ISO 3166-1), a subdivision (ISO 3166-2), an organisation (lower case) or a specimen one (XA…XZ)."""

    code: str
    name: Titles
    region: str
    parent: str | None = None
    member_of: tuple[str, ...] = ()
    """Organisations whose law binds it (eu, ohada, uemoa, cemac …)."""
    specimen: bool = False
