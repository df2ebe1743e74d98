"""Accepting a guide as it stands, for the country that one speaks for."""

from __future__ import annotations

from kb import resources
from kb.errors import Conflict, Forbidden
from kb.guide.accepting import ACCEPTED, acceptances
from kb.model.guide import Guide
from kb.model.guide_writing import ACCEPTED_IN
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import organisations, require


def country_of(person: Person) -> str | None:
    """The code of the State that a person speaks for through their organisation; None for one who speaks for none.

    A region or a province speaks for the State that it belongs to, an international organisation for no State.
    """
    organisation = organisations().get(person.organisation or "")
    if organisation is None or organisation.jurisdiction is None:
        return None
    code = resources.country_of(organisation.jurisdiction)
    return code if len(code) == 2 and code.isupper() else None


def accept(kb: KnowledgeBase, person: Person, name: str, *, revision: int) -> Guide:
    """Accept the guide in the words of `revision`; raises `Conflict` where they have changed since, where the guide is
    not being read for adoption, or where the person has accepted it already."""
    require(person, "comment-guide")
    country = country_of(person)
    if country is None:
        raise Forbidden(
            "A guide is accepted by people who speak for a country.",
            advice="Ask the secretariat to name your organisation on your account.",
        )
    with kb.store.write() as session:
        guide = session.guides.get(name)
        if guide.state not in ACCEPTED_IN:
            raise Conflict(f"The guide is {guide.state}: it is accepted while it is {', '.join(ACCEPTED_IN)}.")
        # The acceptance of somebody else is a revision too, and changes no word.
        if guide.revision != revision and session.guides.outline_at(name, revision) != guide.outline:
            raise Conflict("The guide was changed since you opened it.", advice="Read it again, then accept it.")
        if any(one.person == person.email for one in acceptances(session, name)):
            raise Conflict("You have accepted the guide as it stands already.")
        return session.guides.change(
            name, guide.outline, revision=guide.revision, person=person.email, what=ACCEPTED, section=country
        )
