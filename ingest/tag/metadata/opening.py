"""What the beginning of a text says: its title, its number and who made it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.tag.dates import dates
from ingest.tag.metadata.formulas import Place
from ingest.tag.metadata.instrument import act_at
from ingest.tag.words import stretched
from kb import resources
from kb.model.law import LegalText

OPENING = 8000
"""Characters in which a title is looked for when no provision bounds the opening."""
LONGEST = 600
"""Characters of the longest title (LU 2016 lists the four laws that it amends)."""
NUMBERS = 30
"""Provisions whose numbers are known when a title is looked for."""
HEAD = 140
"""Characters of a title in which its own number and day stand."""
LEADERS = re.compile(r"\.{4,}|…{2,}|(?:\. ){4,}|·{4,}")
"""What parts an entry of a list of contents from its page: such a line names an act of the issue, or an article."""
COMPLETE = re.compile(r"(?:\b(?:Act|Ordinance|Code|Law)|Kanunu|laki|seadus|likums)(?:,? (?:1[6-9]|20)\d\d)?$")
"""The end of a title whose kind of act stands last: a heading may follow it in the next line."""
BRACKETED = re.compile(r"\([^\W\d_]+ \d{1,2}\)$|\(\s*\d{1,2}(?:er)?\s?[^\W\d_]{2,}[\s)(]*\d{4}")
"""A day in brackets at the beginning of a line."""
UNENDED = re.compile(r"(?<!\w)(?:du|de|del|of|from|من|في|فى|بتاريخ)$")
"""A line that cannot be the end of a title: its last word calls for a day or a name."""
SUBJECT = 400
"""Characters of the longest line that tells the subject under a title of kind, number and day alone."""
DIGITS = (
    r"[\d٠-٩]+(?:[./-][\dA-ZÀ-Ý٠-٩]+(?:[eè]me ?[A-Z])?|\s[/-]\s\d+)*"
    r"(?: (?:Sb\.|Z\. ?z\.|لسنة [\d٠-٩]{4}|of \d{4}(?! ?[./-])|(?:de|DE) (?:1[89]|20)\d\d))?"
)
"""A number with what belongs to it: its year, its series, the collection in which it is printed."""
BARE = (
    r"\d+(?:\.\d{3})*(?:\s?[/-]\s?(?:\d+|[A-Z]{2,6}))*(?: (?:de|DE) (?:1[89]|20)\d\d)?"
    r"(?![\w.]*\s?(?:º|de [a-z])|\s[^\W\d_]{3,} \d{4})"
)
"""A number that follows the kind of act at once, and is no day."""


def opening_end(text: LegalText) -> int:
    """Where the first article begins, at most `OPENING`."""
    first = next((p for p in text.provisions if p.type not in ("preamble", "crossheading") and p.end > p.start), None)
    return min(first.start, OPENING) if first and first.start else min(len(text.text), OPENING)


def title(text: LegalText) -> Place | None:
    """The title as printed: the first line that begins with the name of an act and tells more than that.

    What the reasons of the act name ("Que por la Ley N° …") is no title, nor is the number of a provision.
    """
    numbers = tuple(p.num for p in text.provisions[:NUMBERS] if len(p.num) > 1)
    places = []
    for place in _lines(text.text, opening_end(text)):
        if _words_of("recitals").match(place.value):
            break
        places.append(place)
    for number, place in enumerate(places):
        if (
            act_at(place.value, text.language)
            and not (_words_of("gazettes").match(place.value) or _words_of("stops").match(place.value))
            and (len(place.value.split()) >= 3 or _goes_on(places, number))
            and not place.value.endswith((";", ","))
            and not place.value.startswith(numbers)
        ):
            return _whole(text, places, number, numbers)
    for place in places[:3]:
        other = _words_of("furniture").search(place.value) or _words_of("gazettes").search(place.value)
        other = other or _words_of("stops").match(place.value)
        if (
            6 <= len(place.value) <= 250
            and place.value[0].isalpha()
            and not other
            and not place.value.startswith(numbers)
        ):
            return place
    return None


def short_title(text: LegalText) -> Place | None:
    """The title that a provision gives the act itself ("This Act may be cited as the Charities Act 2009")."""
    patterns = _titles()["short_titles"].get(text.language or "")
    found = re.search(patterns, text.text[: OPENING // 2]) if patterns else None
    return Place(" ".join(found["title"].split()), found.start("title"), found.end("title")) if found else None


def is_junk(words: str) -> bool:
    """Whether a file's own title is only what its producer left ("Microsoft Word - 07JF049.doc")."""
    return _words_of("junk").search(words.strip()) is not None


