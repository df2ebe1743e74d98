"""What a draft proposes: every theme, exact quotations, readings in tables, gaps that say which gap."""

from __future__ import annotations

import dataclasses

import pytest

from kb import resources
from kb.errors import BadRequest
from kb.guide.draft import draft
from kb.guide.editions import freeze
from kb.guide.excerpts import excerpt, pin, words
from kb.guide.verify import verify_outline
from kb.model.guide import Glossary, GuideEdition, Outline, Quotation, Table
from kb.model.law import Provision
from kb.store import Store


def rows_of(edition: GuideEdition, section: str, country: str) -> list[object]:
    table = next(table for table in edition.tables if table.section == section)
    return [row for row in table.rows if row.country == country]


def quotations(outline: Outline, chapter: str) -> list[Quotation]:
    return [s for c, s in outline.sections() if c.id == chapter and isinstance(s, Quotation)]


def test_every_theme_has_its_chapter_with_commentary_and_table(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    chapters = {c.theme: c for part in outline.parts for c in part.chapters if c.theme}
    assert list(chapters) == [
        t.id
        for p in ("scope", "entities", "institutions", "support", "international", "partnership")
        for t in resources.leaf_themes()
        if t.parent == p
    ]
    for chapter in chapters.values():
        assert {"commentary", "table"} <= {section.kind for section in chapter.sections}
        assert set(chapter.title) == {"fr", "en", "es"}


def test_quotations_stand_word_for_word_in_the_store(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    found = quotations(outline, "scope-definition")
    assert [(q.country, q.state) for q in found] == [("XF", "suggested"), ("XA", "reviewed")]
    with store.read() as session:
        for _, pinned in outline.pins():
            text = session.texts.text(pinned.expression).text
            assert text[pinned.start : pinned.end] == pinned.quote
        assert verify_outline(session, outline) == []


def test_a_text_that_was_only_read_stands_in_the_table_and_is_never_quoted(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    assert all(q.country != "XB" for c, q in outline.sections() if isinstance(q, Quotation))
    edition = freeze(store, "first", person="ana", public_url="http://here")
    (row,) = rows_of(edition, "entities-profit-assets-table", "XB")
    answer = row.cells[2]  # type: ignore[attr-defined]
    assert (answer.state, answer.value, answer.provisions, answer.eids) == ("read", 30, ("8",), ())
    assert row.cells[0].state == "no-text"  # type: ignore[attr-defined]
    source = edition.source("/akn/xb/act/2020/9")
    assert (
        source is not None
        and source.address == "https://example.org/xb/9"
        and source.read
        and source.expression is None
    )


def test_each_cell_says_what_stands_behind_it(store: Store) -> None:
    draft(store, "first")
    edition = freeze(store, "first", person="ana", public_url="http://here")
    (held,) = rows_of(edition, "entities-profit-assets-table", "XA")
    states = [cell.state for cell in held.cells]  # type: ignore[attr-defined]
    assert states == ["none-found", "none-found", "suggested", "none-found", "suggested"]
    assert held.cells[2].quote == "ne peut être inférieure à vingt pour cent"  # type: ignore[attr-defined]
    (untagged,) = rows_of(edition, "entities-profit-assets-table", "XF")
    assert {cell.state for cell in untagged.cells} == {"not-searched"}  # type: ignore[attr-defined]
    assert untagged.theme.state == "suggested"  # type: ignore[attr-defined]
    table = next(t for t in edition.tables if t.section == "entities-profit-assets-table")
    assert table.silent == ("XC",)


def test_definitions_make_the_glossary(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    glossary = next(section for _, section in outline.sections() if isinstance(section, Glossary))
    assert [(t.term, t.country) for t in glossary.terms] == [("économie sociale et solidaire", "XA")]
    assert glossary.terms[0].pin.quote.startswith(
        "La présente loi définit l'économie sociale et solidaire comme l'ensemble"
    )


def test_a_text_whose_source_has_no_address_is_left_out_and_told(store: Store) -> None:
    with store.write() as session:
        work = session.works.get("/akn/xf/act/2021-02-01/7")
        session.works.put(dataclasses.replace(work, official_url=None, specimen=False))
        session.texts._connection.exec_driver_sql("update files set declared='{}'")
    report = draft(store, "first")
    assert report.without_source == ("/akn/xf/act/2021-02-01/7",)
    assert {q.country for _, q in report.guide.outline.sections() if isinstance(q, Quotation)} == {"XA"}


def test_chosen_countries_all_appear_even_those_of_which_nothing_is_known(store: Store) -> None:
    report = draft(store, "first", countries=["XA", "XC"])
    edition = freeze(store, "first", person="ana", public_url="http://here")
    assert {row.country for row in edition.coverage} == {"XA", "XC"}
    table = next(t for t in edition.tables if t.section == "scope-definition-table")
    assert {row.country for row in table.rows} | set(table.silent) == {"XA", "XC"}
    assert report.countries == 1


def test_an_unknown_country_or_language_is_refused(store: Store) -> None:
    with pytest.raises(BadRequest, match="'QQ'"):
        draft(store, "first", countries=["QQ"])
    with pytest.raises(BadRequest, match="'de'"):
        draft(store, "first", "de")


def provision(text: str, start: int = 7) -> Provision:
    return Provision("art_1", "article", "Art. 1", None, text, start, start + len(text), 0)


def test_a_short_provision_is_quoted_whole_without_its_outer_spaces() -> None:
    whole = provision("  Les réserves sont impartageables.\n")
    pinned = pin("/akn/x", whole, *excerpt(whole, 50))
    assert pinned.quote == "Les réserves sont impartageables."
    assert (pinned.start, pinned.cut_before, pinned.cut_after) == (9, False, False)


def test_a_long_provision_is_cut_at_a_paragraph_and_marked() -> None:
    paragraphs = ["un " * 30 + "fin.", "deux " * 30 + "fin.", "trois " * 30 + "fin."]
    long = provision("\n".join(paragraphs))
    pinned = pin("/akn/x", long, *excerpt(long, 70))
    assert pinned.quote == "\n".join(paragraphs[:2])
    assert (pinned.cut_before, pinned.cut_after) == (False, True)
    place = long.text.index("trois") + long.start
    later = pin("/akn/x", long, *excerpt(long, 40, (place, place + 5)))
    assert later.quote.startswith("trois") and later.cut_before and not later.cut_after


def test_one_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    long = provision("Une phrase de six mots ici. " * 40)
    pinned = pin("/akn/x", long, *excerpt(long, 20))
    assert pinned.quote.endswith("ici.") and words(pinned.quote) <= 20 and pinned.cut_after


def test_a_long_text_without_spaces_is_measured_by_its_signs() -> None:
    korean = provision("협동조합은 조합원의 복리증진을 목적으로 한다. " * 30)
    pinned = pin("/akn/x", korean, *excerpt(korean, 60))
    assert len(pinned.quote) < len(korean.text) / 2 and pinned.quote in korean.text


@pytest.mark.shared
def test_a_draft_of_real_laws_quotes_only_what_stands_there(real_store: Store) -> None:
    report = draft(real_store, "real-draft", quotations_per_theme=20)
    outline = report.guide.outline
    assert report.quotations >= 25 and report.countries >= 30
    with real_store.read() as session:
        assert [f for f in verify_outline(session, outline) if f.level == "error"] == []
        for _, pinned in outline.pins():
            assert session.texts.text(pinned.expression).text[pinned.start : pinned.end] == pinned.quote
    tables = [s for _, s in outline.sections() if isinstance(s, Table)]
    assert len(tables) >= 40
