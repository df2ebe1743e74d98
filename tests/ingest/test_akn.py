"""Texts written as Akoma Ntoso validate against the OASIS schema and come back as the same tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ingest.akn import from_akn, own_tree
from ingest.extract import extract
from ingest.pipeline import parse
from ingest.source import source_document
from ingest.structure import structure
from kb import resources
from kb.akoma_ntoso import to_akn
from kb.errors import SourceDamaged
from kb.model.law import LegalText
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "corpus" / "texts"
SPECIMENS = sorted((ROOT / "corpora" / "specimens").glob("x?/*.md"))
REAL = [
    "ad/llei-20-2023-associacions.md", "bg/zakon-hora-s-uvrezhdaniya.md", "ee/tulundusuhistuseadus.md",
    "fr/loi-2014-856-economie-sociale-solidaire.md", "gr/n-4513-2018-energeiakes-koinotites.md",
    "in/co-operative-societies-act-1912.md", "lu/loi-2016-12-12-societe-impact-societal.md",
    "mx/ley-economia-social-solidaria.txt", "ro/legea-219-2015-economia-sociala.md",
    "uy/ley-19848-economia-social-solidaria.md",
]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(resources.path_of("akomantoso30.xsd"))))


def _shape(text: LegalText) -> list[tuple[object, ...]]:
    """All of a tree but the offsets: the words between provisions are laid out anew."""
    return [
        (
            p.eid, p.type, p.num, p.heading, p.text, p.language, p.page, p.boxes, p.parent, p.notes, p.position,
            tuple((item.num, item.level, item.start - p.start, item.end - p.start) for item in p.items),
        )
        for p in text.provisions
    ]  # fmt: skip


def _returns(path: Path, schema: etree.XMLSchema) -> None:
    texts = structure(extract(source_document(path), Settings.load()))
    assert texts
    for text in texts:
        data = to_akn(text, "/akn/xa/act/2021/47", "/akn/xa/act/2021/47/fra@2021", path.stem, country="xa")
        assert schema.validate(etree.fromstring(data)), schema.error_log
        again = from_akn(data)
        assert again.language == text.language
        assert _shape(again) == _shape(text)
        for provision in again.provisions:
            assert again.text[provision.start : provision.end] == provision.text


@pytest.mark.parametrize("path", SPECIMENS[:12], ids=lambda path: path.name)
def test_specimens_come_back(path: Path, schema: etree.XMLSchema) -> None:
    _returns(path, schema)


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_laws_come_back(name: str, schema: etree.XMLSchema) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not among the real laws")
    _returns(SHARED / name, schema)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<act", "well-formed"),
        (b"<act/>", "no Akoma Ntoso act"),
        (b"", "well-formed"),
    ],
)
def test_what_is_no_act_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(SourceDamaged, match=sentence):
        from_akn(data)


def test_only_what_this_program_wrote_is_read_as_its_own(tmp_path: Path) -> None:
    text = structure(extract(source_document(SPECIMENS[0]), Settings.load()))[0]
    data = to_akn(text, "/akn/xa/act/2021/47", "/akn/xa/act/2021/47/fra@2021", "x")
    assert own_tree(data) == from_akn(data)
    assert own_tree(data.replace(b"urn:sselex:layout", b"urn:other")) is None
    file = tmp_path / "exported.xml"
    file.write_bytes(data)
    parsed = parse(source_document(file), Settings.load())
    assert [_shape(work.text) for work in parsed.works] == [_shape(text)]


def test_boxes_that_are_none_are_refused() -> None:
    text = structure(extract(source_document(SPECIMENS[0]), Settings.load()))[0]
    data = to_akn(text, "/akn/xa/act/2021/47", "/akn/xa/act/2021/47/fra@2021", "x")
    eid = text.provisions[0].eid.encode()
    broken = data.replace(b'eId="' + eid + b'"', b'eId="' + eid + b'" layout:boxes="1 a b c d"')
    with pytest.raises(SourceDamaged, match="four numbers"):
        from_akn(broken)
