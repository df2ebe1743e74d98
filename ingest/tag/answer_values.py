"""Read a typed value in a sentence: percentages, durations, numbers of persons, ratios, amounts; and whether it is a
bound. Number words by language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.tag.words import plain
from kb import resources
from kb.model.tags import Beside, Direction
from kb.model.vocabulary import Question

DAYS = {"days": 1.0, "months": 30.0, "years": 365.0}
MONTHS = {"months": 1.0, "years": 12.0}
_SIGNS = str.maketrans("’ʼ‘′‐‑", "'" * 4 + "--")
"""Apostrophes and hyphens of print, as the tables write them."""
_JOINT = re.compile(r"(?P<close>\s|-\n?)|-(?:et|i)-|\s(?:(?P<and>and)|et|y|e|i|si|и)\s")
"""What stands between two words of one number."""
_JOINT_END = r"\s(?:(?:and|et|y|e|i|si|и)\s)?"
_OF_HUNDRED = ("por ", "pour ", "per ")
_DIGITS = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?(?![\d]|[.,]\d)"
_HUNDREDTHS = re.compile(rf"100\s*{plain('분의')}\s*(\d{{1,3}}(?:\.\d+)?)")
"""Korean law prints a percentage as parts of a hundred."""
_PART = re.compile(r"(?<![\d/])1/(2|3|4|5|6|8|10|20)(?![\d/])")
"""Estonian law prints a share as a fraction: "vähemalt 1/20 puhaskasumist"."""
_RATIO = re.compile(r"(?<!\d)1\s?(?::|/|a|à|la|to|zu|do|προς)\s?(\d{1,3})(?!\d|\s?%)")
_BRACKETED = r"\s?(?:\([^)]{1,30}\)\s?)?"
"""The number once more in brackets, between it and its unit."""
_NUMBERED = re.compile(r"(?:art\w*\.?|n[o°º]\.?|§)\s*$")
_DIGITS_TOO = re.compile(r"\s?\(\d")
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,\s'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|(?<![\d.,])\d+(?:[.,]\d{1,2})?(?!\d)")
EVALUATED = "institutions-data.q2"
"""The question how often a report is due: "annual" answers it too."""
MOST_PERSONS = 1000
BESIDE = 30
"""Characters before a number, and half as many more behind it, in which its bound and what it counts stand."""
_BOUNDS: tuple[tuple[Direction, str], ...] = (("at least", "least"), ("at most", "most"))


@dataclass(frozen=True, slots=True)
class _Words:
    """The number words of a language, ready to be searched in folded text."""

    language: str
    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    fractions: Mapping[str, float]
    found: re.Pattern[str]
    parts: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Number:
    """A whole number where it stands in folded text, in digits or in one or several words."""

    value: float
    start: int
    end: int
    in_words: bool


@functools.lru_cache(maxsize=8192)
def _folded(sentence: str) -> str:
    """Kept, because several units are looked for in the same sentences."""
    return plain(sentence).translate(_SIGNS)


@functools.cache
def _bounds(name: str) -> re.Pattern[str]:
    """The words of a bound."""
    return re.compile("|".join(re.escape(plain(str(word))) for word in _table()["bounds"][name]))


@functools.cache
def _more() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{'|'.join(re.escape(plain(word)) for word in _table()['bounds']['more'])})")


@functools.cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(resources.path_of("answers/numbers.toml").read_text(encoding="utf-8"))
    return found


@functools.cache
def _units(unit: str, language: str = "") -> str:
    """A pattern of the unit's words as they begin, longest first; those with a space behind them are whole words."""
    table = _table()
    own = table[language].get("units", {}).get(unit, ()) if language else ()
    names = sorted((plain(str(name)) for name in (*table["units"][unit], *own)), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(name.strip()) + r"(?!\w)" * name.endswith(" ") for name in names) + ")"


@functools.cache
def _pattern(before: str, *units: str, language: str = "") -> re.Pattern[str]:
    """The words of some units behind a pattern, with those that only this language has."""
    return re.compile(rf"{before}(?:{'|'.join(_units(unit, language) for unit in units)})")


