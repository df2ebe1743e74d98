"""Human corrections of structure: a wrong number, a wrong split. Kept in the store, applied to every later reading."""

from __future__ import annotations

import re

from kb.corrections import apply, moved
from kb.errors import BadRequest
from kb.model.corrections import Correction, StoredCorrection
from kb.model.layout import Issue
from kb.services.knowledge_base import KnowledgeBase
from kb.services.saving import index

_EID = re.compile(r"[\w.-]+")


def correct(kb: KnowledgeBase, expression: str, correction: Correction, person: str) -> tuple[Issue, ...]:
    """Keep a person's correction and apply it to the text that is held; its index entry follows.

    Raises `BadRequest` where it does not fit the text, `NotFound` for a text that is not held. What is given back are
    issues of the index, if any.
    """
    if not correction.quote.strip():
        raise BadRequest("A correction needs the words at which it stands.")
    if correction.kind != "join" and not (correction.new_eid and _EID.fullmatch(correction.new_eid)):
        raise BadRequest("A correction needs an id of letters, digits, '_', '-' and '.' for the provision.")
    with kb.store.write() as session:
        held = session.texts.get(expression)
        text = session.texts.text(expression)
        corrected, fault = apply(text, correction)
        if fault:
            raise BadRequest(f"This correction does not fit the text: {fault}.")
        suggested = [stored.tag for stored in session.texts.tags(expression) if stored.tag.status == "suggested"]
        session.corrections.add(expression, correction, person)
        session.texts.put(held, corrected, moved(suggested, text, corrected))
    told = index(kb, [expression])
    return (told,) if told else ()


def withdraw(kb: KnowledgeBase, correction: int) -> None:
    """Take a correction back: the next reading of the file goes without it. Raises `NotFound`."""
    with kb.store.write() as session:
        session.corrections.remove(correction)


def corrections_of(kb: KnowledgeBase, expression: str) -> tuple[StoredCorrection, ...]:
    """The corrections of a text, oldest first."""
    with kb.store.read() as session:
        return session.corrections.of([expression])
