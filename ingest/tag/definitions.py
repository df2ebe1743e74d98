"""Terms that a provision defines: announced in a sentence, or items of a list of definitions."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tag.study import Study, evidence
from kb import resources
from kb.model.tags import Tag

name = "definitions"
version = "2"
labels = ("definition",)
ITEM = r"(?:^|(?<=[;:.,]))\s*(?:\(?(?:\d{1,3}|[a-zα-ω]{1,4}|[IVXLC]{1,7}|[A-Z])\s?(?:[).°º]|\.-|\s-\s|\s–\s)+|[-–•])\s*"
"""The mark before an item of a list: "a)", "1°", "IV.", "I -", a dash."""
LONGEST = 12
"""Words in a term: what is longer is a sentence with a colon in it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Patterns of one language: a definition announced in a sentence; a list of them, and one item of it."""

    sentence: re.Pattern[str]
    list: re.Pattern[str]
    item: re.Pattern[str]


@functools.cache
def forms(language: str) -> Forms | None:
    """The forms of a language, None where it has no file in `schemas/definitions`."""
    path = resources.SCHEMAS / "definitions" / f"{language}.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    lead = "" if table["lead"] == "(?!)" else f"(?:{table['lead']})"
    return Forms(
        re.compile(f"{lead}(?:{table['term']})"),
        re.compile(table["list"]),
        re.compile(f"(?:{ITEM}{'|^' if table.get('bare_items') else ''})(?:{table['item']})", re.MULTILINE),
    )


def tags(study: Study) -> Iterator[Tag]:
    """The definitions of every provision; the evidence is the term where it is defined."""
    for marked in study.provisions:
        provision = marked.provision
        if provision.type == "preamble":
            continue
        language = provision.language or study.text.language or ""
        for start, end in definitions(provision.text, provision.heading, language):
            place = evidence(study.text, provision, start, end, f"{name} {version}")
            yield Tag("definition", " ".join(place.quote.split()), provision.eid, place, basis="announced")


def definitions(words: str, heading: str | None, language: str) -> Iterator[tuple[int, int]]:
    """The places of the defined terms in a string, in order, each term once."""
    known = forms(language)
    if known is None:
        return
    seen = set()
    found = list(known.sentence.finditer(words))
    if known.list.search(heading or "") or known.list.search(words[:300]):
        found += known.item.finditer(words)
    for match in sorted(found, key=lambda match: match.start()):
        group = next((key for key, value in match.groupdict().items() if value), None)
        if group is None:
            continue
        term = match[group].strip()
        if term.casefold() in seen or len(term.split()) > LONGEST or not any(map(str.isalpha, term)):
            continue
        seen.add(term.casefold())
        start = match.start(group) + match[group].index(term)
        yield start, start + len(term)
