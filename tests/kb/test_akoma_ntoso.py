"""The export: what the OASIS schema accepts, and what it says of a text."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from lxml import etree

from kb import resources
from kb.akoma_ntoso import NAMESPACE, to_akn
from kb.errors import BadRequest
from kb.model.law import LegalText, Provision
from kb.model.layout import Box

AKN = {"a": NAMESPACE}
TEXT = "LEY 1\nCONSIDERANDO que es útil\nTÍTULO I\nArtículo 1\nUno.\nDos.\nDISPOSICIÓN ADICIONAL\nTres.\nANEXO\nCuatro."


def _provision(eid: str, kind: str, words: str, **more: object) -> Provision:
    start = TEXT.index(words) if words else 0
    made = Provision(eid, kind, "", None, words, start, start + len(words), 0)  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


def _law() -> LegalText:
    listed = (
        _provision("preamble", "preamble", "CONSIDERANDO que es útil"),
        _provision("title_i", "title", "", num="TÍTULO I", notes=("Título reformado",)),
        _provision(
            "art_1", "article", "Uno.\nDos.", num="Artículo 1", heading="Objeto", parent="title_i", page=2,
            boxes=(Box(2, 10.0, 20.5, 300.0, 40.25),), notes=("Reformado\nDOF 1-1-2020",), language="es",
        ),
        _provision("additional_1", "additional", "Tres.", num="DISPOSICIÓN ADICIONAL"),
        _provision("att_1", "annex", "Cuatro.", num="ANEXO"),
    )  # fmt: skip
    return LegalText("es", TEXT, tuple(replace(one, position=place) for place, one in enumerate(listed)))


def _exported(text: LegalText, **more: object) -> etree._Element:
    day = datetime.date(2026, 1, 2)
    data = to_akn(text, "/akn/uy/act/2019/1", "/akn/uy/act/2019/1/spa@2019", "Ley 1", exported=day, **more)  # type: ignore[arg-type]
    return etree.fromstring(data)


def test_the_export_validates_and_says_what_stands_where() -> None:
    root = _exported(_law(), country="uy", adopted="2019-11-20")
    schema = etree.XMLSchema(etree.parse(str(resources.path_of("akomantoso30.xsd"))))
    assert schema.validate(root), schema.error_log
    assert root.xpath("string(//a:article/@eId)", namespaces=AKN) == "art_1"
    assert root.xpath("//a:article/a:content/a:p/text()", namespaces=AKN) == ["Uno.", "Dos."]
    assert root.xpath("string(//a:hcontainer/@name)", namespaces=AKN) == "additional"
    assert root.xpath("//a:preface/a:p/text()", namespaces=AKN) == ["LEY 1"]
    assert root.xpath("string(//a:FRBRExpression/a:FRBRlanguage/@language)", namespaces=AKN) == "spa"
    assert root.xpath("string(//a:FRBRWork/a:FRBRdate/@date)", namespaces=AKN) == "2019-11-20"


def test_a_day_that_is_not_known_is_not_made_up() -> None:
    root = _exported(_law(), adopted="2019")
    (day,) = root.xpath("//a:act/a:meta//a:FRBRWork/a:FRBRdate", namespaces=AKN)
    assert (day.get("date"), day.get("name")) == ("2026-01-02", "export")


def test_characters_that_xml_cannot_hold_become_spaces() -> None:
    text = _law()
    odd = replace(text.provisions[3], heading="a\x0cb\x00c")
    root = _exported(replace(text, provisions=(*text.provisions[:3], odd, *text.provisions[4:])))
    assert root.xpath("string(//a:hcontainer/a:heading)", namespaces=AKN) == "a b c"


def test_a_text_without_provisions_is_refused() -> None:
    with pytest.raises(BadRequest, match="no provisions"):
        to_akn(LegalText("es", "x", ()), "/akn/uy/act/2019/1", "/akn/uy/act/2019/1/spa@2019", "Ley 1")
