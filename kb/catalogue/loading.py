"""The catalogue into the store: every text that is known of, whether its words are held or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from kb import resources
from kb.catalogue.matching import match_among
from kb.catalogue.rows import CATALOGUE, SCHEME, works_of
from kb.model.law import Work
from kb.store import Session

LOADED = "catalogue"
"""The fact under which the store remembers what the catalogue said when it was last loaded."""

_KEPT = ("id", "jurisdiction", "specimen", "aliases")
"""Fields that a later edition of the catalogue never changes on a work that exists."""


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """How many rows were read, and what became of them: works added, changed, and left as they were."""

    rows: int
    added: int
    changed: int
    unchanged: int


def load_catalogue(session: Session, rows: Iterable[Mapping[str, str]] | None = None) -> CatalogueReport:
    """Put each row of the catalogue into the store as a work; loading again changes nothing.

    A field is taken over only where it is not known yet, or where it still says what the catalogue said at the last
    load: what a held text or a person established since then stays. A work that came with a text before the catalogue
    did keeps its URI and gets the catalogue's id.
    """
    before = _remembered(session)
    existing = session.works.find()
    by_alias = {work.aliases[SCHEME]: work for work in existing if SCHEME in work.aliases}
    by_id = {work.id: work for work in existing}
    unclaimed: dict[str, list[Work]] = {}
    for work in existing:
        if SCHEME not in work.aliases:
            unclaimed.setdefault(work.jurisdiction, []).append(work)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    said: dict[str, dict[str, Any]] = {}
    for row in works_of(resources.rows(CATALOGUE) if rows is None else rows):
        name = row.aliases[SCHEME]
        said[name] = _fields(row)
        known = by_alias.get(name) or _came_before(row, by_id, unclaimed.get(row.jurisdiction, []))
        if known is None:
            session.works.put(row)
            counts["added"] += 1
            continue
        merged = merge(known, row, before.get(name, {}))
        if merged != known:
            session.works.put(merged)
        counts["changed" if merged != known else "unchanged"] += 1
    if said != before:
        session.note_fact(LOADED, json.dumps(said, ensure_ascii=False))
    return CatalogueReport(rows=len(said), **counts)


def merge(known: Work, row: Work, before: Mapping[str, Any]) -> Work:
    """The work with what the catalogue adds to it; `before` is what the catalogue said of it at the last load."""
    held, taken = _fields(known), {}
    for name, value in _fields(row).items():
        empty = held[name] in (None, "", "unknown", ()) and name not in ("confidence", "unverified")
        if value != held[name] and (empty or (name in before and held[name] == before[name])):
            taken[name] = value
    return replace(known, **taken, aliases={**known.aliases, **row.aliases})


def _came_before(row: Work, by_id: Mapping[str, Work], neighbours: list[Work]) -> Work | None:
    same = by_id.get(row.id)
    if same is not None:
        return same if SCHEME not in same.aliases else None
    return match_among(neighbours, number=row.number, date=row.date_adopted, title=row.title)


def _fields(work: Work) -> dict[str, Any]:
    return {field.name: getattr(work, field.name) for field in fields(work) if field.name not in _KEPT}


def _remembered(session: Session) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(session.fact(LOADED) or "{}")
    return {name: {field: _plain(value) for field, value in row.items()} for name, row in found.items()}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