@functools.cache
def _words(language: str | None) -> _Words:
    row = _table().get(language or "", {})
    row = row if "numbers" in row else {}
    numbers = {plain(word): float(value) for word, value in row.get("numbers", {}).items()}
    scales = {plain(word): float(value) for word, value in row.get("scales", {}).items()}
    fractions = {plain(word): float(value) for word, value in row.get("fractions", {}).items()}

    def either(names: Mapping[str, float]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    words = rf"\b(?:{either({**numbers, **scales})})\b|" if numbers else ""
    parts = re.compile(rf"\b(?:{either(fractions)})\b") if fractions else None
    return _Words(language or "" if row else "", numbers, scales, fractions, re.compile(words + _DIGITS), parts)


@functools.lru_cache(maxsize=8192)
def _numbers(text: str, language: str | None) -> tuple[_Number, ...]:
    """The numbers of a folded text, those of several words whole: "cinquante et un", "one hundred and fifty".

    Where words stand side by side that make no number together, none of them is given: it would be a part of one.
    """
    words = _words(language)
    found: list[_Number] = []
    run: list[re.Match[str]] = []
    for word in words.found.finditer(text):
        if word[0] not in words.numbers and word[0] not in words.scales:
            found += _composed(run, words)
            run = []
            found.append(_Number(float(word[0].replace(",", ".")), word.start(), word.end(), False))
        elif words.numbers.get(word[0]) == 100 and text.endswith(_OF_HUNDRED, 0, word.start()):
            # "dix pour cent": the hundred is the unit.
            continue
        else:
            if run and not _joined(run, word, text, words):
                found += _composed(run, words)
                run = []
            run.append(word)
    found += _composed(run, words)
    return tuple(found)


def _joined(run: list[re.Match[str]], word: re.Match[str], text: str, words: _Words) -> bool:
    """Whether a word belongs to the number word before it: both make one number, or they stand side by side."""
    joint = _JOINT.fullmatch(text, run[-1].end(), word.start())
    if not joint or (words.parts and words.parts.match(text, word.start())):
        return False
    if joint["close"]:
        # "en un treinta por ciento": the article, unless the words make one number.
        alone = len(run) == 1 and words.numbers.get(run[0][0]) == 1
        return not alone or word[0] in words.scales
    # "ten and five" are two numbers in English, "one hundred and five" is one.
    whole = _composed([*run, word], words)
    return bool(whole) and word[0] not in words.scales and (not joint["and"] or whole[0].value > 100)


def _composed(run: list[re.Match[str]], words: _Words) -> list[_Number]:
    """The number that words make one after the other; nothing where they make none."""
    thousands = below = 0.0
    room = 1000.0
    for word in run:
        if word[0] in words.scales and (below or word[0] not in words.numbers):
            scale = words.scales[word[0]]
            if not below or thousands or (scale == 100 and below >= 10):
                return []
            thousands, below, room = (below * scale, 0.0, scale) if scale == 1000 else (0.0, below * scale, 100.0)
            continue
        value = words.numbers[word[0]]
        if value >= room and not (value == 1000 and len(run) == 1):
            return []
        below += value
        room = _room(below)
    return [_Number(thousands + below, run[0].start(), run[-1].end(), True)] if run else []


def _room(value: float) -> float:
    """Below which a number must lie to stand behind another one: "fifty-one", "soixante-quinze", "ciento veinte"."""
    if value % 100 == 0:
        return 100.0
    if value % 100 in (60, 80):
        return 20.0
    return 10.0 if value % 10 == 0 else 0.0


def value_in(question: Question, sentence: str, language: str | None) -> float | int | None:
    """The number that answers a question in this sentence, in the question's unit; None where none can be read.

    Where the sentence holds several different ones there is none: which of them is meant is not known.
    """
    found = values_in(question, sentence, language)
    return found[0] if len(found) == 1 else None


def values_in(question: Question, sentence: str, language: str | None) -> tuple[float | int, ...]:
    """All different numbers that may answer a question in this sentence, rising, in the question's unit."""
    found = _values(question.unit, sentence, language)
    if not found and question.id == EVALUATED:
        return _often(sentence)
    return found


@functools.lru_cache(maxsize=2048)
def _often(sentence: str) -> tuple[int, ...]:
    """ "an annual report": every year, where no number is printed."""
    text = _folded(sentence)
    return tuple(years for years, words in _often_words().items() if words.search(text))


@functools.cache
def _often_words() -> Mapping[int, re.Pattern[str]]:
    return {
        int(years): re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(plain(str(word))) for word in words)})")
        for years, words in _table()["often"].items()
    }


