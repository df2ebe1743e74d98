"""Accounts and identities at an OpenID provider: the first time by a verified address, from then on by the subject."""

from __future__ import annotations

from kb.errors import BadRequest, Forbidden, NotFound
from kb.model.people import Person
from kb.services import people
from kb.services.knowledge_base import KnowledgeBase


def person_of(kb: KnowledgeBase, *, issuer: str, subject: str, email: str, verified: bool) -> Person:
    """The person whom a provider names; raises `Forbidden` where no open account belongs to them.

    An address that the provider has not verified links nothing: anybody could claim it there.
    """
    refusal = Forbidden("No open account belongs to this identity.", advice="Ask the secretariat for an invitation.")
    if not subject:
        raise refusal
    with kb.store.write() as session:
        known = session.accounts.identity(issuer, subject)
        if known is None:
            if not verified:
                raise refusal
            try:
                person = session.people.by_email(people.address(email))
            except (NotFound, BadRequest):
                raise refusal from None
            if person.active:
                session.accounts.link(person.id, issuer, subject)
                session.accounts.note(person.id, person.email, "identity", {"issuer": issuer})
        else:
            person = session.people.get(known)
        if not person.active:
            raise refusal
        return person
