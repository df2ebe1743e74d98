"""Hostile and broken files: one clear sentence each, never a crash; and readers under random bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.extract.wire import extraction_as_json, read_answer
from ingest.extract.worker import Allowance, read
from ingest.source import AKN, HTML, MARKDOWN, PLAIN, TEX, source_document
from kb.errors import SourceDamaged, SourceEncrypted, SourceTooLarge, SourceUnreadable, SourceUnsupported, SselexError
from kb.model.layout import Block, Extraction
from kb.settings import Settings

BAD = Path(__file__).resolve().parents[3] / "shared" / "lab" / "pdf" / "bad"
FILES = sorted(BAD.glob("*.pdf")) if BAD.is_dir() else []
READ = {
    "count_lie_10M", "deep_array", "enc_owner_only", "huge_mediabox", "image_bomb", "junk_before_header",
    "nan_mediabox", "no_tounicode", "objstm_bomb", "rotated90", "xref_prev_loop",
}  # fmt: skip
"""Those that hold a text that can be read, whatever else is wrong with them."""


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason="the hostile PDFs are not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_hostile_pdf_is_read_or_refused_in_one_sentence(path: Path, settings: Settings) -> None:
    """No crash, no hang over the limits; what can be read is read."""
    # A bomb takes whatever it is given: two seconds show as much as six. What can be read ends by itself.
    seconds = 40 if path.stem in READ else 2
    limited = replace(settings, parse_seconds=seconds, ocr_seconds=20, parse_memory_mb=700)
    try:
        found = extract(source_document(path), limited)
    except SourceUnreadable as refusal:
        assert path.stem not in READ, str(refusal)
        assert str(refusal).startswith(path.name)
        assert str(refusal).endswith(".")
        assert "\n" not in str(refusal)
        assert "Error" not in str(refusal)
        assert refusal.exit_code == 2
    else:
        assert path.stem in READ or any(issue.level == "warning" for issue in found.issues), "read without a word"
        assert found.pages


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason="the hostile PDFs are not beside this checkout")
def test_an_encrypted_pdf_says_so(settings: Settings) -> None:
    """A file that asks for a password is not called damaged."""
    with pytest.raises(SourceEncrypted, match="asks for a password"):
        extract(source_document(BAD / "enc_user.pdf"), settings)


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason="the hostile PDFs are not beside this checkout")
def test_too_many_pages_are_refused(settings: Settings) -> None:
    """The sentence names the pages, the limit and the setting that raises it."""
    with pytest.raises(SourceTooLarge, match="50000 pages; the limit is 5000") as refusal:
        extract(source_document(BAD / "pages_50k_shared.pdf"), settings)
    assert "SSELEX_MAX_PAGES" in refusal.value.advice


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("law.pdf", b"", SourceDamaged, "is empty"),
        ("law.pdf", b"<html><p>404</p></html>", SourceDamaged, "named PDF but holds none"),
        ("law.docx", b"PK\x03\x04 nothing", SourceDamaged, "damaged archive"),
        ("law.doc", b"\xd0\xcf\x11\xe0" + bytes(600), SourceUnsupported, "old Word document"),
        ("law.png", b"\x89PNG\r\n\x1a\n" + bytes(600), SourceUnsupported, "an image"),
        ("law.json", b'{"a": 1}', SourceUnsupported, "JSON"),
    ],
)
def test_what_a_file_is_not(tmp_path: Path, name: str, content: bytes, error: type[SselexError], words: str) -> None:
    """The kind is told by the bytes, and the refusal says what they are."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=words):
        source_document(path)


@trials(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=4000), name=st.sampled_from(["a.pdf", "a.docx", "a.xml", "a.txt", "a"]))
def test_any_bytes_have_a_kind_or_are_refused(tmp_path: Path, content: bytes, name: str) -> None:
    """Whatever comes, the first look at a file ends in a document or in one sentence."""
    path = tmp_path / name
    path.write_bytes(content)
    try:
        assert source_document(path).size == len(content)
    except SselexError as refusal:
        assert "\n" not in str(refusal)


MARKS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "# Article 1\n",
                "<p>",
                "</div>",
                "<table><tr><td>",
                "| a | b |\n|---|---|\n",
                "&#x0;",
                "<![CDATA[",
                "```\n",
                "\\section{",
                "}",
                "<article eId='art_1'>",
                "<num>1</num>",
                "\x00",
                "\ud800".encode("utf-8", "replace").decode(),
                "> ",
                "- ",
                "\n\n",
                "<akomaNtoso><act><body>",
                "---\ntitle: x\n---\n",
            ]
        ),
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("kind", [PLAIN, MARKDOWN, HTML, AKN, TEX])
@trials(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=MARKS)
def test_readers_of_text_end_in_blocks_or_a_refusal(tmp_path: Path, kind: str, content: str) -> None:
    """No mixture of marks brings a reader down; blocks are clean, in one line, and cross to the parent unchanged."""
    path = tmp_path / "law"
    path.write_text(content, encoding="utf-8", errors="replace")
    try:
        found = read(path, kind, Allowance(100, 0))
    except SourceUnreadable:
        return
    assert not any("\x00" in block.text for block in found.blocks)
    assert read_answer(extraction_as_json(found).encode("utf-8", "replace"), "law").blocks == found.blocks


@trials(max_examples=80, deadline=None)
@given(answer=st.one_of(st.binary(max_size=300), st.recursive(st.none() | st.integers() | st.text(max_size=5),
       lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
           ["pages", "blocks", "issues", "front", "languages", "error"]), inner, max_size=6), max_leaves=12
       ).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_an_answer_without_sense_is_refused(answer: bytes) -> None:
    """The child has read a stranger's file: what it answers is checked before it is believed."""
    try:
        assert isinstance(read_answer(answer, "law.pdf"), Extraction)
    except SourceUnreadable as refusal:
        assert "\n" not in str(refusal)


def test_an_extraction_crosses_to_the_parent_unchanged() -> None:
    """Tables, quotations and languages survive the way as JSON."""
    told = Extraction((), (Block("a | b", "table", rows=(("a", "b"),), quoted=True, language="fr"),), front={"t": "x"})
    assert read_answer(extraction_as_json(told).encode(), "x") == told
