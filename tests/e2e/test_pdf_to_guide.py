"""The main job in one run, by the command line: a specimen PDF becomes a search hit and a quotation in the guide."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).resolve().parents[2]
SPECIMENS = ROOT / "corpora" / "specimens"
PDF = SPECIMENS / "pdf" / "xa-loi-2021-47-economie-sociale-solidaire-2025-04-01.pdf"
RESERVE = "Les réserves obligatoires sont impartageables."


def sselex(home: Path, *arguments: str, code: int = 0) -> str:
    """Run the command as a person would; the exit code must be the expected one."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sselex")), *arguments],
        env={**os.environ, "SSELEX_HOME": str(home)}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with one specimen law, read from its PDF."""
    folder = tmp_path_factory.mktemp("main-job") / "home"
    told = sselex(folder, "ingest", str(PDF), "--manifest", str(SPECIMENS / "manifest.csv"))
    assert "1 files: " in told and " 0 failed" in told
    return folder


def test_the_pdf_is_found_by_its_words_and_across_languages(home: Path) -> None:
    for query in ("réserves impartageables", "indivisible reserves", "reservas irrepartibles"):
        found = json.loads(sselex(home, "search", "--json", "--limit", "2", query))
        first = found["hits"][0]
        assert (first["source"], first["provision"], first["language"]) == (PDF.name, "art_16", "fr"), query
        assert found["engine"] == "embedded"


def test_comparison_shows_the_provision(home: Path) -> None:
    matrix = json.loads(sselex(home, "compare", "XA", "--theme", "entities-profit-assets", "--json"))
    cell = matrix["cells"][0][0]
    assert cell["state"] == "suggested"
    assert any(RESERVE in entry["text"] for entry in cell["entries"])


def test_the_guide_quotes_it_and_word_opens_it(home: Path, tmp_path: Path) -> None:
    sselex(home, "guide", "draft", "essai", "--language", "fr")
    sselex(home, "guide", "verify", "essai")
    sselex(home, "guide", "freeze", "essai")
    sselex(home, "guide", "export", "essai", "--to", "docx", "--out", str(tmp_path))
    document = docx.Document(str(next(tmp_path.glob("*.docx"))))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "impartageables" in words
    assert any(paragraph.style.name.startswith("Heading 1") for paragraph in document.paragraphs)


def test_reading_the_same_file_again_changes_nothing(home: Path) -> None:
    before = json.loads(sselex(home, "search", "--json", "réserves impartageables"))["hits"]
    told = sselex(home, "ingest", str(PDF), "--manifest", str(SPECIMENS / "manifest.csv"))
    assert "1 held already" in told
    assert json.loads(sselex(home, "search", "--json", "réserves impartageables"))["hits"] == before


@pytest.mark.parametrize(
    "arguments,words",
    [
        (("ingest", "no-such-file.pdf"), "does not exist"),
        (("inspect", "no-such-file.pdf"), "is not a file"),
        (("search", 'country:"'), ""),
        (("compare", "QQ"), "QQ"),
        (("compare", "XA", "--theme", "no-theme"), "no-theme"),
        (("guide", "export", "no-guide"), "no-guide"),
        (("no-command",), "no-command"),
    ],
)
def test_wrong_input_gets_a_sentence_and_no_traceback(home: Path, arguments: tuple[str, ...], words: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sselex")), *arguments],
        env={**os.environ, "SSELEX_HOME": str(home)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode in (1, 2), done.stdout
    assert "Traceback" not in done.stderr
    assert words in done.stderr + done.stdout
