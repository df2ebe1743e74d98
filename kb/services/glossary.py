"""A comparative glossary: what the laws of several countries say that a term means, side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb import resources
from kb.services.knowledge_base import KnowledgeBase
from kb.store import StoredTag
from kb.thesaurus import Thesaurus, fold

LONGEST = 700
"""Characters of a definition that is shown; longer ones end at a full stop or with an ellipsis."""
ARTICLES = re.compile(
    r"^(?:la|le|les|l|un|une|el|los|las|una|the|an?|o|os|as|um|uma|il|lo|gli|i|de[rns]?|das|die|ال)\s+"
)


@dataclass(frozen=True, slots=True)
class Defined:
    """A term as one law defines it: `words` are the law's own, from the term on, cut at the end of the definition."""

    term: str
    words: str
    language: str | None
    country: str
    work: str
    work_title: str
    expression: str
    eid: str
    num: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One notion with its definitions. `concept` is its id in the thesaurus; None for a term that the thesaurus does
    not know, which then stands under itself, by language."""

    name: str
    concept: str | None
    definitions: tuple[Defined, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that define it, in order of code."""
        return tuple(sorted({defined.country for defined in self.definitions}))


def glossary(
    kb: KnowledgeBase, countries: Sequence[str] = (), *, language: str = "fr", shared_only: bool = False
) -> tuple[Entry, ...]:
    """The terms that current texts define, the ones that most countries define first; `countries` empty takes all,
    `shared_only` leaves out what one country alone defines. Names of concepts are in `language`."""
    groups: dict[tuple[str | None, str], list[Defined]] = defaultdict(list)
    thesaurus = kb.thesaurus
    with kb.store.read() as session:
        works = {work.id: work for work in session.works.find(jurisdictions=list(countries) or None, held=True)}
        current = {expression.id: expression for expression in session.texts.current(works_=works)}
        by_text: dict[str, list[StoredTag]] = defaultdict(list)
        for stored in session.texts.tagged("definition", expressions_=current):
            by_text[stored.expression].append(stored)
        for name, tags in by_text.items():
            legal, work = session.texts.text(name), works[current[name].work]
            provisions = {provision.eid: provision for provision in legal.provisions}
            starts = sorted(stored.tag.evidence.start for stored in tags)
            for stored in tags:
                home = provisions.get(stored.tag.eid)
                if home is None:
                    continue
                place = stored.tag.evidence
                limit = min([start for start in starts if start > place.end] + [home.end])
                spoken = home.language or legal.language
                words = _words(legal.text[place.start : limit])
                concept = _concept(thesaurus, stored.tag.label, spoken)
                key = (concept, "") if concept else (None, f"{spoken}:{_bare(stored.tag.label)}")
                groups[key].append(
                    Defined(
                        stored.tag.label,
                        words,
                        spoken,
                        resources.country_of(work.jurisdiction),
                        work.id,
                        work.title,
                        name,
                        home.eid,
                        home.num,
                        stored.tag.status != "suggested",
                    )
                )
    entries = [_entry(thesaurus, concept, found, language) for (concept, _), found in groups.items()]
    shown = [entry for entry in entries if not shared_only or len(entry.countries) > 1]
    return tuple(sorted(shown, key=lambda entry: (-len(entry.countries), entry.name.casefold())))


def _entry(thesaurus: Thesaurus, concept: str | None, found: list[Defined], language: str) -> Entry:
    name = thesaurus.concepts[concept].name(language) if concept else min((d.term for d in found), key=len)
    return Entry(name, concept, tuple(sorted(found, key=lambda one: (one.country, one.work, one.expression, one.eid))))


def _concept(thesaurus: Thesaurus, term: str, language: str | None) -> str | None:
    """The concept that bears the term's name in its language, where one alone does."""
    found = thesaurus.find(term, language) or thesaurus.find(_bare(term), language)
    return found[0] if len(found) == 1 else None


def _bare(term: str) -> str:
    """The term without its article, as it is compared."""
    return ARTICLES.sub("", fold(term))


def _words(text: str) -> str:
    """The definition: up to the next empty line or, where that is long, to the last full stop that fits."""
    words = " ".join(re.split(r"\n\s*\n|\n(?=\s*(?:\d+[.)°]|[a-z]\)|[-–•]))", text.strip(), maxsplit=1)[0].split())
    words = re.sub(r"[\s;:,(«\"]*(?:\w{1,4}[.)°]|\d{1,3}[ºª]|[-–•])?\s*[«\"“]?\s*$", "", words) or words
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST]
    stop = max(cut.rfind(". "), cut.rfind("; "))
    return cut[: stop + 1] if stop > LONGEST // 3 else cut.rsplit(" ", 1)[0] + " …"
