"""Which state of the law a text shows: as enacted, consolidated, a draft, a translation, an excerpt."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping

from ingest.tag.metadata.formulas import Place
from kb import resources
from kb.model.law import LegalText

OUTER = 3000
"""Characters at the beginning in which a text says what it is."""
ENOUGH = 3
"""Notes of later changes that make a text a consolidated one."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ORDER = ("draft", "translation", "excerpt", "consolidated")


def state_of(text: LegalText, opening: int) -> tuple[str, Place] | None:
    """The state that the opening names, with the words that say so; None where it says nothing.

    A text that says nothing may still be consolidated (French codes are): as enacted is never concluded from silence.
    """
    part = text.text[: min(opening, OUTER)]
    for state, pattern in _forms().get(text.language or "", {}).items():
        if found := pattern.search(part):
            return state, Place(found[0], found.start(), found.end())
    return None


def amended(text: LegalText, published: str | None) -> Place | None:
    """The first note that tells a change of this text by a later act ("Redacción dada por la Ley 18.888"); None where
    fewer than `ENOUGH` places do. A note of the year of publication is none: the act may amend others in its own words.
    """
    pattern = _notes().get(text.language or "")
    if pattern is None:
        return None
    found = []
    for note in pattern.finditer(text.text):
        year = YEAR.search(text.text, note.start(), note.end() + 90)
        if year and published and int(year[0]) <= int(published[:4]):
            continue
        found.append(Place(note[0], note.start(), note.end()))
        if len(found) == ENOUGH:
            return found[0]
    return None


@functools.cache
def _notes() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(resources.path_of("metadata/titles.toml").read_text(encoding="utf-8"))["notes"]
    return {language: re.compile(rf"(?m)(?:^|[(\[<«*|]\s*)(?:{pattern})") for language, pattern in table.items()}


@functools.cache
def _forms() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    table = tomllib.loads(resources.path_of("metadata/titles.toml").read_text(encoding="utf-8"))["states"]
    return {
        language: {
            state: re.compile("|".join(f"(?:{p})" for p in rows[state]), re.IGNORECASE | re.MULTILINE)
            for state in ORDER
            if rows[state]
        }
        for language, rows in table.items()
    }
