"""What is kept about a person: given to them as one file, and taken out of the store when they ask.

The work that a person did stays, since the law's readers rely on its history; the name behind it becomes a mark that
only says which account it was.
"""

from __future__ import annotations

from typing import Any

from kb.errors import Conflict
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase


def held(kb: KnowledgeBase, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything that the store keeps about a person: table → rows that belong to them or name them."""
    with kb.store.read() as session:
        return session.traces.of(person)


def erase(kb: KnowledgeBase, person: Person, *, by: str) -> Person:
    """Close the account for good and put a mark in the place of name and address, wherever they stand.

    Raises `Conflict` for the last open administrator, and for one whose submissions still wait for a decision.
    """
    from kb.services.submitting import ENDED

    with kb.store.write() as session:
        others = [p for p in session.people.everybody() if p.role == "administrator" and p.active and p.id != person.id]
        if person.role == "administrator" and not others:
            raise Conflict("This is the last administrator.", advice="Give another person this role first.")
        if waiting := [s.id for s in session.submissions.find(submitter=person.id) if s.state not in ENDED]:
            raise Conflict(
                f"Submissions still wait for a decision: {', '.join(waiting)}.", advice="Withdraw or decide them first."
            )
        mark = f"erased-{person.id}"
        for search in session.alerts.find(person.id):
            session.alerts.remove(search.id)
        for draft in session.drafts.find(person.id):
            session.drafts.erase(draft.id, person.id)
        session.letters.forget(recipient=person.email)
        session.accounts.forget(person.id)
        session.traces.replace(person.email, mark)
        session.people.rename(person.id, f"{mark}@erased.invalid", mark)
        session.people.set_active(person.id, False)
        session.people.set_password(person.id, None)
        session.accounts.note(person.id, mark if by == person.email else by, "erased", {})
        return session.people.get(person.id)
