"""Every string that people see is in the three catalogues, and the compiled files are those of the sources."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

import web

ROOM = Path(web.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")


def catalogue(code: str) -> Catalog:
    with (ROOM / f"translations/{code}/LC_MESSAGES/messages.po").open("rb") as source:
        return pofile.read_po(source, locale=code)


def asked() -> set[str | tuple[str, ...]]:
    """What code and templates ask for."""
    found = extract_from_dir(
        str(ROOM),
        [("**.py", "python"), ("**/templates/**.html", "jinja2")],
        {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"_": None, "ngettext": (1, 2)},
    )
    return {message for _file, _line, message, _comments, _context in found}


@pytest.mark.parametrize("code", ["fr", "en", "es"])
def test_a_catalogue_has_every_string_and_no_other(code: str) -> None:
    held = {message.id: message.string for message in catalogue(code) if message.id}
    wanted = asked()
    assert len(wanted) > 300
    assert wanted - set(held) == set(), "asked for and not in the catalogue"
    assert set(held) - wanted == set(), "in the catalogue and asked for nowhere"
    for id, string in held.items():
        words = (string,) if isinstance(string, str) else string
        assert all(words) and words, id
        for original, translated in zip((id,) if isinstance(id, str) else id, words, strict=True):
            assert set(PLACES.findall(original)) == set(PLACES.findall(translated)), translated
            assert "!" not in translated.replace("¡", "")


@pytest.mark.parametrize("code", ["fr", "en", "es"])
def test_the_compiled_file_is_that_of_the_source(code: str) -> None:
    written = io.BytesIO()
    mofile.write_mo(written, catalogue(code))
    assert written.getvalue() == (ROOM / f"translations/{code}/LC_MESSAGES/messages.mo").read_bytes()


def test_templates_have_no_words_of_their_own() -> None:
    """Text between tags goes through the catalogues; the name of the site, marks and names of formats do not."""
    allowed = {
        "SSELEX",
        "JSON",
        "CSV",
        "XLSX",
        "DOCX",
        "PDF",
        "XML",
        "ms",
        "UTC",
        "ko",
        "RIS",
        "BibTeX",
        "Atom",
        "Akoma",
        "OpenAPI",
        "Turtle",
        "JSON-LD",
        "Ntoso",
    }
    for path in (ROOM / "templates").rglob("*.html"):
        text = re.sub(
            r"\{% block page_class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
            " ",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        text = re.sub(r"<dt>[^<]*</dt>(?=<dd>)", " ", text) if path.name == "search.html" else text
        text = re.sub(r"<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
        words = {word.strip(".,:;()") for word in re.findall(r"[^\W\d_][\w’'.-]+", text)}
        assert {word for word in words if len(word) > 1} - allowed == set(), path.name
