"""Saving a parsed file: which work it belongs to, what is kept, what is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.catalogue import load_catalogue
from kb.model.law import LegalText, Metadata, ParsedFile, TaggedText, Value
from kb.model.layout import Issue
from kb.model.source import Declared, SourceDocument
from kb.model.tags import Evidence, Tag
from kb.services import KnowledgeBase, people, reviewing, saving
from kb.store.files import sha256_of
from kb.store.reviews import Reviews

MAKE = Callable[..., Any]


@pytest.fixture
def source_of(tmp_path: Path) -> Callable[..., SourceDocument]:
    def make(name: str, words: str, **declared: str) -> SourceDocument:
        path = tmp_path / name
        path.write_text(words, encoding="utf-8")
        return SourceDocument(path, sha256_of(path), path.stat().st_size, "text/markdown", Declared(**declared))

    return make


def parsed(source: SourceDocument, *texts: LegalText, tags: tuple[Tag, ...] = (), **metadata: str) -> ParsedFile:
    fields = {name: Value(value) for name, value in metadata.items()}
    works = tuple(TaggedText(text, Metadata(fields), tags) for text in texts)
    return ParsedFile(source.sha256, source.name, source.media_type, 1, works, {"poor": False}, ())


def test_a_text_joins_the_catalogued_work(knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE) -> None:
    with knowledge_base.store.write() as session:
        load_catalogue(session)
        known = session.works.by_alias("catalogue", "es-5-2011")
    assert known is not None
    source = source_of("ley.md", "Ley 5/2011", jurisdiction="ES", number="Ley 5/2011", date_adopted="2011-03-29")
    text = legal_text(("art_1", "Artículo 1", "Objeto", "La presente Ley tiene por objeto …"), language="es")
    saved = saving.save(knowledge_base, source, parsed(source, text), parser="1")
    assert saved.expressions[0].startswith(known.id + "/spa@")
    with knowledge_base.store.read() as session:
        assert session.works.get(known.id).official_url == known.official_url
        assert session.texts.text(saved.expressions[0]) == text
    assert knowledge_base.files.path(source.sha256).read_bytes() == source.path.read_bytes()


def test_saving_twice_changes_nothing(knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE) -> None:
    source = source_of("loi.md", "Loi", jurisdiction="FR", title="Loi sur les mutuelles", number="12-3")
    text = legal_text(("art_1", "Art. 1", None, "Les mutuelles sont des personnes morales."))
    first = saving.save(knowledge_base, source, parsed(source, text), parser="1")
    second = saving.save(knowledge_base, source, parsed(source, text), parser="1")
    assert first.expressions == second.expressions
    with knowledge_base.store.read() as session:
        assert session.texts.counts()["provisions"] == 1


def test_two_files_of_one_version_are_both_kept_and_told(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    text = legal_text(("art_1", "Art. 1", None, "Les mutuelles sont des personnes morales."))
    declared = {"jurisdiction": "FR", "number": "12-3", "version": "2020-01-01"}
    saved = []
    for name in ("loi.md", "loi-autre-source.md"):
        source = source_of(name, name, **declared)
        saved.append(saving.save(knowledge_base, source, parsed(source, text), parser="1"))
    assert saved[0].expressions != saved[1].expressions
    assert [issue.code for issue in saved[1].issues] == ["same-version"]
    assert "loi.md" in saved[1].issues[0].message


def test_parallel_languages_are_one_work(knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE) -> None:
    rows = [(f"art_{n}", f"Art. {n}", None, f"Words of article {n}.") for n in range(1, 6)]
    source = source_of("bilingual.md", "two languages", jurisdiction="XA", number="7/2024")
    texts = (legal_text(*rows, language="fr"), legal_text(*rows, language="en"))
    saved = saving.save(knowledge_base, source, parsed(source, *texts), parser="1")
    works = {uri.rsplit("/", 1)[0] for uri in saved.expressions}
    assert len(saved.expressions) == 2 and len(works) == 1


def test_several_laws_of_one_issue_are_several_works(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    source = source_of("gazette.md", "an issue", jurisdiction="CG", number="26", title="Journal officiel")
    texts = [legal_text(("art_1", "Art. 1", None, f"Loi {n}.")) for n in (1, 2)]
    works = tuple(
        TaggedText(text, Metadata({"number": Value(f"{n}-2025"), "title": Value(f"Loi n° {n}-2025")}))
        for n, text in enumerate(texts, 1)
    )
    whole = replace(parsed(source), works=works)
    saved = saving.save(knowledge_base, source, whole, parser="1")
    with knowledge_base.store.read() as session:
        titles = [session.works.get(session.texts.get(uri).work).title for uri in saved.expressions]
    assert titles == ["Loi n° 1-2025", "Loi n° 2-2025"]


def test_decisions_outlive_a_new_reading_of_the_file(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE, theme_tag: MAKE
) -> None:
    source = source_of("loi.md", "Loi", jurisdiction="FR", number="12-3")
    text = legal_text(
        ("art_1", "Art. 1", None, "Les excédents sont impartageables."), ("art_2", "Art. 2", None, "Fin.")
    )
    tags = (theme_tag(text, "art_1", "entities-profit-assets"), theme_tag(text, "art_1", "support-tax"))
    uri = saving.save(knowledge_base, source, parsed(source, text, tags=tags), parser="1").expressions[0]
    with knowledge_base.store.write() as session:
        profit, tax = session.texts.tags(uri, kind="theme")
        Reviews(session.connection).decide(profit.id, "accepted", "Ada")
        Reviews(session.connection).decide(tax.id, "rejected", "Ada")
    again = (theme_tag(text, "art_1", "support-tax"), theme_tag(text, "art_2", "scope-principles"))
    saving.save(knowledge_base, source, parsed(source, text, tags=again), parser="2")
    with knowledge_base.store.read() as session:
        state = {s.tag.label: (s.tag.status, s.decided_by) for s in session.texts.tags(uri, kind="theme")}
    assert state == {
        "entities-profit-assets": ("accepted", "Ada"),
        "support-tax": ("rejected", "Ada"),
        "scope-principles": ("suggested", None),
    }


def test_a_persons_answer_replaces_the_suggested_one_and_is_kept(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    source = source_of("loi.md", "Loi", jurisdiction="FR", number="12-3")
    text = legal_text(("art_1", "Art. 1", None, "Sept personnes."), ("art_2", "Art. 2", None, "Cinq membres."))
    ada = people.add(knowledge_base, "ada@example.org", "Ada", "expert")

    def suggested(eid: str, label: str, value: int) -> Tag:
        provision = next(one for one in text.provisions if one.eid == eid)
        place = Evidence(eid, provision.start, provision.end, provision.text, "answers 1")
        return Tag("answer", label, eid, place, 0.9, "model", value)

    tags = (suggested("art_1", "entities-governance.q2", 7), suggested("art_1", "entities-profit-assets.q3", 7))
    (uri,) = saving.save(knowledge_base, source, parsed(source, text, tags=tags), parser="1").expressions
    reviewing.add(knowledge_base, ada, uri, "art_2", "answer", "entities-governance.q2", value=5)
    saving.save(knowledge_base, source, parsed(source, text, tags=tags), parser="2")
    with knowledge_base.store.read() as session:
        kept = {(s.tag.label, s.tag.eid, s.tag.value, s.tag.status) for s in session.texts.tags(uri, kind="answer")}
    assert kept == {
        ("entities-governance.q2", "art_2", 5, "added"),
        ("entities-profit-assets.q3", "art_1", 7, "suggested"),
    }


def test_a_failure_is_recorded_and_the_file_kept(knowledge_base: KnowledgeBase, source_of: MAKE) -> None:
    source = source_of("broken.pdf", "%PDF- broken")
    saving.save_failure(knowledge_base, source, Issue("error", "source-damaged", "The file is cut short."), parser="1")
    with knowledge_base.store.read() as session:
        record = session.texts.file(source.sha256)
    assert record is not None and record.outcome == "failed"
    assert knowledge_base.files.path(source.sha256).exists()


LYON = "Convention de partenariat entre la Ville de Lyon et la CRESS"
NANTES = "Convention de partenariat entre la Ville de Nantes et les Ecossolies"


@pytest.mark.parametrize("titled", [True, False])
def test_two_acts_whose_names_begin_alike_are_two_works(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE, titled: bool
) -> None:
    text = legal_text(("art_1", "Art. 1", None, "Les parties conviennent."))
    saved = {}
    for title in (LYON, NANTES):
        source = source_of(f"{title}.md", title, jurisdiction="FR", **({"title": title} if titled else {}))
        saved[title] = (source, saving.save(knowledge_base, source, parsed(source, text), parser="1").expressions)
    with knowledge_base.store.read() as session:
        titles = {session.texts.get(uri).work: session.works.get(session.texts.get(uri).work).title
                  for _, (uri,) in saved.values()}  # fmt: skip
    first, second = titles
    assert first == "/akn/fr/doc/undated/unnumbered-convention-de-partenariat-entre-la-ville"
    assert second.startswith(f"{first}-") and len(second) == len(first) + 9
    assert list(titles.values()) == ([LYON, NANTES] if titled else [f"{LYON}.md", f"{NANTES}.md"])
    for source, before in saved.values():
        # Also where a better reader finds another title in the same bytes.
        for title in ("", "Convention, lue autrement"):
            again = parsed(source, text, title=title) if title and not titled else parsed(source, text)
            assert saving.save(knowledge_base, source, again, parser="2").expressions == before


def test_a_new_version_of_an_act_set_apart_finds_its_work(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    text = legal_text(("art_1", "Art. 1", None, "Les parties conviennent."))
    works = []
    for title, version in ((LYON, "2020"), (NANTES, "2020"), (NANTES, "2024"), (LYON, "2024")):
        source = source_of(f"{title} {version}.md", f"{title} {version}", jurisdiction="FR", title=title)
        source = replace(source, declared=replace(source.declared, version=version))
        (uri,) = saving.save(knowledge_base, source, parsed(source, text), parser="1").expressions
        works.append(uri.rpartition("/")[0])
    assert works[0] == works[3] != works[1] == works[2]


def test_one_file_name_with_and_without_a_title_is_one_work(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    text = legal_text(("art_1", "Art. 1", None, "Les parties conviennent."))
    works = []
    for words, found in (("first", {}), ("second", {"title": LYON}), ("third", {})):
        source = source_of("convention.md", words, jurisdiction="FR")
        (uri,) = saving.save(knowledge_base, source, parsed(source, text, **found), parser="1").expressions
        works.append(uri.rpartition("/")[0])
    assert works[0] == works[1] == works[2]


def test_two_acts_of_one_issue_whose_titles_begin_alike_are_two_works(
    knowledge_base: KnowledgeBase, source_of: MAKE, legal_text: MAKE
) -> None:
    source = source_of("gazette.md", "an issue", jurisdiction="FR")
    titled = [(title, legal_text(("art_1", "Art. 1", None, f"{title}."))) for title in (LYON, NANTES)]
    works = tuple(TaggedText(text, Metadata({"title": Value(title)})) for title, text in titled)
    whole = replace(parsed(source), works=works)
    first = saving.save(knowledge_base, source, whole, parser="1")
    with knowledge_base.store.read() as session:
        assert [session.works.get(session.texts.get(u).work).title for u in first.expressions] == [LYON, NANTES]
    assert saving.save(knowledge_base, source, whole, parser="2").expressions == first.expressions
