"""Whose law a text is, by the names of States, gazettes and organs that it prints, and where it was signed.

The language tells nothing: a law in Greek may be of Greece, of Cyprus or of a State that this table does not know.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.tag.metadata.formulas import Place, capital
from ingest.tag.words import same_length
from kb import resources
from kb.model.law import LegalText

OPENING = 3000
"""Characters at the beginning where a text says who made it."""
CLOSING = 1500
"""Characters at the end where it is signed."""
BODY = 60_000
"""Characters in which names count by their number."""
ENOUGH = 3.0
"""Weight below which no jurisdiction is named: two names in the opening, or a gazette, or an organ."""
CLEAR = 0.75
"""Share of the first that the second may have: Andorra's laws name Spain and France, not as often as Andorra."""
WEIGHTS = {"names": (1.5, 0.25), "gazettes": (3.0, 1.0), "organs": (3.0, 0.75)}
"""Weight of one sign in the opening or at the end, and of one elsewhere."""
MOST = {"names": (6.0, 4.0), "gazettes": (6.0, 3.0), "organs": (6.0, 3.0)}
"""Most that signs of a kind weigh together."""
OFTEN = 6
"""Mentions of a subdivision in a text that is its own."""
HEAD = re.compile(
    r"(?im)^(?=.{4,70}$).*?(?<!\w)(?:royaume|kingdom|r[ée]p[úu]bli\w+|republi[ck]\w*|reino|congreso|congress|asamblea|"
    r"assembl[ée]\w*|assembleia|assembly|parlia\w+|parle\w+|parlam\w+|senado|cortes|gobierno|govern\w+|gouvernement)"
    r"(?!\w).*$"
)
"""A short line of the opening that names a State with its form or its parliament ("EL CONGRESO DE COLOMBIA")."""
HEADED = 1.5
"""What a name in such a line weighs besides."""
SIGNED = 4.0
"""Weight of the capital where the text was signed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A jurisdiction with its first sign in the text and a score."""

    code: str
    start: int
    end: int
    score: float


BEGINNING = 4
"""Characters by which signs are told that cannot stand in a text."""
_BEGINNINGS = re.compile(rf"(?<![^\W_])(?=([\s\S]{{{BEGINNING}}}))")


def jurisdiction_of(text: LegalText, signed_at: Place | None = None) -> Finding | None:
    """The jurisdiction that has the most signs; None where none has enough, or two have nearly the same."""
    words, read = text.text, _read(text.text)
    weights: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[int, int]] = {}
    mentions: dict[str, int] = defaultdict(int)
    heads = [found.span() for found in HEAD.finditer(words[:OPENING])]
    for code, kind, places in (row for group in WEIGHTS for row in _signs_in(read, text.language, group)):
        early = sum(1 for start, _ in places if _outer(start, len(words)))
        # Organisations are named in the laws of their members: only their own formulas at the outside count.
        late = 0 if code.islower() else len(places) - early
        mentions[code] += len(places)
        headed = kind == "names" and any(_within(place, heads) for place in places)
        weight = HEADED * headed + sum(
            min(most, each * count) for most, each, count in zip(MOST[kind], WEIGHTS[kind], (early, late), strict=True)
        )
        if weight:
            weights[code] += weight
            first[code] = min(first.get(code, places[0]), places[0])
    for code, _, places in _signs_in(read, None, "subdivisions"):
        state = resources.country_of(code)
        weights[state] += min(MOST["names"][0], 0.5 * len(places))
        first.setdefault(state, places[0])
    if signed_at is not None and (seat := capital(signed_at.value)):
        weights[seat] += SIGNED
        first.setdefault(seat, (signed_at.start, signed_at.end))
    if not weights:
        return None
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    code, weight = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if weight < ENOUGH or second > CLEAR * weight:
        return None
    part = _subdivision(read, len(words), code, mentions[code])
    code, start, end = part or (code, *first[code])
    return Finding(code, start, end, round(min(0.95, 0.5 + 0.4 * (weight - second) / weight + 0.01 * weight), 2))


