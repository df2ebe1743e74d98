"""`sselex check`: what is in force, what is missing, and every way in which store, files and index can disagree."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kb.cli import root
from kb.model.law import Expression, LegalText, Work
from kb.model.source import SourceDocument
from kb.search.rebuild import rebuild
from kb.services import KnowledgeBase, checking, people, submitting
from kb.settings import Settings
from kb.store.codec import now

WORDS = b"Article 1\nObjet"
SHA = hashlib.sha256(WORDS).hexdigest()


def run(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(root, ["check", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def wrong() -> tuple[int, dict[str, str]]:
    """The exit code, and part → message of what disagrees."""
    code, said = run("--json", "--deep")
    found: dict[str, Any] = json.loads(said)
    errors = {f["part"]: f["message"] for f in found["findings"] if f["level"] == "error"}
    assert all(f["advice"] for f in found["findings"] if f["level"] == "error")
    assert found["agrees"] == (not errors)
    return code, errors


@pytest.fixture
def filled(knowledge_base: KnowledgeBase, tmp_path: Path, legal_text: Callable[..., LegalText]) -> KnowledgeBase:
    """A text, its file, a work without text, all indexed."""
    path = tmp_path / "loi.txt"
    path.write_bytes(WORDS)
    knowledge_base.files.put(path, SHA)
    work = Work("/akn/xa/act/2020/7", "XA", "Loi")
    words = legal_text(("art_1", "Article 1", "Objet", "La présente loi définit l'économie sociale."))
    expression = Expression(
        f"{work.id}/fra@2020", work.id, "fr", "2020", "Loi", "as-enacted", SHA, path.name, 1, {}, (), {}, {}, now()
    )
    with knowledge_base.store.write() as session:
        source = SourceDocument(path, SHA, len(WORDS), "text/plain")
        session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={}, issues=[])
        session.works.put(work)
        session.works.put(Work("/akn/xb/act/2021/8", "XB", "Ley"))
        session.texts.put(expression, words, [])
    rebuild(knowledge_base.store, knowledge_base.index)
    return knowledge_base


def test_all_agrees(filled: KnowledgeBase) -> None:
    assert wrong() == (0, {})
    code, said = run()
    assert code == 0 and "holds all 2 records" in said and "All 1 files" in said


def test_settings_are_shown_with_their_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SSELEX_SECRET_KEY", "geheim")
    (tmp_path / "sselex.toml").write_text("max_pages = 7\n", encoding="utf-8")
    code, said = run()
    lines = [line.split() for line in said.splitlines()]
    assert ["SSELEX_MAX_PAGES", "7", f"[{tmp_path / 'sselex.toml'}]"] in lines
    assert ["SSELEX_SECRET_KEY", "(set)", "[environment]"] in lines and "geheim" not in said
    assert ["SSELEX_SEARCH", "embedded", "[default]"] in lines
    assert code == 0 and "no knowledge base" in said
    assert not (tmp_path / "var").exists()


def test_a_program_that_is_missing_is_named_with_its_install_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = Settings.load()
    found = checking.tools(settings)
    assert [tool.found for tool in found] == [None] * 4
    assert [tool.install.split()[0] for tool in found] == ["apt-get", "apt-get", "apt-get", "docker"]
    assert "tesseract-ocr-fra" in found[1].install
    speaking = tmp_path / "tesseract"
    speaking.write_text("#!/bin/sh\necho tesseract 5.3\necho eng\necho fra\n", encoding="utf-8")
    speaking.chmod(0o755)
    one, languages, *_ = checking.tools(settings)
    assert one.found == "tesseract 5.3" and languages.found is None
    assert "tesseract-ocr-ell" in languages.install and "tesseract-ocr-fra" not in languages.install
    assert "ell" in languages.name


def test_a_missing_file_is_told(filled: KnowledgeBase) -> None:
    filled.files.path(SHA).unlink()
    code, found = wrong()
    assert code == 1 and SHA in found["files"]


def test_a_damaged_file_is_told(filled: KnowledgeBase) -> None:
    filled.files.path(SHA).write_bytes(b"other")
    code, found = wrong()
    assert code == 1 and SHA in found["files"]


def test_texts_that_wait_for_the_index_are_told(filled: KnowledgeBase) -> None:
    with filled.store.write() as session:
        session.texts.mark_all_stale()
    code, found = wrong()
    assert code == 1 and "1 of 1 texts are not in the index" in found["index"]


def test_an_index_with_other_records_is_told(filled: KnowledgeBase) -> None:
    filled.index.drop(["/akn/xb/act/2021/8"])
    code, found = wrong()
    assert code == 1 and "holds 1 records; the store makes 2" in found["index"]


def test_a_missing_index_is_told(knowledge_base: KnowledgeBase) -> None:
    code, found = wrong()
    assert code == 1 and set(found) == {"index"}


def test_an_engine_that_is_down_is_told(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSELEX_SEARCH", "http://127.0.0.1:9")
    code, found = wrong()
    assert code == 1 and set(found) == {"index"}


def test_a_submission_without_job_is_told(filled: KnowledgeBase, tmp_path: Path) -> None:
    person = people.add(filled, "a@example.org", "A", "secretariat")
    with (tmp_path / "loi.txt").open("rb") as stream:
        submission = submitting.receive(filled, person, {"kind": "new-text"}, name="loi.txt", stream=stream)
    assert wrong() == (0, {})
    with filled.store.write() as session:
        job = session.jobs.take("w", (submitting.PARSE,))
        assert job is not None
        session.jobs.finish(job)
    code, found = wrong()
    assert code == 1 and submission.id in found["jobs"]


def test_a_dead_letter_is_shown(filled: KnowledgeBase) -> None:
    with filled.store.write() as session:
        session.jobs.ask("index-texts", {})
        job = session.jobs.take("w", ("index-texts",))
        assert job is not None
        session.jobs.fail(job, "no engine", again=False)
    code, said = run()
    assert code == 0 and "1 jobs were given up" in said and "no engine" in said


@pytest.mark.parametrize("revision,words", [("9999", "does not know"), (None, "no knowledge base")])
def test_tables_of_another_version_are_not_touched(
    knowledge_base: KnowledgeBase, settings: Settings, revision: str | None, words: str
) -> None:
    knowledge_base.close()
    connection = sqlite3.connect(settings.home / "sselex.db")
    connection.execute("DELETE FROM alembic_version")
    if revision:
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.commit()
    connection.close()
    code, said = run()
    assert words in said and code == (1 if revision else 0)


def test_a_store_that_cannot_be_read_is_told(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "sselex.db").write_bytes(b"this is no database, only words" * 100)
    code, found = wrong()
    assert code == 1 and "sselex.db" in found["store"]
