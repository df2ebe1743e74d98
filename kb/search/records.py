"""Store → index: the only place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb import resources
from kb.identity import provision_uri, year_of
from kb.model.law import DIVISIONS, Expression, LegalText, Provision, Work
from kb.model.vocabulary import Jurisdiction
from kb.search.index import IndexRecord
from kb.store import Session, StoredTag

_PARTNERSHIP = frozenset({"agreement"})
_POLICY = frozenset({"opinion", "strategy", "guide"})
_INTERNATIONAL = frozenset({"resolution", "recommendation", "declaration", "convention", "directive"})
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
    """The records of these expressions, one a provision that holds words of the law."""
    for expression_id in expression_ids:
        expression = session.texts.get(expression_id)
        work = session.works.get(expression.work)
        text = session.texts.text(expression_id)
        tags = session.texts.tags(expression_id)
        yield from _of_expression(expression, work, text, tags)


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
