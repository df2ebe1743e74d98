"""The command `guide`, from draft to export, as a person runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.errors import NotFound
from kb.guide.cli import guide
from kb.store import Store


@pytest.fixture
def run(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path))
    monkeypatch.setenv("SSELEX_STORE", f"sqlite:///{tmp_path}/sselex.db")
    return lambda *words: CliRunner().invoke(guide, list(words), catch_exceptions=True)


def test_a_guide_goes_from_draft_to_files(run: Callable[..., Result], tmp_path: Path) -> None:
    drafted = run("draft", "mine", "--language", "es", "--country", "XA", "--country", "XB")
    assert drafted.exit_code == 0 and "quotations" in drafted.output
    assert run("verify", "mine").exit_code == 0
    assert "Edition 1 of mine" in run("freeze", "mine").output
    exported = run("export", "mine", "--to", "csl", "html", "--out", str(tmp_path / "out"))
    assert exported.exit_code == 0, exported.output
    assert (tmp_path / "out" / "mine-1-es.json").is_file() and (
        tmp_path / "out" / "mine-1-es-html" / "index.html"
    ).is_file()
    assert "edition 1" in run("list").output
    assert "0 entries differ" in run("diff", "mine/1", "mine").output
    assert run("verify", "mine", "--edition", "1").exit_code == 0


def test_a_quotation_that_fails_gives_exit_code_1_and_its_place(run: Callable[..., Result], store: Store) -> None:
    run("draft", "mine")
    with store.write() as session:
        session.connection.exec_driver_sql("update expressions set text = replace(text, 'vingt', 'trente')")
    failed = run("verify", "mine")
    assert failed.exit_code == 1
    assert "error: entities-profit-assets-q2" in failed.output and "quotation-differs" in failed.output


def test_an_unknown_guide_is_a_sentence(run: Callable[..., Result]) -> None:
    assert isinstance(run("verify", "nothing").exception, NotFound)


def test_the_outline_is_changed_on_the_command_line(run: Callable[..., Result]) -> None:
    run("draft", "first")
    added = run("outline", "add", "first", "Études de cas")
    assert added.exit_code == 0 and "revision 2" in added.output
    entry = added.output.split(": ")[1].split(" ")[0]
    assert run("outline", "add", "first", "La ville", "--in", entry).exit_code == 0
    assert run("outline", "rename", "first", entry, "Case studies", "--language", "en").exit_code == 0
    assert run("outline", "move", "first", entry, "-1").exit_code == 0
    shown = run("outline", "show", "first", "--language", "en").output
    assert f"{entry}: Case studies" in shown and "revision 5" in shown
    assert run("outline", "remove", "first", "la-ville").exit_code == 0
    assert run("outline", "remove", "first", entry).exit_code == 0
    assert "Case studies" not in run("outline", "show", "first", "--language", "en").output
