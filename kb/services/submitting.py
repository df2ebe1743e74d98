"""Submissions: a contact point hands a text in and confirms what was read of it; the secretariat decides."""

from __future__ import annotations

import functools
import json
import mimetypes
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from kb import resources
from kb.catalogue import match_work
from kb.errors import BadRequest, Conflict, Forbidden, NotFound, SourceDamaged, SourceTooLarge, StoreUnavailable
from kb.model.law import Work
from kb.model.people import Person
from kb.model.submission import MOVES, FieldRequest, State, Submission, SubmissionEvent
from kb.services import notices
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import organisations, require
from kb.services.submission_steps import FETCH, PARSE, PUBLISH, TAKE_OUT
from kb.services.withdrawing import LONGEST as LONGEST_REASON
from kb.store import Session
from kb.store.codec import now
from kb.store.files import sha256_of

NEEDED = ("title", "jurisdiction")
"""Fields without which nothing can be sent to the secretariat."""

ENDED: frozenset[State] = frozenset({"declined", "published", "withdrawn"})
LONGEST_ANSWER = 4000


class BadField(BadRequest):
    """Fields of a submission that cannot be so, or are needed and not there."""

    code = "bad-field"

    def __init__(self, message: str, *fields: str) -> None:
        super().__init__(message)
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Dossier:
    """A submission with all that its page shows. `warnings` are pairs (code, names or values that it speaks of)."""

    submission: Submission
    submitter: Person
    history: tuple[SubmissionEvent, ...]
    requests: tuple[FieldRequest, ...]
    reviewer: Person | None
    warnings: tuple[tuple[str, tuple[str, ...]], ...]
    progress: str | None
    """How far the worker is, None where no job is under way."""


def receive(
    kb: KnowledgeBase, person: Person, declared: Mapping[str, str], *, name: str = "", stream: BinaryIO | None = None,
    link: bool = False,
) -> Submission:  # fmt: skip
    """Take a text in: the file is kept by its hash first, then submission, event and job in one transaction.

    With `link` the worker brings the file from the declared `source_url`. Without either the metadata stand alone and
    wait for their submitter to send them. Raises `Forbidden`, `BadRequest`, `SourceTooLarge`, `SourceDamaged` for an
    empty file, `Conflict` where the same person hands the same file in twice.
    """
    require(person, "submit")
    fields = checked(declared)
    if link and "source_url" not in fields:
        raise BadField("Give the address of the text.", "source_url")
    sha256, size, name = ("", 0, "") if stream is None else (*_keep(kb, stream), file_name(name))
    moment = now()
    media_type = (mimetypes.guess_type(name)[0] or "application/octet-stream") if name else ""
    submission = Submission(
        id=f"{moment[:10]}-{secrets.token_hex(5)}", state="received" if sha256 or link else "needs-metadata",
        submitter=person.id, file_name=name, sha256=sha256, media_type=media_type, size=size, declared=fields,
        parsed=None, revision=1, created_at=moment, changed_at=moment,
    )  # fmt: skip
    with kb.store.write() as session:
        for other in session.submissions.with_file(sha256) if sha256 else ():
            if other.submitter == person.id and other.state not in ENDED:
                raise Conflict(f"You have handed this file in already: submission {other.id}.")
        session.submissions.add(submission, person.email, {"declared": fields, "sha256": sha256, "file": name})
        if sha256 or link:
            session.jobs.ask(PARSE if sha256 else FETCH, {"submission": submission.id})
    return submission


