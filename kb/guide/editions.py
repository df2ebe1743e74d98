"""Freezing a guide into a numbered edition that never changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from kb import resources
from kb.errors import Conflict
from kb.guide import tables
from kb.guide.accepting import require_accepted
from kb.guide.furniture import country_words, vocabulary_version
from kb.guide.material import Material, source_of
from kb.guide.verify import verify_outline
from kb.model.guide import Guide, GuideEdition, Outline, Source, Table, Words
from kb.model.guide_writing import CLOSED
from kb.store import Session, Store
from kb.store.codec import now
from kb.store.guide_codec import content_hash


def freeze(store: Store, name: str, *, person: str, public_url: str) -> GuideEdition:
    """Freeze the guide as it stands into its next edition.

    Raises `Conflict` where a quotation or a source fails (`verify` lists which), or where nothing has changed since
    the last edition; `NotFound` for an unknown guide.
    """
    with store.write() as session:
        return freeze_in(session, name, person=person, public_url=public_url)


def freeze_in(session: Session, name: str, *, person: str, public_url: str) -> GuideEdition:
    """`freeze` inside a transaction that does more."""
    guide = session.guides.get(name)
    failed = [finding for finding in verify_outline(session, guide.outline) if finding.level == "error"]
    if failed:
        raise Conflict(
            f"The guide {name!r} cannot be frozen: {len(failed)} of its entries fail, the first is "
            f"{failed[0].section}: {failed[0].message}",
            advice=f"`sselex guide verify {name}` lists them all.",
        )
    given = require_accepted(session, name) if guide.state in CLOSED else ()
    earlier = session.guides.editions(name)
    edition = dataclasses.replace(
        compose(session, guide, number=len(earlier) + 1, person=person, public_url=public_url), accepted=given
    )
    if earlier and earlier[-1].content_hash == edition.content_hash:
        raise Conflict(f"Nothing has changed since edition {earlier[-1].number} of {name!r}.")
    session.guides.publish(edition)
    return edition


def compose(session: Session, guide: Guide, *, number: int, person: str, public_url: str) -> GuideEdition:
    """The edition that the store gives now: sources, tables and coverage are read, nothing is written."""
    outline = guide.outline
    material = Material(session, outline.countries)
    frozen = tuple(
        tables.freeze_table(material, section, outline.countries)
        for _, section in outline.sections()
        if isinstance(section, Table) and section.form != "recognition"
    )
    sources = _sources(session, material, outline)
    edition = GuideEdition(
        guide=guide.name,
        number=number,
        language=guide.language,
        state=guide.state,
        outline=outline,
        sources=sources,
        tables=frozen,
        coverage=tables.coverage(material),
        vocabulary=_vocabulary(sources, material.by_country),
        thesaurus_version=vocabulary_version(),
        public_url=public_url.rstrip("/"),
        frozen_by=person,
        frozen_at=now(),
    )
    return dataclasses.replace(edition, content_hash=content_hash(edition))


def _sources(session: Session, material: Material, outline: Outline) -> tuple[Source, ...]:
    """Every known work of the guide's countries, and every version that a pin names."""
    found = {
        (work.id, material.used[work.id].id if work.id in material.used else None): material.source(work)
        for work in material.works.values()
    }
    for expression_id in sorted({pin.expression for _, pin in outline.pins()}):
        expression = session.texts.get(expression_id)
        key = (expression.work, expression.id)
        if key not in found:
            work = session.works.get(expression.work)
            found[key] = source_of(session, work, expression, work.id in material.read)
    return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], k[1] or "")))


def _vocabulary(sources: Iterable[Source], countries: Iterable[str]) -> dict[str, Words]:
    """The words of themes, questions, instruments and countries, so that the edition never changes its tongue."""
    words: dict[str, Words] = {theme.id: theme.title for theme in resources.themes().values()}
    words |= {question.id: question.text for question in resources.questions().values()}
    names = resources.instruments()
    for instrument in sorted({source.instrument for source in sources if source.instrument}):
        if instrument in names:
            words[instrument] = {language: names[instrument][language] for language in resources.INTERFACE_LANGUAGES}
    codes = {source.jurisdiction for source in sources} | set(countries)
    return words | {code: country_words(code) for code in sorted(codes)}
