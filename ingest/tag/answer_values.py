"""Read a typed value in a sentence: percentages, durations, numbers of persons; number words by language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.tag.words import plain
from kb import resources
from kb.model.vocabulary import Question

DAYS = {"days": 1.0, "months": 30.0, "years": 365.0}
_DIGITS = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?(?![\d]|[.,]\d)"
_HUNDREDTHS = re.compile(rf"100\s*{plain('분의')}\s*(\d{{1,3}}(?:\.\d+)?)")
"""Korean law prints a percentage as parts of a hundred."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The number words of a language, ready to be searched in folded text."""

    numbers: Mapping[str, float]
    fractions: Mapping[str, float]
    found: re.Pattern[str]
    parts: re.Pattern[str] | None


@functools.cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    found: Mapping[str, Mapping[str, Mapping[str, float]]] = tomllib.loads(
        resources.path_of("answers/numbers.toml").read_text(encoding="utf-8")
    )
    return found


@functools.cache
def _units(unit: str) -> str:
    """A pattern of the unit's words as they begin, longest first."""
    names = sorted((plain(str(name)) for name in _table()["units"][unit]), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, names)) + ")"


@functools.cache
def _words(language: str | None) -> _Words:
    row = _table().get(language or "", {}) if language != "units" else {}
    numbers = {plain(word): float(value) for word, value in row.get("numbers", {}).items()}
    fractions = {plain(word): float(value) for word, value in row.get("fractions", {}).items()}

    def either(names: Mapping[str, float]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    words = rf"\b(?:{either(numbers)})\b|" if numbers else ""
    parts = re.compile(rf"\b(?:{either(fractions)})\b") if fractions else None
    return _Words(numbers, fractions, re.compile(words + _DIGITS), parts)


def value_in(question: Question, sentence: str, language: str | None) -> float | int | None:
    """The number that answers a question in this sentence, in the question's unit; None where none can be read.

    Where the sentence holds several different ones there is none: which of them is meant is not known.
    """
    return _value(question.unit, sentence, language)


@functools.lru_cache(maxsize=8192)
def _value(unit: str, sentence: str, language: str | None) -> float | int | None:
    """Kept, because several questions ask for the same unit in the same sentences."""
    text = plain(sentence)
    words = _words(language)
    match unit:
        case "percent":
            found = _percentages(text, words)
        case "days" | "months" | "years":
            found = _durations(text, words, unit)
        case "persons":
            found = _persons(text, words)
        case _:
            return None
    different = sorted(set(found))
    if len(different) != 1:
        return None
    return int(different[0]) if different[0] == int(different[0]) else different[0]


def _number(printed: str, words: _Words) -> float:
    return words.numbers[printed] if printed in words.numbers else float(printed.replace(",", "."))


def _percentages(text: str, words: _Words) -> list[float]:
    sign = re.compile(rf"\s?(?:\([^)]{{1,30}}\)\s?)?{_units('percent')}")
    found = [_number(number[0], words) for number in words.found.finditer(text) if sign.match(text, number.end())]
    found += [float(number[1]) for number in _HUNDREDTHS.finditer(text)]
    if not found and words.parts:
        found = [words.fractions[part[0]] for part in words.parts.finditer(text)]
    return [value for value in found if 0 <= value <= 100]


def _durations(text: str, words: _Words, wanted: str) -> list[float]:
    found = []
    for number in words.found.finditer(text):
        for unit, days in DAYS.items():
            if re.match(rf"\s?(?:\([^)]{{1,30}}\)\s?)?(?:\w+\s)?{_units(unit)}", text[number.end() :]):
                found.append(round(_number(number[0], words) * days / DAYS[wanted], 2))
                break
    return [_whole(value) for value in found]


def _whole(value: float) -> float:
    """A year counts as twelve months, although 365 days are a little more than twelve times thirty."""
    return float(round(value)) if abs(value - round(value)) < 0.2 * max(1.0, value / 12) else value


def _persons(text: str, words: _Words) -> list[float]:
    other = "|".join(_units(unit) for unit in ("percent", "days", "months", "years"))
    found = []
    for number in words.found.finditer(text):
        after = text[number.end() : number.end() + 40]
        before = text[max(0, number.start() - 14) : number.start()]
        if re.match(rf"\s?(?:\([^)]{{1,30}}\)\s?)?(?:{other})", after) or re.search(
            r"(?:art\w*\.?|n[o°º]\.?|§)\s*$", before
        ):
            continue
        value = _number(number[0], words)
        if 2 <= value <= 200 and value == int(value):
            found.append(value)
    return found
