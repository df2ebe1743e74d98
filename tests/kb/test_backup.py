"""Backup and restore: whole, consistent while work goes on, verified, from one kind of store to the other."""

from __future__ import annotations

import hashlib
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.assemble import open_knowledge_base
from kb.cli import root
from kb.errors import Conflict, NotFound, SourceDamaged
from kb.model.law import Expression, LegalText, Work
from kb.model.source import Declared, SourceDocument
from kb.model.tags import Tag
from kb.services import KnowledgeBase, backing_up, people
from kb.settings import Settings
from kb.store import dump
from kb.store.codec import now
from kb.store.reviews import Reviews

WORDS = "Loi sur l'économie sociale — القانون".encode()
SHA = hashlib.sha256(WORDS).hexdigest()


def rows_of(kb: KnowledgeBase) -> dict[str, list[dict[str, object]]]:
    with kb.store.read() as session:
        return {table: list(dump.rows(session.connection, table)) for table in dump.TABLES}


@pytest.fixture
def filled(
    knowledge_base: KnowledgeBase,
    tmp_path: Path,
    legal_text: Callable[..., LegalText],
    theme_tag: Callable[..., Tag],
) -> KnowledgeBase:
    """A knowledge base with a text, a decision on it, a person, a job and a kept file."""
    path = tmp_path / "loi.txt"
    path.write_bytes(WORDS)
    knowledge_base.files.put(path, SHA)
    source = SourceDocument(path, SHA, len(WORDS), "text/plain", Declared(title="Loi"))
    work = Work("/akn/xa/act/2020/7", "XA", "Loi", aliases={"eli": "xa/7"})
    words = legal_text(("art_1", "Article 1", "Objet", "La présente loi définit l'économie sociale."))
    expression = Expression(
        f"{work.id}/fra@2020", work.id, "fr", "2020", "Loi", "as-enacted", SHA, path.name, 1, {}, (), {}, {}, now()
    )
    with knowledge_base.store.write() as session:
        session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={"words": 0.5}, issues=[])
        session.works.put(work)
        session.texts.put(expression, words, [theme_tag(words, "art_1", "1.1")])
        Reviews(session.connection).decide(session.texts.tags(expression.id)[0].id, "accepted", "a@example.org")
        session.jobs.ask("index-texts", {"a": [1, None]})
        session.note_fact("changed_at", now())
    people.add(knowledge_base, "a@example.org", "Ana", "secretariat", password="correct horse battery")
    return knowledge_base


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[KnowledgeBase]:
    """An empty knowledge base of its own folder, on either store."""
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "elsewhere"))
    if request.param == "postgresql":
        monkeypatch.setenv("SSELEX_STORE", request.getfixturevalue("postgres_address"))
    built = open_knowledge_base(Settings.load())
    yield built
    built.close()


def test_everything_comes_back(filled: KnowledgeBase, elsewhere: KnowledgeBase, tmp_path: Path) -> None:
    before = rows_of(filled)
    report = backing_up.backup(filled, tmp_path / "b.tar")
    assert report.rows == sum(map(len, before.values())) and report.files == 1 and not report.left_out
    assert backing_up.restore(elsewhere, tmp_path / "b.tar").rows == report.rows
    assert rows_of(elsewhere) == before
    assert elsewhere.files.path(SHA).read_bytes() == WORDS
    with elsewhere.store.write() as session:
        assert session.jobs.ask("index-texts", {}) > max(int(str(row["id"])) for row in before["jobs"])
    assert people.add(elsewhere, "b@example.org", "B", "reader").id > 1
    assert people.sign_in(elsewhere, "a@example.org", "correct horse battery").name == "Ana"
    again = backing_up.backup(elsewhere, tmp_path / "c.tar")
    # The job, the person, and the first line of the account's history.
    assert again.rows == report.rows + 3


def test_restored_texts_wait_for_the_index(filled: KnowledgeBase, elsewhere: KnowledgeBase, tmp_path: Path) -> None:
    with filled.store.write() as session:
        session.texts.mark_indexed(session.texts.changes())
    backing_up.backup(filled, tmp_path / "b.tar")
    backing_up.restore(elsewhere, tmp_path / "b.tar")
    with elsewhere.store.read() as session:
        assert session.texts.stale() == ["/akn/xa/act/2020/7/fra@2020"]


