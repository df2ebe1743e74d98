"""A text that a contact point hands in, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal[
    "received", "parsing", "needs-metadata", "submitted", "under-review", "changes-asked", "resubmitted",
    "accepted", "declined", "published", "withdrawn",
]  # fmt: skip

STATES: tuple[State, ...] = (
    "received", "parsing", "needs-metadata", "submitted", "under-review", "changes-asked", "resubmitted",
    "accepted", "declined", "published", "withdrawn",
)  # fmt: skip

MOVES: Mapping[State, frozenset[State]] = {
    "received": frozenset({"parsing", "withdrawn"}),
    "parsing": frozenset({"needs-metadata", "withdrawn"}),
    "needs-metadata": frozenset({"submitted", "resubmitted", "received", "withdrawn"}),
    "submitted": frozenset({"under-review", "changes-asked", "accepted", "declined", "withdrawn"}),
    "under-review": frozenset({"changes-asked", "accepted", "declined", "withdrawn"}),
    "changes-asked": frozenset({"resubmitted", "received", "withdrawn"}),
    "resubmitted": frozenset({"under-review", "changes-asked", "accepted", "declined", "withdrawn"}),
    "accepted": frozenset({"published", "under-review"}),
    "declined": frozenset(),
    "published": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
"""From each state, where a submission may go; what is declined or withdrawn stays so. Another file brings it back to
"received"; edits of the secretariat that the submitter does not want bring it back to "under-review"; a published text
that is taken back leaves a tombstone at its address."""

OPEN: frozenset[State] = frozenset({"submitted", "under-review", "resubmitted"})
"""States in which the secretariat decides."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in. `sha256`, `file_name` and `media_type` are empty and `size` is 0 for metadata without a file.

    `declared` is what the submitter says, by field name of `schemas/submission.schema.json`; `parsed` is what the
    machine read in the file (`kb.services.submitting.reading_of`), None before it was read. `revision` grows with
    every change, so that nobody decides on what has changed meanwhile. `size` is in bytes; moments are UTC, ISO 8601.
    `reviewer` is the person of the secretariat who took it up; `edits` are fields as the secretariat wants to publish
    them, which wait for the submitter's word (None: nothing waits).
    """

    id: str
    state: State
    submitter: int
    file_name: str
    sha256: str
    media_type: str
    size: int
    declared: Mapping[str, Any]
    parsed: Mapping[str, Any] | None
    revision: int
    created_at: str
    changed_at: str
    reviewer: int | None = None
    edits: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SubmissionEvent:
    """One step of a submission's history: never changed, never removed."""

    id: int
    submission: str
    at: str
    who: str
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldRequest:
    """What the secretariat asks about one field, and the submitter's answer; moments are UTC, ISO 8601."""

    id: int
    submission: str
    field: str
    words: str
    asked_by: str
    asked_at: str
    answer: str | None
    answered_by: str | None
    answered_at: str | None
