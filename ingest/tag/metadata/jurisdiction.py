"""Whose law a text is, by the names and institutions that it prints."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb import resources
from kb.model.law import LegalText

OPENING = 3000
"""Characters at the beginning and at the end where a text says who made it."""
ENOUGH = 3.0
"""Weight below which no jurisdiction is named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A jurisdiction with its first sign in the text (None: the language alone) and a score."""

    code: str
    start: int | None
    end: int | None
    score: float


def jurisdiction_of(text: LegalText) -> Finding | None:
    """The jurisdiction that has the most signs; None where none has enough, or two have nearly the same."""
    words, language = text.text, text.language
    first: dict[str, tuple[int, int]] = {}
    weights: dict[str, float] = {}
    for code, patterns in _signs(language).items():
        for pattern in patterns:
            places = [found.span() for found in pattern.finditer(words)]
            if not places:
                continue
            early = sum(start < OPENING or start > len(words) - OPENING // 2 for start, _ in places)
            weights[code] = weights.get(code, 0.0) + min(6.0, 2.0 * early) + min(3.0, 0.5 * (len(places) - early))
            first[code] = min(first.get(code, places[0]), places[0])
    written = _table()["languages"].get(language or "")
    if written:
        weights[written] = weights.get(written, 0.0) + 4.0
    if not weights:
        return None
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    code, weight = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if weight < ENOUGH or second > 0.8 * weight:
        return None
    code, start, end = _subdivision(words, code, first.get(code))
    return Finding(code, start, end, round(min(0.95, 0.5 + 0.4 * (weight - second) / weight + 0.01 * weight), 2))


def _subdivision(words: str, state: str, place: tuple[int, int] | None) -> tuple[str, int | None, int | None]:
    """The State's subdivision that made the text, where the beginning or the end names one."""
    opening = words[:OPENING]
    best: tuple[int, str, int, int] | None = None
    for code, pattern in _subdivisions().items():
        if not code.startswith(state + "-"):
            continue
        places = [found.span() for found in pattern.finditer(opening)]
        if places and (best is None or len(places) > best[0]):
            best = len(places), code, *places[0]
    # One mention may be a passing one: a State law names its regions too.
    if best and best[0] >= 2:
        return best[1], best[2], best[3]
    return state, *(place or (None, None))


@functools.cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.path_of("metadata/jurisdictions.toml").read_text(encoding="utf-8"))


@functools.cache
def _subdivisions() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile("|".join(patterns)) for code, patterns in _table()["subdivisions"].items()}


@functools.cache
def _signs(language: str | None) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """The signs of the table, and the names of all other States in the language of the text."""
    from babel import Locale, UnknownLocaleError

    signs = {code: [*patterns] for code, patterns in _table()["signs"].items() if "-" not in code}
    names: dict[str, set[str]] = {}
    for code, place in resources.jurisdictions().items():
        if len(code) == 2 and code not in signs and code.isupper():
            names[code] = set(place.name.values())
    try:
        territories = dict(Locale.parse(language or "en").territories)
    except (UnknownLocaleError, ValueError):
        territories = {}
    for code, known in names.items():
        known.add(territories.get(code, ""))
        signs[code] = [rf"\b(?:{'|'.join(re.escape(name) for name in sorted(known) if len(name) > 3)})\b"]
    return {code: tuple(re.compile(pattern) for pattern in patterns) for code, patterns in signs.items()}
