"""Dates as laws print them, in every language whose month names are known, as ISO days."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ingest.tag.words import plain

LOCALES = {"no": ("nb",), "ar": ("ar_MA", "ar_TN", "ar_JO"), "sr": ("sr_Cyrl",)}
"""Locales whose month names differ from those of the plain language code: Arabic has them of Morocco, of Tunisia and
Algeria, and of the Levant."""
Width: TypeAlias = Literal["wide", "abbreviated"]
LONGEST_MONTH = 14
"""Letters of the longest case form of a month's name."""
MORE_MONTHS = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "es": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "sr": "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου "
    "Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
}  # fmt: skip
"""Names of the twelve months that are printed beside the locale's own, in order."""
_EASTERN = {0x660 + digit: str(digit) for digit in range(10)}


@dataclass(frozen=True, slots=True)
class Date:
    """A day that the text names: `value` is ISO, `start` and `end` where it is printed."""

    value: str
    start: int
    end: int


def dates(text: str, language: str | None) -> Iterator[Date]:
    """The days in a text, in order; a month without a day and a day that does not exist give nothing."""
    for found in _pattern(language).finditer(text):
        groups = found.groupdict()
        year = next((groups[name] for name in groups if name.startswith("y") and groups[name]), None)
        day = next((groups[name] for name in groups if name.startswith("d") and groups[name]), None)
        month = next((groups[name] for name in groups if name.startswith("m") and groups[name]), None)
        if not (year and day and month):
            continue
        value = _day(year, month, day, language)
        if value:
            yield Date(value, found.start(), found.end())


def day_of(text: str) -> str | None:
    """The ISO day, month or year that a bare value such as "2016-12-12", "20161212" or "2016" means, None for others.

    Sources write 1900-01-01 and 9999-12-31 where they know nothing: these are no dates.
    """
    text = text.strip().strip("'\"")
    found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?", text)
    if found:
        value = "-".join(found.groups())
        return None if value in ("1900-01-01", "1970-01-01") or value > "2100" or not _exists(value) else value
    found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text)
    if found:
        value = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        return value if _exists(value) else None
    return text if re.fullmatch(r"1[6-9]\d\d|20\d\d|(?:1[6-9]|20)\d\d-(?:0[1-9]|1[0-2])", text) else None


def _exists(value: str) -> bool:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _day(year: str, month: str, day: str, language: str | None) -> str | None:
    month = month.translate(_EASTERN)
    number = int(month) if month.isdigit() else _month(plain(month).rstrip("."), language)
    days = re.sub(r"\D", "", day.translate(_EASTERN)) or "1"
    value = f"{year.translate(_EASTERN)}-{number:02}-{int(days):02}"
    return value if _exists(value) else None


def _month(name: str, language: str | None) -> int:
    """The month that a printed name means, in any case form ("oktobrī", "маја"); 0 where none or several fit."""
    months = _months(language)
    if name in months:
        return months[name]
    fits = {number for beginning, number in _beginnings(language).items() if name.startswith(beginning)}
    return fits.pop() if len(fits) == 1 and len(name) <= LONGEST_MONTH else 0


@functools.cache
def _beginnings(language: str | None) -> dict[str, int]:
    """How the full names of the months begin in all their case forms. An abbreviation stands for itself alone: "déc"
    begins "décret", and "5 décret 2010" is no day."""
    found = {}
    for name, number in _months(language, ("wide",)).items():
        if len(name) > 2:
            found[name[: max(4, len(name) - 2)]] = number
            if name.endswith("ec"):  # The vowel is fleeting: Slovene "marec", "marca".
                found[f"{name[:-2]}c"] = number
    return found


@functools.cache
def _months(language: str | None, widths: tuple[Width, ...] = ("wide", "abbreviated")) -> dict[str, int]:
    from babel import UnknownLocaleError
    from babel.dates import get_month_names

    names = {}
    for code in (*LOCALES.get(language or "", ()), language or "en"):
        for width in widths:
            for context in ("format", "stand-alone"):
                try:
                    months = get_month_names(width, context, locale=code)
                except (UnknownLocaleError, ValueError):
                    continue
                names.update({plain(name).rstrip("."): number for number, name in months.items() if len(name) > 2})
    for number, name in enumerate(MORE_MONTHS.get(language or "", "").split(), 1):
        names[plain(name)] = number
    return names


@functools.cache
def _pattern(language: str | None) -> re.Pattern[str]:
    """All printed forms in one pattern; accents count as printed, so month names are matched with any letter mark."""
    month = r"[^\W\d_]{3,}\u0640?\.?"
    year = r"(?:1[6-9]|20)\d\d|[١٢][٠-٩]{3}"
    digits = r"[0-9٠-٩]{1,2}"
    of = r"(?:\s+(?i:de|of|d[’'])\s*|\s+|\s*-\s*|\.\s*)"
    forms = [
        rf"(?P<d1>{digits}(?:\s?(?:er|st|nd|rd|th|\.?º|°|ª|-?a|\.))?){of}(?P<m1>{month})(?:,?\s+(?i:de|del|of|din)\s+|,?\s+|-)(?P<y1>{year})(?!\d)",
        rf"(?P<d8>{digits})\s+päivänä\s+(?P<m8>{month})\s+(?P<y8>{year})",
        rf"(?P<m2>[A-Z][a-z]{{2,8}})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<y2>{year})(?!\d)",
        rf"(?<!\d)(?P<y3>{year})-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)",
        rf"(?<![\d./-])(?P<d4>\d{{1,2}})(?P<s4>[./-])(?P<m4>\d{{1,2}})(?P=s4)(?P<y4>{year})(?!\d)",
        rf"(?P<m9>[A-Za-z][a-z]{{3,9}})\s+(?P<d9>\d{{1,2}})\s+de\s+(?P<y9>{year})(?!\d)",
        rf"(?P<y5>{year})년\s*(?P<m5>\d{{1,2}})월\s*(?P<d5>\d{{1,2}})일|(?P<y6>{year})\.\s?(?P<m6>\d{{1,2}})\.\s?(?P<d6>\d{{1,2}})\.",
        rf"(?P<y7>{year})\.\s+(?:gada|aasta)\s+(?P<d7>\d{{1,2}})\.\s+(?P<m7>{month})",
    ]
    if language == "ar":
        forms += _arabic(digits, year)
    return re.compile("|".join(forms))


def _arabic(digits: str, year: str) -> list[str]:
    """Arabic days: figures stand close to the month, "سنة" or "عام" before the year, and a text taken out of a PDF may
    have figures and brackets in the order of the eye: "1436 (21 نوفمبر 2014)" as "21( 1436نوفمبر )2014" (Morocco)."""
    month = r"(?:كانون|تشرين)\s+ال[^\W\d_]+|[^\W\d_]{2,}\u0640?"
    before = r"[\s،.)(]*(?:من\s+)?(?:(?:سنة|عام)\s*)?"
    return [
        rf"(?P<d10>{digits}|فاتح)\s*(?:من\s+)?(?P<m10>{month}){before}(?P<y10>{year})(?!\d)",
        rf"(?P<d11>{digits})\s*\(\s*1[34]\d\d\s*(?P<m11>{month}){before}(?P<y11>{year})(?!\d)",
    ]
