"""The only reader of `schemas/` and `corpora/`: closed lists, grammars and data files, as typed values."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from kb.errors import BadRequest, NotFound
from kb.model.vocabulary import Jurisdiction, Question, Theme

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
CORPORA = ROOT / "corpora"
INTERFACE_LANGUAGES = ("fr", "en", "es")
"""Languages of the pages; the first is the reference."""


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header, as text."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def path_of(name: str) -> Path:
    """The path of a file or folder of `schemas/`; raises `NotFound`."""
    path = SCHEMAS / name
    if not path.exists():
        raise NotFound(f"schemas/{name} is missing from this installation.")
    return path


def _titles(row: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {language: row[f"{prefix}_{language}"] for language in INTERFACE_LANGUAGES}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


@functools.cache
def themes() -> Mapping[str, Theme]:
    """Branches and themes by id, in the order of the guide."""
    return {
        row["id"]: Theme(
            id=row["id"],
            parent=row["parent"] or None,
            order=int(row["order"]),
            title=_titles(row, "title"),
            definition=_titles(row, "definition"),
            cues={language: _split(row[f"cues_{language}"]) for language in INTERFACE_LANGUAGES},
            sdg_targets=_split(row["sdg_targets"]),
        )
        for row in rows(path_of("themes.csv"))
    }


@functools.cache
def leaf_themes() -> tuple[Theme, ...]:
    """The 23 themes that provisions are tagged with, in order."""
    return tuple(theme for theme in themes().values() if theme.parent)


@functools.cache
def questions() -> Mapping[str, Question]:
    """The typed questions by id, in order of theme."""
    return {
        row["question_id"]: Question(
            id=row["question_id"],
            theme=row["theme_id"],
            text=_titles(row, "question"),
            answer_type=cast(Any, row["answer_type"]),
            unit=row["unit"],
            values=_split(row["values"]),
            reading_rule=row["reading_rule_en"],
        )
        for row in rows(path_of("questions.csv"))
    }


@functools.cache
def instruments() -> Mapping[str, Mapping[str, str]]:
    """The closed list of 17 legal instruments: id → interface language → name, and "act" → Akoma Ntoso type."""
    return {row["id"]: {**_titles(row, "name"), "act": row["act"]} for row in rows(path_of("instruments.csv"))}


@functools.cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """Every jurisdiction that the catalogue, the members or the specimens name, by code."""
    return {
        row["code"]: Jurisdiction(
            code=row["code"],
            name=_titles(row, "name"),
            region=row["region"],
            parent=row["parent"] or None,
            member_of=_split(row["member_of"]),
            specimen=row["specimen"] == "yes",
        )
        for row in rows(path_of("jurisdictions.csv"))
    }


def jurisdiction_code(words: str) -> str:
    """The code that a person means, in any case ("fr", "OHADA"); raises `BadRequest` for one that is not known."""
    for code in (words, words.upper(), words.lower()):
        if code in jurisdictions():
            return code
    raise BadRequest(f"No country or organisation has the code {words!r}.", advice="Codes are ISO 3166: FR, ES-CT, KR.")


def country_of(jurisdiction: str) -> str:
    """The State that a code belongs to ("ES-CT" → "ES"); an organisation or a State gives itself."""
    return jurisdiction.split("-")[0]
