"""What the beginning of a text says: its title, number, day of adoption and who made it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tag.dates import dates
from ingest.tag.metadata.instrument import act_at
from kb import resources
from kb.model.law import LegalText

OPENING = 8000
"""Characters in which a title is looked for when no provision bounds the opening."""
LONGEST = 600
"""Characters of the longest title (LU 2016 lists the four laws that it amends)."""
FURNITURE = re.compile(
    r"(?i)(journal officiel|diario oficial|bolet[ií]n oficial|official gazette|gaceta|"
    r"monitorul oficial|mémorial|page \d|p[aá]gina|\d+ de \d+$|"
    r"c[aá]mara de diputados|secretar[ií]a|texto vigente|contents|"
    r"sommaire|table des|https?://|www\.|issn|\d+ *$)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the text and where they stand."""

    value: str
    start: int
    end: int


def opening_end(text: LegalText) -> int:
    """Where the first article begins, at most `OPENING`."""
    first = next((p for p in text.provisions if p.type not in ("preamble", "crossheading") and p.end > p.start), None)
    return min(first.start, OPENING) if first and first.start else min(len(text.text), OPENING)


def title(text: LegalText) -> Place | None:
    """The title as printed: the first line that begins with the name of an act and tells more than that."""
    places = [*_lines(text.text, opening_end(text))]
    for number, place in enumerate(places):
        if (
            act_at(place.value, text.language)
            and len(place.value.split()) >= 3
            and not place.value.endswith((";", ","))
        ):
            return _whole(text.text, places, number)
    for place in places[:3]:
        if 6 <= len(place.value) <= 250 and not FURNITURE.search(place.value) and place.value[0].isalpha():
            return place
    return None


def _lines(text: str, end: int) -> Iterator[Place]:
    for found in re.finditer(r"[^\n]+", text[:end]):
        words = found[0].strip().lstrip("#").strip(" *")
        if words:
            start = found.start() + found[0].index(words)
            yield Place(words, start, start + len(words))


def _whole(text: str, places: list[Place], number: int) -> Place:
    """A title that runs over several lines: they go on in the same case, until a full stop or an empty line."""
    start, end = places[number].start, places[number].end
    for place in places[number + 1 :]:
        gap = text[end : place.start]
        here = text[start:end]
        if gap.count("\n") != 1 or here.rstrip().endswith((".", ":", "”", "»")) or place.end - start > LONGEST:
            break
        if here.isupper() != place.value.isupper() or re.match(
            r"(?i)art|cap[ií]t|chap|title|t[ií]tulo|\(|\d", place.value
        ):
            break
        end = place.end
    return Place(" ".join(text[start:end].split()), start, end)


NUMBER = re.compile(
    r"(?:\b(?:[Nn]\s?[°ºo]s?\.?|[Nn]o\.?|N\.?[°º]|NÚMERO|[Nn]r\.?|n[úu]m\.?|№|č\.|бр(?:ој|\.)|br\.|رقم|αριθμ?\.?)"
    r"\s*:?\s*)(?P<marked>[\d٠-٩]+(?:[./-][\dA-Z٠-٩]+)*)"
    r"|\b(?:Ley(?: Orgánica| Foral)?|LEY|Decretos?(?:-ley| Legislativo)?|Llei|Decret|Lei|"
    r"Orden [A-Z]{2,4}|Law|Act|Νόμος|ΝΟΜΟΣ|[νΝ]\.|Ligji|Norma Foral|"
    r"Real Decreto(?:-ley)?)[ /](?P<bare>\d+(?:\.\d{3})*(?:[/-]\d{2,4})?)\b",
)


def number_in(words: str) -> re.Match[str] | None:
    """The act's own number in its title: the first, and only where it stands before the subject."""
    found = NUMBER.search(words)
    return found if found and found.start() < 60 else None


def day_in(words: str, language: str | None) -> Iterator[Place]:
    """The days in a title; "Ley 5/2011, de 29 de marzo" takes the year of the number."""
    head = words[:140]
    for date in dates(head, language):
        yield Place(date.value, date.start, date.end)
    short = re.search(
        r"[/ ](?P<year>(?:1[89]|20)\d\d)[,)]? (?:de|del|d[’'])? ?"
        r"(?P<day>\d{1,2}) (?:de |d[’'])(?P<month>[a-zç]+)\b(?! de \d{4})",
        head,
    )
    if short and language:
        whole = f"{short['day']} de {short['month']} de {short['year']}"
        for date in dates(whole, language):
            yield Place(date.value, short.start("day"), short.end("month"))


SIGNED = re.compile(
    r"(?:M[ée]xico, (?:D\. ?F\.|Ciudad de M[ée]xico)[^.\n]{0,20}|"
    r"Fait à [^,\n]{3,30}, le |Done at [^,\n]{3,30},? (?:on |this )?|"
    r"Dado en [^,\n]{3,40}(?:, ?|, el )|"
    r"Luxembourg, le |Palais de [^,\n]{3,40}, le |Kigali, on |Brasília, |"
    r"Sala de Sesiones[^,\n]{3,60}, (?:en [^,\n]{3,20}, )?a )"
)


def signed(text: LegalText) -> Place | None:
    """The day under the text ("Fait à …, le …"), where a place and a day are printed together at its end."""
    for found in SIGNED.finditer(text.text):
        tail = text.text[found.end() : found.end() + 60]
        for date in dates(tail, text.language):
            if date.start < 12:
                return Place(date.value, found.end() + date.start, found.end() + date.end)
    return None


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
def _issuing() -> dict[str, tuple[re.Pattern[str], ...]]:
    table = tomllib.loads(resources.path_of("metadata/issuing.toml").read_text(encoding="utf-8"))
    return {language: tuple(map(re.compile, row["patterns"])) for language, row in table.items()}