def replace_file(
    kb: KnowledgeBase, person: Person, submission_id: str, *, name: str, stream: BinaryIO, revision: int
) -> Submission:
    """Hand in another file in the place of the first, before sending or where changes were asked; it is read anew.

    The first file stays in the file store, and the history names both. Raises as `receive` does.
    """
    with kb.store.read() as session:
        # Looked at before anything is kept: a file that nobody may hand in must not stay behind.
        submission = _own(session, person, submission_id, revision)
    if "received" not in MOVES[submission.state]:
        raise Conflict(f"The submission is {submission.state}: its file is not replaced now.")
    sha256, size = _keep(kb, stream)
    name = file_name(name)
    with kb.store.write() as session:
        submission = _own(session, person, submission_id, revision)
        if submission.sha256 == sha256:
            raise Conflict("This is the same file.", advice="Choose the corrected one.")
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        detail = {"sha256": sha256, "file": name, "before": submission.sha256}
        moved = session.submissions.move(
            submission, "received", person.email, detail, sha256=sha256, file_name=name, size=size,
            media_type=media_type, parsed=None,
        )  # fmt: skip
        session.jobs.ask(PARSE, {"submission": submission.id})
        return moved


def visible(kb: KnowledgeBase, person: Person) -> list[Submission]:
    """The submissions that a person may see, newest first: all, those of the own organisation, or the own ones."""
    with kb.store.read() as session:
        if person.may("see-all-submissions"):
            return session.submissions.find()
        if person.organisation:
            return session.submissions.find(organisation=person.organisation)
        return session.submissions.find(submitter=person.id)


def dossier(kb: KnowledgeBase, person: Person, submission_id: str) -> Dossier:
    """One submission with its history; raises `NotFound` also for one that the person may not see."""
    with kb.store.read() as session:
        submission, submitter = seen(session, person, submission_id)
        history = tuple(session.submissions.history(submission.id))
        requests = tuple(session.requests.of(submission.id))
        reviewer = session.people.get(submission.reviewer) if submission.reviewer else None
        jobs = [job for kind in (FETCH, PARSE, PUBLISH) for job in session.jobs.find(kind=kind, states=("running",))]
        under_way = [job.progress for job in jobs if job.payload["submission"] == submission.id]
        warnings = tuple(_warnings(session, submission, submitter))
    return Dossier(submission, submitter, history, requests, reviewer, warnings, under_way[0] if under_way else None)


def suggested(submission: Submission) -> dict[str, tuple[str, str | None]]:
    """What a form starts with: field → (value, words of the file that show it; None where the submitter said it)."""
    found: dict[str, tuple[str, str | None]] = {}
    works = (submission.parsed or {}).get("works") or []
    if len(works) == 1:
        for field in checked_fields():
            if value := works[0]["metadata"].get(field):
                found[field] = (value["value"], (value["evidence"] or {}).get("quote"))
    return found | {field: (value, None) for field, value in submission.declared.items()}


def send(
    kb: KnowledgeBase, person: Person, submission_id: str, declared: Mapping[str, str], *, revision: int
) -> Submission:
    """The submitter confirms the metadata and sends the text to the secretariat, the first time or again."""
    with kb.store.write() as session:
        submission = _own(session, person, submission_id, revision)
        fields = checked(declared)
        if missing := [name for name in NEEDED if name not in fields]:
            raise BadField(f"Needed before sending: {', '.join(missing)}.", *missing)
        before = submission.declared
        changes = {
            name: [before.get(name), fields.get(name)]
            for name in sorted({*before, *fields})
            if before.get(name) != fields.get(name)
        }
        sent_before = any(event.what == "submitted" for event in session.submissions.history(submission.id))
        to: State = "resubmitted" if sent_before else "submitted"
        moved = session.submissions.move(
            submission, to, person.email, {"changes": changes}, declared=fields, edits=None
        )
        notices.tell(session, kb.settings, moved, to)
        return moved


def withdraw(kb: KnowledgeBase, person: Person, submission_id: str, *, reason: str, revision: int) -> Submission:
    """The submitter takes the text back; file and history stay, and a published text leaves a tombstone at its address.

    A published one asks for a reason, which the tombstone shows. Raises `BadRequest`, `Forbidden`, `Conflict`.
    """
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise BadRequest(f"Say why in at most {LONGEST_REASON} characters: these are {len(reason)}.")
    with kb.store.write() as session:
        submission = _own(session, person, submission_id, revision)
        published = submission.state == "published"
        if published and not reason:
            raise BadRequest("Say why: the tombstone at the text's address shows it.")
        moved = session.submissions.move(submission, "withdrawn", person.email, {"reason": reason})
        notices.tell(session, kb.settings, moved, "withdrawn", reason=reason)
        if published:
            session.jobs.ask(TAKE_OUT, {"submission": submission.id, "reason": reason, "person": person.email})
    return moved


