"""A private draft beside the law: what it covers and misses, what it answers, and the nearest provisions elsewhere.

A draft is its owner's alone: no role sees another's, and nothing of it enters the index, a list, a feed or an export.
"""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from kb import resources
from kb.compare import answer_matrix, theme_matrix
from kb.errors import BadRequest, Forbidden, NotFound, SourceDamaged, SourceTooLarge
from kb.model.comparison import Matrix
from kb.model.draft import Draft, DraftAnswer, DraftProvision
from kb.model.law import DIVISIONS, ParsedFile, Work
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.services.submitting import file_name
from kb.store import Session
from kb.store.codec import now

if TYPE_CHECKING:
    from kb.search.index import SearchHit

READ = "read-draft"
"""Kind of job, see `ingest.drafts`; its payload is {"draft": id}."""
MOST = 20
"""Drafts of one person."""
MOST_BYTES = 30_000_000
TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class DraftBeside:
    """A draft with the laws beside it: one row a theme and one a question on which either says something.

    `works` are the single laws among the columns of the tables, in their order.
    """

    draft: Draft
    themes: Matrix
    answers: Matrix
    works: tuple[Work, ...]

    def on_theme(self, theme: str) -> tuple[DraftProvision, ...]:
        """Provisions of the draft on a theme, the surest first."""
        found = [(dict(p.themes)[theme], p) for p in self.draft.provisions if theme in dict(p.themes)]
        return tuple(provision for _, provision in sorted(found, key=lambda pair: -pair[0]))

    def answers_to(self, question: str) -> tuple[tuple[DraftProvision, DraftAnswer], ...]:
        """What the draft answers to a question, and where."""
        return tuple((p, a) for p in self.draft.provisions for a in p.answers if a.question == question)


def keep(kb: KnowledgeBase, person: Person, name: str, stream: BinaryIO) -> Draft:
    """Take a draft in; its file waits in the store until the worker has read it.

    Raises `Forbidden` for a closed account, `SourceDamaged` for an empty file, `SourceTooLarge`, `BadRequest` for more
    drafts than one person may keep.
    """
    if not person.active:
        raise Forbidden("This account is closed.")
    content = stream.read(MOST_BYTES + 1)
    if not content:
        raise SourceDamaged("The file is empty.", advice="Choose it again.")
    if len(content) > min(MOST_BYTES, kb.settings.max_file_mb * 1_000_000):
        raise SourceTooLarge(f"The file is larger than {most_megabytes(kb)} MB.")
    name = file_name(name)
    draft = Draft(
        secrets.token_urlsafe(18), person.id, name, mimetypes.guess_type(name)[0] or "application/octet-stream",
        len(content), "waiting", now(),
    )  # fmt: skip
    with kb.store.write() as session:
        if len(session.drafts.find(person.id)) >= MOST:
            raise BadRequest(f"You keep {MOST} drafts already: erase one first.")
        session.drafts.add(draft, content)
        session.jobs.ask(READ, {"draft": draft.id})
    return draft