def _lines(text: str, end: int) -> Iterator[Place]:
    for found in re.finditer(r"[^\n]+", text[:end]):
        words = found[0].strip().lstrip("#").strip(" *")
        if words and not LEADERS.search(words):
            start = found.start() + found[0].index(words)
            yield Place(words, start, start + len(words))


def _goes_on(places: list[Place], number: int) -> bool:
    """Whether the line behind a bare "USTAWA" or "ZÁKON" goes on with its day or its subject."""
    return number + 1 < len(places) and _continues(places[number + 1].value)


def _continues(words: str) -> bool:
    """Whether a line goes on from the one before: a small letter, or a day in brackets ("(agosto 4)", "(17 juin 2011)
    portant", which stands beside the Muslim day)."""
    return words[0].islower() or BRACKETED.match(words) is not None


def _whole(legal: LegalText, places: list[Place], number: int, numbers: tuple[str, ...]) -> Place:
    """A title that runs over several lines: they go on in the same case, until a full stop or an empty line."""
    text = legal.text
    start, end = places[number].start, places[number].end
    for place in places[number + 1 :]:
        gap, here = text[end : place.start], text[start:end]
        goes_on = _continues(place.value) or UNENDED.search(here) is not None
        if gap.count("\n") != 1 or place.end - start > LONGEST or _is_other(legal, place, numbers):
            break
        if not goes_on and (here.rstrip().endswith((".", ":", "”", "»")) or here.isupper() != place.value.isupper()):
            break
        complete = COMPLETE.search(here.rstrip()) or act_at(place.value, legal.language)
        if here.rstrip().endswith(":") or (complete and not goes_on):
            break
        if re.match(r"(?i)art|cap[ií]t|chap|title|t[ií]tulo|\(|\d", place.value) and not goes_on:
            break
        end = place.end
    subject = next((place for place in places[number + 1 :] if place.start >= end), None)
    if subject and _is_subjectless(text[start:end]) and _tells_subject(legal, subject, text[end : subject.start]):
        end = end if _is_other(legal, subject, numbers) else subject.end
    return Place(" ".join(text[start:end].split()), start, end)


def _is_other(legal: LegalText, place: Place, numbers: tuple[str, ...]) -> bool:
    """Whether a line no longer is the title: who makes the act, a gazette, the first provision."""
    other = _words_of("stops").match(place.value) or _words_of("gazettes").match(place.value)
    return bool(other or _words_of("recitals").match(place.value) or place.value.startswith(numbers))


def _is_subjectless(words: str) -> bool:
    """Whether a title holds only the kind of the act, its number and its day ("LEI Nº 13.019, DE 31 DE JULHO")."""
    return len(re.findall(r"[^\W\d_]{4,}", words)) <= 3 and any(map(str.isdigit, words))


