"""Two editions entry by entry: what came, what went, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kb.model.guide import GuideEdition
from kb.store.guide_codec import to_json


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs: `what` is a section, a table's row or a source; `fields` names what changed in it."""

    kind: Literal["added", "removed", "changed"]
    what: Literal["section", "table-row", "source"]
    id: str
    fields: tuple[str, ...] = ()


def diff(old: GuideEdition, new: GuideEdition) -> tuple[Change, ...]:
    """Changes from the old edition to the new one: sections, then rows of tables, then sources, each in order."""
    changes: list[Change] = []
    for what, before, after in (
        ("section", _sections(old), _sections(new)),
        ("table-row", _rows(old), _rows(new)),
        ("source", _sources(old), _sources(new)),
    ):
        changes += _compare(what, before, after)  # type: ignore[arg-type]
    return tuple(changes)


def _compare(
    what: Literal["section", "table-row", "source"], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    found = [Change("removed", what, key) for key in before if key not in after]
    for key, value in after.items():
        if key not in before:
            found.append(Change("added", what, key))
        elif value != before[key]:
            fields = sorted(f for f in {*value, *before[key]} if value.get(f) != before[key].get(f))
            found.append(Change("changed", what, key, tuple(fields)))
    return found


def _sections(edition: GuideEdition) -> dict[str, Any]:
    """Sections by chapter and, for quotations, by what they quote, so that a new number does not look like a change."""
    found: dict[str, Any] = {}
    for chapter, section in edition.outline.sections():
        value = to_json(section)
        key = f"{chapter.id}/{section.id}"
        if "pin" in value:
            key = f"{chapter.id}/{value['pin']['expression'].split('@')[0]}~{value['pin']['eid']}"
            value.pop("id")
        while key in found:
            key += "'"
        found[key] = value
    return found


def _rows(edition: GuideEdition) -> dict[str, Any]:
    return {
        f"{table.section}/{row.country}/{row.work or '-'}": to_json(row)
        for table in edition.tables
        for row in table.rows
    }


def _sources(edition: GuideEdition) -> dict[str, Any]:
    """Sources by work; the day on which a copy was stored is no change of the text."""
    found: dict[str, Any] = {}
    for source in edition.sources:
        key = source.work if source.work not in found else f"{source.work} {source.expression}"
        found[key] = {k: v for k, v in to_json(source).items() if k != "consulted"}
    return found
