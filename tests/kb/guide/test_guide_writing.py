"""The guide is written by those who may, one revision after the other, and nothing is lost on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from kb.errors import BadRequest, Conflict, Forbidden
from kb.guide.accepting import acceptances
from kb.guide.building import build
from kb.guide.draft import draft
from kb.guide.editions import freeze
from kb.guide.verify import verify_edition, verify_outline
from kb.model.guide import Chapter, Commentary, Guide, GuideEdition, Quotation
from kb.model.people import Person
from kb.services import KnowledgeBase, accepting, people, privacy, writing
from kb.store import Store

LAW = "/akn/xa/act/2023-05-04/12"


@pytest.fixture(name="knowledge_base")
def filled_knowledge_base(knowledge_base: KnowledgeBase, store: Store) -> KnowledgeBase:
    return dataclasses.replace(knowledge_base, store=store)


@pytest.fixture
def guide(store: Store) -> Guide:
    return draft(store, "first", person="sol@example.org").guide


@pytest.fixture
def staff(knowledge_base: KnowledgeBase) -> dict[str, Person]:
    roles = ("secretariat", "expert", "presidency", "reader")
    return {role: people.add(knowledge_base, f"{role}@example.org", role.title(), role) for role in roles}


def agreed(knowledge_base: KnowledgeBase, revision: int) -> None:
    """Two people of two countries accept the guide: two revisions more."""
    for name, organisation in (("a1", "france"), ("a2", "morocco")):
        person = people.add(knowledge_base, f"{name}@example.org", name, "contact-point", organisation=organisation)
        accepting.accept(knowledge_base, person, "first", revision=revision)


def commentary(guide: Guide | GuideEdition, chapter: str = "scope-definition") -> Commentary:
    return next(s for c, s in guide.outline.sections() if c.id == chapter and isinstance(s, Commentary))


def quotations(guide: Guide, chapter: str = "scope-definition") -> list[Quotation]:
    """Those of the French law."""
    found = (s for c, s in guide.outline.sections() if c.id == chapter and isinstance(s, Quotation))
    return [s for s in found if s.pin.expression.startswith(LAW)]


def chapter_of(guide: Guide, name: str) -> Chapter:
    return next(c for part in guide.outline.parts for c in part.chapters if c.id == name)


def test_a_new_french_text_makes_the_translations_older(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    section = commentary(guide).id
    after = writing.write_commentary(
        knowledge_base, staff["secretariat"], "first", section, "fr", "Un *nouveau* texte.\r\n", revision=1
    )
    written = commentary(after)
    assert after.revision == 2 and written.text("fr").markdown == "Un *nouveau* texte."  # type: ignore[union-attr]
    assert written.outdated("en") and written.texts[0].language == "fr"
    with knowledge_base.store.read() as session:
        assert [(c.revision, c.what, c.section) for c in session.guides.changes("first")] == [
            (2, "commentary", section), (1, "drafted", None),
        ]  # fmt: skip
        assert session.guides.outline_at("first", 1) == guide.outline


def test_two_people_never_overwrite_each_other_in_silence(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    section, sol = commentary(guide).id, staff["secretariat"]
    writing.write_commentary(knowledge_base, sol, "first", section, "fr", "Le mien.", revision=1)
    with pytest.raises(Conflict, match="meanwhile"):
        writing.write_commentary(knowledge_base, sol, "first", section, "fr", "Le sien.", revision=1)
    with knowledge_base.store.read() as session:
        assert commentary(session.guides.get("first")).text("fr").markdown == "Le mien."  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ["expert", "presidency", "reader"])
def test_only_the_secretariat_edits(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person], role: str
) -> None:
    with pytest.raises(Forbidden):
        writing.write_commentary(knowledge_base, staff[role], "first", commentary(guide).id, "fr", "Texte.", revision=1)


def test_provisions_are_pinned_moved_and_taken_out(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    sol = staff["secretariat"]
    (there,) = quotations(guide)
    expression = there.pin.expression
    pinned = writing.pin_provision(knowledge_base, sol, "first", "scope-definition", expression, "art_2", revision=1)
    added = quotations(pinned)[-1]
    assert added.pin.quote.startswith("Les excédents") and added.pin.quote.endswith("collectivité publique.")
    with pytest.raises(Conflict, match="quoted in this chapter already"):
        writing.pin_provision(knowledge_base, sol, "first", "scope-definition", expression, "art_2", revision=2)
    moved = writing.move_section(knowledge_base, sol, "first", added.id, -100, revision=2)
    assert chapter_of(moved, "scope-definition").sections[0].id == added.id
    gone = writing.remove_section(knowledge_base, sol, "first", added.id, revision=3)
    assert [q.id for q in quotations(gone)] == [there.id]
    with pytest.raises(Conflict, match="has no section"):
        writing.remove_section(knowledge_base, sol, "first", added.id, revision=4)


def test_a_pin_is_renewed_by_the_newest_version(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person], hold_newer: Callable[[str, str, str], None]
) -> None:
    (old,) = quotations(guide, "entities-profit-assets")
    with pytest.raises(Conflict, match="No newer version"):
        writing.renew_pin(knowledge_base, staff["secretariat"], "first", old.id, revision=1)
    hold_newer("2030-01-01", "vingt pour cent", "trente pour cent")
    after = writing.renew_pin(knowledge_base, staff["secretariat"], "first", old.id, revision=1)
    (new,) = quotations(after, "entities-profit-assets")
    assert new.id == old.id and new.pin.expression.endswith("@2030-01-01") and "trente" in new.pin.quote


def test_a_suggestion_that_is_accepted_stands_in_the_guide(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    section, sol = commentary(guide).id, staff["secretariat"]
    with pytest.raises(Forbidden):
        writing.remark(knowledge_base, staff["reader"], "first", section, "fr", "Non.")
    told = writing.remark(knowledge_base, staff["expert"], "first", section, "fr", "Plus court.", "Plus court !")
    with pytest.raises(Forbidden):
        writing.answer_remark(knowledge_base, staff["expert"], told.id, accept=True, reason="", revision=1)
    done = writing.answer_remark(knowledge_base, sol, told.id, accept=True, reason="", revision=1)
    assert (done.state, done.decided_by) == ("accepted", "secretariat@example.org")
    with knowledge_base.store.read() as session:
        text = commentary(session.guides.get("first")).text("fr")
        assert text is not None and (text.markdown, text.role) == ("Plus court !", "expert")
    with pytest.raises(Conflict, match="already"):
        writing.answer_remark(knowledge_base, sol, told.id, accept=False, reason="Trop tard", revision=2)
    other = writing.remark(knowledge_base, staff["expert"], "first", section, "fr", "Et ?", "Et.")
    with pytest.raises(BadRequest, match="why"):
        writing.answer_remark(knowledge_base, sol, other.id, accept=False, reason=" ", revision=2)
    with pytest.raises(BadRequest, match="the law's own"):
        writing.remark(knowledge_base, sol, "first", quotations(guide)[0].id, "fr", "Autre", "Autre texte")


def test_the_presidency_adopts_what_has_no_open_remark_and_publishing_freezes_it(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    sol, chair, section = staff["secretariat"], staff["presidency"], commentary(guide).id
    with pytest.raises(Conflict, match="draft becomes in-review, not adopted"):
        writing.take_step(knowledge_base, chair, "first", "adopted", revision=1)
    writing.take_step(knowledge_base, sol, "first", "in-review", revision=1)
    told = writing.remark(knowledge_base, staff["expert"], "first", section, "fr", "Une question.")
    with pytest.raises(Forbidden):
        writing.take_step(knowledge_base, sol, "first", "adopted", revision=2)
    with pytest.raises(Conflict, match="1 remarks wait"):
        writing.take_step(knowledge_base, chair, "first", "adopted", revision=2)
    assert writing.answer_remark(knowledge_base, sol, told.id, accept=True, reason="", revision=2).state == "resolved"
    writing.take_step(knowledge_base, chair, "first", "adopted", revision=2)
    with pytest.raises(Conflict, match="guide is adopted"):
        writing.write_commentary(knowledge_base, sol, "first", section, "fr", "Encore.", revision=3)
    agreed(knowledge_base, 3)
    published = writing.take_step(knowledge_base, sol, "first", "published", revision=5)
    assert published.state == "published"
    with knowledge_base.store.read() as session:
        edition = session.guides.edition("first")
        assert (edition.number, edition.state, edition.frozen_by) == (1, "published", sol.email)
        assert [one.country for one in edition.accepted] == ["FR", "MA"]
        assert verify_edition(session, edition) == verify_outline(session, edition.outline)


def test_two_people_of_different_countries_accept_a_guide_before_it_is_published(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    sol, chair, section = staff["secretariat"], staff["presidency"], commentary(guide).id
    ana, zoe, mo, un = (
        people.add(knowledge_base, f"{name}@example.org", name, "contact-point", organisation=organisation)
        for name, organisation in (("ana", "france"), ("zoe", "france"), ("mo", "morocco"), ("un", "ilo"))
    )
    with pytest.raises(Conflict, match="is draft"):
        accepting.accept(knowledge_base, ana, "first", revision=1)
    writing.take_step(knowledge_base, sol, "first", "in-review", revision=1)
    for nobody in (un, staff["expert"]):
        with pytest.raises(Forbidden, match="speak for a country"):
            accepting.accept(knowledge_base, nobody, "first", revision=2)
    with pytest.raises(Forbidden):
        accepting.accept(knowledge_base, staff["reader"], "first", revision=2)
    accepting.accept(knowledge_base, mo, "first", revision=2)
    writing.write_commentary(knowledge_base, sol, "first", section, "fr", "D’autres mots.", revision=3)
    with pytest.raises(Conflict, match="changed since you opened it"):
        accepting.accept(knowledge_base, ana, "first", revision=2)
    writing.take_step(knowledge_base, chair, "first", "adopted", revision=4)
    accepting.accept(knowledge_base, ana, "first", revision=5)
    # Somebody of the same country read the same words before: their acceptance counts, and makes no second country.
    accepting.accept(knowledge_base, zoe, "first", revision=4)
    with pytest.raises(Conflict, match="already"):
        accepting.accept(knowledge_base, ana, "first", revision=7)
    for publish in (
        lambda: writing.take_step(knowledge_base, sol, "first", "published", revision=7),
        lambda: freeze(knowledge_base.store, "first", person=sol.email, public_url="http://localhost"),
    ):
        with pytest.raises(Conflict, match=r"so far it is ana@example.org \(FR\), zoe@example.org \(FR\)"):
            publish()
    accepting.accept(knowledge_base, mo, "first", revision=7)
    assert writing.take_step(knowledge_base, sol, "first", "published", revision=8).state == "published"
    writing.take_step(knowledge_base, sol, "first", "under-revision", revision=9)
    with knowledge_base.store.read() as session:
        assert acceptances(session, "first") == ()


def test_a_guide_whose_quotation_fails_stays_adopted(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    sol, chair = staff["secretariat"], staff["presidency"]
    writing.take_step(knowledge_base, sol, "first", "in-review", revision=1)
    writing.take_step(knowledge_base, chair, "first", "adopted", revision=2)
    agreed(knowledge_base, 3)
    with knowledge_base.store.write() as session:
        session.connection.exec_driver_sql("update expressions set text = replace(text, 'vingt', 'trente')")
    with pytest.raises(Conflict, match="cannot be frozen"):
        writing.take_step(knowledge_base, sol, "first", "published", revision=5)
    with knowledge_base.store.read() as session:
        assert (session.guides.get("first").state, session.guides.get("first").revision) == ("adopted", 5)
        assert session.guides.editions("first") == []


def test_a_suggestion_on_one_paragraph_changes_that_paragraph_alone(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    kb, sol, expert, section = knowledge_base, staff["secretariat"], staff["expert"], commentary(guide).id
    writing.write_commentary(kb, sol, "first", section, "fr", "Le premier.\n\nLe deuxième.\n\nLe tiers.", revision=1)
    with pytest.raises(BadRequest, match="no paragraph 4"):
        writing.remark(kb, expert, "first", section, "fr", "Lequel ?", paragraph=4)
    first = writing.remark(kb, expert, "first", section, "fr", "Plus juste", "Le second.", paragraph=2)
    late = writing.remark(kb, expert, "first", section, "fr", "Non, ainsi", "Le 2e.", paragraph=2)
    assert first.paragraph == "Le deuxième."
    writing.answer_remark(kb, sol, first.id, accept=True, reason="", revision=2)
    with kb.store.read() as session:
        text = commentary(session.guides.get("first")).text("fr")
    assert text is not None and text.markdown == "Le premier.\n\nLe second.\n\nLe tiers."
    with pytest.raises(Conflict, match="has changed since"):
        writing.answer_remark(kb, sol, late.id, accept=True, reason="", revision=3)


@pytest.mark.parametrize("erased", [False, True])
def test_an_edition_with_an_accepted_suggestion_holds_no_address_and_outlives_the_account(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person], erased: bool
) -> None:
    kb, sol, expert, section = knowledge_base, staff["secretariat"], staff["expert"], commentary(guide).id
    told = writing.remark(kb, expert, "first", section, "fr", "Plus court.", "Plus court !")
    if erased:
        privacy.erase(kb, expert, by="ada@example.org")
    writing.answer_remark(kb, sol, told.id, accept=True, reason="", revision=1)
    edition = freeze(kb.store, "first", person=sol.email, public_url="http://localhost")
    text = commentary(edition).text("fr")
    assert text is not None and text.role == ("secretariat" if erased else "expert")
    if not erased:
        privacy.erase(kb, expert, by="ada@example.org")
    with kb.store.read() as session:
        again = session.guides.edition("first")
        assert "edition-altered" not in {finding.code for finding in verify_edition(session, again)}
    for language in ("fr", "en", "es"):
        assert "@example.org" not in str(build(again, language)), language


def test_an_address_that_signs_an_older_edition_is_not_printed(store: Store, guide: Guide) -> None:
    edition = freeze(store, "first", person="sol@example.org", public_url="http://localhost")
    first = commentary(guide)
    signed = dataclasses.replace(
        first, texts=tuple(dataclasses.replace(text, role="expert@example.org") for text in first.texts)
    )
    older = dataclasses.replace(edition, outline=writing.with_section(edition.outline, first.id, lambda _old: signed))
    for language in ("fr", "en", "es"):
        assert "@example.org" not in str(build(older, language)), language


def test_a_paragraph_is_replaced_as_a_whole_and_never_inside_another(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    kb, sol, expert, section = knowledge_base, staff["secretariat"], staff["expert"], commentary(guide).id
    words = "La réserve\n légale.\n\nLa réserve\n\n\nLa part.\n\nLa part."
    writing.write_commentary(kb, sol, "first", section, "fr", words, revision=1)
    heading = writing.remark(kb, expert, "first", section, "fr", "Mieux", "Les réserves", paragraph=2)
    double = writing.remark(kb, expert, "first", section, "fr", "Mieux", "Le quart.", paragraph=3)
    writing.answer_remark(kb, sol, heading.id, accept=True, reason="", revision=2)
    with kb.store.read() as session:
        text = commentary(session.guides.get("first")).text("fr")
    assert text is not None
    assert text.markdown == "La réserve\n légale.\n\nLes réserves\n\n\nLa part.\n\nLa part."
    with pytest.raises(Conflict, match="2 paragraphs"):
        writing.answer_remark(kb, sol, double.id, accept=True, reason="", revision=3)
    writing.write_commentary(kb, sol, "first", section, "fr", "La part. Et le reste.", revision=3)
    with pytest.raises(Conflict, match="has changed since"):
        writing.answer_remark(kb, sol, double.id, accept=True, reason="", revision=4)
    with kb.store.read() as session:
        assert {remark.state for remark in session.remarks.find("first")} == {"accepted", "open"}


def test_a_suggestion_for_a_section_does_not_overwrite_what_was_written_after_it(
    knowledge_base: KnowledgeBase, guide: Guide, staff: dict[str, Person]
) -> None:
    kb, sol, section = knowledge_base, staff["secretariat"], commentary(guide).id
    told = writing.remark(kb, staff["expert"], "first", section, "fr", "Plus court.", "Plus court !")
    with kb.store.write() as session:
        # Moments are kept to the second: the suggestion was made a day before.
        session.connection.exec_driver_sql(
            "update guide_remarks set created_at = strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '-1 day')"
        )
    writing.write_commentary(kb, sol, "first", section, "en", "Written meanwhile.", revision=1)
    writing.write_commentary(kb, sol, "first", section, "fr", "Récrit entre-temps.", revision=2)
    with pytest.raises(Conflict, match="rewritten after this suggestion"):
        writing.answer_remark(kb, sol, told.id, accept=True, reason="", revision=3)
    with kb.store.read() as session:
        text = commentary(session.guides.get("first")).text("fr")
        assert text is not None and text.markdown == "Récrit entre-temps."
        assert session.remarks.get(told.id).state == "open"
    assert writing.answer_remark(kb, sol, told.id, accept=False, reason="Récrit", revision=3).state == "declined"
