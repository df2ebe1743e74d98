"""Submissions and their history, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from kb.errors import Conflict, NotFound
from kb.model.submission import MOVES, State, Submission, SubmissionEvent
from kb.store.codec import now
from kb.store.tables import people, submission_events, submissions


class Submissions:
    """The submissions of the store. Every change adds an event; events are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, submission: Submission, who: str, detail: Mapping[str, Any]) -> None:
        """Keep a new submission and the first event of its history."""
        row = {name: getattr(submission, name) for name in Submission.__slots__}
        self._connection.execute(insert(submissions).values(**row))
        self._event(submission.id, who, submission.state, detail)

    def get(self, submission: str) -> Submission:
        """The submission with this id; raises `NotFound`."""
        row = self._connection.execute(select(submissions).where(submissions.c.id == submission)).one_or_none()
        if row is None:
            raise NotFound(f"No submission {submission} is known.")
        return _submission(row)

    def find(
        self, *, submitter: int | None = None, organisation: str | None = None, states: Iterable[State] = ()
    ) -> list[Submission]:
        """Submissions of a person, of the people of an organisation, in these states; newest first."""
        query = select(submissions)
        if submitter is not None:
            query = query.where(submissions.c.submitter == submitter)
        if organisation is not None:
            theirs = people.c.id == submissions.c.submitter
            query = query.join(people, theirs).where(people.c.organisation == organisation)
        if wanted := list(states):
            query = query.where(submissions.c.state.in_(wanted))
        order = (submissions.c.created_at.desc(), submissions.c.id)
        return [_submission(row) for row in self._connection.execute(query.order_by(*order))]

    def with_file(self, sha256: str) -> list[Submission]:
        """Submissions of these bytes, oldest first."""
        query = select(submissions).where(submissions.c.sha256 == sha256).order_by(submissions.c.created_at)
        return [_submission(row) for row in self._connection.execute(query)]

    def move(
        self,
        submission: Submission,
        to: State,
        who: str,
        detail: Mapping[str, Any],
        **changes: Any,
    ) -> Submission:
        """Bring a submission into another state, with what changes beside it (columns by name).

        Raises `Conflict` where it may not go there, or has changed since `submission` was read.
        """
        if to not in MOVES[submission.state]:
            raise Conflict(f"A submission that is {submission.state} cannot become {to}.")
        return self.change(submission, to, who, detail, state=to, **changes)

    def change(
        self, submission: Submission, what: str, who: str, detail: Mapping[str, Any], **changes: Any
    ) -> Submission:
        """Change columns of a submission that stays where it is, with an event `what`; raises `Conflict`."""
        values = {name: dict(value) if isinstance(value, Mapping) else value for name, value in changes.items()}
        values |= {"revision": submission.revision + 1, "changed_at": now()}
        same = and_(submissions.c.id == submission.id, submissions.c.revision == submission.revision)
        if not self._connection.execute(update(submissions).where(same).values(**values)).rowcount:
            raise Conflict("The submission has changed meanwhile.", advice="Read it again, then decide.")
        self._event(submission.id, who, what, detail)
        return self.get(submission.id)

    def note(self, submission: Submission, what: str, who: str, detail: Mapping[str, Any]) -> None:
        """Add an event that changes nothing else."""
        self._event(submission.id, who, what, detail)

    def history(self, submission: str) -> list[SubmissionEvent]:
        """What happened to a submission, oldest first."""
        query = select(submission_events).where(submission_events.c.submission == submission)
        return [
            SubmissionEvent(**row._mapping) for row in self._connection.execute(query.order_by(submission_events.c.id))
        ]

    def counts(self) -> dict[State, int]:
        """State → number of submissions."""
        query = select(submissions.c.state, func.count()).group_by(submissions.c.state)
        return {cast(State, state): number for state, number in self._connection.execute(query)}

    def files(self) -> list[str]:
        """Hashes of all files that were handed in."""
        return list(self._connection.scalars(select(submissions.c.sha256).where(submissions.c.sha256 != "").distinct()))

    def _event(self, submission: str, who: str, what: str, detail: Mapping[str, Any]) -> None:
        values = {"submission": submission, "at": now(), "who": who, "what": what, "detail": dict(detail)}
        self._connection.execute(insert(submission_events).values(**values))


def _submission(row: Row[Any]) -> Submission:
    return Submission(**{**row._mapping, "state": cast(State, row.state)})
