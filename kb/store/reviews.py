"""Tags as people decide on them: which wait, who decided what, and tags that people add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update

from kb.errors import NotFound
from kb.model.tags import Tag
from kb.store import cited, codec
from kb.store.tables import expressions, tag_decisions, tags, works
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


@dataclass(frozen=True, slots=True)
class Decided:
    """One step in the history of a tag: what it was and what it became, by whom and when (UTC, ISO 8601), and the
    tagger that had suggested it. `before` is None where the person added the tag."""

    before: str | None
    status: str
    found_by: str
    person: str
    at: str


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

    def decide(self, tag_id: int, status: str, person: str) -> None:
        """Record a decision with who and when, and add it to the history. A tag that is a suggestion again bears no
        name; the history tells who took the decision back. Raises `NotFound`."""
        stored = self.get(tag_id)
        self._connection.execute(
            update(tags)
            .where(tags.c.id == tag_id)
            .values(
                status=status,
                decided_by=person if status != "suggested" else None,
                decided_at=codec.now() if status != "suggested" else None,
            )
        )
        self._remember(stored.expression, stored.tag, stored.tag.status, status, person)

    def add(self, expression: str, tag: Tag, person: str) -> int:
        """Store a tag that a person adds; gives its id."""
        row = tag_row(expression, tag) | {"status": "added", "decided_by": person, "decided_at": codec.now()}
        key = self._connection.execute(insert(tags).values(**row)).inserted_primary_key
        self._remember(expression, tag, None, "added", person)
        if key and tag.kind == "citation":
            cited.note(self._connection, expression, [int(key[0])])
        return int(key[0]) if key else 0

    def history(self, stored: StoredTag) -> tuple[Decided, ...]:
        """What people decided on a tag, oldest first, also before its file was read again: it is the same tag where it
        stands in the same provision or on the same words."""
        past = tag_decisions.c
        query = (
            select(tag_decisions)
            .join(expressions, expressions.c.sha256 == past.sha256)
            .where(
                expressions.c.id == stored.expression,
                past.kind == stored.tag.kind,
                past.label == stored.tag.label,
                or_(past.eid == stored.tag.eid, past.quote == stored.tag.evidence.quote),
            )
            .order_by(past.id)
        )
        return tuple(
            Decided(row.before, row.status, row.found_by, row.person, row.at) for row in self._connection.execute(query)
        )

    def _remember(self, expression: str, tag: Tag, before: str | None, status: str, person: str) -> None:
        file = select(expressions.c.sha256).where(expressions.c.id == expression).scalar_subquery()
        self._connection.execute(
            insert(tag_decisions).values(
                sha256=file, kind=tag.kind, label=tag.label, eid=tag.eid, quote=tag.evidence.quote, before=before,
                status=status, found_by=tag.evidence.found_by, person=person, at=codec.now(),
            )
        )  # fmt: skip


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
