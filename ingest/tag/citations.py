"""Citations: other texts and articles that a provision names, with what it does to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.tag.citation_patterns import Forms, forms
from ingest.tag.dates import dates
from ingest.tag.study import Study, evidence
from kb.model.tags import Tag

name = "citations"
version = "2"
labels = ("citation",)
EUROPEAN = re.compile(r"\d/(?:UE|CE|CEE|EU|EC|EEC|EG|EWG|ΕΕ|ΕΚ|ES|EÚ|ЕС|ЕО|WE)\b|\((?:UE|EU|CE|EC|EG|ES|EÚ|ΕΕ|ЕС|WE)\b")


NOTE = re.compile(r"\s*\^?\d{1,3}\^?\)")
"""A footnote that stands in the text: what it cites is not what the provision above repeals (CZ 134/2016, § 278)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation as printed, its place in the string, what it points at (None: unclear) and the relation."""

    words: str
    start: int
    end: int
    relation: str
    target: dict[str, Any] | None
    whole: bool = True
    """Whether the relation holds for the whole text; a repeal of articles, or with exceptions, is of a part."""


def tags(study: Study) -> Iterator[Tag]:
    """The citations of every provision, in order."""
    jurisdiction = study.metadata.get("jurisdiction")
    for marked in study.provisions:
        provision = marked.provision
        language = provision.language or study.text.language or ""
        for mention in citations(provision.text, language, jurisdiction, repealing=provision.type == "repealing"):
            place = evidence(study.text, provision, mention.start, mention.end, f"{name} {version}")
            basis = "named" if mention.target is None else "articles" if _own(mention.target) else "number"
            # A preamble tells what the law does and what others did; the relation is made where the law does it.
            relation = "cites" if provision.type == "preamble" else mention.relation
            value = {"relation": relation, "target": mention.target, "whole": mention.whole}
            yield Tag("citation", mention.words, provision.eid, place, basis=basis, value=value)


def citations(
    words: str, language: str, jurisdiction: str | None = None, *, repealing: bool = False
) -> Iterator[Mention]:
    """The citations in a string; nothing for a language whose forms are not known."""
    known = forms(language)
    if known is None:
        return
    for found in known.mention.finditer(words):
        groups = {key.rstrip("_"): value for key, value in found.groupdict().items() if value}
        printed = found[0].rstrip(" ,.;") if not found[0].endswith(("Sb.", "z.")) else found[0]
        if len(printed) < 4:
            continue
        target = _target(groups, printed, language, jurisdiction)
        end = found.start() + len(printed)
        relation, behind = _relation(known, words, found.start(), end, target, repealing)
        of_it = known.others.split(behind, maxsplit=1)[0]
        whole = not (target and target["articles"]) and not known.partial.search(of_it)
        yield Mention(printed, found.start(), end, relation, target, whole)


def _own(target: dict[str, Any]) -> bool:
    return not (target["number"] or target["date"])


def _target(groups: dict[str, str], printed: str, language: str, jurisdiction: str | None) -> dict[str, Any] | None:
    number = next((groups[key] for key in ("number", "number2", "number3") if key in groups), None)
    printed_day = next((groups[key] for key in ("date", "date2", "date3") if key in groups), None)
    day = _day(printed_day, number, language)
    articles = re.findall(
        r"(?:[LRDA]\. ?)?[\d٠-٩]+(?:[.-][\d٠-٩]+)*(?: ?(?:bis|ter|quater))?",
        re.sub(r"\([^)]*\)", "", groups.get("articles", "")),
    )
    if number is None and day is None and ("named" in groups or not articles):
        return None
    origin = "eu" if EUROPEAN.search(printed) else jurisdiction
    act = next((groups[key] for key in ("act", "act2", "act3", "named") if key in groups), None)
    return {
        "act": act and " ".join(act.split()), "number": number and number.strip(" ."), "date": day,
        "jurisdiction": origin, "articles": articles,
    }  # fmt: skip


def _day(printed: str | None, number: str | None, language: str) -> str | None:
    """The day of the cited act; a day without year takes the year of the number ("Ley 27/1999, de 16 de julio")."""
    if not printed:
        return None
    if not re.search(r"\d{4}", printed):
        year = re.search(r"[/-]((?:1[89]|20)\d\d)\b", number or "")
        if not year:
            return None
        printed = f"{printed} de {year[1]}" if language in ("es", "ca", "pt") else f"{printed} {year[1]}"
    return next((date.value for date in dates(printed, language)), None)


def _relation(
    known: Forms, words: str, start: int, end: int, target: dict[str, Any] | None, repealing: bool
) -> tuple[str, str]:
    """What the sentence does to the cited text, and the words behind. Articles of the text itself are only cited."""
    first = max(words.rfind(". ", 0, start), words.rfind("\n", 0, start), start - 220) + 1
    after = re.search(r"[.;]\s|\n", words[end:])
    last = min(end + (after.start() if after else 160), end + 160)
    before, behind = words[max(0, first) : start], words[end:last]
    if (target is not None and _own(target)) or known.history.search(before[-30:]):
        return "cites", behind
    if known.by_another.search(before[-40:]) or known.by_another.match(behind.lstrip(" ,(")):
        return "cites", behind
    listed = repealing and not NOTE.match(words, words.rfind("\n", 0, start) + 1)
    if known.repeals.search(before) or known.repeals.search(behind) or listed:
        return "repeals", behind
    if known.amends.search(before) or known.amends.search(behind):
        return "amends", behind
    if known.implements.search(before):
        return "implements", behind
    return "cites", behind
