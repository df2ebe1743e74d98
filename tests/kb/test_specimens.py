"""The specimens: marked as what they are, all themes touched, typeset the same way each time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kb import resources
from kb.catalogue import specimens, typesetting
from kb.errors import BadRequest

SOURCES = specimens.every()
MANIFEST = list(resources.rows(specimens.MANIFEST))
PASSPORTS = {row["file"]: row for row in resources.rows(specimens.PASSPORTS)}


@pytest.fixture(scope="module")
def typeset() -> dict[str, typesetting.Typeset]:
    return {made.name: made for made in typesetting.typeset()}


def folded(text: str) -> str:
    return text.casefold().replace("’", "'")


def words(sources: tuple[specimens.Specimen, ...] | list[specimens.Specimen], language: str) -> str:
    return folded("\n".join(line.text for s in sources if s.front["language"] == language for line in s.lines))


def test_the_kinds_and_languages_that_show_the_work_are_there() -> None:
    kinds = [row["instrument_type"] for row in MANIFEST]
    assert {"framework-law", "sector-law", "procurement-law", "agreement", "resolution", "bill", "decree"} <= set(kinds)
    assert kinds.count("agreement") >= 2
    languages = {language for row in MANIFEST for language in row["language"].split("+")}
    assert {"fr", "en", "es", "pt", "el", "ar"} <= languages
    assert {"one-column", "two-columns", "parallel"} == {source.front["layout"] for source in SOURCES}
    versions = [row["version"] for row in MANIFEST if row["official_number"] == "2021-47"]
    assert len(set(versions)) == 3


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_each_is_marked_and_declared_in_known_words(source: specimens.Specimen) -> None:
    front = source.front
    jurisdiction = resources.jurisdictions()[front["jurisdiction"]]
    assert jurisdiction.specimen
    assert source.path.parent.name == jurisdiction.code.lower()
    assert front["specimen"] == "yes"
    assert front["instrument"] in resources.instruments()
    assert source.lines[0].kind == "title"
    articles = [line.text for line in source.lines if line.kind == "article"]
    assert len(articles) == len(set(articles))
    if front["instrument"] == "framework-law":
        assert 15 <= len(articles) <= 50


def test_every_theme_is_touched_in_words_of_its_own() -> None:
    """A theme counts where a passport names it and a cue of the theme stands in that text."""
    touched: dict[str, set[str]] = {}
    for made in MANIFEST:
        passport = PASSPORTS[Path(made["path"]).name]
        for language in set(made["language"].split("+")) & set(resources.INTERFACE_LANGUAGES):
            own = [s for s in SOURCES if s.front["number"] == made["official_number"]]
            text = words(own, language)
            for theme in passport["themes"].split("|"):
                if any(folded(cue) in text for cue in resources.themes()[theme].cues[language]):
                    touched.setdefault(language, set()).add(theme)
    every = {theme.id for theme in resources.leaf_themes()}
    assert {language: every - found for language, found in touched.items()} == {"fr": set(), "en": set(), "es": set()}


def test_passports_say_why_and_name_themes_that_exist() -> None:
    assert set(PASSPORTS) == {Path(row["path"]).name for row in MANIFEST}
    known = {theme.id for theme in resources.leaf_themes()}
    for name, passport in PASSPORTS.items():
        made = next(row for row in MANIFEST if row["path"] == f"pdf/{name}")
        assert len(passport["why"]) > 30
        assert set(passport["themes"].split("|")) <= known
        assert (passport["jurisdiction"], passport["language"]) == (made["country"], made["language"])
        assert passport["instrument"] == made["instrument_type"]


def test_manifest_pdfs_and_sources_belong_together(typeset: dict[str, typesetting.Typeset]) -> None:
    assert {row["path"] for row in MANIFEST} == {f"pdf/{name}" for name in typeset}
    assert {path.name for path in (specimens.FOLDER / "pdf").iterdir()} == set(typeset)
    for row in MANIFEST:
        pdf = (specimens.FOLDER / row["path"]).read_bytes()
        assert hashlib.sha256(pdf).hexdigest() == row["sha256"]
        made = typeset[Path(row["path"]).name]
        assert made.row() | {"bytes": row["bytes"], "sha256": row["sha256"]} == row
    assert sum(int(row["bytes"]) for row in MANIFEST) < 3_000_000


def test_typesetting_twice_gives_the_same_bytes(typeset: dict[str, typesetting.Typeset]) -> None:
    again = {made.name: made.pdf for made in typesetting.typeset()}
    assert again == {name: made.pdf for name, made in typeset.items()}


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["slug"])
def test_the_pdf_says_on_every_page_that_it_is_a_specimen(row: dict[str, str]) -> None:
    from pypdfium2 import PdfDocument

    document = PdfDocument(specimens.FOLDER / row["path"])
    try:
        assert len(document) == int(row["pages"])
        for page in document:
            textpage = page.get_textpage()
            text = textpage.get_text_range()
            textpage.close()
            page.close()
            assert any(mark in text for mark, _ in specimens.MARKS.values())
    finally:
        document.close()


def test_the_words_of_the_source_can_be_read_back_from_the_pdf() -> None:
    from pypdfium2 import PdfDocument

    for row in MANIFEST:
        document = PdfDocument(specimens.FOLDER / row["path"])
        pages = [page.get_textpage().get_text_range() for page in document]
        document.close()
        printed = "".join(c for c in "".join(pages) if c.isalnum())
        own = [s for s in SOURCES if f"{s.name}.pdf" == Path(row["path"]).name]
        titles = [line.text for line in own[0].lines if line.kind == "article"]
        for title in titles:
            assert "".join(c for c in title if c.isalnum()) in printed, (row["slug"], title)


def test_a_source_without_its_mark_is_refused(tmp_path: Path) -> None:
    good = SOURCES[0].path.read_text(encoding="utf-8")
    for bad, told in (
        (good.replace("specimen: yes", "specimen: no"), "specimen: yes"),
        (good.replace("number: ", "nummer: "), "number"),
        ("# A law\n", "front matter"),
    ):
        path = tmp_path / "law.md"
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(BadRequest, match=told):
            specimens.read(path)


def test_the_command_writes_pdfs_and_manifest_anew(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from kb.catalogue.cli import corpus

    result = CliRunner().invoke(corpus, ["typeset", "--to", str(tmp_path)])
    assert result.exit_code == 0, result.output
    written = list(resources.rows(tmp_path / "manifest.csv"))
    assert [row["path"] for row in written] == [row["path"] for row in MANIFEST]
    for row in written:
        assert hashlib.sha256((tmp_path / row["path"]).read_bytes()).hexdigest() == row["sha256"]


def test_ingest_takes_the_manifest() -> None:
    from ingest.manifest import declarations

    declared = declarations(specimens.MANIFEST)
    assert len(declared) == len(MANIFEST)
    for path, what in declared.items():
        assert path.is_file()
        assert resources.jurisdictions()[what.jurisdiction or ""].specimen
        assert what.instrument in resources.instruments()
        assert what.version and what.title
