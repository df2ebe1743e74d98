"""Which of the 17 legal instruments a text is, by what it calls itself and what it is about."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.tag.words import parted, plain, stretched
from kb import resources

OTHER_SUBJECTS = 1
"""Words before the name of the field that may tell another subject: "Law on enterprises of the social economy" is about
the field, a law "on equality and transparency in the social economy" is not its framework."""

DATED = re.compile(r"^\d{1,2}(?:er)? [^\W\d_]+ \d{4}\s?\W{1,3}\s?(?=[^\W\d_])")
"""The day before the kind of act, as Belgium prints it ("12 MEI 2014. - Wet betreffende")."""


def instrument_of(title: str, language: str | None) -> str | None:
    """The instrument that a title (or a source's name of the kind of act) tells; None where it tells none.

    The words of the title's language are tried first, then those of all languages.
    """
    table = _table()
    title = DATED.sub("", " ".join(title.split())).strip(" \"'«»“”.-–")
    tried = [table.kinds[language]] if language and language in table.kinds else [*table.kinds.values()]
    kind = next((found for rules in tried if (found := _kind(rules, title))), None)
    if kind not in ("sector-law", "framework-law", "code", "decree"):
        return kind
    words = plain(title)
    if kind == "decree":
        return "procurement-law" if table.procurement.search(words) else kind
    field, contracts = table.field.search(words), table.procurement.search(words)
    changes = table.changes.search(words)
    # What a law amends besides says nothing of its own subject (ES-CL Ley 5/2021 amends a grants act).
    if changes and (not field or changes.start() < field.start()):
        return "procurement-law" if contracts and changes.start() > contracts.start() else "sector-law"
    if contracts and not (field and field.start() < contracts.start()):
        return "procurement-law"
    if field and kind == "sector-law":
        before = [word for word in parted(table.dates.sub(" ", words[: field.start()])).split() if len(word) > 4]
        other = [word for word in before if word.isalpha() and not table.light.fullmatch(word)]
        return "framework-law" if len(other) <= OTHER_SUBJECTS else kind
    return kind


def act_at(line: str, language: str | None) -> bool:
    """Whether a line begins with the name of a kind of act."""
    return bool(_kind(_table().kinds.get(language or "", []), DATED.sub("", line.strip(" \"'«»“”"))))


def _kind(rules: list[tuple[re.Pattern[str], str]], title: str) -> str | None:
    return next((instrument for pattern, instrument in rules if pattern.match(title)), None)


@dataclass(frozen=True, slots=True)
class _Table:
    kinds: Mapping[str, list[tuple[re.Pattern[str], str]]]
    field: re.Pattern[str]
    procurement: re.Pattern[str]
    light: re.Pattern[str]
    changes: re.Pattern[str]
    dates: re.Pattern[str]


@functools.cache
def _table() -> _Table:
    table: dict[str, Any] = tomllib.loads(resources.path_of("instruments/acts.toml").read_text(encoding="utf-8"))

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{plain(words)})" for words in patterns))

    subjects, titles = table.pop("subjects"), table.pop("titles")
    kinds = {
        code: [(re.compile(stretched(pattern), re.IGNORECASE), instrument) for pattern, instrument in rows["acts"]]
        for code, rows in table.items()
    }
    changes = re.compile(rf"\b{any_of(titles['amending']).pattern}")
    # Days and numbers before the subject ("Ustawa z dnia 5 sierpnia 2022 r. o ekonomii społecznej").
    dates = re.compile(r"\d{1,2}(?:er|\.|º)?[ .]+(?:de |d )?[^\W\d_]+[ ,]+(?:de |del )?\d{4}|de \d{1,2} de [^\W\d_]+")
    return _Table(
        kinds, any_of(subjects["framework-law"]), any_of(subjects["procurement-law"]), any_of(titles["light"]),
        changes, dates,
    )  # fmt: skip
