"""Citations: other texts and articles that a provision names, with what it does to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.tag.citation_patterns import Forms, forms
from ingest.tag.dates import dates
from ingest.tag.study import Study, evidence
from kb.model.tags import Tag

name = "citations"
version = "5"
labels = ("citation",)
EUROPEAN = re.compile(r"\d/(?:UE|CE|CEE|EU|EC|EEC|EG|EWG|ΕΕ|ΕΚ|ES|EÚ|ЕС|ЕО|WE)\b|\((?:UE|EU|CE|EC|EG|ES|EÚ|ΕΕ|ЕС|WE)\b")

WRAPPED = re.compile(r"(?<=[\w,)])\n(?=([^\W_]))")
"""The end of a printed line in the midst of a sentence, as texts taken from a page hold it."""
PART = 200
"""Characters before an act in which words may say that only a part of it is meant ("diversas disposiciones de")."""
CHAPTER = r",?\s(?:\d+ (?:[a-z] )?(?:luvun|kap\.) )?"
"""What may stand between an act and an article behind it: nothing, or the number of a chapter."""
DIRECTIVE = re.compile(r"(?i)d[iy]re(?:c?k?ti|tti)v|dyrektyw|richtl[ij]|směrnic|smernic|irányelv|οδηγί|директив|توجيه")
ARTICLE = re.compile(r"(?:[LRDA]\. ?)?[\d٠-٩]+(?:[.-][\d٠-٩]+)*(?:조의\d+)?(?: ?(?:bis|ter|quater))?")
"""The number of one article among those that a mention names."""
BELONGING = re.compile(
    r"(?:\s?\([\w.]{1,5}\))*,?\s(?:(?:del?|du|d[oa]s?|des|of|della?|dei|degli|din|al|van|του|της|των|от|на|од|из|من)\s|"
    r"d[’']|dell[’'])"
)
"""Words right behind articles after which they are another text's ("el artículo 12 de los estatutos")."""
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
        found = tuple(citations(provision.text, language, jurisdiction, repealing=provision.type == "repealing"))
        # What amends another text speaks of its articles ("À l'article 19 de la loi …: 1° L'article 20 est abrogé"); a
        # preamble, of those of the constitution that it has named before.
        of_others = provision.type == "preamble" or any(one.relation == "amends" for one in found)
        known = forms(language)
        for mention in found:
            if of_others and known and _alone(known, mention):
                mention = replace(mention, target=None)
            place = evidence(study.text, provision, mention.start, mention.end, f"{name} {version}")
            basis = "named" if mention.target is None else "articles" if _own(mention.target) else "number"
            # A preamble tells what the law does and what others did; the relation is made where the law does it. What
            # it transposes a law tells there alone.
            told = provision.type != "preamble" or mention.relation == "transposes"
            relation = mention.relation if told else "cites"
            value = {"relation": relation, "target": mention.target, "whole": mention.whole}
            yield Tag("citation", mention.words, provision.eid, place, basis=basis, value=value)


def citations(
    words: str, language: str, jurisdiction: str | None = None, *, repealing: bool = False
) -> Iterator[Mention]:
    """The citations in a string; nothing for a language whose forms are not known. An article that stands right behind
    an act is the act's ("konkursloven § 142"), not one of the text itself."""
    known = forms(language)
    if known is None:
        return
    found: list[Mention] = []
    for mention in _mentions(known, words, language, jurisdiction, repealing):
        if found and mention.target is not None and _own(mention.target) and _behind(words, found[-1], mention):
            last = found[-1]
            target = {**(last.target or _by_name(last.words, jurisdiction)), "articles": mention.target["articles"]}
            printed = WRAPPED.sub(_unwrapped, words)[last.start : mention.end]
            found[-1] = Mention(printed, last.start, mention.end, last.relation, target, whole=False)
        else:
            found.append(mention)
    for together in _enumerations(words, found):
        theirs = any(_anothers(known, words, mention) for mention in together)
        for mention in together:
            yield replace(mention, target=None) if theirs and _alone(known, mention) else mention


def _enumerations(words: str, found: Iterable[Mention]) -> Iterator[list[Mention]]:
    """Mentions that stand together, with a word or two between them."""
    together: list[Mention] = []
    for mention in found:
        if together and not re.fullmatch(r"[^\d.;:\n]{0,14}", words[together[-1].end : mention.start]):
            yield together
            together = []
        together.append(mention)
    if together:
        yield together


def _anothers(known: Forms, words: str, mention: Mention) -> bool:
    """Whether a mention names articles of another text, or may by the words right behind it; what stands in one
    enumeration with it may be that text's too ("section 7 or section 9 of the bye-laws")."""
    if mention.target is None:
        return re.search(r"\d", mention.words) is not None
    if not _own(mention.target):
        return bool(mention.target["articles"])
    return _alone(known, mention) and bool(BELONGING.match(words, mention.end) or known.kinds.match(words, mention.end))