@functools.lru_cache(maxsize=8192)
def marks_in(sentence: str, value: float, language: str | None) -> tuple[float, ...]:
    """What stands around a number: a least bound, a highest one in the sentence, persons right behind or before; a
    least bound, a highest one beside it."""
    text = _folded(sentence)
    bounds = [_bounds(name) for _, name in _BOUNDS]
    within = [float(bound.search(text) is not None) for bound in bounds]
    persons = _pattern("", "persons")
    found = [0.0] * 3
    for number in _numbers(text, language):
        if number.value == value:
            around = text[max(0, number.start - BESIDE) : number.end + BESIDE + 15]
            beside = [float(sign.search(around) is not None) for sign in (persons, *bounds)]
            found = [max(pair) for pair in zip(found, beside, strict=True)]
    return *within, *found


@functools.lru_cache(maxsize=8192)
def _values(unit: str, sentence: str, language: str | None) -> tuple[float | int, ...]:
    """Kept, because several questions ask for the same unit in the same sentences."""
    text = _folded(sentence)
    match unit:
        case "percent":
            found = _percentages(text, language)
        case "days" | "months" | "years":
            found = _durations(text, language, unit)
        case "persons":
            found = _persons(text, language)
        case "ratio":
            found = _ratios(text, language)
        case "currency":
            # The highest fine is asked for, and laws print "from 100 to 500".
            found = [amount for amount, _ in _amounts(text, language)][-1:]
        case _:
            return ()
    return tuple(int(value) if value == int(value) else value for value in sorted(set(found)))


def beside_in(question: Question, sentence: str, language: str | None) -> Beside | None:
    """Whether the number read in a sentence is a bound, and the unit of account that it counts; None for neither."""
    if question.answer_type != "number" or value_in(question, sentence, language) is None:
        return None
    text = _folded(sentence)
    unit = next((unit for _, unit in reversed(_amounts(text, language))), "") if (
        question.unit == "currency"
    ) else ""  # fmt: skip
    table = _table()["bounds"]
    found: list[tuple[int, Direction]] = [
        (place, direction)
        for direction, name in _BOUNDS
        for word in table[name]
        for place in (text.find(plain(str(word))),)
        if place >= 0
    ]
    direction = min(found)[1] if found else ""
    return Beside(direction, unit) if direction or unit else None


def _ratios(text: str, language: str | None) -> list[float]:
    """ "1:10", "raportul de 1 la 8", "six fois": how many times the lowest the highest may be."""
    found = [float(number[1]) for number in _RATIO.finditer(text)]
    times = _pattern(r"\s?", "times")
    found += [number.value for number in _numbers(text, language) if times.match(text, number.end)]
    return [value for value in found if 1 < value <= 100]


