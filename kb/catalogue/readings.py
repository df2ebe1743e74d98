"""The readings into the store: facts that people read in real laws, held here or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb import resources
from kb.catalogue.attaching import attach_readings
from kb.catalogue.rows import SCHEME
from kb.errors import BadRequest
from kb.model.tags import Reading
from kb.model.vocabulary import Question
from kb.store import Session

FOLDER = resources.CORPORA / "readings"


@dataclass(frozen=True, slots=True)
class ReadingsReport:
    """Works that got readings, answers, articles with themes, and the texts that no work is known for."""

    works: int
    answers: int
    articles: int
    unknown: tuple[str, ...]


def load_readings(
    session: Session,
    answers: Iterable[Mapping[str, str]] | None = None,
    provisions: Iterable[Mapping[str, str]] | None = None,
) -> ReadingsReport:
    """Put the readings into the store, typed as their questions say; loading again changes nothing.

    The catalogue must be loaded first. New readings of a work whose text is held are attached to it at once.
    Raises `BadRequest` for a question that does not exist or a value of another type than its question's.
    """
    works = {work.aliases[SCHEME]: work.id for work in session.works.find() if SCHEME in work.aliases}
    held: dict[str, list[str]] = {}
    for expression in session.texts.find():
        held.setdefault(expression.work, []).append(expression.id)
    found: dict[str, list[Reading]] = {}
    unknown: set[str] = set()
    for text, reading in _all(answers, provisions):
        work = works.get(text)
        if work is None:
            unknown.add(text)
        else:
            found.setdefault(work, []).append(replace(reading, work=work))
    before: dict[str, list[Reading]] = {}
    for reading in session.readings.find():
        before.setdefault(reading.work, []).append(replace(reading, matched=(), check=None))
    for work, readings in found.items():
        if _in_order(before.get(work, [])) == _in_order(readings):
            continue
        session.readings.replace(work, readings)
        for expression_id in held.get(work, []):
            attach_readings(session, expression_id)
    kinds = [reading.kind for readings in found.values() for reading in readings]
    return ReadingsReport(len(found), kinds.count("answer"), kinds.count("themes"), tuple(sorted(unknown)))


def _all(
    answers: Iterable[Mapping[str, str]] | None, provisions: Iterable[Mapping[str, str]] | None
) -> list[tuple[str, Reading]]:
    rows = resources.rows(FOLDER / "answers.csv") if answers is None else answers
    found = [(row["text"], _answer(row)) for row in rows]
    rows = resources.rows(FOLDER / "provisions.csv") if provisions is None else provisions
    return found + _themes(rows)


def _in_order(readings: Iterable[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda reading: (reading.kind, reading.label, reading.provisions))


def _answer(row: Mapping[str, str]) -> Reading:
    question = resources.questions().get(row["question"])
    if question is None:
        raise BadRequest(f"corpora/readings/answers.csv names the question {row['question']!r}, which does not exist.")
    return Reading(
        work="",
        kind="answer",
        label=question.id,
        value=typed(question, row["value"]),
        provisions=tuple(part for part in row["provisions"].split("|") if part),
        readers=int(row["readers"]),
    )


def _themes(rows: Iterable[Mapping[str, str]]) -> list[tuple[str, Reading]]:
    """The readings of articles. An article that was read in parts (a quoted article inside an amending one) is one
    reading with the themes of all parts, in the order they were given."""
    merged: dict[tuple[str, str], tuple[list[str], bool]] = {}
    for row in rows:
        themes, whole = merged.get((row["text"], row["provision"]), ([], True))
        themes += [theme for theme in row["themes"].split("|") if theme not in themes]
        merged[row["text"], row["provision"]] = (themes, whole and row["whole"] == "yes")
    known = {theme.id for theme in resources.leaf_themes()}
    for (text, provision), (themes, _) in merged.items():
        if not themes or not set(themes) <= known:
            raise BadRequest(f"corpora/readings/provisions.csv gives {text}, {provision} themes that do not exist.")
    return [
        (text, Reading(work="", kind="themes", label=themes[0], value=themes, provisions=(provision,), whole=whole))
        for (text, provision), (themes, whole) in merged.items()
    ]


def typed(question: Question, value: str) -> Any:
    """The value as its question types it: yes or no, a number, one of a list, several, a text, an ISO date.

    Raises `BadRequest` where the value is of another type.
    """
    wrong = BadRequest(f"The value {value!r} does not answer {question.id}, which wants {question.answer_type}.")
    match question.answer_type:
        case "yes-no":
            if value not in ("true", "false"):
                raise wrong
            return value == "true"
        case "number":
            try:
                number = float(value)
            except ValueError:
                raise wrong from None
            return int(number) if number.is_integer() else number
        case "multi-enum":
            several = json.loads(value) if value.startswith("[") else [value]
            if not set(several) <= set(question.values):
                raise wrong
            return several
        case "enum":
            if value not in question.values:
                raise wrong
            return value
        case _:
            return value