def _alone(known: Forms, mention: Mention) -> bool:
    """Whether articles are named without an act, and without the words for the text itself."""
    return mention.target is not None and _own(mention.target) and not known.this.search(mention.words)


def _behind(words: str, act: Mention, article: Mention) -> bool:
    """Whether an article stands right behind an act that has none yet."""
    bare = act.target is None or not (_own(act.target) or act.target["articles"])
    return bare and re.fullmatch(CHAPTER, words[act.end : article.start]) is not None


def _mentions(known: Forms, words: str, language: str, jurisdiction: str | None, repealing: bool) -> Iterator[Mention]:
    words = WRAPPED.sub(_unwrapped, words)
    for found in known.mention.finditer(words):
        groups = {key.rstrip("_"): value for key, value in found.groupdict().items() if value}
        printed = found[0].rstrip(" ,.;") if not found[0].endswith(("Sb.", "z.", "zm.")) else found[0]
        if printed.count("(") < printed.count(")"):
            printed = printed.rstrip(" )")
        if len(printed) < 3:
            continue
        target = _target(groups, printed, language, jurisdiction)
        end = found.start() + len(printed)
        relation, behind = _relation(known, words, found.start(), end, target, repealing)
        of_it = known.others.split(behind, maxsplit=1)[0]
        part = known.partial.search(of_it) or known.parts.search(words[max(0, found.start() - PART) : found.start()])
        whole = not (groups.get("articles") or groups.get("after") or part)
        yield Mention(printed, found.start(), end, relation, target, whole)


def _unwrapped(found: re.Match[str]) -> str:
    """A space where the sentence goes on behind the end of a line: after a small word ("de la"), before a small letter
    or in a script without capitals."""
    letter, before = found[1], found.string[max(0, found.start() - 4) : found.start()]
    small = re.search(r" [^\W\d_]{1,3}$", before)
    goes_on = letter.islower() or (letter.isalpha() and not letter.isupper()) or (small and before.islower())
    return " " if goes_on else found[0]


def _own(target: dict[str, Any]) -> bool:
    return not (target["number"] or target["date"] or target["act"])


def _by_name(name: str, jurisdiction: str | None) -> dict[str, Any]:
    return {"act": " ".join(name.split()), "number": None, "date": None, "jurisdiction": jurisdiction, "articles": []}


def _target(groups: dict[str, str], printed: str, language: str, jurisdiction: str | None) -> dict[str, Any] | None:
    number, printed_day, act = (_first(groups, name) for name in ("number", "date", "act"))
    day = _day(printed_day, number, language)
    articles = ARTICLE.findall(re.sub(r"\([^)]*\)", "", _first(groups, "articles") or groups.get("after") or ""))
    origin = "eu" if EUROPEAN.search(printed) else jurisdiction
    if number is None and day is None and not articles:
        return None
    if number or day or "articles" in groups or "after" in groups:
        act = act or groups.get("named")
    return {
        "act": act and " ".join(act.split()), "number": number and number.strip(" ."), "date": day,
        "jurisdiction": origin, "articles": articles,
    }  # fmt: skip


def _first(groups: dict[str, str], name: str) -> str | None:
    """What a group found, or one of the same name with a figure, since each name may be used once in a pattern."""
    return next((groups[key] for key in sorted(groups) if re.fullmatch(rf"{name}\d?", key)), None)


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
    # "The Co-operative Societies Act, 1965 (No. 12 of 1965) is repealed.": the point in the bracket ends no sentence.
    noted = re.match(r"\s?\([^()\n]{1,120}\)", words[end:])
    past = end + (noted.end() if noted else 0)
    after = re.search(r"[.;]\s|\n", words[past:])
    last = min(past + (after.start() if after else 160), past + 160)
    before, behind = words[max(0, first) : start], words[end:last]
    if (target is not None and _own(target)) or known.history.search(before[-30:]):
        return "cites", behind
    if (
        known.subordinate.search(before)
        or known.by_another.search(before[-90:])
        or known.by_another.match(behind.lstrip(" ,("))
    ):
        return "cites", behind
    listed = repealing and not NOTE.match(words, words.rfind("\n", 0, start) + 1)
    if known.repeals.search(before) or known.repeals.search(behind) or listed:
        return "repeals", behind
    if known.amends.search(before) or known.amends.search(behind):
        return "amends", behind
    directive = target is not None and DIRECTIVE.search(f"{target['act']} {words[start:end]}")
    # Another act named before is what transposes ("el Real Decreto 56/2016, por el que se transpone la Directiva").
    if directive and not re.search(r"\d[/-]\d|(?:19|20)\d\d", before) and known.transposes.search(before):
        return "transposes", behind
    if known.implements.search(before):
        return "implements", behind
    return "cites", behind
