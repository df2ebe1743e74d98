"""What people put right in the structure of a text, and what a new reading of the file makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kb.commands.corrections import corrections
from kb.corrections import suggested_eid
from kb.errors import BadRequest, NotFound
from kb.model.corrections import Correction
from kb.model.law import LegalText, Metadata, ParsedFile, TaggedText, Value
from kb.model.source import Declared, SourceDocument
from kb.model.tags import Tag
from kb.services import KnowledgeBase, correcting, saving
from kb.store.files import sha256_of

MAKE = Callable[..., Any]
SPLIT = Correction("split", "art_1", "Art. 2 Objet. Les coopératives", "art_2", "Art. 2", "Objet")


@pytest.fixture
def source(tmp_path: Path) -> SourceDocument:
    path = tmp_path / "loi.md"
    path.write_text("Loi", encoding="utf-8")
    declared = Declared(jurisdiction="FR", title="Loi sur les mutuelles", number="12-3")
    return SourceDocument(path, sha256_of(path), path.stat().st_size, "text/markdown", declared)


@pytest.fixture
def law(legal_text: MAKE) -> LegalText:
    made: LegalText = legal_text(
        ("art_1", "Art. 1", None, "Les mutuelles sont libres.\nArt. 2 Objet. Les coopératives servent leurs membres."),
        ("art_3", "Art. 3", None, "Le décret fixe les formes."),
    )
    return made


def _save(kb: KnowledgeBase, source: SourceDocument, text: LegalText, *tags: Tag) -> str:
    tagged = TaggedText(text, Metadata({"title": Value("Loi sur les mutuelles")}), tags)
    parsed = ParsedFile(source.sha256, source.name, source.media_type, 1, (tagged,), {"poor": False}, ())
    return saving.save(kb, source, parsed, parser="1").expressions[0]


def _held(kb: KnowledgeBase, expression: str) -> LegalText:
    with kb.store.read() as session:
        return session.texts.text(expression)


def _codes(kb: KnowledgeBase, expression: str) -> list[str]:
    with kb.store.read() as session:
        return [issue.code for issue in session.texts.get(expression).issues]


def test_a_split_holds_and_survives_a_reading_anew(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText, theme_tag: MAKE
) -> None:
    tag = theme_tag(law, "art_1", "1.1")
    place = law.text.index("servent")
    evidence = replace(tag.evidence, start=place, end=place + 7, quote="servent")
    later = replace(tag, label="2.3", evidence=evidence)
    expression = _save(knowledge_base, source, law, tag, later)
    correcting.correct(knowledge_base, expression, SPLIT, "Anne")
    for _ in range(2):
        held = _held(knowledge_base, expression)
        assert [(p.eid, p.num, p.heading, p.text) for p in held.provisions] == [
            ("art_1", "Art. 1", None, "Les mutuelles sont libres."),
            ("art_2", "Art. 2", "Objet", "Les coopératives servent leurs membres."),
            ("art_3", "Art. 3", None, "Le décret fixe les formes."),
        ]
        assert [p.position for p in held.provisions] == [0, 1, 2]
        assert all(held.text[p.start : p.end] == p.text for p in held.provisions)
        with knowledge_base.store.read() as session:
            assert {(t.tag.label, t.tag.eid) for t in session.texts.tags(expression)} == {
                ("1.1", "art_1"),
                ("2.3", "art_2"),
            }
        assert _codes(knowledge_base, expression) == []
        assert _save(knowledge_base, source, law, tag, later) == expression


def test_a_number_is_put_right_even_where_a_later_reading_gives_another_id(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText
) -> None:
    expression = _save(knowledge_base, source, law)
    wrong = Correction("relabel", "art_3", "Le décret fixe", "art_3-bis", "Art. 3 bis", type="final")
    correcting.correct(knowledge_base, expression, wrong, "Anne")
    moved = replace(law, provisions=(law.provisions[0], replace(law.provisions[1], eid="art_8", num="Art. 8")))
    _save(knowledge_base, source, moved)
    last = _held(knowledge_base, expression).provisions[-1]
    assert (last.eid, last.num, last.type) == ("art_3-bis", "Art. 3 bis", "final")


def test_a_provision_is_joined_to_the_one_before(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText
) -> None:
    expression = _save(knowledge_base, source, law)
    correcting.correct(knowledge_base, expression, Correction("join", "art_3", "Le décret"), "Anne")
    (whole,) = _held(knowledge_base, expression).provisions
    assert whole.eid == "art_1" and whole.text.endswith("Le décret fixe les formes.")


def test_what_no_longer_fits_is_told_and_kept(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText
) -> None:
    expression = _save(knowledge_base, source, law)
    correcting.correct(knowledge_base, expression, SPLIT, "Anne")
    other = LegalText("fr", law.text.replace("Art. 2 Objet.", "Article deux."), law.provisions[1:])
    _save(knowledge_base, source, other)
    assert _codes(knowledge_base, expression) == ["correction-not-applied"]
    assert [stored.correction for stored in correcting.corrections_of(knowledge_base, expression)] == [SPLIT]
    _save(knowledge_base, source, law)
    assert _codes(knowledge_base, expression) == []
    assert len(_held(knowledge_base, expression).provisions) == 3


def test_a_reading_that_found_the_split_by_itself_is_left_as_it_is(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText, legal_text: MAKE
) -> None:
    expression = _save(knowledge_base, source, law)
    correcting.correct(knowledge_base, expression, SPLIT, "Anne")
    better = legal_text(
        ("art_1", "Art. 1", None, "Les mutuelles sont libres."),
        ("art_2", "Art. 2", "Objet", "Les coopératives servent leurs membres."),
    )
    _save(knowledge_base, source, better)
    assert _held(knowledge_base, expression) == better
    assert _codes(knowledge_base, expression) == []


def test_a_withdrawn_correction_is_gone_with_the_next_reading(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText
) -> None:
    expression = _save(knowledge_base, source, law)
    correcting.correct(knowledge_base, expression, SPLIT, "Anne")
    (stored,) = correcting.corrections_of(knowledge_base, expression)
    correcting.withdraw(knowledge_base, stored.id)
    _save(knowledge_base, source, law)
    assert _held(knowledge_base, expression) == law
    with pytest.raises(NotFound):
        correcting.withdraw(knowledge_base, stored.id)


@pytest.mark.parametrize(
    ("correction", "sentence"),
    [
        (Correction("split", "art_1", "Art. 9 Néant", "art_9", "Art. 9"), "no single provision holds"),
        (Correction("split", "art_1", "Les mutuelles sont", "art_9", "Art. 9"), "begins with these words already"),
        (Correction("split", "art_1", "Art. 2 Objet", "art_3", "Art. 3"), "id of another provision"),
        (Correction("relabel", "art_1", "Les mutuelles", "art_3", "Art. 3"), "id of another provision"),
        (Correction("relabel", "art_1", "Le décret", "art 9", "Art. 9"), "needs an id"),
        (Correction("relabel", "art_1", " ", "art_9", "Art. 9"), "needs the words"),
        (Correction("join", "art_1", "Les mutuelles"), "no provision stands before"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_in_a_sentence(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText, correction: Correction, sentence: str
) -> None:
    expression = _save(knowledge_base, source, law)
    with pytest.raises(BadRequest, match=sentence):
        correcting.correct(knowledge_base, expression, correction, "Anne")
    assert correcting.corrections_of(knowledge_base, expression) == ()
    assert _held(knowledge_base, expression) == law


@pytest.mark.parametrize(
    ("eid", "num", "suggested"),
    [
        ("art_5", "Art. 6 bis", "art_6-bis"),
        ("art_5", "Article 1er", "art_1"),
        ("chp_i__art_2", "Artículo 3º", "chp_i__art_3"),
        ("additional_1", "segunda", "additional_segunda"),
    ],
)
def test_an_id_is_suggested_beside_its_neighbour(eid: str, num: str, suggested: str) -> None:
    assert suggested_eid(eid, num) == suggested


def test_the_command_line_corrects_lists_and_withdraws(
    knowledge_base: KnowledgeBase, source: SourceDocument, law: LegalText
) -> None:
    expression = _save(knowledge_base, source, law)
    runner = CliRunner()
    split = [
        "split",
        expression,
        "art_1",
        "--at",
        "Art. 2 Objet.",
        "--num",
        "Art. 2",
        "--heading",
        "Objet",
        "--by",
        "A",
    ]
    for arguments in (split, ["number", expression, "art_3", "--num", "Art. 4", "--by", "A"]):
        done = runner.invoke(corrections, arguments)
        assert (done.exit_code, done.exception) == (0, None), done.output
    assert [p.eid for p in _held(knowledge_base, expression).provisions] == ["art_1", "art_2", "art_4"]
    assert runner.invoke(corrections, ["join", expression, "art_4", "--by", "A"]).exit_code == 0
    assert [p.eid for p in _held(knowledge_base, expression).provisions] == ["art_1", "art_2"]
    listed = runner.invoke(corrections, ["list", expression]).output.splitlines()
    assert [line.split("\t")[1:3] for line in listed] == [["split", "art_1"], ["relabel", "art_3"], ["join", "art_4"]]
    assert runner.invoke(corrections, ["withdraw", listed[0].split("\t")[0]]).exit_code == 0
    assert len(correcting.corrections_of(knowledge_base, expression)) == 2
