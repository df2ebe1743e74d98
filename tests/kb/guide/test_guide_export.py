"""The exports, opened by other programs: python-docx, pdfium, lxml, the zip reader."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html

from kb import resources
from kb.errors import BadRequest, Conflict
from kb.guide.draft import draft
from kb.guide.editions import freeze
from kb.guide.exporting import FORMATS, export
from kb.model.guide import Commentary, GuideEdition
from kb.model.tags import Reading
from kb.store import Store

QUOTE = "la part mise en réserve ne peut être inférieure à vingt pour cent"
ARABIC = "لا يجوز توزيع الاحتياطي القانوني"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def edition(store: Store) -> GuideEdition:
    draft(store, "first")
    return freeze(store, "first", person="ana", public_url="http://127.0.0.1:8000")


def one(edition: GuideEdition, name: str, folder: Path, language: str = "fr") -> Path:
    (path,) = export(edition, [name], folder, language)
    return path


def test_docx_has_styles_contents_notes_heads_and_tables_with_repeated_heads(
    edition: GuideEdition, tmp_path: Path
) -> None:
    import docx

    made = docx.Document(str(one(edition, "docx", tmp_path)))
    styles = {p.style.name for p in made.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Block Text", "Guide Source"} <= styles
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 2"]
    assert "7. Bénéfices, réserves et patrimoine" in headings and "Glossaire comparé" in headings
    assert any(QUOTE in p.text and p.style.name == "Block Text" for p in made.paragraphs)
    tables = {t.rows[0].cells[0].text: t for t in made.tables}
    assert {"Texte", "Question", "Marque"} <= set(tables)
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
        assert all(row._tr.trPr is not None and row._tr.trPr.find(f"{W}cantSplit") is not None for row in table.rows)
    body = made.element.body
    assert any("TOC" in (code.text or "") for code in body.iter(f"{W}instrText"))
    assert "STYLEREF" in etree.tostring(made.sections[0].header._element).decode()
    assert all(section.find(f"{W}headerReference") is not None for section in body.iter(f"{W}sectPr"))
    with zipfile.ZipFile(tmp_path / "first-1-fr.docx") as archive:
        assert "ne peut être inférieure à vingt pour cent" in archive.read("word/footnotes.xml").decode()


def test_docx_marks_the_language_and_direction_of_a_quotation(edition: GuideEdition, tmp_path: Path) -> None:
    import docx

    made = docx.Document(str(one(edition, "docx", tmp_path, "en")))
    arabic = next(p for p in made.paragraphs if ARABIC in p.text)
    assert arabic._p.pPr.find(f"{W}bidi") is not None
    languages = [node.get(f"{W}bidi") for node in arabic._p.iter(f"{W}lang")]
    assert languages and set(languages) == {"ar"}
    french = next(p for p in made.paragraphs if QUOTE in p.text)
    assert {node.get(f"{W}val") for node in french._p.iter(f"{W}lang")} == {"fr"}


def test_docx_lists_the_chapters_before_anyone_updates_the_field(edition: GuideEdition, tmp_path: Path) -> None:
    import docx

    made = docx.Document(str(one(edition, "docx", tmp_path)))
    contents = next(made.element.body.iter(f"{W}sdtContent"))
    entries = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in contents.iter(f"{W}p")]
    assert "7. Bénéfices, réserves et patrimoine" in entries
    anchors = {link.get(f"{W}anchor") for link in contents.iter(f"{W}hyperlink")}
    marks = {mark.get(f"{W}name") for mark in made.element.body.iter(f"{W}bookmarkStart")}
    assert anchors and anchors <= marks
    kinds = [mark.get(f"{W}fldCharType") for mark in contents.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_docx_turns_the_page_for_a_wide_table(store: Store, tmp_path: Path) -> None:
    import docx
    from docx.enum.section import WD_ORIENT

    work = "/akn/xb/act/2020/9"
    answers = {"q1": True, "q2": 40, "q3": 30, "q4": 5, "q5": "fund"}
    with store.write() as session:
        session.readings.replace(
            work,
            [Reading(work, "answer", f"entities-profit-assets.{q}", value, ("8",)) for q, value in answers.items()],
        )
    draft(store, "first")
    edition = freeze(store, "first", person="ana", public_url="http://127.0.0.1:8000")
    made = docx.Document(str(one(edition, "docx", tmp_path)))
    assert {section.orientation for section in made.sections} == {WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE}
    assert made.sections[-1].orientation == WD_ORIENT.PORTRAIT


def pages(path: Path) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded()
    finally:
        document.close()


def test_pdf_holds_the_words_is_tagged_and_names_its_standards(edition: GuideEdition, tmp_path: Path) -> None:
    path = one(edition, "pdf", tmp_path)
    text = [" ".join(page.split()) for page in pages(path)]
    assert "Guide international de la législation" in text[0] and "Édition 1" in text[0]
    whole = " ".join(text).replace("-\u2029", "").replace("\u00ad", "")
    assert "la part mise en réserve ne peut être inférieure à vingt pour cent et cette réserve" in re.sub(
        r"\s+", " ", whole
    )
    assert "7. Bénéfices, réserves et patrimoine" in whole
    data = path.read_bytes()
    assert b"/StructTreeRoot" in data and b"/MarkInfo" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data and b"<pdfaid:part>2</pdfaid:part>" in data


def test_pdf_has_bookmarks_for_parts_and_chapters(edition: GuideEdition, tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(one(edition, "pdf", tmp_path, "es"))
    titles = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    document.close()
    assert (0, "Los temas") in titles
    assert any(level == 1 and "Excedentes, reservas y patrimonio" in title for level, title in titles)


def test_pdf_sets_korean_and_arabic_so_that_their_words_can_be_read_back(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        work = session.works.get("/akn/xb/act/2020/9")
        session.works.put(dataclasses.replace(work, title="협동조합 기본법", language="ko"))
    draft(store, "first")
    path = one(freeze(store, "first", person="ana", public_url="http://here"), "pdf", tmp_path)
    text = " ".join(pages(path))
    assert "협동조합" in text and "[en coréen]" not in text
    assert "التعاونيات" in text or "التعاونيات"[::-1] in text


def test_pdf_says_so_where_no_font_holds_the_script(store: Store, tmp_path: Path) -> None:
    unset = "\U00012f90\U00012f91\U00012f92"  # Cypro-Minoan, which nobody reads and hardly a font draws
    with store.write() as session:
        work = session.works.get("/akn/xb/act/2020/9")
        session.works.put(dataclasses.replace(work, title=unset, language="ka"))
    draft(store, "first")
    edition = freeze(store, "first", person="ana", public_url="http://here")
    assert "[en géorgien]" in " ".join(pages(one(edition, "pdf", tmp_path)))
    import docx

    made = docx.Document(str(one(edition, "docx", tmp_path)))
    assert any(unset in cell.text for table in made.tables for row in table.rows for cell in row.cells)


def read_html(folder: Path) -> dict[str, html.HtmlElement]:
    return {
        path.name: html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot() for path in folder.glob("*.html")
    }


def test_html_is_a_folder_that_needs_no_network_and_whose_links_lead_somewhere(
    edition: GuideEdition, tmp_path: Path
) -> None:
    folder = one(edition, "html", tmp_path)
    found = read_html(folder)
    assert {"index.html", "chapter-entities-profit-assets.html", "chapter-glossary.html"} <= set(found)
    ids = {name: set(page.xpath("//@id")) for name, page in found.items()}
    for name, page in found.items():
        assert page.get("lang") == "fr" and page.xpath("//title/text()")
        for source in page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src"):
            assert (folder / source).is_file()
        for link in page.xpath("//a/@href"):
            if not link.startswith(("http://", "https://")):
                target, _, anchor = link.partition("#")
                assert (target or name) in found, (name, link)
                assert not anchor or anchor in ids[target or name], (name, link)
    style = (folder / "guide.css").read_text()
    assert "http" not in style
    assert all((folder / font).is_file() for font in re.findall(r'url\("([^"]+)"', style))


def test_html_gives_quotations_their_language_and_direction(edition: GuideEdition, tmp_path: Path) -> None:
    page = read_html(one(edition, "html", tmp_path))["chapter-entities-profit-assets.html"]
    (arabic,) = page.xpath("//div[contains(@class,'law')][@lang='ar']")
    assert arabic.get("dir") == "rtl" and ARABIC in arabic.text_content()
    (french,) = page.xpath("//div[contains(@class,'law')][@lang='fr']")
    assert QUOTE in french.text_content()
    assert len(page.xpath("//table/thead/tr/th")) == len(page.xpath("(//table/tbody/tr)[1]/*"))
    assert page.xpath("//a[@href='http://127.0.0.1:8000/akn/xa/act/2023-05-04/12/fra@2023-05-04~art_2']")
    assert "Tableau comparé" in page.text_content() and "◐" in page.text_content()


def test_html_does_not_replace_a_folder_that_it_did_not_make(edition: GuideEdition, tmp_path: Path) -> None:
    kept = tmp_path / "first-1-fr-html" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(Conflict, match="not an export"):
        one(edition, "html", tmp_path)
    assert kept.read_text() == "mine"


def sheets(path: Path) -> list[list[str]]:
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as archive:
        strings = [
            "".join(item.itertext())
            for item in etree.fromstring(archive.read("xl/sharedStrings.xml")).findall("m:si", ns)
        ]
        found = []
        for name in sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")):
            root = etree.fromstring(archive.read(name))
            assert root.findall(".//m:f", ns) == [], f"{name} computes"
            found.append([strings[int(v.text)] for v in root.findall(".//m:v", ns) if v.text])
    return found


def test_xlsx_holds_every_table_as_text_and_computes_nothing(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        work = session.works.get("/akn/xb/act/2020/9")
        session.works.put(dataclasses.replace(work, title="=HYPERLINK(1) de economía social"))
    draft(store, "first")
    made = freeze(store, "first", person="ana", public_url="http://here")
    found = sheets(one(made, "xlsx", tmp_path))
    texts = {text for sheet in found for text in sheet}
    assert "=HYPERLINK(1) de economía social" in texts
    assert any("20\u202f%" in t or "20 %" in t for t in texts)
    assert "ne peut être inférieure à vingt pour cent — Article 2" in texts


def test_csl_names_the_quoted_texts_with_address_and_dates(edition: GuideEdition, tmp_path: Path) -> None:
    items = json.loads(one(edition, "csl", tmp_path).read_text(encoding="utf-8"))
    law = next(item for item in items if item["id"] == "/akn/xa/act/2023-05-04/12/fra@2023-05-04")
    assert law["type"] == "legislation" and law["issued"] == {"date-parts": [[2023, 5, 4]]}
    assert law["URL"] == "https://example.org/xa/12" and law["accessed"] == {"date-parts": [[2026, 10, 3]]}


def test_epub_is_whole_and_its_pages_are_well_formed(edition: GuideEdition, tmp_path: Path) -> None:
    with zipfile.ZipFile(one(edition, "epub", tmp_path)) as archive:
        assert archive.namelist()[0] == "mimetype" and archive.read("mimetype") == b"application/epub+zip"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        texts = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")]
    assert any(QUOTE in "".join(page.itertext()) for page in texts)
    assert any(page.xpath("//*[@dir='rtl' and @lang='ar']") for page in texts)


def test_odt_holds_the_words(edition: GuideEdition, tmp_path: Path) -> None:
    with zipfile.ZipFile(one(edition, "odt", tmp_path)) as archive:
        content, styles = (etree.fromstring(archive.read(name)) for name in ("content.xml", "styles.xml"))
    assert QUOTE in "".join(content.itertext())
    text, style = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("text", "style"))
    marks = {mark.get(f"{text}name") for mark in content.iter(f"{text}bookmark-start")}
    linked = [link.get("{http://www.w3.org/1999/xlink}href") for link in content.find(f".//{text}index-body").iter()]
    assert len(found := [one for one in linked if one]) > 5 and {one.removeprefix("#") for one in found} <= marks
    known = {one.get(f"{style}name") for tree in (content, styles) for one in tree.iter(f"{style}style")}
    used = {one.get(f"{text}style-name") for one in content.iter(f"{text}p", f"{text}h")}
    assert used - {None} <= known and [one.tag for one in styles.iter(f"{text}chapter")] == [f"{text}chapter"] * 2


def digest(path: Path) -> str:
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    parts = [
        f"{p.relative_to(path)} {hashlib.sha256(p.read_bytes()).hexdigest()}"
        for p in sorted(path.rglob("*"))
        if p.is_file()
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_the_same_edition_gives_the_same_bytes(edition: GuideEdition, tmp_path: Path) -> None:
    first = export(edition, list(FORMATS), tmp_path / "a", "fr")
    second = export(edition, list(FORMATS), tmp_path / "b", "fr")
    assert {p.name: digest(p) for p in first} == {p.name: digest(p) for p in second}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Ce qu’on ne sait pas"), ("en", "What is not known"), ("es", "Lo que no se sabe")],
)
def test_the_furniture_speaks_three_languages(edition: GuideEdition, tmp_path: Path, language: str, words: str) -> None:
    page = read_html(one(edition, "html", tmp_path, language))["chapter-scope-definition.html"]
    assert page.get("lang") == language and words in page.text_content()
    assert "{" not in page.text_content()


def test_commentary_that_is_not_translated_is_given_in_french_and_said_so(store: Store, tmp_path: Path) -> None:
    guide = draft(store, "first").guide
    parts = list(guide.outline.parts)
    chapter = parts[1].chapters[0]
    commentary = chapter.sections[0]
    assert isinstance(commentary, Commentary)
    only_french = dataclasses.replace(commentary, texts=commentary.texts[:1])
    chapters = (dataclasses.replace(chapter, sections=(only_french, *chapter.sections[1:])), *parts[1].chapters[1:])
    parts[1] = dataclasses.replace(parts[1], chapters=chapters)
    with store.write() as session:
        session.guides.change("first", dataclasses.replace(guide.outline, parts=tuple(parts)), revision=1, person="ana")
    made = freeze(store, "first", person="ana", public_url="http://here")
    page = read_html(one(made, "html", tmp_path, "en"))[f"chapter-{chapter.id}.html"]
    assert "does not exist in English yet" in page.text_content()
    assert page.xpath("//span[@lang='fr']")


def test_what_is_asked_wrongly_is_named(edition: GuideEdition, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="doc"):
        export(edition, ["doc"], tmp_path)
    with pytest.raises(BadRequest, match="'de'"):
        export(edition, ["csl"], tmp_path, "de")


def test_akoma_ntoso_is_valid_and_quotes_word_for_word(edition: GuideEdition, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(resources.path_of("akomantoso30.xsd"))))
    made = etree.parse(str(one(edition, "akn", tmp_path)))
    schema.assertValid(made)
    space = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}
    quoted = ["".join(found.itertext()) for found in made.iterfind(".//a:embeddedText", space)]
    assert QUOTE in "\n".join(quoted)
    right_to_left = made.find(".//a:embeddedText[@{http://www.w3.org/XML/1998/namespace}lang='ar']", space)
    assert right_to_left is not None and "الاقتصاد" in str(right_to_left.text)
    chapters = [found.get("name") for found in made.iterfind(".//a:collectionBody/a:component/a:doc", space)]
    assert chapters.count("part") == len(edition.outline.parts) + 1, "the front matter is a part of its own"
