"""The secretariat's side of a submission: taking it up, asking, editing, deciding. Nobody decides on their own text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.errors import BadRequest, Conflict, Forbidden
from kb.model.people import Person
from kb.model.submission import OPEN, FieldRequest, State, Submission
from kb.services import notices
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import require
from kb.services.submission_steps import PUBLISH
from kb.services.submitting import checked, checked_fields, seen
from kb.store import Session

LONGEST_WORDS = 4000


def decide(
    kb: KnowledgeBase, person: Person, submission_id: str, to: State, *, reason: str = "", revision: int
) -> Submission:
    """Take it up ("under-review", which assigns it to the person), ask for changes, decline or accept.

    Changes asked and a refusal need a reason. What is accepted as it was sent is published by the worker; what the
    secretariat edited waits for the submitter's word first. Raises `Forbidden`, `BadRequest`, `Conflict`.
    """
    require(person, "review")
    if to not in ("under-review", "changes-asked", "declined", "accepted"):
        raise BadRequest(f"The secretariat does not decide {to!r}.")
    if to in ("changes-asked", "declined") and not reason.strip():
        raise BadRequest("Say why: the submitter reads the reason.")
    reason = reason.strip()
    with kb.store.write() as session:
        submission = _open(session, person, submission_id, revision)
        edited = bool(submission.edits)
        detail: dict[str, Any] = {"reason": reason} if reason else {}
        if edited and to == "accepted":
            detail |= {"edits": differences(submission)}
        reviewer = person.id if to == "under-review" else submission.reviewer
        # Changes asked, or a refusal, end the edits: the submitter sends the fields anew.
        edits = submission.edits if to in ("under-review", "accepted") else None
        moved = session.submissions.move(submission, to, person.email, detail, reviewer=reviewer, edits=edits)
        if to == "accepted" and not edited:
            session.jobs.ask(PUBLISH, {"submission": submission.id})
        notices.tell(session, kb.settings, moved, notices.after(to, edited), reason=reason)
        return moved


def assign(kb: KnowledgeBase, person: Person, submission_id: str, reviewer: int | None, *, revision: int) -> Submission:
    """Give a submission to a reviewer, or to nobody; raises `BadRequest` for one who may not decide on it."""
    with kb.store.write() as session:
        submission = _open(session, person, submission_id, revision, own=True)
        name = None
        if reviewer is not None:
            other = session.people.get(reviewer)
            if not other.may("review") or other.id == submission.submitter:
                raise BadRequest(f"{other.name} may not decide on this submission.")
            name = other.email
        return session.submissions.change(submission, "assigned", person.email, {"reviewer": name}, reviewer=reviewer)


def edit(
    kb: KnowledgeBase, person: Person, submission_id: str, fields: Mapping[str, str], *, revision: int
) -> Submission:
    """Set the fields as the secretariat wants to publish them; the submitter sees what changes and has the last word.

    Raises `BadField`, `Forbidden`, `Conflict`.
    """
    with kb.store.write() as session:
        submission = _open(session, person, submission_id, revision)
        wanted = checked(fields)
        edits = wanted if wanted != dict(submission.declared) else None
        changed = {"changes": _changes(submission.declared, wanted)}
        return session.submissions.change(submission, "edited", person.email, changed, edits=edits)


def ask(kb: KnowledgeBase, person: Person, submission_id: str, field: str, words: str) -> FieldRequest:
    """Ask the submitter about one field; raises `BadRequest` for an unknown field or without words."""
    words = words.strip()
    with kb.store.write() as session:
        submission = _open(session, person, submission_id, None)
        if field not in checked_fields():
            raise BadRequest(f"There is no field {field!r}; there are {', '.join(checked_fields())}.")
        if not words or len(words) > LONGEST_WORDS:
            raise BadRequest(f"Say in 1 to {LONGEST_WORDS} characters what you want to know.")
        request = session.requests.add(submission.id, field, words, person.email)
        session.submissions.note(submission, "asked", person.email, {"field": field, "reason": words})
        notices.ask(session, kb.settings, submission, by=person, field=field, words=words)
        return request


def reviewers(kb: KnowledgeBase, submission: Submission) -> list[Person]:
    """The people who may decide on a submission."""
    with kb.store.read() as session:
        return [p for p in session.people.everybody() if p.may("review") and p.id != submission.submitter]


def differences(submission: Submission) -> dict[str, list[str | None]]:
    """Field → [as sent, as the secretariat wants to publish it]; empty where nothing was edited."""
    return _changes(submission.declared, submission.edits) if submission.edits else {}


def _open(
    session: Session, person: Person, submission_id: str, revision: int | None, *, own: bool = False
) -> Submission:
    """The submission, where the person may decide on it now; `own`: also one that they handed in themselves."""
    require(person, "review")
    submission, _ = seen(session, person, submission_id)
    if submission.submitter == person.id and not own:
        raise Forbidden("Nobody decides on a text that they handed in.", advice="Ask another reviewer.")
    if submission.state not in OPEN:
        raise Conflict(f"The submission is {submission.state}: there is nothing to decide now.")
    if revision is not None and submission.revision != revision:
        raise Conflict("The submission has changed meanwhile.", advice="Read it again, then decide.")
    return submission


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str | None]]:
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
