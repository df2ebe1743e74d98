"""What is kept only for a while: letters that left, keys that ended, jobs that are done, files that were refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kb.model.submission import State
from kb.services.knowledge_base import KnowledgeBase
from kb.services.submission_steps import MACHINE
from kb.store import Session
from kb.store.codec import now

TIDIED = "tidied_at"
"""Fact of the store: when it was tidied last."""
REFUSED: tuple[State, ...] = ("declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many of each were removed."""

    letters: int
    keys: int
    jobs: int
    files: int


def tidy_if_due(kb: KnowledgeBase) -> Tidied | None:
    """Tidy once a day; None where it was done already."""
    with kb.store.read() as session:
        if (session.fact(TIDIED) or "") > _ago(1):
            return None
    return tidy(kb)


def tidy(kb: KnowledgeBase) -> Tidied:
    """Remove what the settings keep no longer. History, texts and decisions are never removed."""
    before = _ago(kb.settings.keep_letters_days)
    with kb.store.write() as session:
        letters = session.letters.forget(sent_before=before)
        keys = session.accounts.forget_keys(ended_before=before)
        jobs = session.jobs.forget(done_before=before)
        orphans = _refused(session, _ago(kb.settings.keep_refused_days)) if kb.settings.keep_refused_days else []
        session.note_fact(TIDIED, now())
    # Only once nothing in the store points there any more: a crash between the two leaves a file, never a gap.
    for sha256 in orphans:
        kb.files.remove(sha256)
    return Tidied(letters, keys, jobs, len(orphans))


def _refused(session: Session, before: str) -> list[str]:
    """Let go of the files of submissions that were refused or taken back before a moment; gives those nobody needs."""
    found: list[str] = []
    for submission in session.submissions.find(states=REFUSED):
        if submission.sha256 and submission.changed_at < before:
            told = {"sha256": submission.sha256, "file": submission.file_name}
            session.submissions.change(submission, "file-removed", MACHINE, told, sha256="", file_name="", size=0)
            found.append(submission.sha256)
    kept = set(session.submissions.files())
    return [sha256 for sha256 in dict.fromkeys(found) if sha256 not in kept and session.texts.file(sha256) is None]


def _ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