def _tells_subject(legal: LegalText, place: Place, gap: str) -> bool:
    """Whether the line under such a title tells what the act is about."""
    if gap.count("\n") != 1 or len(place.value) > SUBJECT or len(place.value.split()) < 3:
        return False
    division = re.match(r"(?i)art|cap[ií]t|chap|titl?[eu]|t[ií]tulo|sec[ct]i|part|\W|\d", place.value)
    furniture = _words_of("furniture").search(place.value)
    return not (division or furniture) and place.value.rstrip()[-1] not in ":;,"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a language prints the number of an act; see `schemas/metadata/numbers.toml`."""

    own: re.Pattern[str]
    relations: re.Pattern[str]
    whole: re.Pattern[str]


def head(words: str, language: str | None) -> str:
    """The part of a title that names the act itself, before the words that tell its subject or other acts."""
    found = _numbers(language).relations.search(words, 1)
    return words[: min(HEAD, found.start() if found else HEAD)]


def number_in(words: str, language: str | None) -> Place | None:
    """The act's own number in its title; None where the number there is another act's."""
    for pattern, part in ((_numbers(language).whole, words), (_numbers(language).own, head(words, language))):
        found = pattern.match(part)
        if found:
            group = next(name for name, value in found.groupdict().items() if value)
            value = re.sub(r"(?<=\d)\.$", "", found[group].strip(" ,-"))
            if group == "bare" and re.fullmatch(r"(?:1[6-9]|20)\d\d", value):
                return None  # "Charities Act 2009" has the year in its name.
            if re.search(r"\d", value, re.ASCII) and re.search(r"[٠-٩]", value):
                return None  # Two kinds of figures in one number are misread ("٠١7١" in scans from Egypt).
            return Place(value, found.start(group), found.start(group) + len(value))
    return None


def number_beside(text: LegalText, named: Place) -> Place | None:
    """The number on a line of its own beside the title: up to two lines before it, or two after it."""
    places = [*_lines(text.text, max(opening_end(text), named.end + 300))]
    here = next((i for i, place in enumerate(places) if place.start >= named.start), 0)
    after = next((i for i, place in enumerate(places) if place.start >= named.end), len(places))
    for place in (*places[max(0, here - 2) : here], *places[after : after + 2]):
        if len(place.value) > 80 or not (found := number_in(place.value, text.language)):
            continue
        alone = _numbers(text.language).whole.fullmatch(place.value.rstrip(" ."))
        if alone or act_at(place.value, text.language):
            start = place.start + found.start
            return Place(found.value, start, start + len(found.value))
    return None


@functools.cache
def _numbers(language: str | None) -> Numbers:
    table: dict[str, Any] = tomllib.loads(resources.path_of("metadata/numbers.toml").read_text(encoding="utf-8"))
    rows = [table["any"], *([table[language]] if language in table else [])]
    marks, acts, relations = (stretched("|".join(row[name] for row in rows)) for name in ("marks", "acts", "relations"))
    whole = "|".join(
        f"(?:{_apart(stretched(pattern), place)})" for place, pattern in enumerate(p for r in rows for p in r["whole"])
    )
    lead = r"[\W_]*(?:[^\W\d_][\w’'/-]*[\s,]+){0,5}?"
    own = (
        rf"{lead}(?:{marks})\s*:?\s*(?P<marked>{DIGITS})"
        rf"|[\W_]*(?:[^\W\d_]+\s+)?(?:{acts})[ /](?P<bare>{BARE})"
        rf"|[^\n]{{3,70}},\s(?:{marks})\s?(?P<last>{DIGITS})"
    )
    return Numbers(
        re.compile(own),
        re.compile(rf"(?i)(?<!\w)(?:{relations})\w*(?!\w)"),
        re.compile(rf"(?:{whole})(?![A-Za-z0-9/])"),
    )


def _apart(pattern: str, place: int) -> str:
    return pattern.replace("(?P<number>", f"(?P<number{place}>")


def day_in(words: str, language: str | None) -> Iterator[Place]:
    """The days in the head of a title; "Ley 5/2011, de 29 de marzo" takes the year of the number."""
    own = head(words, language)
    for date in dates(own, language):
        yield Place(date.value, date.start, date.end)
    short = re.search(
        r"[/ ](?P<year>(?:1[89]|20)\d\d)[,)]? (?:de|del|d[’'])? ?"
        r"(?P<day>\d{1,2}) (?:de |d[’'])(?P<month>[a-zç]+)\b(?! de \d{4})",
        own,
    )
    if bracketed := re.search(
        r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)\W{1,3}\((?P<month>[^\W\d_]+) (?P<day>\d{1,2})\)", words[:HEAD]
    ):
        for date in dates(f"{bracketed['day']} de {bracketed['month']} de {bracketed['year']}", language):
            yield Place(date.value, bracketed.start("year"), bracketed.end())
    if short and language:
        whole = f"{short['day']} de {short['month']} de {short['year']}"
        for date in dates(whole, language):
            yield Place(date.value, short.start("day"), short.end("month"))


def issuing_body(text: LegalText) -> Place | None:
    """The body of the enacting formula, in the opening or under the title."""
    end = max(opening_end(text), 2500)
    for pattern in _issuing().get(text.language or "", ()):
        found = pattern.search(text.text, 0, end)
        if found:
            group = next(i for i, value in enumerate(found.groups(), 1) if value)
            return Place(" ".join(found[group].split()), found.start(group), found.end(group))
    return None


@functools.cache
def _titles() -> Mapping[str, Any]:
    return tomllib.loads(resources.path_of("metadata/titles.toml").read_text(encoding="utf-8"))


@functools.cache
def _words_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(_titles()[kind]), re.IGNORECASE)


@functools.cache
def _issuing() -> dict[str, tuple[re.Pattern[str], ...]]:
    table = tomllib.loads(resources.path_of("metadata/issuing.toml").read_text(encoding="utf-8"))
    return {language: tuple(map(re.compile, row["patterns"])) for language, row in table.items()}
