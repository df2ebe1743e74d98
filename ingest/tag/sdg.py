"""Explicit mentions of the Sustainable Development Goals. Links by theme are made from the theme tags where they are
shown (`kb.services.sdg`), so that a decision on a theme decides on them too."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator

from ingest.tag.study import Study, evidence
from kb import resources
from kb.model.tags import Tag

name = "sdg"
version = "3"
labels = ("sdg",)
AGENDA = "agenda-2030"
"""Label of a mention of all goals together."""
GOALS = 17
_LISTED = re.compile(
    r"(?:, ?| (?:et|and|y|e|i|și|und|και|و) )(\d{1,2}(?:\.[\da-d]{1,2})?)(?=$|[,.;:)\n]| (?:et|and|y|e|i|și|und)\b)"
)


def tags(study: Study) -> Iterator[Tag]:
    """The mentions of every provision, each goal once."""
    for marked in study.provisions:
        provision = marked.provision
        seen = set()
        for label, start, end in mentions(provision.text, provision.language or study.text.language or ""):
            if label not in seen:
                seen.add(label)
                place = evidence(study.text, provision, start, end, f"{name} {version}")
                yield Tag("sdg", label, provision.eid, place, basis="mention")


def mentions(words: str, language: str) -> Iterator[tuple[str, int, int]]:
    """(goal, target or agenda, start, end) of the mentions in a string; nothing where the language has no forms."""
    goal, agenda = _forms().get(language, (None, None))
    taken: list[tuple[int, int]] = []
    for found in goal.finditer(words) if goal else ():
        number = next(value for value in found.groups() if value)
        if 1 <= int(number.split(".")[0]) <= GOALS:
            taken.append(found.span())
            yield number.casefold(), *found.span()
            yield from _more(words, found.end())
    for found in agenda.finditer(words) if agenda else ():
        if not any(start <= found.start() < end for start, end in taken):
            yield AGENDA, *found.span()


def _more(words: str, place: int) -> Iterator[tuple[str, int, int]]:
    """The other goals of a list ("les ODD 8, 10 et 17"): numbers that nothing is counted by."""
    while found := _LISTED.match(words, place):
        number, place = found[1], found.end()
        if 1 <= int(number.split(".")[0]) <= GOALS:
            yield number.casefold(), found.start(1), place


@functools.cache
def _forms() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    table = tomllib.loads(resources.path_of("sdg.toml").read_text(encoding="utf-8"))
    return {language: (_any_of(rows["goal"]), _any_of(rows["agenda"])) for language, rows in table.items()}


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    parts = (pattern.replace("?P<number>", "") for pattern in patterns)
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE) if patterns else None
