"""Store → index: the only place that knows both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from kb import resources
from kb.identity import provision_uri, year_of
from kb.model.law import DIVISIONS, Expression, LegalText, Provision, Work
from kb.model.vocabulary import Jurisdiction
from kb.search.index import IndexRecord
from kb.store import Session, StoredTag

_PARTNERSHIP = frozenset({"agreement"})
_POLICY = frozenset({"opinion", "strategy", "guide"})
_INTERNATIONAL = frozenset({"resolution", "recommendation", "declaration", "convention", "directive"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_DAY = "9999-12-31"
_TAGGED = frozenset({"accepted", "added"})


def kind_of(instrument: str | None, place: Jurisdiction | None) -> str:
    """The kind of text that an instrument is; what an organisation of States adopts is international."""
    if instrument in _PARTNERSHIP:
        return "partnership"
    if instrument in _POLICY:
        return "policy"
    if (place is not None and place.region == "international" and not place.specimen) or instrument in _INTERNATIONAL:
        return "international"
    if instrument == "bill":
        return "bill"
    return "law" if instrument else "other"


def records_of(session: Session, expression_ids: Iterable[str]) -> Iterator[IndexRecord]:
    """The records of these expressions, one a provision that holds words of the law, and those of the other versions
    of the same works: a new version ends the one before it."""
    ids = tuple(expression_ids)
    works = dict.fromkeys(session.texts.get(expression_id).work for expression_id in ids)
    others = [held.id for held in session.texts.find(works_=works) if held.id not in ids]
    yield from records_of_texts(session, (*ids, *others))


def records_of_texts(session: Session, expression_ids: Iterable[str]) -> Iterator[IndexRecord]:
    """The records of these expressions and of no others."""
    ids = tuple(expression_ids)
    expressions = {expression_id: session.texts.get(expression_id) for expression_id in ids}
    times = _times(session, {expression.work for expression in expressions.values()})
    for expression_id, expression in expressions.items():
        work = session.works.get(expression.work)
        text = session.texts.text(expression_id)
        tags = session.texts.tags(expression_id)
        for record in _of_expression(expression, work, text, tags):
            yield replace(record, **times[expression_id])


def _times(session: Session, works: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Expression → which version it is, whether the current one, and from when until when.

    A version of which no day is known has no time; it is found by a day only where it is the current one.
    """
    names = sorted(works)
    current = {expression.id for expression in session.texts.current(works_=names)}
    found: dict[str, dict[str, Any]] = {}
    days: dict[tuple[str, str | None], list[str]] = {}
    versions = session.texts.find(works_=names)
    for held in versions:
        if (day := _DAY.match(held.version)) is not None:
            days.setdefault((held.work, held.language), []).append(day[0])
    for held in versions:
        day = _DAY.match(held.version)
        known = sorted(set(days.get((held.work, held.language), ())))
        later = [other for other in known if day and other > day[0]]
        found[held.id] = {
            "version": held.version,
            "current": held.id in current,
            "since": day[0] if day else None if held.id in current else _NO_DAY,
            "until": later[0] if later else None,
        }
    return found


def records_of_works(session: Session) -> Iterator[IndexRecord]:
    """One record for each work without text, so that what is known is found by title, country and number."""
    for work in session.works.find(held=False):
        yield _of_work(work)


def _of_work(work: Work) -> IndexRecord:
    place = resources.jurisdictions().get(work.jurisdiction)
    date = work.date_adopted or work.date_published
    year = year_of(date)
    return IndexRecord(
        id=work.id, work=work.id, title=work.title, jurisdiction=work.jurisdiction,
        country=resources.country_of(work.jurisdiction), region=_region(work.jurisdiction), language=work.language,
        instrument=work.instrument, kind=kind_of(work.instrument, place), status=work.status, number=work.number,
        date=date, year=int(year) if year else None, names=_names(work, place), specimen=work.specimen, held=False,
    )  # fmt: skip


def _of_expression(
    expression: Expression, work: Work, text: LegalText, tags: Sequence[StoredTag]
) -> Iterator[IndexRecord]:
    place = resources.jurisdictions().get(work.jurisdiction)
    by_eid: dict[str, list[StoredTag]] = {}
    for stored in tags:
        if stored.tag.status != "rejected":
            by_eid.setdefault(stored.tag.eid, []).append(stored)
    above = {p.eid: p for p in text.provisions}
    date = work.date_adopted or work.date_published
    year = year_of(date)
    for provision in text.provisions:
        if provision.type in DIVISIONS or provision.type == "conclusions":
            continue
        mine = by_eid.get(provision.eid, [])
        yield IndexRecord(
            id=provision_uri(expression.id, provision.eid), work=work.id, title=expression.title or work.title,
            jurisdiction=work.jurisdiction, country=resources.country_of(work.jurisdiction),
            expression=expression.id, eid=provision.eid, num=provision.num, heading=provision.heading,
            path=tuple(_path(provision, above)), text=provision.text, region=_region(work.jurisdiction),
            language=provision.language or expression.language, page=provision.page, instrument=work.instrument,
            kind=kind_of(work.instrument, place), status=work.status, number=work.number, date=date,
            year=int(year) if year else None, themes=_labels(mine, "theme"), concepts=_labels(mine, "concept"),
            names=_names(work, place), reviewed=any(s.tag.status in _TAGGED for s in mine), specimen=work.specimen,
            poor_text=expression.poor_text, source_name=expression.source_name,
        )  # fmt: skip


def _region(jurisdiction: str) -> str:
    for code in (jurisdiction, resources.country_of(jurisdiction)):
        if code in resources.jurisdictions():
            return resources.jurisdictions()[code].region
    return ""


def _names(work: Work, place: Jurisdiction | None) -> tuple[str, ...]:
    """Other names of a work and of its country, each once."""
    names = [work.title, work.title_en, work.number, *work.aliases.values()]
    if place is not None:
        names += place.name.values()
    return tuple(dict.fromkeys(name for name in names if name))


def _labels(tags: Sequence[StoredTag], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stored.tag.label for stored in tags if stored.tag.kind == kind))


def _path(provision: Provision, above: dict[str, Provision]) -> Iterator[str]:
    """Headings of the divisions that a provision stands in, the nearest first."""
    seen = {provision.eid}
    parent = provision.parent
    while parent is not None and parent not in seen and parent in above:
        seen.add(parent)
        if above[parent].heading:
            yield above[parent].heading or ""
        parent = above[parent].parent
