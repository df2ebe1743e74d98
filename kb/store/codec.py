"""Nested values to JSON and back: boxes, issues, evidence, metadata. Used by the store and by `inspect` alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from kb.model.law import Item, Value
from kb.model.layout import Box, Issue
from kb.model.tags import Beside, Evidence

Json = Any


def now() -> str:
    """The present moment as the store writes it: UTC, to the second, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def said_to_json(value: Any, beside: Beside | None) -> Json:
    """What a tag says: its value alone, as rows have always held it, or with what stands beside it."""
    return value if beside is None else {"said": value, "beside": asdict(beside)}


def said_from_json(found: Json) -> tuple[Any, Beside | None]:
    """The inverse of `said_to_json`; reads rows of before, which hold the value alone."""
    if not isinstance(found, dict) or "beside" not in found:
        return found, None
    beside = found["beside"]
    others = tuple((str(category), value) for category, value in beside["others"])
    return found["said"], Beside(beside["direction"], beside["unit"], others, beside["note"])


def boxes_to_json(boxes: Iterable[Box]) -> list[dict[str, float]]:
    """Boxes with lengths rounded to a tenth of a point."""
    return [
        {"page": b.page, "x0": round(b.x0, 1), "y0": round(b.y0, 1), "x1": round(b.x1, 1), "y1": round(b.y1, 1)}
        for b in boxes
    ]


def boxes_from_json(found: Json) -> tuple[Box, ...]:
    """The inverse of `boxes_to_json`."""
    return tuple(Box(**box) for box in found)


def issues_to_json(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Issues as the command line and the API show them."""
    return [asdict(issue) for issue in issues]


def issues_from_json(found: Json) -> tuple[Issue, ...]:
    """The inverse of `issues_to_json`."""
    return tuple(Issue(**issue) for issue in found)


def items_to_json(items: Iterable[Item]) -> list[list[Any]]:
    """Numbered paragraphs as short rows."""
    return [[item.num, item.level, item.start, item.end] for item in items]


def items_from_json(found: Json) -> tuple[Item, ...]:
    """The inverse of `items_to_json`."""
    return tuple(Item(*row) for row in found)


def evidence_to_json(evidence: Evidence | None) -> Json:
    """A place in the text, None where there is none."""
    if evidence is None:
        return None
    return {**asdict(evidence), "boxes": boxes_to_json(evidence.boxes)}


def evidence_from_json(found: Json) -> Evidence | None:
    """The inverse of `evidence_to_json`."""
    if found is None:
        return None
    return Evidence(**{**found, "boxes": boxes_from_json(found["boxes"])})


def values_to_json(values: Mapping[str, Value]) -> dict[str, Any]:
    """Metadata fields: name → value, evidence, score."""
    return {
        name: {"value": v.value, "evidence": evidence_to_json(v.evidence), "score": v.score}
        for name, v in values.items()
    }


def values_from_json(found: Json) -> dict[str, Value]:
    """The inverse of `values_to_json`."""
    return {name: Value(row["value"], evidence_from_json(row["evidence"]), row["score"]) for name, row in found.items()}