def _within(place: tuple[int, int], lines: list[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in lines)


def _outer(start: int, length: int) -> bool:
    return start < OPENING or start > length - CLOSING


def _subdivision(read: _Read, length: int, state: str, mentions: int) -> tuple[str, int, int] | None:
    """The State's subdivision that made the text: named twice in the opening or at the end, or often, and more often
    than the State (Canada's laws name Quebec where its civil law differs)."""
    best: tuple[float, str, int, int] | None = None
    for code, _, places in _signs_in(read, None, "subdivisions", state + "-"):
        outer = sum(1 for start, _ in places if _outer(start, length))
        # One mention may be a passing one: a State law names its regions too.
        if (
            (outer >= 2 or len(places) >= OFTEN)
            and len(places) >= mentions / 4
            and (best is None or outer + len(places) / OFTEN > best[0])
        ):
            best = outer + len(places) / OFTEN, code, *places[0]
    return best[1:] if best else None


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase as the table writes it: `exact` for an acronym, which counts only in capitals; `proper` for a name that
    begins with no small letter ("mali" is "financial" in Turkish, "pháp luật" the law in Vietnamese)."""

    words: str
    exact: bool
    pattern: re.Pattern[str] | None
    proper: bool = False

    def places(self, text: str, folded: str) -> Iterator[tuple[int, int]]:
        """Where it stands as whole words; `folded` is the text in small letters without accents."""
        where = text if self.exact else folded
        start = where.find(self.words)
        while start >= 0:
            end = start + len(self.words)
            if not (start and where[start - 1].isalnum()) and not (self.proper and text[start].islower()):
                if self.pattern and (found := self.pattern.match(where, start)):
                    yield start, found.end()
                elif not self.pattern and not where[end : end + 1].isalnum():
                    yield start, end
            start = where.find(self.words, end)


def sign(phrase: str) -> Sign:
    """A phrase of the table, with "*" for any ending."""
    acronym = re.fullmatch(r"[^\W\d_]{2,6}", phrase) is not None and phrase.isupper() and phrase.isascii()
    written = phrase if acronym else same_length(phrase)
    parts = written.split("*")
    pattern = re.compile(r"\w*".join(map(re.escape, parts))) if len(parts) > 1 else None
    return Sign(parts[0], acronym, pattern)


@dataclass(frozen=True, slots=True)
class _Read:
    """The opening of a text, the first part of its body and its end, as they are and in small letters without accents;
    how its words begin (few signs begin as one of them does); and by how much the end has moved."""

    part: str
    folded: str
    beginnings: frozenset[str]
    moved: int


def _read(words: str) -> _Read:
    part = words if len(words) <= BODY + CLOSING else words[:BODY] + "\n" + words[-CLOSING:]
    folded = same_length(part)
    return _Read(part, folded, frozenset(_BEGINNINGS.findall(folded)), len(words) - len(part))


def _signs_in(
    read: _Read, language: str | None, kind: str, under: str = ""
) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """(code, kind of sign, places) of the signs of one kind."""
    rows = _names(language) if kind == "names" else _signs()[kind]
    found = {
        code: {
            place
            for one in signs
            if one.exact or len(one.words) < BEGINNING or one.words[:BEGINNING] in read.beginnings
            for place in one.places(read.part, read.folded)
        }
        for code, signs in rows.items()
        if code.startswith(under)
    }
    all_places = {place for places in found.values() for place in places}
    for code, places in found.items():
        whole = sorted(place for place in places if not _inside(place, all_places))
        if whole:
            yield code, kind, [(s + read.moved, e + read.moved) if s > BODY else (s, e) for s, e in whole]


def _inside(place: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    """Whether a longer sign holds it: "Guinée" says nothing in "Guinée équatoriale"."""
    start, end = place
    return any(other != place and other[0] <= start and end <= other[1] for other in others)


@functools.cache
def _signs() -> Mapping[str, Mapping[str, tuple[Sign, ...]]]:
    return {
        kind: {code: tuple(map(sign, phrases)) for code, phrases in rows.items()}
        for kind, rows in _table().items()
        if kind != "homonyms"
    }


@functools.cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.path_of("metadata/jurisdictions.toml").read_text(encoding="utf-8"))


@functools.cache
def _names(language: str | None) -> Mapping[str, tuple[Sign, ...]]:
    """The names of all States in the language of the text and in the interface languages, with those of the table."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = dict(Locale.parse(language or "en").territories)
    except (UnknownLocaleError, ValueError):
        territories = {}
    more = _signs()["names"]
    homonyms = set(map(same_length, _table().get("homonyms", {}).get(language or "", ())))
    found = {}
    for code, place in resources.jurisdictions().items():
        if not re.fullmatch(r"[A-Z]{2}", code):
            continue
        names = {*place.name.values(), territories.get(code, "")}
        known = tuple(
            replace(sign(name), proper=True)
            for name in sorted(names)
            if len(name) > 3 and same_length(name) not in homonyms
        )
        found[code] = (*known, *more.get(code, ()))
    return found