def _amounts(text: str, language: str | None) -> list[tuple[float, str]]:
    """(amount, unit of account or "" for money) in rising order. "500 000 francs", "trescientas unidades de medida",
    "five thousand rupees", "300만원"."""
    accounts, money = _units("accounts"), _units("money")
    found = []
    for number in _AMOUNT.finditer(text):
        size, after = _sized(text[number.end() : number.end() + 60])
        before = text[max(0, number.start() - 8) : number.start()]
        account = re.match(rf"\s?(?:\([^)]{{1,30}}\)\s?)?((?:\w+\s)?{accounts}[\w ]{{0,40}})", after)
        is_money = re.match(rf"\)?\s?(?:\w+\s){{0,3}}(?:de\s)?{money}", after) or re.search(rf"{money}\.?\s?$", before)
        if account or is_money:
            found.append((_amount(number[0]) * size, account[1].strip() if account and not is_money else ""))
    for word in _numbers(text, language):
        if not word.in_words or _after_size().search(text, max(0, word.start - 24), word.start):
            # "two million five hundred thousand": the part behind the million is not the amount.
            continue
        size, after = _sized(text[word.end : word.end + 60])
        amount = word.value * size
        account = re.match(rf"\s?({accounts}[\w ]{{0,40}})", after)
        if account:
            found.append((amount, account[1].strip()))
        elif amount >= 1000 and re.match(rf"\s?(?:de\s)?{money}", after):
            found.append((amount, ""))
    return sorted(found)


@functools.cache
def _after_size() -> re.Pattern[str]:
    """A word of size at the end: what follows belongs to the same number."""
    return re.compile(rf"\b(?:{'|'.join(plain(name) for name in _table()['sizes'])})(?:es|s|i)?{_JOINT_END}$")


def _sized(after: str) -> tuple[float, str]:
    """What the words of size behind a number make of it ("천만" is 10,000,000), and what stands behind them."""
    size = 1.0
    place = 0
    while found := next(
        ((10.0**power, end.end()) for name, power in _table()["sizes"].items()
         if (end := re.compile(rf"\s?{plain(name)}").match(after, place))),
        None,
    ):  # fmt: skip
        size *= found[0]
        place = found[1]
    return size, after[place:]


def _amount(printed: str) -> float:
    """Digits with signs between thousands; one or two digits after the last sign are decimals."""
    whole, _, decimals = re.sub(r"[\s'’]", "", printed).replace(",", ".").rpartition(".")
    if whole and len(decimals) <= 2:
        return float(f"{whole.replace('.', '')}.{decimals}")
    return float((whole + decimals).replace(".", ""))


def _percentages(text: str, language: str | None) -> list[float]:
    sign = _pattern(_BRACKETED, "percent")
    words = _words(language)
    found = [number.value for number in _numbers(text, language) if sign.match(text, number.end)]
    found += [float(number[1]) for number in _HUNDREDTHS.finditer(text)]
    if not found and words.parts:
        found = [words.fractions[part[0]] for part in words.parts.finditer(text)]
    if not found:
        found = [round(100 / int(part[1]), 1) for part in _PART.finditer(text)]
    return [value for value in found if 0 <= value <= 100]


def _durations(text: str, language: str | None, wanted: str) -> list[float]:
    found = []
    own = _words(language).language
    for number in _numbers(text, language):
        for unit in DAYS:
            if _pattern(rf"{_BRACKETED}(?:\w+\s)?", unit, language=own).match(text, number.end):
                found.append(_converted(number.value, unit, wanted))
                break
    # A day is no number of years that could be told from none.
    return [value for value in found if value]


def _converted(value: float, unit: str, wanted: str) -> float:
    """A duration in another unit: twelve months are a year; days make whole months and years where they nearly do."""
    if unit in MONTHS and wanted in MONTHS:
        return round(value * MONTHS[unit] / MONTHS[wanted], 2)
    found = round(value * DAYS[unit] / DAYS[wanted], 2)
    return float(round(found)) if abs(found - round(found)) <= 0.05 * round(found) else found


def _persons(text: str, language: str | None) -> list[float]:
    other = _pattern(_BRACKETED, "percent", "days", "months", "years", language=_words(language).language)
    found = []
    for number in _numbers(text, language):
        before = text[max(0, number.start - 14) : number.start]
        if other.match(text, number.end) or _NUMBERED.search(before):
            continue
        if _DIGITS_TOO.match(text, number.end):
            # "setenta y cinco (75) afiliados": the digits say the whole number.
            continue
        value = number.value
        if value == 1 and _more().match(text, number.end):
            found.append(value)
        if 2 <= value <= MOST_PERSONS and value == int(value):
            found.append(value)
    return found
