"""Counts over the whole store, for the pages that show what is there. Only reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select

from kb.store.tables import editions, expressions, readings, tags, works

DAY = func.coalesce(works.c.date_adopted, works.c.date_published, works.c.date_in_force)
"""The date by which a law is placed in time: adopted, else published, else in force."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A text that came into the store: `stored_at` is UTC, ISO 8601."""

    expression: str
    work: str
    title: str
    country: str
    language: str | None
    specimen: bool
    stored_at: str


@dataclass(frozen=True, slots=True)
class DatedWork:
    """A work in few words, with the ISO date by which it is placed in time (adopted, else published, else in force)."""

    id: str
    title: str
    country: str
    language: str | None
    instrument: str | None
    status: str
    date: str
    specimen: bool


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many provisions of a country's held texts bear a theme, and how many of those a person has looked at."""

    country: str
    theme: str
    provisions: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class ThemedLaw:
    """How many provisions of a law bear a theme, and how many of those a person has looked at, in the one text of it
    that counts; `date` is that by which it is placed in time, empty where none is known."""

    work: str
    country: str
    date: str
    theme: str
    provisions: int
    reviewed: int


class Overview:
    """The counts, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_by_country(self) -> dict[str, int]:
        """Country or organisation → works that a person has read."""
        query = (
            select(works.c.country, func.count(readings.c.work.distinct()))
            .select_from(readings.join(works, works.c.id == readings.c.work))
            .group_by(works.c.country)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def additions(self, limit: int, country: str | None = None, theme: str | None = None) -> list[Addition]:
        """The texts that came last, newest first: of one State or organisation, with provisions on a theme, or all."""
        query = (
            select(
                expressions.c.id, expressions.c.work, works.c.title, works.c.country, expressions.c.language,
                works.c.specimen, expressions.c.stored_at,
            )
            .join(works, works.c.id == expressions.c.work)
            .order_by(expressions.c.stored_at.desc(), expressions.c.id)
            .limit(limit)
        )  # fmt: skip
        if country is not None:
            query = query.where(works.c.country == country)
        if theme is not None:
            bears = and_(tags.c.kind == "theme", tags.c.label == theme, tags.c.status != "rejected")
            query = query.where(expressions.c.id.in_(select(tags.c.expression).where(bears)))
        return [Addition(*row) for row in self._connection.execute(query)]

    def dated_works(self) -> list[DatedWork]:
        """Works with a date, oldest first."""
        query = (
            select(
                works.c.id, works.c.title, works.c.country, works.c.language, works.c.instrument, works.c.status,
                DAY, works.c.specimen,
            )
            .where(DAY.is_not(None), DAY != "")
            .order_by(DAY, works.c.id)
        )  # fmt: skip
        return [DatedWork(*row) for row in self._connection.execute(query)]

    def theme_counts(self, theme: str | None = None) -> list[ThemeCount]:
        """Provisions by country and theme, or of one theme only; rejected tags count for nothing."""
        decided = case((tags.c.status != "suggested", 1), else_=0)
        query = (
            select(tags.c.label, tags.c.expression, func.count(), func.sum(decided))
            .where(and_(tags.c.kind == "theme", tags.c.status != "rejected"))
            .group_by(tags.c.label, tags.c.expression)
        )
        if theme is not None:
            query = query.where(tags.c.label == theme)
        of = select(expressions.c.id, works.c.country).join(works, works.c.id == expressions.c.work)
        country = {row.id: row.country for row in self._connection.execute(of)}
        counted: dict[tuple[str, str], list[int]] = {}
        for label, expression, provisions, reviewed in self._connection.execute(query):
            count = counted.setdefault((country[expression], label), [0, 0])
            count[0] += provisions
            count[1] += reviewed
        return [ThemeCount(*place, *count) for place, count in sorted(counted.items())]

    def themed_laws(self) -> list[ThemedLaw]:
        """Themes by law. Of several versions and languages of a law one counts: the newest, in the law's own language
        before a translation."""
        decided = case((tags.c.status != "suggested", 1), else_=0)
        counted = (
            select(tags.c.label, tags.c.expression, func.count(), func.sum(decided))
            .where(and_(tags.c.kind == "theme", tags.c.status != "rejected"))
            .group_by(tags.c.label, tags.c.expression)
        )
        chosen = self._chosen()
        found = [
            ThemedLaw(*chosen[expression], label, provisions, reviewed)
            for label, expression, provisions, reviewed in self._connection.execute(counted)
            if expression in chosen
        ]
        return sorted(found, key=lambda law: (law.country, law.theme, law.date, law.work))

    def _chosen(self) -> dict[str, tuple[str, str, str]]:
        """The one text of each held law → (work, country, date)."""
        query = select(
            expressions.c.id, expressions.c.work, expressions.c.language, expressions.c.version,
            expressions.c.poor_text, works.c.country, works.c.language.label("own"), DAY.label("date"),
        ).join(works, works.c.id == expressions.c.work)  # fmt: skip
        best: dict[str, tuple[tuple[bool, str, bool, bool, str], str, tuple[str, str, str]]] = {}
        for row in self._connection.execute(query):
            day = "" if row.version.startswith("sha-") else row.version
            rank = (row.language == row.own, day, not row.poor_text, bool(day), row.id)
            if row.work not in best or rank > best[row.work][0]:
                best[row.work] = rank, row.id, (row.work, row.country, row.date or "")
        return {name: place for _, name, place in best.values()}

    def years(self) -> list[tuple[str, int, int, int]]:
        """(year, laws known, of which held, of which read by a person), oldest first; specimens are left out."""
        has = select(expressions.c.work).distinct().subquery()
        read = select(readings.c.work).distinct().subquery()
        year = func.substr(DAY, 1, 4)
        query = (
            select(year, func.count(), func.count(has.c.work), func.count(read.c.work))
            .select_from(works.outerjoin(has, has.c.work == works.c.id).outerjoin(read, read.c.work == works.c.id))
            .where(DAY.is_not(None), DAY != "", ~works.c.specimen)
            .group_by(year)
            .order_by(year)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def last_edition(self) -> tuple[str, int, str] | None:
        """(guide, number, moment) of the edition that was frozen last."""
        query = select(editions.c.guide, editions.c.number, editions.c.frozen_at).order_by(editions.c.frozen_at.desc())
        row = self._connection.execute(query.limit(1)).one_or_none()
        return (row.guide, row.number, row.frozen_at) if row else None
