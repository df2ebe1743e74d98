"""What the worker notes on a submission while it reads and publishes it; each step may be taken twice without harm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb import resources
from kb.catalogue import match_work
from kb.identity import is_unnumbered, set_apart, slug, work_uri
from kb.model.law import ParsedFile, Work
from kb.model.layout import Issue
from kb.model.source import Declared
from kb.model.submission import Submission
from kb.services import duplicates, notices
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store import Session
from kb.store.codec import issues_to_json, values_to_json
from kb.store.jobs import Job

PARSE = "parse-submission"
PUBLISH = "publish-submission"
FETCH = "fetch-submission"
TAKE_OUT = "take-out-submission"
"""Kinds of job, see `ingest.jobs`; their payload is {"submission": id}."""

MACHINE = "sselex"
"""Who takes the steps that no person takes."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was brought from an address and is kept; `size` is in bytes."""

    address: str
    name: str
    sha256: str
    size: int
    media_type: str


def begin(kb: KnowledgeBase, submission_id: str) -> Submission | None:
    """Note that the file is being read; None where there is nothing to read any more."""
    with kb.store.write() as session:
        submission = session.submissions.get(submission_id)
        if submission.state == "received":
            return session.submissions.move(submission, "parsing", MACHINE, {})
    return submission if submission.state == "parsing" else None


def note_fetched(session: Session, submission_id: str, file: Fetched) -> None:
    """The file behind the declared address is here; now it is read."""
    submission = session.submissions.get(submission_id)
    if submission.state == "received" and not submission.sha256:
        told = {"address": file.address, "sha256": file.sha256, "file": file.name}
        session.submissions.change(
            submission, "fetched", MACHINE, told, sha256=file.sha256, size=file.size, file_name=file.name,
            media_type=file.media_type,
        )  # fmt: skip
        session.jobs.ask(PARSE, {"submission": submission_id})


def note_read(session: Session, submission_id: str, reading: Mapping[str, Any]) -> None:
    """Keep what was read, or why nothing was (see `reading_of` and `failure`); the submitter has the next word."""
    submission = session.submissions.get(submission_id)
    if submission.state == "received":
        submission = session.submissions.move(submission, "parsing", MACHINE, {})
    if submission.state == "parsing":
        told = {"texts": len(reading.get("works", ())), "failure": reading.get("failure")}
        session.submissions.move(submission, "needs-metadata", MACHINE, told, parsed=reading)


def note_published(session: Session, settings: Settings, submission_id: str, expressions: Sequence[str]) -> None:
    """The accepted text is in the knowledge base, or its work alone where there are no `expressions`."""
    submission = session.submissions.get(submission_id)
    if submission.state == "accepted":
        moved = session.submissions.move(submission, "published", MACHINE, {"texts": list(expressions)})
        notices.tell(session, settings, moved, "published")


def published_texts(session: Session, submission_id: str) -> tuple[str, ...]:
    """The addresses at which a submission brought texts into the knowledge base."""
    events = session.submissions.history(submission_id)
    return tuple(text for event in events if event.what == "published" for text in event.detail["texts"])


def texts_held(session: Session, submission_id: str) -> tuple[str, ...]:
    """The texts of a submission's file that the knowledge base holds now, at whatever addresses: since they were
    published a work may have moved, or the file have been read anew."""
    submission = session.submissions.get(submission_id)
    return tuple(text.id for text in session.texts.find(sha256=submission.sha256)) if submission.sha256 else ()


def reading_of(kb: KnowledgeBase, parsed: ParsedFile, parser: str) -> dict[str, Any]:
    """What is kept of a file that was read: metadata with their evidence, counts, quality, issues, and which held texts
    say the same."""
    with kb.store.read() as session:
        alike = [duplicates.like(session, work.text.text, work.text.language)[:3] for work in parsed.works]
    return {
        "parser": parser,
        "pages": parsed.pages,
        "quality": dict(parsed.quality),
        "issues": issues_to_json(parsed.issues),
        "works": [
            {
                "language": work.text.language,
                "provisions": sum(1 for _ in work.text.articles()),
                "metadata": values_to_json(work.metadata.fields),
                "issues": issues_to_json(work.issues),
                "alike": [{"text": held.id, "title": held.title, "share": round(share, 2)} for held, share in found],
            }
            for work, found in zip(parsed.works, alike, strict=True)
        ],
        "failure": None,
    }


def failure(issue: Issue) -> dict[str, Any]:
    """What is kept of a file that was not read."""
    return {"works": [], "issues": issues_to_json([issue]), "failure": issue.message}


def declared_of(submission: Submission, submitter: str) -> Declared:
    """What the submitter declares, as saving takes it."""
    said = submission.declared
    known = {name: said[name] for name in Declared.__slots__ if name in said}
    if said["kind"] == "bill":
        known.setdefault("status", "bill")
    return Declared(**known, declared_by=submitter)


def put_work(kb: KnowledgeBase, submission: Submission) -> str:
    """Add the work that metadata without a text speak of, or fill what is not known of it; gives its URI."""
    with kb.store.write() as session:
        return _put_work(session, submission)


def _put_work(session: Session, submission: Submission) -> str:
    said = submission.declared
    facts: dict[str, Any] = {
        name: said.get(name) for name in ("title", "instrument", "number", "language", "date_adopted", "status")
    } | {"official_url": said.get("source_url")}
    match = match_work(
        session, jurisdiction=said["jurisdiction"], number=facts["number"], date=facts["date_adopted"],
        title=facts["title"], catalogue_id=None,
    )  # fmt: skip
    title = said["title"]
    uri = work_uri(said["jurisdiction"], facts["instrument"], facts["number"], facts["date_adopted"], fallback=title)
    if match is None and session.works.has(uri):
        there = session.works.get(uri)
        if is_unnumbered(uri) and slug(there.title, 500) != slug(title, 500):
            uri = set_apart(uri, title)
        match = session.works.get(uri) if session.works.has(uri) else None
    if match is not None:
        missing = {k: v for k, v in facts.items() if v and getattr(match, k) in (None, "", "unknown")}
        session.works.put(replace(match, **missing))
        return match.id
    facts["status"] = facts["status"] or ("bill" if said["kind"] == "bill" else "unknown")
    place = resources.jurisdictions()[said["jurisdiction"]]
    session.works.put(Work(id=uri, jurisdiction=place.code, specimen=place.specimen, confidence="declared", **facts))
    return uri


def give_up(session: Session, settings: Settings, job: Job) -> None:
    """Tell those who wait for a job that became a dead letter; a text that could not be published is reviewed again."""
    if job.kind == FETCH:
        note_read(session, job.payload["submission"], failure(Issue("error", "not-fetched", str(job.error))))
    if job.kind == PARSE:
        issue = Issue("error", "not-read", f"The file could not be read: {job.error}")
        note_read(session, job.payload["submission"], failure(issue))
    if job.kind in (PUBLISH, TAKE_OUT):
        submission = session.submissions.get(job.payload["submission"])
        reason = str(job.error)
        if job.kind == TAKE_OUT:
            notices.tell(session, settings, submission, "not-taken-out", reason=reason)
        elif submission.state == "accepted" and not submission.edits:
            moved = session.submissions.move(submission, "under-review", MACHINE, {"reason": reason})
            notices.tell(session, settings, moved, "not-published", reason=reason)
