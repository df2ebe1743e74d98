"""Which catalogued work a text is. Never a guess: where two works fit, none is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.catalogue.rows import SCHEME
from kb.identity import number_key, slug, year_of
from kb.model.law import Work
from kb.store import Session

_THOUSANDS = re.compile(r"(?<=\d)[. ](?=\d{3}(?!\d))")
"""Argentina, Brazil and Uruguay print 23.427, 13.019, 19.848 and also 23427, 13019, 19848."""

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_NUMBER_YEAR = re.compile(r"(?P<n>\d+)-(?P<y>(?:1[89]|20)?\d\d)")
_YEAR_NUMBER = re.compile(r"(?P<y>(?:1[89]|20)\d\d)-(?P<n>\d+)")
_CENTURY = 40
"""Years in two figures: Paraguay's 438/94 is of 1994, Morocco's 112-12 of 2012; no SSE act is older than 1840."""

_SERIAL = 4
"""Digits from which a number runs over the years (Colombia's Ley 1233, Uruguay's Ley 18.407) and names one act."""


def match_work(
    session: Session,
    *,
    jurisdiction: str | None,
    number: str | None = None,
    date: str | None = None,
    title: str | None = None,
    catalogue_id: str | None = None,
) -> Work | None:
    """The known work that a text with these data is: by its declared catalogue id, else by jurisdiction and number
    (with the year where the number does not tell it), else by its exact title. None where no work or more than one
    fits.
    """
    if catalogue_id:
        named = session.works.by_alias(SCHEME, catalogue_id)
        if named is not None:
            return named
    if not jurisdiction:
        return None
    found = session.works.find(jurisdictions=[jurisdiction])
    own = [work for work in found if work.jurisdiction == jurisdiction]
    return match_among(own, number=number, date=date, title=title)


def match_among(works: Sequence[Work], *, number: str | None, date: str | None, title: str | None) -> Work | None:
    """The same choice among works of one jurisdiction."""
    folded = slug(title, 500) if title else ""
    if number:
        same = [work for work in works if _same_number(work, number, date)]
        if len(same) > 1 and folded:
            same = [work for work in same if slug(work.title, 500) == folded]
        if same:
            return same[0] if len(same) == 1 else None
    if not folded:
        return None
    titled = [work for work in works if slug(work.title, 500) == folded and not _numbers_differ(work, number)]
    return titled[0] if len(titled) == 1 else None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An official number taken apart: the number of the act, and its year where the print or the date tells it."""

    number: str
    year: str | None


def _parts(number: str | None, date: str | None) -> _Numbered | None:
    key = number_key(_THOUSANDS.sub("", number)) if number else None
    found = re.match(r".*\d[a-z]?(?=-|$)", key or "")  # Slovakia and Czechia end with "Z. z." and "Sb."
    if key is None or number is None:
        return None
    key = found[0] if found else key
    parts = _NUMBER_YEAR.fullmatch(key) or _YEAR_NUMBER.fullmatch(key)
    if parts:
        year = parts["y"]
        if len(year) == 2:
            year = f"{'19' if int(year) >= _CENTURY else '20'}{year}"
        return _Numbered(parts["n"].lstrip("0"), year)
    printed = _YEAR.search(number) if key.isdecimal() else None
    return _Numbered(key.lstrip("0"), printed[1] if printed and printed[1] != key else year_of(date))


def _same_number(work: Work, number: str, date: str | None) -> bool:
    one, other = _parts(number, date), _parts(work.number, work.date_adopted)
    if one is None or other is None or one.number != other.number:
        return False
    kinds = _kind(number), _kind(work.number or "") or _kind(work.title)
    if all(kinds) and not kinds[0] & kinds[1]:
        return False
    if not one.number.isdecimal():
        return True
    serial = len(one.number) >= _SERIAL
    if one.year is None or other.year is None:
        return serial
    # A serial number published in January was adopted the year before.
    return abs(int(one.year) - int(other.year)) <= (1 if serial else 0)


def _numbers_differ(work: Work, number: str | None) -> bool:
    """Two acts of one title and different numbers are two acts (yearly budget laws, successive cooperative laws)."""
    one, other = _parts(number, None), _parts(work.number, None)
    return one is not None and other is not None and one.number != other.number


def _kind(text: str) -> set[str]:
    """The words before the first digit that say what kind of act it is ("real decreto"); abbreviations are left out."""
    head = re.split(r"\d", text, maxsplit=1)
    if len(head) == 1:
        return set()
    return {word for word in slug(head[0]).split("-") if len(word) > 2 and word not in _NUMBER_WORDS}


_NUMBER_WORDS = frozenset({"num", "numero", "number", "nro", "nos", "the"})
