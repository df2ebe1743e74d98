"""Readings meet the text: which provision each belongs to, and whether the tags found there say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb import resources
from kb.catalogue.numbers import number_of, number_of_provision
from kb.identity import slug
from kb.model.law import LegalText
from kb.model.layout import Issue
from kb.model.tags import Reading, Tag
from kb.store import Session

DECIDED = frozenset({"accepted", "added"})
AGREES, CONTRADICTS, NOT_FOUND, NOT_CHECKED = "agrees", "contradicts", "not found", "not checked"


@dataclass(frozen=True, slots=True)
class AttachReport:
    """What became of the readings of a work when its text came: counts by outcome, and one issue per contradiction."""

    readings: int
    agrees: int
    contradicts: int
    not_found: int
    not_checked: int
    issues: tuple[Issue, ...]


def attach_readings(session: Session, expression_id: str) -> AttachReport:
    """Attach the readings of a work to the provisions of one of its texts and check them against the tags found there.

    A reading of themes agrees with a provision that is tagged with one of its themes, and contradicts tags that share
    none; a typed answer is compared with the answer tags of its question. Where nothing was tagged there is nothing to
    compare ("not checked"); where no provision bears the number, the reading is "not found". Raises `NotFound`.
    """
    expression = session.texts.get(expression_id)
    readings = session.readings.find(work=expression.work)
    if not readings:
        return AttachReport(0, 0, 0, 0, 0, ())
    places = _places(session.texts.text(expression_id))
    tags = [stored.tag for stored in session.texts.tags(expression_id) if stored.tag.status != "rejected"]
    outcomes = dict.fromkeys((AGREES, CONTRADICTS, NOT_FOUND, NOT_CHECKED), 0)
    issues: list[Issue] = []
    for reading in readings:
        numbers = [number_of(printed) for printed in reading.provisions]
        matched = tuple(dict.fromkeys(eid for number in numbers if number for eid in _bearing(places, number)))
        check, found = _check(reading, matched, tags)
        outcomes[check] += 1
        session.readings.attach(reading, matched, check)
        if check == CONTRADICTS:
            issues.append(_issue(reading, found))
    return AttachReport(
        len(readings),
        outcomes[AGREES],
        outcomes[CONTRADICTS],
        outcomes[NOT_FOUND],
        outcomes[NOT_CHECKED],
        tuple(issues),
    )


def _places(text: LegalText) -> Mapping[str, Sequence[str]]:
    """Article number → eids that bear it. An article of the law itself goes before one of an annex or a quotation.

    Brazil's Lei 13.019 numbers its final provisions on with the articles (Art. 83 to 88): where no other article bears
    the plain number, a final or transitional provision that is numbered in figures does.
    """
    found: dict[str, list[str]] = {}
    plain: dict[str, list[str]] = {}
    for provision in text.articles():
        number = number_of_provision(provision)
        if number:
            found.setdefault(number, []).append(provision.eid)
        own = number_of(provision.num)
        if own and own != number and re.search(r"\d", provision.num):
            plain.setdefault(own, []).append(provision.eid)
    return {number: _outermost(eids) for number, eids in (plain | found).items()}


def _bearing(places: Mapping[str, Sequence[str]], number: str) -> Sequence[str]:
    """Who bears the number; "3.2" is paragraph 2 of article 3 where no article is numbered so itself."""
    return places.get(number) or places.get(number.split(".")[0], ())


def _outermost(eids: list[str]) -> list[str]:
    own = [eid for eid in eids if not eid.startswith("annex")]
    return own or eids


def _check(reading: Reading, matched: Sequence[str], tags: Sequence[Tag]) -> tuple[str, Any]:
    """The outcome, and what the tags say instead where they contradict."""
    if not matched:
        return NOT_FOUND, None
    if reading.kind == "themes":
        found = _strongest(tag for tag in tags if tag.kind == "theme" and tag.eid in matched)
        labels = list(dict.fromkeys(tag.label for tag in found))
        if not labels:
            return NOT_CHECKED, None
        return (AGREES, None) if set(labels) & set(reading.value) else (CONTRADICTS, labels)
    answers = _strongest(tag for tag in tags if tag.kind == "answer" and tag.label == reading.label)
    here = [tag for tag in answers if tag.eid in matched] or answers
    verdicts = [(same_answer(reading.label, reading.value, tag.value), tag.value) for tag in here]
    if any(verdict for verdict, _ in verdicts):
        return AGREES, None
    against = [value for verdict, value in verdicts if verdict is False]
    return (CONTRADICTS, against[0]) if against else (NOT_CHECKED, None)


def _strongest(tags: Iterable[Tag]) -> list[Tag]:
    """What people decided, where they decided anything; else what was suggested."""
    found = list(tags)
    return [tag for tag in found if tag.status in DECIDED] or found


def same_answer(question_id: str, read: Any, found: Any) -> bool | None:
    """Whether two answers to a question are the same; None where words alone cannot tell.

    Lists agree when one holds the other: a reader who stopped at the main groups does not contradict a longer list.
    """
    question = resources.questions().get(question_id)
    if question is None or found is None:
        return None
    match question.answer_type:
        case "number":
            return None if isinstance(found, str) else abs(float(read) - float(found)) < 1e-6
        case "multi-enum":
            one, other = set(read), set(found if isinstance(found, list | tuple) else [found])
            return one <= other or other <= one
        case "text":
            one_text, other_text = slug(str(read), 500), slug(str(found), 500)
            return True if one_text in other_text or other_text in one_text else None
        case "date":
            return str(read).startswith(str(found)) or str(found).startswith(str(read))
        case _:
            return bool(read == found)


def _issue(reading: Reading, found: Any) -> Issue:
    where = ", ".join(reading.provisions)
    read, instead = _words(reading.value), _words(found)
    about = "themes" if reading.kind == "themes" else f"the question {reading.label}"
    return Issue(
        "warning",
        "reading-contradiction",
        f"Article {where}: a person read {about} as {read}, but what was found in the held text is {instead}.",
    )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