def confirm(
    kb: KnowledgeBase, person: Person, submission_id: str, agreed: bool, *, reason: str = "", revision: int
) -> Submission:
    """The submitter agrees to the secretariat's edits, and the text is published with them; or does not, with a reason,
    and it goes back to the reviewer. Raises `Conflict` where no edits wait."""
    reason = reason.strip()
    with kb.store.write() as session:
        submission = _own(session, person, submission_id, revision)
        if not agreed and not reason:
            raise BadRequest("Say what is not right: the secretariat reads it.")
        if submission.state != "accepted" or not submission.edits:
            raise Conflict("No edits of the secretariat wait for your word.")
        if not agreed:
            moved = session.submissions.move(submission, "under-review", person.email, {"reason": reason}, edits=None)
            notices.tell(session, kb.settings, moved, "resubmitted", reason=reason)
            return moved
        confirmed = session.submissions.change(
            submission, "confirmed", person.email, {}, declared=submission.edits, edits=None
        )
        session.jobs.ask(PUBLISH, {"submission": submission.id})
        return confirmed


def answer(kb: KnowledgeBase, person: Person, request: int, words: str) -> FieldRequest:
    """The submitter answers what was asked about a field; raises `BadRequest`, `Conflict`, `NotFound`."""
    words = words.strip()
    with kb.store.write() as session:
        asked = session.requests.get(request)
        submission = _own(session, person, asked.submission, None)
        if not words or len(words) > LONGEST_ANSWER:
            raise BadRequest(f"Answer in 1 to {LONGEST_ANSWER} characters.")
        answered = session.requests.answer(request, words, person.email)
        detail = {"field": asked.field, "reason": words}
        session.submissions.note(submission, "answered", person.email, detail)
        return answered


def trail(kb: KnowledgeBase, person: Person, submission_id: str) -> dict[str, Any]:
    """Everything that happened to a submission, as one document to keep; raises `NotFound`."""
    with kb.store.read() as session:
        submission, submitter = seen(session, person, submission_id)
        return {
            "submission": asdict(submission),
            "submitter": {"name": submitter.name, "organisation": submitter.organisation},
            "requests": [asdict(request) for request in session.requests.of(submission.id)],
            "history": [asdict(event) for event in session.submissions.history(submission.id)],
        }


def checked(declared: Mapping[str, str]) -> dict[str, str]:
    """The declared fields without the empty ones; raises `BadField` for one that cannot be so."""
    fields = {name: value.strip() for name, value in declared.items() if value and value.strip()}
    for error in _validator().iter_errors(fields):
        name = ".".join(str(part) for part in error.absolute_path)
        raise BadField(f"{name}: {error.message}" if name else f"{error.message}.", *([name] if name else []))
    if (code := fields.get("jurisdiction")) and code not in resources.jurisdictions():
        raise BadField(f"jurisdiction: {code!r} is not a known code.", "jurisdiction")
    if (instrument := fields.get("instrument")) and instrument not in resources.instruments():
        raise BadField(f"instrument: {instrument!r} is not a known instrument.", "instrument")
    return fields


def checked_fields() -> tuple[str, ...]:
    """The names of the fields, in the order of the form."""
    return tuple(_schema()["properties"])


def choices(field: str) -> tuple[str, ...]:
    """The closed list of a field, empty where any words will do."""
    return tuple(_schema()["properties"][field].get("enum", ()))


