"""Who is told of a submission's steps, by letter and in a feed of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model.people import Person
from kb.model.submission import State, Submission, SubmissionEvent
from kb.services import mailing
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store import Session

TO_SUBMITTER: frozenset[str] = frozenset(
    {"changes-asked", "accepted", "to-confirm", "declined", "published", "not-published"}
)
TO_SECRETARIAT: frozenset[str] = frozenset({"submitted", "resubmitted", "withdrawn", "not-published", "not-taken-out"})


@dataclass(frozen=True, slots=True)
class Notice:
    """One step of a submission for somebody's feed, with the submission's name."""

    event: SubmissionEvent
    title: str


def tell(session: Session, settings: Settings, submission: Submission, what: str, *, reason: str = "") -> None:
    """Write letters about a step to those whose turn it is, or who wait for it.

    Beside the states: "to-confirm" (accepted with edits), "not-published", "not-taken-out" (the worker gave it up).
    """
    to = [session.people.get(submission.submitter)] if what in TO_SUBMITTER else []
    if what in TO_SECRETARIAT:
        to += _reviewers(session, submission)
    for person in to:
        if not person.active:
            continue
        language = mailing.language_of(session, person)
        mailing.write(
            session, settings, person, "submission", title=title_of(submission), reason=f"{reason}\n" if reason else "",
            state=mailing.words_for("state", what, language), link=link(settings, submission, language),
        )  # fmt: skip


def ask(session: Session, settings: Settings, submission: Submission, *, by: Person, field: str, words: str) -> None:
    """A letter to the submitter with what the secretariat asks about a field."""
    person = session.people.get(submission.submitter)
    language = mailing.language_of(session, person)
    mailing.write(
        session, settings, person, "request", title=title_of(submission), by=by.name, words=words,
        field=mailing.words_for("field", field, language), link=link(settings, submission, language),
    )  # fmt: skip


def feed(kb: KnowledgeBase, person: Person, submissions: Sequence[Submission], *, most: int = 100) -> list[Notice]:
    """The latest steps of submissions that the person may see, newest first."""
    with kb.store.read() as session:
        found = [
            Notice(event, title_of(submission))
            for submission in submissions
            for event in session.submissions.history(submission.id)
        ]
    return sorted(found, key=lambda one: (one.event.at, one.event.id), reverse=True)[:most]


def title_of(submission: Submission) -> str:
    """What a submission is called: its declared or detected title, else its file's name, else its number."""
    works = (submission.parsed or {}).get("works") or []
    read = works[0]["metadata"].get("title") if len(works) == 1 else None
    title = submission.declared.get("title") or (read["value"] if read else None)
    return str(title or submission.file_name or submission.id)


def link(settings: Settings, submission: Submission, language: str) -> str:
    """The address of a submission's page."""
    return f"{settings.public_url.rstrip('/')}/{language}/submissions/{submission.id}"


def _reviewers(session: Session, submission: Submission) -> list[Person]:
    """The one who took it up, else everybody of the secretariat but the submitter."""
    everybody = [p for p in session.people.everybody() if p.may("review") and p.id != submission.submitter]
    return [p for p in everybody if p.id == submission.reviewer] or everybody


def after(state: State, edited: bool) -> str:
    """The word for a letter after a step: what is accepted with edits waits for the submitter."""
    return "to-confirm" if state == "accepted" and edited else state
