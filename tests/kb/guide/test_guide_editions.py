"""Verify, freeze, compare: an edition is right or it is not made, and it never changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from sqlalchemy import text

from kb.errors import Conflict
from kb.guide.difference import diff
from kb.guide.draft import draft
from kb.guide.editions import compose, freeze
from kb.guide.verify import verify_edition, verify_outline
from kb.model.guide import Chapter, Commentary, Outline, Prose, Quotation, Section
from kb.store import Store
from kb.store.guide_codec import canonical

FRENCH_QUOTATION = "entities-profit-assets-q2"
"""Countries follow their names in French: Nour-Sahel is before Valmontane."""


def changed(outline: Outline, change: Callable[[Section], Section | None]) -> Outline:
    """The outline with each section changed, or dropped for None."""
    parts = []
    for part in outline.parts:
        chapters: list[Chapter] = []
        for chapter in part.chapters:
            sections = tuple(new for s in chapter.sections if (new := change(s)) is not None)
            chapters.append(dataclasses.replace(chapter, sections=sections))
        parts.append(dataclasses.replace(part, chapters=tuple(chapters)))
    return dataclasses.replace(outline, parts=tuple(parts))


def with_pin(field: str, value: object) -> Callable[[Section], Section | None]:
    def change(section: Section) -> Section | None:
        if isinstance(section, Quotation) and section.id == "entities-profit-assets-q1":
            return dataclasses.replace(section, pin=dataclasses.replace(section.pin, **{field: value}))
        return section

    return change


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quote", "Les excédents sont affectés en priorité à la réserve légale, la part", "quotation-differs"),
        ("quote", "", "quotation-differs"),
        ("start", 0, "quotation-differs"),
        ("eid", "art_99", "provision-missing"),
        ("expression", "/akn/xa/act/1900/1/fra@1900", "text-missing"),
    ],
)
def test_a_quotation_that_is_not_word_for_word_is_found_and_no_edition_is_made(
    store: Store, field: str, value: object, code: str
) -> None:
    guide = draft(store, "first").guide
    wrong = changed(guide.outline, with_pin(field, value))
    with store.write() as session:
        found = verify_outline(session, wrong)
        session.guides.change("first", wrong, revision=1, person="ana")
    assert [(f.level, f.code, f.section) for f in found] == [("error", code, "entities-profit-assets-q1")]
    with pytest.raises(Conflict, match="cannot be frozen"):
        freeze(store, "first", person="ana", public_url="http://here")
    with store.read() as session:
        assert session.guides.editions("first") == []


def test_a_source_without_address_or_date_fails(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    with store.write() as session:
        work = session.works.get("/akn/xa/act/2023-05-04/12")
        session.works.put(dataclasses.replace(work, official_url=None, specimen=False, date_adopted=None))
        session.connection.execute(text("update files set declared = '{}'"))
        found = verify_outline(session, outline)
    assert {f.code for f in found} == {"source-without-address"}
    assert all(f.level == "error" for f in found)


def test_a_newer_version_that_reads_otherwise_is_flagged(
    store: Store, hold_newer: Callable[[str, str, str], None]
) -> None:

    outline = draft(store, "first").guide.outline
    hold_newer("2025-01-01", "vingt pour cent", "trente pour cent")
    with store.read() as session:
        found = verify_outline(session, outline)
    assert {(f.level, f.code) for f in found} == {("warning", "amended-since")}
    assert {f.section for f in found} == {FRENCH_QUOTATION}


def test_a_translation_older_than_its_french_source_is_flagged(store: Store) -> None:
    def newer_french(section: Section) -> Section:
        if isinstance(section, Commentary) and section.id == "scope-definition-commentary":
            texts = [Prose("fr", "Nouveau texte.", "secrétariat", "2027-01-01"), *section.texts[1:]]
            return dataclasses.replace(section, texts=tuple(texts))
        return section

    outline = changed(draft(store, "first").guide.outline, newer_french)
    with store.read() as session:
        found = verify_outline(session, outline)
    assert [(f.code, f.section) for f in found] == [("translation-outdated", "scope-definition-commentary")] * 2


def test_an_edition_is_numbered_hashed_and_the_same_when_made_again(store: Store) -> None:
    guide = draft(store, "first").guide
    edition = freeze(store, "first", person="ana", public_url="http://here/")
    assert (edition.number, edition.frozen_by, edition.public_url) == (1, "ana", "http://here")
    with store.read() as session:
        kept = session.guides.edition("first")
        again = compose(session, guide, number=1, person="ben", public_url="http://here")
        assert verify_edition(session, kept) == []
    assert canonical(kept) == canonical(edition)
    assert again.content_hash == edition.content_hash
    assert dataclasses.replace(again, frozen_by="ana", frozen_at=edition.frozen_at) == edition


def test_an_altered_edition_is_found_out(store: Store) -> None:
    draft(store, "first")
    edition = freeze(store, "first", person="ana", public_url="http://here")
    altered = dataclasses.replace(edition, coverage=edition.coverage[1:])
    with store.read() as session:
        assert [f.code for f in verify_edition(session, altered)] == ["edition-altered"]


def test_freezing_twice_without_a_change_is_refused(store: Store) -> None:
    draft(store, "first")
    freeze(store, "first", person="ana", public_url="http://here")
    with pytest.raises(Conflict, match="Nothing has changed"):
        freeze(store, "first", person="ana", public_url="http://here")


def test_two_editions_are_compared_by_entry(store: Store) -> None:
    guide = draft(store, "first").guide
    old = freeze(store, "first", person="ana", public_url="http://here")

    def without_one(section: Section) -> Section | None:
        return None if section.id == "partnership-agreements-q1" else section

    with store.write() as session:
        session.guides.change("first", changed(guide.outline, without_one), revision=1, person="ana")
        reading = session.readings.find(work="/akn/xb/act/2020/9", kind="answer")[0]
        session.readings.replace("/akn/xb/act/2020/9", [dataclasses.replace(reading, value=35)])
    new = freeze(store, "first", person="ana", public_url="http://here")
    changes = diff(old, new)
    assert ("removed", "section", "partnership-agreements//akn/xa/act/2023-05-04/12/fra~art_3") in [
        (c.kind, c.what, c.id) for c in changes
    ]
    row = next(c for c in changes if c.id == "entities-profit-assets-table/XB//akn/xb/act/2020/9")
    assert (row.kind, row.what, row.fields) == ("changed", "table-row", ("cells", "theme"))
    assert diff(new, new) == ()