def test_nothing_is_overwritten_unless_asked(filled: KnowledgeBase, tmp_path: Path) -> None:
    backing_up.backup(filled, tmp_path / "b.tar")
    before = rows_of(filled)
    with pytest.raises(Conflict, match="hold something already"):
        backing_up.restore(filled, tmp_path / "b.tar")
    people.add(filled, "later@example.org", "L", "reader")
    backing_up.restore(filled, tmp_path / "b.tar", force=True)
    assert rows_of(filled) == before | {"expressions": [row | {"indexed": False} for row in before["expressions"]]}


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_damaged_archive_changes_nothing(
    filled: KnowledgeBase, elsewhere: KnowledgeBase, tmp_path: Path, place: float
) -> None:
    backup = tmp_path / "b.tar"
    backing_up.backup(filled, backup)
    whole = backup.read_bytes()
    end = len(whole.rstrip(b"\x00"))
    at = next(n for n in range(int(end * place), end) if whole[n : n + 1].isalnum())
    for broken in (whole[:at] + b"\x00" + whole[at + 1 :], whole[: at // 512 * 512]):
        backup.write_bytes(broken)
        with pytest.raises(SourceDamaged):
            backing_up.restore(elsewhere, backup)
    assert not any(rows_of(elsewhere).values()) and list(elsewhere.files) == []


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/ab/../../x", "store/../x.jsonl"])
def test_no_name_leads_out_of_the_folder(elsewhere: KnowledgeBase, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(SourceDamaged, match="which no backup holds"):
        backing_up.restore(elsewhere, tmp_path / "b.tar")


def test_what_is_no_backup_is_said(elsewhere: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(b"PK not a tar")
    with pytest.raises(SourceDamaged):
        backing_up.restore(elsewhere, tmp_path / "b.tar")
    with pytest.raises(NotFound):
        backing_up.restore(elsewhere, tmp_path / "none.tar")


def test_a_missing_file_is_named_and_the_rest_is_kept(filled: KnowledgeBase, tmp_path: Path) -> None:
    filled.files.path(SHA).unlink()
    report = backing_up.backup(filled, tmp_path / "b.tar")
    assert report.left_out == (SHA,) and report.rows
    assert backing_up.verify(tmp_path / "b.tar")["left_out"] == [SHA]


def test_no_secret_is_in_an_archive(
    knowledge_base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSELEX_SECRET_KEY", "geheim-key")
    monkeypatch.setenv("SSELEX_SEARCH", "http://user:geheim-word@localhost:9200")
    built = open_knowledge_base(Settings.load())
    backing_up.backup(built, tmp_path / "b.tar")
    built.close()
    assert b"geheim" not in (tmp_path / "b.tar").read_bytes()
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_a_backup_holds_one_state_while_work_goes_on(
    knowledge_base: KnowledgeBase, elsewhere: KnowledgeBase, tmp_path: Path
) -> None:
    """Each write adds a work and counts it in the same transaction: count and works agree in every backup."""
    ended = threading.Event()
    written = []

    def write() -> None:
        while not ended.is_set():
            with knowledge_base.store.write() as session:
                session.works.put(Work(f"/akn/xa/act/2020/{len(written)}", "XA", "Loi"))
                session.note_fact("works", str(len(written) + 1))
            written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            before = len(written)
            while len(written) < before + 3:
                ended.wait(0.01)
            backing_up.backup(knowledge_base, tmp_path / f"{number}.tar")
            backing_up.restore(elsewhere, tmp_path / f"{number}.tar", force=True)
            with elsewhere.store.read() as session:
                assert session.fact("works") == str(len(session.works.find()))
    finally:
        ended.set()
        thread.join()


def test_the_commands_say_what_they_did(filled: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "b.tar")
    done = CliRunner().invoke(root, ["backup", place])
    assert done.exit_code == 0 and "1 files" in done.output
    again = CliRunner().invoke(root, ["backup", place])
    assert isinstance(again.exception, Conflict)
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "elsewhere"))
    done = CliRunner().invoke(root, ["restore", place])
    assert done.exit_code == 0 and "Restored" in done.output
    checked = CliRunner().invoke(root, ["check", "--json", "--deep"])
    assert json.loads(checked.output)["agrees"] and checked.exit_code == 0
