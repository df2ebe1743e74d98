"""What a contact point can hand in next: texts of its country catalogued or cited but not held, and doubtful ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model.law import Work
from kb.model.people import Person
from kb.services import citing
from kb.services.citing import Missing
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import organisations

MOST = 40
CONTESTED = ("repealed", "metadata-disagreement")
"""Codes of issues that put a text's status or data in doubt."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A held text whose status is not known, or of which something else says otherwise."""

    work: Work
    expression: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What is missing of one State or organisation, each list the most useful first."""

    jurisdiction: str
    catalogued: tuple[Work, ...]
    cited: tuple[Missing, ...]
    doubtful: tuple[Doubtful, ...]


def of(kb: KnowledgeBase, person: Person) -> Needs | None:
    """What is missing of the person's State or organisation; None for who speaks for none with law of its own."""
    home = organisations()[person.organisation].jurisdiction if person.organisation else None
    return None if home is None else missing(kb, home)


def missing(kb: KnowledgeBase, country: str) -> Needs:
    """What is missing of a State or organisation."""
    with kb.store.read() as session:
        works = session.works.find(country=country)
        texts = session.texts.current(works_=[work.id for work in works])
        held = {text.work for text in texts}
        known = {work.id: work for work in works}
        doubtful = [
            Doubtful(known[text.work], text.id, reasons)
            for text in texts
            if (reasons := _doubts(known[text.work], [issue.code for issue in text.issues]))
        ]
    without = [work for work in works if work.id not in held and not work.specimen]
    without.sort(key=lambda work: (work.status != "in-force", -int((work.date_adopted or "0")[:4]), work.title))
    cited = citing.backlog(kb, country=country, limit=MOST)
    return Needs(country, tuple(without[:MOST]), tuple(cited), tuple(doubtful[:MOST]))


def _doubts(work: Work, codes: Sequence[str]) -> tuple[str, ...]:
    found = [code for code in CONTESTED if code in codes]
    return tuple((["status-unknown"] if work.status == "unknown" else []) + found)