def file_name(name: str) -> str:
    """A name that is safe on every disk: no folders, no control characters, at most 150 characters, ending kept."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c if c.isprintable() and c not in '<>:"|?*/' else "_" for c in plain).strip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 149 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else plain[:150]


def _keep(kb: KnowledgeBase, stream: BinaryIO) -> tuple[str, int]:
    """Write the stream into the file store; gives hash and size in bytes."""
    most = kb.settings.max_file_mb * 1_000_000
    size = 0
    try:
        with tempfile.NamedTemporaryFile(dir=kb.settings.home, prefix=".upload-") as aside:
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > most:
                    raise SourceTooLarge(f"The file is larger than {kb.settings.max_file_mb} MB.")
                aside.write(piece)
            aside.flush()
            if not size:
                raise SourceDamaged("The file is empty.", advice="Choose it again.")
            sha256 = sha256_of(Path(aside.name))
            kb.files.put(Path(aside.name), sha256)
    except OSError as error:
        raise StoreUnavailable(f"The file cannot be kept: {error.strerror}.") from error
    return sha256, size


def seen(session: Session, person: Person, submission_id: str) -> tuple[Submission, Person]:
    """A submission and its submitter; raises `NotFound` also for one that the person may not see."""
    submission = session.submissions.get(submission_id)
    submitter = session.people.get(submission.submitter)
    same = person.organisation is not None and person.organisation == submitter.organisation
    if not person.active or not (person.id == submitter.id or same or person.may("see-all-submissions")):
        raise NotFound(f"No submission {submission_id} is known.")
    return submission, submitter


def _own(session: Session, person: Person, submission_id: str, revision: int | None) -> Submission:
    submission, submitter = seen(session, person, submission_id)
    if submitter.id != person.id or not person.may("submit"):
        raise Forbidden("Only its submitter may do this.")
    if revision is not None and submission.revision != revision:
        raise Conflict("The submission has changed meanwhile.", advice="Read it again.")
    return submission


def _warnings(session: Session, submission: Submission, submitter: Person) -> list[tuple[str, tuple[str, ...]]]:
    told: list[tuple[str, tuple[str, ...]]] = []
    if submission.sha256:
        held = session.texts.find(sha256=submission.sha256)
        if held and submission.state != "published":
            told.append(("file-held", tuple(expression.title for expression in held)))
        others = [s.id for s in session.submissions.with_file(submission.sha256) if s.id != submission.id]
        if others:
            told.append(("file-submitted", tuple(others)))
    works = (submission.parsed or {}).get("works") or []
    if len(works) > 1:
        told.append(("several-texts", (str(len(works)),)))
    alike = {one["title"]: one["share"] for work in works for one in reversed(work.get("alike", ()))}
    if alike and submission.state != "published":
        told.append(("text-held", tuple(f"{title} ({share:.0%})" for title, share in alike.items())))
    if known := _known_work(session, submission):
        told.append(("work-known", (known.title,)))
    for name, value in submission.declared.items():
        read = works[0]["metadata"].get(name) if len(works) == 1 else None
        if read and read["value"] != value:
            told.append(("disagreement", (name, value, read["value"])))
    home = organisations()[submitter.organisation].jurisdiction if submitter.organisation else None
    said = submission.declared.get("jurisdiction")
    if home and said and resources.country_of(said) != resources.country_of(home):
        told.append(("other-jurisdiction", (said, home)))
    return told


def _known_work(session: Session, submission: Submission) -> Work | None:
    """The work that the declared or detected data name, where a new text is announced and one with a text is known."""
    if submission.state == "published" or submission.declared.get("kind") != "new-text":
        return None
    said = {name: value for name, (value, _quote) in suggested(submission).items()}
    work = match_work(
        session, jurisdiction=said.get("jurisdiction"), number=said.get("number"), date=said.get("date_adopted"),
        title=said.get("title"),
    )  # fmt: skip
    return work if work is not None and session.texts.find(work=work.id) else None


@functools.cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resources.path_of("submission.schema.json").read_text(encoding="utf-8"))
    return found


@functools.cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_schema())
