"""Tags as people decide on them: which wait, who decided what, and tags that people add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from kb.errors import NotFound
from kb.model.tags import Tag
from kb.store import codec
from kb.store.tables import expressions, tags, works
from kb.store.texts import StoredTag, stored_tag, tag_row


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tags are asked for; None and empty leave a field open. `minimum` is a score; tags without one pass."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("suggested",)
    country: str | None = None
    label: str | None = None
    expression: str | None = None
    minimum: float = 0.0


class Reviews:
    """The tags under review, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tag_id: int) -> StoredTag:
        """One tag; raises `NotFound`."""
        row = self._connection.execute(select(tags).where(tags.c.id == tag_id)).one_or_none()
        if row is None:
            raise NotFound(f"No tag {tag_id} is known.")
        return stored_tag(row)

    def find(self, wanted: Wanted, *, after: int = 0, limit: int = 50, skip: Iterable[int] = ()) -> list[StoredTag]:
        """Tags in the order of the texts, those whose id follows `after`."""
        query = _query(select(tags), wanted).where(tags.c.id > after, tags.c.id.not_in(list(skip)))
        return [stored_tag(row) for row in self._connection.execute(query.order_by(tags.c.id).limit(limit))]

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        return self._connection.scalar(_query(select(func.count()).select_from(tags), wanted)) or 0

    def decide(self, tag_id: int, status: str, person: str | None) -> None:
        """Record a decision with who and when; without a person the tag is a suggestion again."""
        decided_at = codec.now() if person else None
        self._connection.execute(
            update(tags).where(tags.c.id == tag_id).values(status=status, decided_by=person, decided_at=decided_at)
        )

    def add(self, expression: str, tag: Tag, person: str) -> int:
        """Store a tag that a person adds; gives its id."""
        row = tag_row(expression, tag) | {"status": "added", "decided_by": person, "decided_at": codec.now()}
        key = self._connection.execute(insert(tags).values(**row)).inserted_primary_key
        return int(key[0]) if key else 0


def _query(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.join(expressions, expressions.c.id == tags.c.expression).join(works)
    limits = [func.coalesce(tags.c.score, 1.0) >= wanted.minimum]
    if wanted.kinds:
        limits.append(tags.c.kind.in_(wanted.kinds))
    if wanted.statuses:
        limits.append(tags.c.status.in_(wanted.statuses))
    if wanted.country:
        limits.append(works.c.country == wanted.country)
    if wanted.label:
        limits.append(tags.c.label == wanted.label)
    if wanted.expression:
        limits.append(tags.c.expression == wanted.expression)
    return query.where(and_(*limits))
