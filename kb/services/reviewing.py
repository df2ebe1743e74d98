"""Review of tags: what waits for a person, what people decide, and what they add. The page and the command use these.

Every verb that changes something takes the person who does it and raises `Forbidden` where the role does not allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kb import resources, thesaurus
from kb.errors import BadRequest, Conflict
from kb.model.law import Provision, Work
from kb.model.people import Person
from kb.model.tags import Evidence, Tag, TagKind
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import require
from kb.store import Session, StoredTag
from kb.store.reviews import Decided, Reviews, Wanted

__all__ = [
    "Decided", "Decision", "ProvisionTags", "UnderReview", "Wanted", "add", "decide", "of_provision", "show",
    "typed_answer", "waiting",
]  # fmt: skip

Decision = Literal["accepted", "rejected", "suggested"]
"""What a person may say of a tag; "suggested" takes an earlier decision back. A tag that a person added is rejected to
take it out."""
AROUND = 240
"""Characters shown before and after the words that a tag stands on."""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A tag with what is needed to judge it. `before` and `after` are the words around its quotation, `history` what
    people decided on it, oldest first."""

    stored: StoredTag
    work: Work
    provision: Provision
    language: str | None
    before: str
    after: str
    history: tuple[Decided, ...] = ()

    @property
    def quote(self) -> str:
        """The words that the tag stands on."""
        return self.stored.tag.evidence.quote


def waiting(
    kb: KnowledgeBase, wanted: Wanted, *, after: int = 0, limit: int = 50, skip: Iterable[int] = ()
) -> tuple[tuple[UnderReview, ...], int]:
    """Tags to decide on, in the order of the texts, and how many there are in all; `after` is the last id seen."""
    _check(wanted)
    with kb.store.read() as session:
        found = Reviews(session.connection).find(wanted, after=after, limit=limit, skip=skip)
        return tuple(_shown(session, stored) for stored in found), Reviews(session.connection).count(wanted)


def show(kb: KnowledgeBase, tag_id: int) -> UnderReview:
    """One tag; raises `NotFound`."""
    with kb.store.read() as session:
        return _shown(session, Reviews(session.connection).get(tag_id))


@dataclass(frozen=True, slots=True)
class ProvisionTags:
    """A provision with all that is said of it, rejected tags too."""

    work: Work
    provision: Provision
    language: str | None
    tags: tuple[UnderReview, ...]


def of_provision(kb: KnowledgeBase, expression: str, eid: str) -> ProvisionTags:
    """The tags of one provision, in the order in which they were found; raises `NotFound`."""
    with kb.store.read() as session:
        provision = session.texts.provision(expression, eid)
        held = session.texts.get(expression)
        return ProvisionTags(
            session.works.get(held.work), replace(provision, boxes=()), provision.language or held.language,
            tuple(_shown(session, stored) for stored in session.texts.tags(expression, eid=eid)),
        )  # fmt: skip


def typed_answer(question_id: str, words: str) -> Any:
    """A person's words as the typed answer of a question. Raises `BadRequest` for what is no answer to it."""
    question = resources.questions().get(question_id)
    if question is None:
        raise BadRequest(f"{question_id!r} is no question of the closed list.")
    match question.answer_type:
        case "yes-no":
            if words not in ("yes", "no"):
                raise BadRequest("The answer to this question is yes or no.")
            return words == "yes"
        case "number":
            return _number(words.removesuffix("%").strip())
        case "enum" | "multi-enum":
            chosen = [part.strip() for part in words.split(";") if part.strip()]
            unknown = [part for part in chosen if question.values and part not in question.values]
            if unknown or not chosen or (question.answer_type == "enum" and len(chosen) > 1):
                raise BadRequest(f"The answer to this question is one of: {'; '.join(question.values)}.")
            return chosen if question.answer_type == "multi-enum" else chosen[0]
        case "date":
            if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", words):
                raise BadRequest("The answer to this question is a day as 2024-03-31, a month or a year.")
            return words
        case _:
            if not words:
                raise BadRequest("The answer is empty.")
            return words


