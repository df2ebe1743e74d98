"""Formats without pages: what Word, web sites and Markdown mark by other means than words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml

from ingest.extract.worker import Allowance, read
from ingest.structure import structure
from kb.model.law import Provision
from kb.model.layout import Extraction

ALLOWED = Allowance(100, 0)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[str, str, str], Extraction]:
    """Reads a text written into a file of this name and type."""

    def from_text(name: str, media_type: str, text: str) -> Extraction:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read(path, media_type, ALLOWED)

    return from_text


def articles(found: Extraction) -> list[Provision]:
    """The units of all works in order."""
    return [p for text in structure(found) for p in text.provisions if p.type in ("article", "section", "clause")]


def word(tmp_path: Path, *paragraphs: str) -> Extraction:
    """A Word document of these paragraphs (WordprocessingML inside `w:p`)."""
    document = Document()
    body = document.element.body
    for inner in paragraphs:
        body.insert(len(body) - 1, parse_xml(f"<w:p {SPACES}>{inner}</w:p>"))
    document.save(str(tmp_path / "law.docx"))
    return read(tmp_path / "law.docx", WORD, ALLOWED)


def run(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_word_shows_what_a_reader_sees(tmp_path: Path) -> None:
    """Accepted insertions, nothing that is deleted, moved away or hidden, no field codes."""
    found = word(
        tmp_path,
        run("Artikel 1 ")
        + f'<w:ins w:id="1" w:author="x">{run("Doel")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>Oud</w:delText></w:r></w:del>'
        + f'<w:moveFrom w:id="3" w:author="x">{run("verplaatst")}</w:moveFrom>'
        + run("verborgen", "<w:vanish/>")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>',
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="400"/></w:tabs></w:pPr>' + run("De coöperatie heeft leden."),
    )
    assert [block.text for block in found.blocks] == ["Artikel 1 Doel", "De coöperatie heeft leden."]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    """Word writes it twice; it is no part of the sentence that it is anchored in."""
    box = f"<w:txbxContent><w:p>{run('Uitgegeven te Den Haag')}</w:p></w:txbxContent>"
    anchored = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    found = word(tmp_path, run("De wet treedt ") + anchored + run("in werking."), run("Slot."))
    assert [block.text for block in found.blocks] == [
        "De wet treedt in werking.",
        "Uitgegeven te Den Haag",
        "Slot.",
    ]


def test_figures_set_high_stay_apart_from_the_number(
    tmp_path: Path, reading: Callable[[str, str, str], Extraction]
) -> None:
    """§ 40¹ is not § 401, in Word, HTML and Markdown; "1<sup>er</sup>" is 1er and "m<sup>2</sup>" m²."""
    raised = '<w:vertAlign w:val="superscript"/>'
    heading = run("§ 40") + run("1", raised) + run(". Päevakord")
    body = run("Üldkoosolek otsustab igal aastal päevakorra, mis on 5 m") + run("2", raised) + run(" suur.")
    rows = (("§ 40", "Koosolek"), ("§ 40<sup>1</sup>", "Päevakord"), ("§ 41", "Otsus"))
    sentence = "Üldkoosolek otsustab igal aastal päevakorra."
    documents = {
        "word": word(tmp_path, run("§ 40. Koosolek"), run(sentence), heading, body, run("§ 41. Otsus"), run(sentence)),
        "html": reading(
            "a.html",
            "text/html",
            "".join(f"<h3>{number}. {title}</h3><p>{sentence}</p>" for number, title in rows),
        ),
        "markdown": reading(
            "a.md", "text/markdown", "\n\n".join(f"##### {number}. {title}\n\n{sentence}" for number, title in rows)
        ),
    }
    for name, found in documents.items():
        assert [p.eid.partition("_")[2] for p in articles(found)] == ["40", "40-1", "41"], name
    assert "5 m² suur" in documents["word"].blocks[3].text
    french = reading("b.md", "text/markdown", "# Loi\n\n## Article 1<sup>er</sup>\n\nLa loi.\n\n## Article 2\n\nElle.")
    assert [p.eid for p in articles(french)] == ["art_1", "art_2"]


FIRST = "# Loi\n\n## Article 1<sup>er</sup>\n\nLa loi.\n\n## Article 2\n\nElle."
EUR_LEX = """<html lang="nl"><head><title>Verordening</title></head><body>
<nav><a href="/">Start</a></nav><div id="cookie" style="display:none">Wij gebruiken cookies</div>
<div id="document1"><div class="eli-main-title"><p class="oj-doc-ti">VERORDENING (EG) Nr. 1435/2003</p></div>
<div class="eli-subdivision" id="pbl_1"><p class="oj-normal">Overwegende hetgeen volgt:</p>
<table width="100%"><col width="4%"/><col width="96%"/><tbody><tr><td valign="top"><p class="oj-normal">(1)</p></td>
<td valign="top"><p class="oj-normal">De coöperatie is een vereniging van personen.</p></td></tr></tbody></table></div>
<div class="eli-subdivision" id="art_1"><p class="oj-ti-art">Artikel 1</p><p class="oj-sti-art">Rechtsvorm</p>
<p class="oj-normal">1. Een coöperatie kan worden opgericht onder de voorwaarden van deze verordening.</p>
<table width="100%"><tbody><tr><td><p class="oj-normal">a)</p></td><td><p class="oj-normal">door natuurlijke personen;
</p></td></tr></tbody></table></div>
<div class="eli-subdivision" id="art_2"><p class="oj-ti-art">Artikel 2</p><p class="oj-sti-art">Oprichting</p>
<p class="oj-normal">Zij wordt opgericht door ten minste vijf personen, zoals bedoeld in artikel 1.</p></div>
<div class="eli-subdivision" id="art_3"><p class="oj-ti-art">Artikel 3</p><p class="oj-sti-art">Kapitaal</p>
<p class="oj-normal">Het kapitaal wordt vertegenwoordigd door de aandelen van de leden.</p></div></div>
<footer>Over deze site</footer></body></html>"""

GAZETTE = """<html lang="es"><head><title>BOE</title><style>p{color:red}</style></head><body>
<header><h1>Agencia Estatal</h1></header><div id="textoxslt"><p class="documento-tit">Ley 9/2022, de cooperativas</p>
<h4 class="capitulo_num">CAPÍTULO I</h4><h4 class="capitulo_tit">Disposiciones generales</h4>
<h5 class="articulo">Artículo 1. Objeto.</h5><p class="parrafo">1. Esta ley regula las cooperativas.</p>
<p class="parrafo">2. Se aplica el artículo 3.</p>
<h5 class="articulo">Artículo 2. Concepto.</h5><p class="parrafo">La cooperativa es una sociedad.</p>
<h5 class="articulo">Disposición adicional única. Registro.</h5><p class="parrafo">El registro es público.</p>
<p class="parrafo_2">Madrid, 3 de mayo de 2022.</p></div><form><button>Enviar</button></form></body></html>"""

FRENCH = """<html lang="fr"><body><ul class="menu" role="navigation"><li><a href="#a">Accueil</a></li></ul>
<main><h1>Loi n° 2014-1 du 3 mai 2014</h1><ul class="list-article-consommation"><li><article class="article">
<p class="name-article"><a href="#art1">Article 1</a></p><div class="content"><p>Les associations<br/>sont libres.</p>
</div></article></li><li><article class="article"><p class="name-article"><a href="#art2">Article 2</a></p>
<div class="content"><p>L'article 1 s'applique<sup>(1)</sup>.</p></div></article></li></ul></main></body></html>"""


def test_pages_of_official_sites(reading: Callable[[str, str, str], Extraction]) -> None:
    """Articles marked by classes and not by headings, points in tables without rules, nothing of the site itself."""
    europe = reading("eu.html", "text/html", EUR_LEX)
    headings = [("art_1", "Rechtsvorm"), ("art_2", "Oprichting"), ("art_3", "Kapitaal")]
    assert [(p.eid, p.heading) for p in articles(europe)] == headings
    assert "a) door natuurlijke personen;" in articles(europe)[0].text
    assert "(1) De coöperatie is" in " ".join(block.text for block in europe.blocks)
    spain = reading("es.html", "text/html", GAZETTE)
    units = [(p.eid, p.type) for text in structure(spain) for p in text.provisions]
    assert units[:3] == [("chp_i", "chapter"), ("art_1", "article"), ("art_2", "article")], units
    assert [kind for _, kind in units[3:]][:1] == ["additional"], units
    france = reading("fr.html", "text/html", FRENCH)
    assert [p.eid for p in articles(france)] == ["art_1", "art_2"]
    for found, noise in ((europe, "cookies|Over deze|Start"), (spain, "Agencia|Enviar"), (france, "Accueil")):
        text = " ".join(block.text for block in found.blocks)
        assert not any(word in text for word in noise.split("|")), text


@pytest.mark.parametrize(
    ("encoding", "head"),
    [("utf-8", ""), ("utf-16", ""), ("cp1252", '<meta charset="windows-1252">'), ("cp1253", ""), ("cp1251", "")],
)
def test_a_saved_page_has_its_letters(tmp_path: Path, encoding: str, head: str) -> None:
    """Also where the encoding was told by the server alone."""
    words = {
        "cp1253": "Ο συνεταιρισμός είναι αυτόνομη ένωση προσώπων που συγκροτείται εθελοντικά. ",
        "cp1251": "Кооперацията е доброволно сдружение на физически лица с променлив капитал. ",
    }.get(encoding, "La coopérative a été créée à l'été pour ses sociétaires français. ")
    path = tmp_path / "page.html"
    path.write_bytes(
        f"<html><head>{head}<title>x</title></head><body><p>{words * 8}</p></body></html>".encode(encoding)
    )
    assert read(path, "text/html", ALLOWED).blocks[0].text == (words * 8).strip()
