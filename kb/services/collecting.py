"""Collections: provisions that people gather from search, texts and comparison, in an order, with notes, for the guide.

Everyone who may comment on the guide may read and change every collection. A change names the revision that the person
read: where someone changed the collection meanwhile, `Conflict` is raised and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.errors import BadRequest, Conflict, NotFound
from kb.guide import outlining
from kb.guide.verify import Finding, newer_versions, verify_pins
from kb.model.guide import Guide, Pin, Quotation
from kb.model.guide_collections import CollectedPin, Collection
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.services.outlining import kept_pin
from kb.services.people import require
from kb.services.writing import open_guide, quotation_of
from kb.store import Session
from kb.store.collections import Collections

LONGEST_NAME = 200
LONGEST_NOTE = 4000
"""Characters."""


def shelf(kb: KnowledgeBase, person: Person) -> Sequence[tuple[Collection, int]]:
    """All collections by name, each with the number of its pins."""
    require(person, "comment-guide")
    with kb.store.read() as session:
        return Collections(session.connection).find()


def opened(
    kb: KnowledgeBase, person: Person, collection: int
) -> tuple[Collection, list[CollectedPin], dict[int, list[Finding]]]:
    """A collection, its pins in order, and pin → what is to be said of it: amended since, state changed, differs."""
    require(person, "comment-guide")
    with kb.store.read() as session:
        store = Collections(session.connection)
        found, pins = store.get(collection), store.pins(collection)
        told: dict[int, list[Finding]] = {}
        for finding in verify_pins(session, ((str(one.id), one.pin) for one in pins)):
            told.setdefault(int(finding.section), []).append(finding)
    return found, pins, told


def make(kb: KnowledgeBase, person: Person, name: str, note: str = "") -> Collection:
    """A new collection; raises `Conflict` where the name is taken."""
    require(person, "comment-guide")
    with kb.store.write() as session:
        return Collections(session.connection).add(_name(name), _note(note), person.email)


def describe(kb: KnowledgeBase, person: Person, collection: int, name: str, note: str, *, revision: int) -> Collection:
    """Another name and note for a collection."""
    require(person, "comment-guide")
    with kb.store.write() as session:
        store = Collections(session.connection)
        return store.describe(collection, _name(name), _note(note), revision=revision, person=person.email)


def collect(
    kb: KnowledgeBase, person: Person, collection: int, expression: str, provision: str, *, note: str = "",
    start: int | None = None, end: int | None = None,
) -> None:  # fmt: skip
    """Pin a provision at the end of a collection: the characters `start:end` of the text, or a fitting beginning."""
    require(person, "comment-guide")
    with kb.store.write() as session:
        found = quotation_of(session, "", expression, provision, start, end)
        Collections(session.connection).collect(
            collection, found.country, found.pin, found.state, _note(note), person.email
        )


def annotate(kb: KnowledgeBase, person: Person, collection: int, pin: int, note: str, *, revision: int) -> Collection:
    """Write the note of a pin."""
    words = _note(note)
    return _change(kb, person, collection, pin, revision, lambda _session, found: replace(found, note=words))


def keep(kb: KnowledgeBase, person: Person, collection: int, pin: int, *, revision: int) -> Collection:
    """Keep a pin although its text was amended or changed its state since."""
    return _change(
        kb, person, collection, pin, revision,
        lambda session, found: replace(found, pin=kept_pin(session, found.pin)),
    )  # fmt: skip


def renew(kb: KnowledgeBase, person: Person, collection: int, pin: int, *, revision: int) -> Collection:
    """Accept the newest version of the text in place of the one that was pinned."""
    return _change(
        kb, person, collection, pin, revision,
        lambda session, found: replace(found, pin=renewed_pin(session, found.pin)),
    )  # fmt: skip


def renewed_pin(session: Session, pin: Pin) -> Pin:
    """The provision of a pin in the newest version of its text; raises `Conflict` where no newer one is held."""
    newer = newer_versions(session, session.texts.get(pin.expression))
    if not newer:
        raise Conflict("No newer version of this text is held.")
    return quotation_of(session, "", newer[0].id, pin.eid, None, None).pin


def drop(kb: KnowledgeBase, person: Person, collection: int, pin: int, *, revision: int) -> Collection:
    """Take a pin out of a collection."""
    return _change(kb, person, collection, pin, revision, lambda _session, _found: None)


def move(kb: KnowledgeBase, person: Person, collection: int, pin: int, places: int, *, revision: int) -> Collection:
    """Move a pin up (negative) or down; the ends stop it."""
    require(person, "comment-guide")
    with kb.store.write() as session:
        store = Collections(session.connection)
        pins = store.pins(collection)
        place = _place(pins, pin)
        taken = pins.pop(place)
        pins.insert(max(0, min(len(pins), place + places)), taken)
        return store.replace(collection, pins, revision=revision, person=person.email)


def into_chapter(
    kb: KnowledgeBase, person: Person, collection: int, name: str, chapter: str, *, revision: int
) -> Guide:
    """Quote all pins of a collection at the end of a chapter, in their order; those quoted there already stay once.

    `revision` is that of the guide.
    """
    require(person, "write-guide")
    with kb.store.write() as session:
        outline = open_guide(session, name).outline
        held = {
            (s.pin.expression, s.pin.eid, s.pin.start, s.pin.end)
            for c, s in outline.sections()
            if c.id == chapter and isinstance(s, Quotation)
        }
        pins = [
            one
            for one in Collections(session.connection).pins(collection)
            if (one.pin.expression, one.pin.eid, one.pin.start, one.pin.end) not in held
        ]
        if not pins:
            raise Conflict("The chapter quotes everything in this collection already.")
        for one in pins:
            identity = outlining.new_id(outline, f"{chapter}-quotation")
            quotation = Quotation(identity, one.country, one.pin, one.state)
            outline = outlining.add_section(outline, chapter, quotation)
        return session.guides.change(
            name, outline, revision=revision, person=person.email, what="collection quoted", section=chapter
        )


def _change(
    kb: KnowledgeBase, person: Person, collection: int, pin: int, revision: int,
    change: Callable[[Session, CollectedPin], CollectedPin | None],
) -> Collection:  # fmt: skip
    require(person, "comment-guide")
    with kb.store.write() as session:
        store = Collections(session.connection)
        pins = store.pins(collection)
        changed = change(session, pins[_place(pins, pin)])
        after = [changed if one.id == pin else one for one in pins]
        return store.replace(
            collection, [one for one in after if one is not None], revision=revision, person=person.email
        )


def _place(pins: Sequence[CollectedPin], pin: int) -> int:
    place = next((place for place, one in enumerate(pins) if one.id == pin), None)
    if place is None:
        raise NotFound(f"The collection has no pin {pin} any more.", advice="Load the collection again.")
    return place


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise BadRequest(f"The name of a collection has between 1 and {LONGEST_NAME} characters.")
    return words


def _note(note: str) -> str:
    words = note.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_NOTE:
        raise BadRequest(f"A note has at most {LONGEST_NOTE} characters; this one has {len(words)}.")
    return words