def most_megabytes(kb: KnowledgeBase) -> int:
    """The size of the largest draft that is taken in."""
    return min(MOST_BYTES // 1_000_000, kb.settings.max_file_mb)


def mine(kb: KnowledgeBase, person: Person) -> tuple[Draft, ...]:
    """The drafts of a person, newest first."""
    with kb.store.read() as session:
        return tuple(_told(session, draft) for draft in session.drafts.find(person.id))


def get(kb: KnowledgeBase, person: Person, draft_id: str) -> Draft:
    """A draft of this person; raises `NotFound` also for another's."""
    with kb.store.read() as session:
        return _told(session, session.drafts.get(draft_id, person.id))


def erase(kb: KnowledgeBase, person: Person, draft_id: str) -> None:
    """Take a draft out for good, with all that was read of it; raises `NotFound`."""
    with kb.store.write() as session:
        session.drafts.erase(draft_id, person.id)


def beside(
    kb: KnowledgeBase, person: Person, draft_id: str, columns: Sequence[str], *, language: str = "fr"
) -> DraftBeside:
    """The draft and the laws of `columns` (codes of countries, ids of works); raises `NotFound`."""
    with kb.store.read() as session:
        draft = _told(session, session.drafts.get(draft_id, person.id))
        named = [name for name in columns if name.startswith("/akn/")]
        works = {work.id: work for work in session.works.find(ids=named)}
        if missing := [name for name in named if name not in works]:
            raise NotFound(f"No work {missing[0]} is known.")
        leaves = [theme.id for theme in resources.leaf_themes()]
        themes = theme_matrix(session, leaves, columns, language=language, limit=2)
        answers = answer_matrix(session, list(resources.questions()), columns, language=language, limit=1)
    answered = {answer.question for provision in draft.provisions for answer in provision.answers}
    kept = [n for n, row in enumerate(answers.rows) if row in answered or any(c.entries for c in answers.cells[n])]
    spoken = replace(
        answers, rows=tuple(answers.rows[n] for n in kept), cells=tuple(answers.cells[n] for n in kept)
    )  # fmt: skip
    return DraftBeside(draft, themes, spoken, tuple(works[name] for name in named))


def nearest(
    kb: KnowledgeBase, person: Person, draft_id: str, eid: str, *, limit: int = 10, language: str = "fr"
) -> tuple[DraftProvision, tuple[SearchHit, ...]]:
    """A provision of the draft and what other laws, in any language, say nearly the same.

    Raises `NotFound` and `EngineUnavailable`. The draft is only asked with: nothing of it is kept by the index.
    """
    from kb.search.index import IndexRecord
    from kb.search.query import SearchQuery
    from kb.services.searching import search

    draft = get(kb, person, draft_id)
    provision = next((p for p in draft.provisions if p.eid == eid), None)
    if provision is None:
        raise NotFound(f"No provision {eid[:80]} in this draft.")
    spoken = provision.language or draft.language or language
    record = IndexRecord(
        id=f"draft~{eid}", work="draft", title="", jurisdiction="", country="", heading=provision.heading,
        text=provision.text, language=spoken,
    )  # fmt: skip
    words = " ".join(word.casefold() for word in kb.index.telling(record))
    # Without quotation marks, which would keep the terms from being translated.
    named = " OR ".join(f"({term})" for term in provision.terms if not set(term) & set('"()'))
    found: dict[str, SearchHit] = {}
    # The telling words come from texts of the draft's own language; where none is held, its concepts lead elsewhere.
    for question in (words, named):
        if question and len(found) < limit:
            query = SearchQuery(question, limit=limit, interface_language=spoken)
            found |= {
                hit.id: hit for hit in search(kb, query).hits if hit.expression and hit.eid and hit.id not in found
            }
    return provision, tuple(found.values())[:limit]


def read_from(draft: Draft, parsed: ParsedFile) -> Draft:
    """The draft with what was read of its file, one text after the other where the file holds several."""
    first = parsed.works[0] if parsed.works else None
    provisions: list[DraftProvision] = []
    for number, work in enumerate(parsed.works):
        by_provision: dict[str, tuple[dict[str, float], list[DraftAnswer], list[str]]] = {}
        for tag in work.tags:
            themes, answers, terms = by_provision.setdefault(tag.eid, ({}, [], []))
            if tag.kind == "theme":
                themes[tag.label] = max(themes.get(tag.label, 0.0), tag.score or 0.0)
            elif tag.kind == "answer":
                answers.append(DraftAnswer(tag.label, tag.value, tag.evidence.quote))
            elif tag.kind == "concept":
                terms.append(" ".join(tag.evidence.quote.split()))
        for p in work.text.provisions:
            if p.type in DIVISIONS:
                continue
            themes, answers, terms = by_provision.get(p.eid, ({}, [], []))
            provisions.append(
                DraftProvision(
                    p.eid if not number else f"{number + 1}-{p.eid}", p.type, p.num, p.heading, p.text,
                    p.language or work.text.language, tuple(sorted(themes.items(), key=lambda t: -t[1])),
                    tuple(answers), tuple(dict.fromkeys(terms)),
                )
            )  # fmt: skip
    title = (first.metadata.get("title") if first else None) or draft.name
    return replace(
        draft, state="read" if provisions else "failed", title=" ".join(title.split())[:TITLE_LENGTH],
        language=first.text.language if first else None, pages=parsed.pages,
        poor_text=bool(parsed.quality.get("poor")), provisions=tuple(provisions),
        failure=None if provisions else "No article or section was recognised in this file.",
    )  # fmt: skip


def _told(session: Session, draft: Draft) -> Draft:
    """A draft whose job was given up did not fail in silence."""
    if draft.state == "waiting":
        given_up = {job.payload["draft"] for job in session.jobs.find(kind=READ, states=("dead",))}
        if draft.id in given_up:
            return replace(draft, state="failed", failure="The file could not be read.")
    return draft