def _number(words: str) -> int | float:
    """A number in figures. "10,000" is ten to some and ten thousand to others, and so is asked for again."""
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", words):
        raise BadRequest(f"{words!r} may be two numbers: write thousands without a mark, as 10000, or 10.0 for ten.")
    if not re.fullmatch(r"-?\d+([.,]\d+)?", words):
        raise BadRequest("The answer to this question is a number in figures, as 12 or 12.5.")
    number = float(words.replace(",", "."))
    return int(number) if number.is_integer() else number


def decide(kb: KnowledgeBase, person: Person, tag_id: int, decision: Decision, *, seen: str | None = None) -> StoredTag:
    """Accept or reject a tag, or take a decision back; kept with who and when, also when the text is read again.

    `seen` is the status that the person saw: where another has decided meanwhile, `Conflict` is raised.
    """
    require(person, "decide-tags")
    if decision not in get_args(Decision):
        raise BadRequest(f"{decision!r} is no decision: accepted, rejected or suggested.")
    with kb.store.write() as session:
        stored = Reviews(session.connection).get(tag_id)
        if seen is not None and stored.tag.status != seen:
            raise Conflict(f"{stored.decided_by or 'Someone'} has decided on this tag meanwhile: {stored.tag.status}.")
        Reviews(session.connection).decide(tag_id, decision, person.email)
        _stale(session, stored.expression)
        return Reviews(session.connection).get(tag_id)


def add(
    kb: KnowledgeBase,
    person: Person,
    expression: str,
    eid: str,
    kind: TagKind,
    label: str,
    *,
    quote: str | None = None,
    value: Any = None,
) -> StoredTag:
    """Add a tag to a provision, on the words `quote` (else on its beginning). One that is there already is accepted."""
    require(person, "decide-tags")
    _known_label(kind, label)
    with kb.store.write() as session:
        provision = session.texts.provision(expression, eid)
        for stored in session.texts.tags(expression, kind=kind, eid=eid):
            if stored.tag.label == label and stored.tag.value in (value, None):
                Reviews(session.connection).decide(stored.id, "accepted", person.email)
                _stale(session, expression)
                return Reviews(session.connection).get(stored.id)
        words = quote if quote is not None else provision.text[:AROUND]
        place = provision.text.find(words)
        if place < 0 or not words.strip():
            raise BadRequest("These words do not stand in that provision.")
        start = provision.start + place
        evidence = Evidence(
            eid, start, start + len(words), words, person.email, provision.page, provision.boxes
        )  # fmt: skip
        tag = Tag(kind, label, eid, evidence, basis="person", value=value, status="added")
        number = Reviews(session.connection).add(expression, tag, person.email)
        _stale(session, expression)
        return Reviews(session.connection).get(number)


def _shown(session: Session, stored: StoredTag) -> UnderReview:
    provision = session.texts.provision(stored.expression, stored.tag.eid)
    expression = session.texts.get(stored.expression)
    first = max(0, stored.tag.evidence.start - provision.start)
    last = max(first, stored.tag.evidence.end - provision.start)
    return UnderReview(
        stored,
        session.works.get(expression.work),
        replace(provision, boxes=()),
        provision.language or expression.language,
        provision.text[max(0, first - AROUND) : first],
        provision.text[last : last + AROUND],
        Reviews(session.connection).history(stored),
    )


def _stale(session: Session, expression: str) -> None:
    """The index holds tags: it is brought up to date by the worker, or by the next run."""
    session.texts.mark_stale(expression)


def _check(wanted: Wanted) -> None:
    if wanted.country is not None and wanted.country not in resources.jurisdictions():
        raise BadRequest(f"No country or organisation has the code {wanted.country!r}.")
    unknown = set(wanted.kinds) - set(get_args(TagKind))
    if unknown:
        raise BadRequest(f"There are no tags of the kind {', '.join(sorted(unknown))}.")


def _known_label(kind: str, label: str) -> None:
    lists = {
        "theme": {theme.id for theme in resources.leaf_themes()},
        "answer": set(resources.questions()),
        "concept": set(thesaurus.load().concepts) if kind == "concept" else set(),
    }
    if kind in lists and label not in lists[kind]:
        raise BadRequest(f"{label!r} is no {kind} of the closed list.")
    if not label.strip():
        raise BadRequest("A tag needs a label.")
