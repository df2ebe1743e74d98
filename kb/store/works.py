"""Works and their names: what the catalogue, the files and people know of an act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from kb import resources
from kb.errors import NotFound
from kb.identity import number_key
from kb.model.law import Work
from kb.store.codec import now
from kb.store.tables import aliases, expressions, works


class Works:
    """The works of the store, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, work: Work) -> None:
        """Add the work, or replace what is known of it; aliases are added, never lost.

        A work of which nothing new is told keeps the moment of its last change: harvesters take it once.
        """
        row = asdict(work)
        names: Mapping[str, str] = row.pop("aliases")
        row |= {
            "country": resources.country_of(work.jurisdiction),
            "number_key": number_key(work.number),
            "unverified": list(work.unverified),
        }
        before = self._connection.execute(select(works).where(works.c.id == work.id)).one_or_none()
        had = select(aliases.c.scheme, aliases.c.value).where(aliases.c.work == work.id)
        new = names.items() - {(scheme, value) for scheme, value in self._connection.execute(had)}
        if before is None:
            self._connection.execute(insert(works).values(**row, changed_at=now()))
        elif new or any(before._mapping[name] != value for name, value in row.items()):
            self._connection.execute(update(works).where(works.c.id == work.id).values(**row, changed_at=now()))
        for scheme, value in new:
            self._connection.execute(delete(aliases).where(and_(aliases.c.scheme == scheme, aliases.c.value == value)))
            self._connection.execute(insert(aliases).values(scheme=scheme, value=value, work=work.id))

    def get(self, work_id: str) -> Work:
        """The work with this URI; raises `NotFound`."""
        row = self._connection.execute(select(works).where(works.c.id == work_id)).one_or_none()
        if row is None:
            raise NotFound(f"No work {work_id} is known.")
        return self._many([row])[0]

    def has(self, work_id: str) -> bool:
        """Whether a work with this URI is known."""
        return bool(self._connection.scalar(select(func.count()).where(works.c.id == work_id)))

    def by_alias(self, scheme: str, value: str) -> Work | None:
        """The work with this name in another scheme (catalogue, eli, celex …)."""
        query = select(works).join(aliases).where(and_(aliases.c.scheme == scheme, aliases.c.value == value))
        row = self._connection.execute(query).one_or_none()
        return self._many([row])[0] if row else None

    def same_number(self, jurisdiction: str, key: str) -> list[Work]:
        """Works of a jurisdiction whose number has this key (see `identity.number_key`)."""
        query = select(works).where(and_(works.c.jurisdiction == jurisdiction, works.c.number_key == key))
        return self._many(self._connection.execute(query.order_by(works.c.id)).all())

    def find(
        self,
        *,
        country: str | None = None,
        jurisdictions: Sequence[str] | None = None,
        held: bool | None = None,
        ids: Iterable[str] | None = None,
    ) -> list[Work]:
        """Works by jurisdiction, then date; `country` holds its subdivisions; `held`: with or without text."""
        query = select(works)
        if country is not None:
            query = query.where(works.c.country == country)
        if jurisdictions is not None:
            query = query.where(or_(works.c.jurisdiction.in_(jurisdictions), works.c.country.in_(jurisdictions)))
        if ids is not None:
            query = query.where(works.c.id.in_(list(ids)))
        if held is not None:
            some = select(expressions.c.id).where(expressions.c.work == works.c.id).exists()
            query = query.where(some if held else ~some)
        order = (works.c.jurisdiction, works.c.date_adopted, works.c.id)
        return self._many(self._connection.execute(query.order_by(*order)).all())

    def count_by_country(self) -> dict[str, tuple[int, int]]:
        """Country or organisation → (works known, works with a text held)."""
        held = select(expressions.c.work).distinct().subquery()
        query = (
            select(works.c.country, func.count(), func.count(held.c.work))
            .select_from(works.outerjoin(held, held.c.work == works.c.id))
            .group_by(works.c.country)
        )
        return {country: (known, texts) for country, known, texts in self._connection.execute(query)}

    def _many(self, rows: Sequence[Row[Any]]) -> list[Work]:
        ids = [row.id for row in rows]
        names: dict[str, dict[str, str]] = {}
        for start in range(0, len(ids), 500):
            found = self._connection.execute(select(aliases).where(aliases.c.work.in_(ids[start : start + 500])))
            for alias in found:
                names.setdefault(alias.work, {})[alias.scheme] = alias.value
        known = {field.name for field in fields(Work)}
        return [
            Work(
                **{k: v for k, v in row._mapping.items() if k in known and k != "unverified"},
                unverified=tuple(row.unverified),
                aliases=names.get(row.id, {}),
            )
            for row in rows
        ]
