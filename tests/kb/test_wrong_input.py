"""What a person mistypes on the command line gives one clear sentence and exit code 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import cli

WRONG: list[tuple[list[str], str]] = [
    (["ingest", ""], "a path is empty"),
    (["ingest", "nothing-here"], "does not exist"),
    (["ingest", "folder"], "There is no file to read there."),
    (["ingest", "empty.pdf", "--manifest", "nothing.csv"], "cannot be read: No such file or directory."),
    (["inspect", "folder"], "is not a file"),
    (["inspect", "empty.pdf"], "is empty"),
    (["backup", ""], "a path is empty"),
    (["backup", "folder"], "exists already"),
    (["restore", "nothing.tar"], "There is no file nothing.tar"),
    (["restore", "empty.pdf"], "is not a whole backup"),
    (["search", "x", "--limit", "0"], "not in the range"),
    (["compare", "ZZ"], "No country or organisation has the code 'ZZ'"),
    (["corpus", "backlog", "--country", "ZZ"], "No country or organisation has the code 'ZZ'"),
    (["guide", "draft", "../x"], "cannot name a guide"),
    (["guide", "verify", "nothing"], "No guide is named 'nothing'"),
    (["guide", "outline", "remove", "nothing", "x"], "No guide is named 'nothing'"),
    (["tags", "accept", "1", "--by", "nobody"], "is not an e-mail address"),
    (["corrections", "withdraw", "999"], "No correction 999"),
    (["users", "history", "no@example.org"], "Nobody has an account"),
    (["jobs", "retry", "99"], "No dead letter 99"),
    (["serve", "--port", "0"], "not in the range"),
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an empty file and an empty folder, beside a knowledge base without texts."""
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "home"))
    work = tmp_path / "work"
    (work / "folder").mkdir(parents=True)
    (work / "empty.pdf").touch()
    monkeypatch.chdir(work)
    return work


def told(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and what was written to standard error."""
    monkeypatch.setattr("sys.argv", ["sselex", *arguments])
    with pytest.raises(SystemExit) as leaving:
        cli.main()
    return int(leaving.value.code or 0), capsys.readouterr().err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "sentence"), WRONG, ids=lambda value: "-".join(value) if isinstance(value, list) else ""
)
def test_a_mistake_is_told_in_one_sentence(
    arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = told(arguments, monkeypatch, capsys)
    assert code == 2 and sentence in words and "Traceback" not in words and "[Errno" not in words, words


@pytest.mark.usefixtures("home")
def test_a_store_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SSELEX_STORE", "nonsense")
    for arguments in (["check"], ["users", "list"]):
        code, words = told(arguments, monkeypatch, capsys)
        assert code == 2 and "SSELEX_STORE" in words
