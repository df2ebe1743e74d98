"""The document as ODT: styles of `schemas/guide/reference.toml`, running heads, rules in tables, contents filled."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.guide.document import Document
from kb.guide.export.running import pandoc, settle
from kb.guide.export.word import LONG_ROW
from kb.guide.furniture import data

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
XLINK = "http://www.w3.org/1999/xlink"
NAMES = {
    "Normal": ("Standard",), "Body Text": ("Text_20_body",), "First Paragraph": ("First_20_paragraph",),
    "Compact": ("Table_20_Contents", "Table_20_Heading"), "Block Text": ("Quotations",),
    "Table Caption": ("TableCaption",), "Footnote Text": ("Footnote",), "TOC Heading": ("Contents_20_Heading",),
    "TOC 1": ("Contents_20_1",), "TOC 2": ("Contents_20_2",),
}  # fmt: skip
"""Style of the recipe → styles that pandoc gives the same paragraphs in ODT; the others have the same name."""
PARENTS = {"Body Text": "Text_20_body", "Normal": "Standard"}
RULE = "0.5pt solid #DCD8CF"
CONTENTS = {"1": "Contents_20_1", "2": "Contents_20_2"}
"""Outline level of the headings that the contents list → styles of their entries."""


def write(document: Document, path: Path) -> None:
    """Write the ODT."""
    pandoc(document, "odt", path, ["--toc", "--toc-depth", "2"])
    _finish(document, path)
    settle(path, document, first="mimetype")


def _finish(document: Document, path: Path) -> None:
    """What pandoc leaves open: how the styles look, page, heads and foot, rules of tables, entries of the contents."""
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    styles, content = (etree.fromstring(members[name]) for name in ("styles.xml", "content.xml"))
    recipe = data("reference")
    named = next(styles.iter(_q(OFFICE, "styles")))
    for name, wanted in {**recipe["styles"], **recipe["added"]}.items():
        for known in NAMES.get(name, (_encoded(name),)):
            _style(_found(named, known, name, wanted), wanted, bold=True if known == "Table_20_Heading" else None)
    for style in named.findall(_q(STYLE, "style")):
        if style.get(_q(STYLE, "name")) == "Internet_20_link":
            letters = _child(style, "text-properties")
            letters.set(_q(FO, "color"), f"#{recipe['styles']['Heading 1']['colour']}")
            letters.set(_q(STYLE, "text-underline-style"), "none")
        elif style.get(_q(STYLE, "name")) == "Table_20_Contents":
            _child(style, "text-properties").set(_q(FO, "hyphenate"), "true")
    _page(styles, recipe["page"], document)
    for element in content.iter():
        used = element.get(_q(TEXT, "style-name")) if isinstance(element.tag, str) else None
        if used and " " in used:
            element.set(_q(TEXT, "style-name"), _encoded(used))
    for style in content.iter(_q(STYLE, "style")):
        if style.get(_q(STYLE, "parent-style-name"), "") and " " in style.get(_q(STYLE, "parent-style-name")):
            style.set(_q(STYLE, "parent-style-name"), _encoded(style.get(_q(STYLE, "parent-style-name"))))
        if style.get(_q(STYLE, "name")) in ("TableRowCell", "TableHeaderRowCell"):
            cell = style.find(_q(STYLE, "table-cell-properties"))
            cell.attrib.pop(_q(FO, "border"), None)
            cell.set(_q(FO, "border-bottom"), RULE)
            cell.set(_q(FO, "padding"), "1mm")
        if style.get(_q(STYLE, "family")) == "table":
            for table in style.findall(_q(STYLE, "table-properties")):
                table.set(_q(STYLE, "rel-width"), "100%")
    whole = etree.SubElement(next(content.iter(_q(OFFICE, "automatic-styles"))), _q(STYLE, "style"))
    whole.set(_q(STYLE, "name"), "GuideRow")
    whole.set(_q(STYLE, "family"), "table-row")
    etree.SubElement(whole, _q(STYLE, "table-row-properties")).set(_q(FO, "keep-together"), "always")
    for row in content.iter(_q(TABLE, "table-row")):
        if len("".join(row.itertext())) <= LONG_ROW:
            row.set(_q(TABLE, "style-name"), "GuideRow")
        if not row.getparent().tag.endswith("}table-header-rows"):
            for line in row.iter(_q(TEXT, "p")):
                if line.get(_q(TEXT, "style-name")) == "Table_20_Heading":
                    line.set(_q(TEXT, "style-name"), "Table_20_Contents")
    _contents(content, document)
    for name, tree in (("styles.xml", styles), ("content.xml", content)):
        members[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, held in members.items():
            archive.writestr(name, held)


def _found(named: Any, known: str, shown: str, wanted: Mapping[str, Any]) -> Any:
    """The style of that name; where there is none it is made."""
    from lxml import etree

    for style in named.findall(_q(STYLE, "style")):
        if style.get(_q(STYLE, "name")) == known:
            return style
    made = etree.SubElement(named, _q(STYLE, "style"))
    parent = PARENTS.get(wanted.get("base", ""), "Standard")
    for name, value in (
        ("name", known), ("display-name", shown), ("family", "paragraph"), ("parent-style-name", parent),
    ):  # fmt: skip
        made.set(_q(STYLE, name), value)
    return made


def _style(style: Any, wanted: Mapping[str, Any], *, bold: bool | None) -> None:
    layout, letters = (_child(style, name) for name in ("paragraph-properties", "text-properties"))
    lengths = (("before", "margin-top"), ("after", "margin-bottom"), ("line", "line-height"))
    for key, name in lengths:
        if key in wanted:
            layout.set(_q(FO, name), f"{wanted[key]}pt")
    if "size" in wanted and "line" not in wanted:
        layout.set(_q(FO, "line-height"), "120%")
    if "left_mm" in wanted:
        layout.set(_q(FO, "margin-left"), f"{wanted['left_mm']}mm")
        layout.set(_q(FO, "margin-right"), "0mm")
    if wanted.get("align"):
        layout.set(_q(FO, "text-align"), "start")
    if wanted.get("page_break"):
        layout.set(_q(FO, "break-before"), "page")
    if wanted.get("keep_with_next"):
        layout.set(_q(FO, "keep-with-next"), "always")
    if "font" in wanted:
        letters.attrib.pop(_q(STYLE, "font-name"), None)
        letters.set(_q(FO, "font-family"), f"'{wanted['font']}'")
        letters.set(_q(STYLE, "font-family-complex"), "'Noto Naskh Arabic'")
    if "size" in wanted:
        letters.set(_q(FO, "font-size"), f"{wanted['size']}pt")
        letters.set(_q(STYLE, "font-size-complex"), f"{wanted['size']}pt")
    strong = wanted.get("bold") if bold is None else bold
    if strong is not None:
        letters.set(_q(FO, "font-weight"), "bold" if strong else "normal")
    letters.set(_q(FO, "font-style"), "normal")
    if "colour" in wanted:
        letters.set(_q(FO, "color"), f"#{wanted['colour']}")


def _page(styles: Any, page: Mapping[str, Any], document: Document) -> None:
    """Size and margins; heads that follow the chapter by themselves; the foot names edition, page and date. The title
    page has none."""
    from lxml import etree

    sides = [(f"margin-{side}", f"{side}_mm") for side in ("top", "bottom", "left", "right")]
    for layout in styles.iter(_q(STYLE, "page-layout-properties")):
        for name, key in (("page-width", "width_mm"), ("page-height", "height_mm"), *sides):
            layout.set(_q(FO, name), f"{page[key]}mm")
    width = page["width_mm"] - page["left_mm"] - page["right_mm"]
    foot_style = next(one for one in styles.iter(_q(STYLE, "style")) if one.get(_q(STYLE, "name")) == "MP1")
    layout = _child(foot_style, "paragraph-properties")
    for name in ("text-align", "margin-left"):
        layout.attrib.pop(_q(FO, name), None)
    _style(foot_style, {"font": "Source Sans 3", "size": 8, "colour": "565C63"}, bold=None)
    head_style = copy.deepcopy(foot_style)
    head_style.set(_q(STYLE, "name"), "MP2")
    foot_style.addnext(head_style)
    for style, places in (
        (foot_style, ((width / 2, "center"), (width, "right"))), (head_style, ((width, "right"),)),
    ):  # fmt: skip
        stops = etree.SubElement(_child(style, "paragraph-properties"), _q(STYLE, "tab-stops"))
        for place, kind in places:
            stop = etree.SubElement(stops, _q(STYLE, "tab-stop"))
            stop.set(_q(STYLE, "position"), f"{place}mm")
            stop.set(_q(STYLE, "type"), kind)
    master = next(styles.iter(_q(STYLE, "master-page")))
    for old in list(master):
        master.remove(old)
    head = _line(master, "header")
    for level in ("1", "2"):
        chapter = etree.SubElement(head, _q(TEXT, "chapter"))
        chapter.set(_q(TEXT, "display"), "name")
        chapter.set(_q(TEXT, "outline-level"), level)
        if level == "1":
            etree.SubElement(head, _q(TEXT, "tab"))
    _line(master, "header-first")
    foot = _line(master, "footer")
    foot.text = f"{document.edition} · {document.status}"
    etree.SubElement(foot, _q(TEXT, "tab"))
    etree.SubElement(foot, _q(TEXT, "page-number")).set(_q(TEXT, "select-page"), "current")
    etree.SubElement(foot, _q(TEXT, "tab")).tail = document.date
    _line(master, "footer-first")


def _line(master: Any, name: str) -> Any:
    from lxml import etree

    line = etree.SubElement(etree.SubElement(master, _q(STYLE, name)), _q(TEXT, "p"))
    line.set(_q(TEXT, "style-name"), "MP2" if name == "header" else "MP1")
    return line


def _contents(content: Any, document: Document) -> None:
    """Entries of the contents, so that they show before the office suite brings them up to date."""
    from lxml import etree

    table = next(content.iter(_q(TEXT, "table-of-content")))
    table.set(_q(TEXT, "name"), "contents")
    body = etree.SubElement(table, _q(TEXT, "index-body"))
    title = etree.SubElement(body, _q(TEXT, "index-title"))
    title.set(_q(TEXT, "name"), "contents-title")
    line = etree.SubElement(title, _q(TEXT, "p"))
    line.set(_q(TEXT, "style-name"), "Contents_20_Heading")
    line.text = document.words["contents"]
    for heading in content.iter(_q(TEXT, "h")):
        style = CONTENTS.get(heading.get(_q(TEXT, "outline-level")))
        mark = heading.find(_q(TEXT, "bookmark-start"))
        if style is None or mark is None:
            continue
        entry = etree.SubElement(body, _q(TEXT, "p"))
        entry.set(_q(TEXT, "style-name"), style)
        link = etree.SubElement(entry, _q(TEXT, "a"))
        link.set(_q(XLINK, "type"), "simple")
        link.set(_q(XLINK, "href"), "#" + mark.get(_q(TEXT, "name")))
        link.text = "".join(heading.itertext())


def _child(style: Any, name: str) -> Any:
    """The properties of a style; those of the paragraph stand before those of the letters."""
    from lxml import etree

    found = style.find(_q(STYLE, name))
    if found is None:
        found = etree.Element(_q(STYLE, name))
        style.insert(0 if name == "paragraph-properties" else len(style), found)
    return found


def _encoded(name: str) -> str:
    return name.replace(" ", "_20_")


def _q(space: str, name: str) -> str:
    return f"{{{space}}}{name}"
