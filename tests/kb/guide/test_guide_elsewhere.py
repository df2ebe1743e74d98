"""The exports, opened by programs that know nothing of this project: LibreOffice, epubcheck, veraPDF, Poppler.

Each is optional: what is missing on the machine is skipped, and said so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft201909Validator

from kb.guide.draft import draft
from kb.guide.editions import freeze
from kb.guide.exporting import export
from kb.store import Store
from kb.store.database import Database

QUOTE = "la part mise en réserve ne peut être inférieure à vingt pour cent"


def program(name: str) -> str:
    """Where a program is; skips the test out loud where it is not."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


@pytest.fixture(scope="module")
def files(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An edition in every format."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copyfile(filled, folder / "sselex.db")
    store = Store(Database(f"sqlite:///{folder}/sselex.db"))
    draft(store, "first")
    edition = freeze(store, "first", person="ana", public_url="http://here")
    store.database.close()
    names = ("docx", "odt", "epub", "pdf", "xlsx", "datacite")
    return dict(zip(names, export(edition, names, folder, "fr"), strict=True))


@pytest.fixture(scope="module")
def printed(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A file as LibreOffice prints it."""

    def convert(name: str) -> Path:
        office = program("soffice")
        folder = tmp_path_factory.mktemp(name)
        command = [
            office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), str(files[name]),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=400, check=False)
        made = folder / f"{files[name].stem}.pdf"
        assert made.is_file(), done.stderr.decode()
        return made

    return convert


def shares_of_ink(path: Path) -> list[float]:
    """For each page the share of the picture that is not paper."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        found = []
        for page in document:
            picture = page.render(scale=0.5).to_pil().convert("L")
            counted = picture.histogram()
            found.append(sum(counted[:200]) / (picture.width * picture.height))
        return found
    finally:
        document.close()


def words_of(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["docx", "odt"])
def test_libreoffice_opens_it_and_its_pages_hold_words(
    files: dict[str, Path], printed: Callable[[str], Path], name: str
) -> None:
    made = printed(name)
    shares = shares_of_ink(made)
    assert len(shares) > 20
    assert sum(share < 0.0005 for share in shares) <= 1, "blank pages"
    words = words_of(made)
    assert QUOTE in words.replace("-\ufffe", "").replace("\u00ad", "") and "Glossaire comparé" in words
    assert "Error! " not in words


def test_libreoffice_opens_the_tables(files: dict[str, Path], printed: Callable[[str], Path]) -> None:
    made = printed("xlsx")
    assert min(shares_of_ink(made)) > 0.0001
    words = words_of(made)
    assert "Montaluz" in words and "Valmontane" in words and "#REF!" not in words


def test_pages_of_the_pdf_hold_words(files: dict[str, Path]) -> None:
    shares = shares_of_ink(files["pdf"])
    assert len(shares) > 20 and min(shares) > 0.001
    assert max(shares[4:]) < 0.4, "a page is covered"


def test_poppler_reads_the_pdf(files: dict[str, Path]) -> None:
    done = subprocess.run([program("pdftotext"), str(files["pdf"]), "-"], capture_output=True, check=True)
    words = " ".join(done.stdout.decode().split())
    assert "vingt pour cent" in words and "التعاونيات" in words


def test_epubcheck_finds_no_error(files: dict[str, Path]) -> None:
    # Debian's program is a Java archive, which only some kernels start by themselves.
    command = [program("java"), "-jar", str(Path(program("epubcheck")).resolve()), str(files["epub"])]
    done = subprocess.run(command, capture_output=True, timeout=400, check=False, text=True)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("flavour", ["ua1", "2a"])
def test_verapdf_says_pass(files: dict[str, Path], flavour: str) -> None:
    jars = os.environ.get("SSELEX_TEST_VERAPDF", "")
    if not jars or not list(Path(jars).glob("*.jar")):
        pytest.skip("no veraPDF: set SSELEX_TEST_VERAPDF to the folder of its jars")
    command = [
        program("java"), "-cp", f"{jars}/*", "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour,
        "--format", "text", str(files["pdf"]),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=400, check=False, text=True)
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr


def test_datacite_metadata_keep_the_rules_of_kernel_4(files: dict[str, Path]) -> None:
    found = json.loads(files["datacite"].read_text(encoding="utf-8"))
    assert found["schemaVersion"] == "http://datacite.org/schema/kernel-4"
    # The schema as the package `datacite` 1.4.1 (BSD) gives it.
    schema = json.loads(Path(__file__).with_name("datacite-v4.5.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft201909Validator(schema).iter_errors(found)] == []
    assert found["url"] == "http://here/guide/first/1"
    assert list(Draft201909Validator(schema).iter_errors({**found, "doi": "10.5555/sselex.1"})) == []
    assert list(Draft201909Validator(schema).iter_errors({**found, "publicationYear": "soon"}))
    relations = {one["relationType"] for one in found["relatedIdentifiers"]}
    assert relations == {"References"} and all(
        one["relatedIdentifierType"] == "URL" for one in found["relatedIdentifiers"]
    )
