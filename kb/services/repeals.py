"""Status by evidence: a repealing clause in a held text marks the text that it repeals, whatever a source says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kb import resources
from kb.identity import year_of
from kb.model.law import Work
from kb.model.layout import Issue
from kb.services.citing import Related, Resolver, relations, relations_of_all, relations_to
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.lines import notes


@dataclass(frozen=True, slots=True)
class Repeal:
    """A text that is repealed: by which work, in which provision of which text, in which words, from which day."""

    work: Work
    by: Work
    expression: str
    eid: str
    num: str
    words: str
    day: str | None
    """ISO day on which the repealing text comes into force, None where it is not known."""

    @property
    def sentence(self) -> str:
        """The repeal in one sentence."""
        since = f" from {self.day}" if self.day else ""
        return f"{self.work.title} is repealed{since} by {self.by.title}, {self.num or self.eid}."


def repeals_of(kb: KnowledgeBase, work_id: str) -> tuple[Repeal, ...]:
    """The repealing clauses in held texts that name a work. Raises `NotFound`."""
    with kb.store.read() as session:
        return tuple(pronounced(session, relations_to(session, session.works.get(work_id))))


def all_repeals(kb: KnowledgeBase, *, country: str | None = None) -> tuple[Repeal, ...]:
    """Every repeal that a held text pronounces of a work that is known, by State and title of the repealed work."""
    with kb.store.read() as session:
        related = [
            one
            for one in relations_of_all(session, ("repeals",))
            if country is None or resources.country_of(one.cited.jurisdiction) == country
        ]
        found = tuple(pronounced(session, related))
    return tuple(sorted(found, key=lambda repeal: (repeal.work.jurisdiction, repeal.work.title)))


def untraced_amendments(kb: KnowledgeBase, work_id: str) -> tuple[Related, ...]:
    """Amendments of a work in held texts whose number its own current text prints nowhere, neither in its words nor in
    notes: the text held may be older than they are (Spain's Ley 1/2026 amends three laws whose copies do not show it).
    """
    with kb.store.read() as session:
        work = session.works.get(work_id)
        return untraced(session, work, relations_to(session, work))


def untraced(session: Session, work: Work, related: Iterable[Related]) -> tuple[Related, ...]:
    """The same, of what texts say of a work."""
    amending = {
        one.citing.id: one
        for one in related
        if one.relation == "amends" and one.citing.number and _has_effect(session, one)
    }
    held = session.texts.current(works_=[work.id]) if amending else []
    if not held:
        return ()
    words = session.texts.text_alone(held[0].id) + notes(session.connection, held[0].id)
    return tuple(one for one in amending.values() if (one.citing.number or "") not in words)


def mark(session: Session, expression: str) -> list[Issue]:
    """Mark what a text that was just stored repeals, and the text itself where one that is held repeals it.

    The issues tell each mark that was set now; a work that is marked already is left as it is.
    """
    work = session.works.get(expression.rpartition("/")[0])
    resolver = Resolver(session)
    found = [*relations(session, work, resolver), *relations_to(session, work, resolver)]
    told = []
    for repeal in pronounced(session, found):
        if repeal.work.status == "repealed":
            continue
        session.works.put(replace(repeal.work, status="repealed", date_ended=repeal.work.date_ended or repeal.day))
        listed = " Its source lists it as in force." if repeal.work.status == "in-force" else ""
        told.append(Issue("warning" if listed else "info", "repealed", repeal.sentence + listed))
    return told


def pronounced(session: Session, related: Iterable[Related]) -> Iterator[Repeal]:
    """The repeals among what texts say of each other, each pair of works once."""
    seen: set[tuple[str, str]] = set()
    for one in related:
        if one.relation != "repeals" or not one.whole or (one.cited.id, one.citing.id) in seen:
            continue
        if not _has_effect(session, one):
            continue
        seen.add((one.cited.id, one.citing.id))
        provision = session.texts.provision(one.expression, one.eid)
        yield Repeal(
            one.cited, one.citing, one.expression, one.eid, provision.num, one.words,
            one.citing.date_in_force or one.citing.date_published,
        )  # fmt: skip


def _has_effect(session: Session, one: Related) -> bool:
    """A bill repeals and amends nothing yet, and no text does so to a later one (a consolidated text may cite its own
    repealer)."""
    if one.citing.status == "bill" or one.citing.instrument == "bill":
        return False
    if session.texts.get(one.expression).text_state == "draft":
        return False
    earlier, later = year_of(one.cited.date_adopted), year_of(one.citing.date_adopted)
    return not (earlier and later and earlier > later)
