"""How well a text was read stands on its page and in the API, page by page where OCR took part."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from ingest.quality import is_poor, measure
from kb.model.layout import Extraction, PageFacts
from kb.services import KnowledgeBase

LAW = "xb/act/2019-11-14/12-2019"


def test_the_figures_stand_on_the_page_and_in_the_api(reader: FlaskClient) -> None:
    """Of a text whose letters come from the file itself."""
    html = reader.get(f"/fr/akn/{LAW}", follow_redirects=True).get_data(as_text=True)
    assert "Qualité de la lecture" in html and "lettres du fichier, sans OCR" in html
    told = reader.get(f"/fr/akn/{LAW}?format=json", follow_redirects=True).get_json()["expression"]
    assert told["poor_text"] is False
    assert told["quality"]["continuity"] == 1.0 and told["quality"]["words_known"] > 0.9
    assert told["quality"]["ocr"] == 0 and told["quality"]["doubtful_pages"] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("1 page lue par OCR sur 3", "lue par OCR, sûre à 84 %", "sans texte lisible", "Texte jugé mauvais")),
        ("en", ("1 page read by OCR of 3", "read by OCR, 84% sure", "no legible text", "Text judged poor")),
        ("es", ("1 página leída por OCR de 3", "leída por OCR, segura al 84 %", "sin texto legible", "juzgado malo")),
    ],
)
def test_each_doubtful_page_says_why(
    stocked: KnowledgeBase, stocked_app: Flask, language: str, words: tuple[str, ...]
) -> None:
    """A page that OCR read, one without text, one in order."""
    facts = (
        PageFacts(1, 595, 842, 2000),
        PageFacts(2, 595, 842, 1800, ocr=True, confidence=0.84),
        PageFacts(3, 595, 842, 0, text=False),
    )
    figures = measure(Extraction(facts, ()), [])
    with stocked.store.read() as session:
        held = session.texts.current(works_=[f"/akn/{LAW}"])[0]
    held = replace(held, quality=figures, poor_text=is_poor(figures))
    with stocked_app.test_request_context(f"/{language}/"):
        stocked_app.preprocess_request()
        html = render_template("_quality.html", held=held, page=SimpleNamespace(pictured=True))
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u202f", " ")
    for each in words:
        assert each in shown, shown
    assert f"facsimile/2/{held.id.removeprefix('/akn/')}" in html
