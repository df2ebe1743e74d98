"""Terms that a provision defines: announced in a sentence, items of a list, or the subject of its first sentence."""

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
version = "3"
labels = ("definition",)
ITEM = r"(?:^|(?<=[;:.,]))\s*(?:\(?(?:\d{1,3}|[a-zα-ω]{1,4}|[IVXLC]{1,7}|[A-Z])\s?(?:[).°º]|\.-|\s-\s|\s–\s)+|[-–•])\s*"
"""The mark before an item of a list: "a)", "1°", "IV.", "I -", a dash."""
LONGEST = 20
"""Words in a term: what is longer is a sentence with a colon in it."""
QUOTED = r"[«“”„\"‹‘]\s?(?P<quoted>[^«»“”„\"‹›\n]{2,120}?)\s?[»”“\"›’](?: ?\(?(?:«|“|\")[^»”\"\n]{2,40}[»”\"]\)?)?\s?"
"""A term in quotation marks, with its short form behind it."""
QUOTED_ITEM = rf"(?:^|(?<=[;:.,])|{ITEM})\s*{QUOTED}(?::|[–—-]\s|,)"
"""An item of a list of definitions that needs no mark: its term stands in quotation marks."""
BEGINNING = r"\A\s*(?:\(?(?:1|I)\s?[.)°º]?\s?\)?\s?(?:[.–-]+\s)*)?\s*(?:\([^)\n]{3,60}\)\s?\.?\s?[-–]?\s*)?"
"""What may stand before the first sentence of a provision: the number of its first paragraph, a heading in brackets."""
OPENING_MARK, CLOSING_MARK = re.compile(r"[«“”„\"‹‘]\s?$"), re.compile(r"\s?[»”“\"›’]")


@dataclass(frozen=True, slots=True)
class Forms:
    """Patterns of one language: a definition announced in a sentence; a list of them, and one item of it; the first
    sentence of a provision that says what its subject is, and the same under a heading that announces a notion."""

    sentence: re.Pattern[str]
    list: re.Pattern[str]
    item: re.Pattern[str]
    quoted: re.Pattern[str]
    subject: re.Pattern[str]
    notion: re.Pattern[str]
    noted: re.Pattern[str]


@functools.cache
def forms(language: str) -> Forms | None:
    """The forms of a language, None where it has no file in `schemas/definitions`."""
    path = resources.SCHEMAS / "definitions" / f"{language}.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    never = "(?!)"
    return Forms(
        re.compile(f"(?:{table['lead']})(?:{table['term']})" if table.get("lead") else table.get("term", never)),
        re.compile(table["list"]),
        re.compile(f"(?:{ITEM}{'|^' if table.get('bare_items') else ''})(?:{table.get('item', never)})", re.MULTILINE),
        re.compile(QUOTED_ITEM, re.MULTILINE),
        re.compile(BEGINNING + f"(?:{table.get('subject', never)})"),
        re.compile(table.get("notion", never)),
        re.compile(BEGINNING + f"(?:{table.get('noted', never)})"),
    )


def tags(study: Study) -> Iterator[Tag]:
    """The definitions of every provision; the evidence is the term where it is defined, with its quotation marks."""
    for marked in study.provisions:
        provision = marked.provision
        language = provision.language or study.text.language or ""
        for start, end in definitions(provision.text, provision.heading, language):
            quoted = _marked(provision.text, start, end)
            # The parties of an agreement get their short names in its preamble, in quotation marks; else it argues.
            if provision.type == "preamble" and quoted == (start, end):
                continue
            place = evidence(study.text, provision, *quoted, f"{name} {version}")
            label = " ".join(provision.text[start:end].split())
            yield Tag("definition", label, provision.eid, place, basis="announced")


def _marked(words: str, start: int, end: int) -> tuple[int, int]:
    """The term with the quotation marks around it, where it has both."""
    opening, closing = OPENING_MARK.search(words, max(0, start - 2), start), CLOSING_MARK.match(words, end)
    return (opening.start(), closing.end()) if opening and closing else (start, end)


def definitions(words: str, heading: str | None, language: str) -> Iterator[tuple[int, int]]:
    """The places of the defined terms in a string, in order, each term once."""
    known = forms(language)
    if known is None:
        return
    seen = set()
    found = list(known.sentence.finditer(words))
    if known.list.search(heading or "") or known.list.search(words[:300]):
        found += [*known.item.finditer(words), *known.quoted.finditer(words)]
    subject = known.noted if known.notion.search(heading or "") else known.subject
    found += [match] if (match := subject.match(words) or known.subject.match(words)) else []
    for match in sorted(found, key=_place):
        group = _group(match)
        if group is None:
            continue
        term = match[group].strip(" \t\n*_").rstrip(",")
        if term.casefold() in seen or len(term.split()) > LONGEST or not any(map(str.isalpha, term)):
            continue
        seen.add(term.casefold())
        start = match.start(group) + match[group].index(term)
        yield start, start + len(term)


def _group(match: re.Match[str]) -> str | None:
    """The name of the group that holds the term."""
    return next((key for key, value in match.groupdict().items() if value), None)


def _place(match: re.Match[str]) -> int:
    group = _group(match)
    return match.start(group) if group else match.start()
