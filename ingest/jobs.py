"""What the worker can do, one function a kind of job: each gives back what is to be written with the job's end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ingest import pipeline, search_jobs
from ingest.drafts import read_draft
from ingest.source import source_document
from kb.errors import EngineUnavailable, SourceUnreadable, SselexError
from kb.model.layout import Issue
from kb.model.submission import Submission
from kb.services import KnowledgeBase, bringing, bulk, mailing, saving, submission_steps, withdrawing, working
from kb.services.drafting import READ
from kb.services.mailing import SEND
from kb.services.submission_steps import FETCH, PARSE, PUBLISH, TAKE_OUT
from kb.services.working import INDEX, Closing, Job

BATCH = 40
"""Texts brought into the index at once."""

Tell = Callable[[str], None]


def parse_submission(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Read the file of a submission in the limited child process and keep what was read."""
    submission = submission_steps.begin(kb, job.payload["submission"])
    if submission is None:
        return lambda session: None
    tell("reading")
    with _file(kb, submission) as path:
        try:
            parsed = pipeline.parse(source_document(path), kb.settings)
            reading = submission_steps.reading_of(kb, parsed, pipeline.VERSION)
        except SourceUnreadable as error:
            reading = submission_steps.failure(_issue(error))
    return lambda session: submission_steps.note_read(session, submission.id, reading)


def fetch_submission(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Bring the file of a submission from the address that its submitter gave."""
    with kb.store.read() as session:
        submission = session.submissions.get(job.payload["submission"])
    if submission.state != "received" or submission.sha256:
        return lambda session: None
    tell("fetching")
    try:
        fetched = bringing.bring(kb, submission.declared["source_url"])
    except SourceUnreadable as error:
        refused = submission_steps.failure(_issue(error))
        return lambda session: submission_steps.note_read(session, submission.id, refused)
    return lambda session: submission_steps.note_fetched(session, submission.id, fetched)


def take_out_submission(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Leave a tombstone at each text that a withdrawn submission had brought.

    Raises `EngineUnavailable` where the index still holds one, after which it is tried again.
    """
    reason, person = job.payload["reason"], job.payload["person"]
    with kb.store.read() as session:
        here = submission_steps.texts_held(session, job.payload["submission"])
        published = submission_steps.published_texts(session, job.payload["submission"])
    for text in here:
        withdrawing.withdraw(kb, text, reason=reason, person=person)
    # An attempt before this one may have set the tombstones without reaching the index.
    told = withdrawing.drop_again(kb, published, reason=reason, person=person)
    if told is not None:
        raise EngineUnavailable(told.message)
    return lambda session: None


def publish_submission(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Bring an accepted text into the knowledge base, or its work alone where there is no readable text."""
    with kb.store.read() as session:
        submission = session.submissions.get(job.payload["submission"])
        submitter = session.people.get(submission.submitter)
    if submission.state != "accepted" or submission.edits:
        # Edits wait for the submitter's word: a job that was given up before them must not publish without it.
        return lambda session: None
    expressions = _save(kb, submission, submitter.email, tell) if submission.sha256 else ()
    tell("indexing")
    if expressions:
        saving.index(kb, expressions)
    else:
        working.index_work(kb, submission_steps.put_work(kb, submission))
    return lambda session: submission_steps.note_published(session, kb.settings, submission.id, expressions)


def _save(kb: KnowledgeBase, submission: Submission, submitter: str, tell: Tell) -> tuple[str, ...]:
    """Read and save the file; gives the texts, none where the file cannot be read."""
    tell("reading")
    with _file(kb, submission) as path:
        try:
            source = source_document(path, submission_steps.declared_of(submission, submitter))
            parsed = pipeline.parse(source, kb.settings)
        except SourceUnreadable:
            # The submitter was told when it was read the first time, and sent the metadata all the same.
            return ()
        tell("saving")
        return saving.save(kb, source, parsed, parser=pipeline.VERSION).expressions


def index_texts(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Bring every text that the index does not hold into it; raises `EngineUnavailable`."""
    with kb.store.read() as session:
        stale = session.texts.stale()
    for start in range(0, len(stale), BATCH):
        tell(f"{start} of {len(stale)} texts")
        told = saving.index(kb, stale[start : start + BATCH])
        if told is not None:
            raise EngineUnavailable(told.message)
    return lambda session: None


def send_letter(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Send a letter that somebody wrote; raises `MailRefused`, after which it is tried again."""
    mailing.deliver(kb, job.payload["letter"])
    return lambda session: None


def bulk_archive(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Make the archive of everything that is public; the one before stays where it fails."""
    tell("writing")
    bulk.make(kb)
    return lambda session: None


HANDLERS: Mapping[str, Callable[[KnowledgeBase, Job, Tell], Closing]] = {
    PARSE: parse_submission,
    PUBLISH: publish_submission,
    FETCH: fetch_submission,
    TAKE_OUT: take_out_submission,
    INDEX: index_texts,
    READ: read_draft,
    **search_jobs.HANDLERS,
    bulk.JOB: bulk_archive,
    SEND: send_letter,
}


@contextmanager
def _file(kb: KnowledgeBase, submission: Submission) -> Iterator[Path]:
    """The submitted file under the name that it came with."""
    kept = kb.files.path(submission.sha256)
    with tempfile.TemporaryDirectory(prefix="sselex-") as folder:
        path = Path(folder) / submission.file_name
        path.symlink_to(kept.resolve())
        yield path


def _issue(error: SselexError) -> Issue:
    return Issue("error", error.code, " ".join(part for part in (str(error), error.advice) if part))
