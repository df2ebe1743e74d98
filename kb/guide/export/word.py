"""The document as DOCX that a ministry edits: real styles, table of contents field, footnotes, running heads."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from kb.guide.document import RIGHT_TO_LEFT, Document
from kb.guide.export.running import pandoc, settle
from kb.guide.export.word_reference import write_reference

LONG_ROW = 1800
"""Characters of a table row that may break over pages: a longer one would not fit on one."""
_CONTENTS = {"Heading1": "TOC1", "Heading2": "TOC2"}
"""Styles of the headings that the contents list → styles of their entries."""


def write(document: Document, path: Path) -> None:
    """Write the DOCX."""
    with tempfile.TemporaryDirectory(prefix="sselex-docx-") as folder:
        reference = Path(folder) / "reference.docx"
        write_reference(document, reference)
        pandoc(document, "docx", path, ["--reference-doc", str(reference), "--toc", "--toc-depth", "2"])
    _finish(document, path)
    settle(path, document)


def _finish(document: Document, path: Path) -> None:
    """What pandoc leaves open: heads on every section, rows that stay whole, fields that update when Word opens."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = docx.Document(str(path))
    body = made.element.body
    last = body.findall(qn("w:sectPr"))[-1]
    for inner in body.iter(qn("w:sectPr")):
        if inner is last:
            continue
        size = inner.find(qn("w:pgSz"))
        for child in last:
            if child.tag in (qn("w:headerReference"), qn("w:footerReference")):
                inner.insert(0, copy.deepcopy(child))
        margins = copy.deepcopy(last.find(qn("w:pgMar")))
        if margins is not None:
            size.addnext(margins)
    first = next(iter(body.iter(qn("w:sectPr"))))
    for section in body.iter(qn("w:sectPr")):
        for mark in section.findall(qn("w:titlePg")):
            section.remove(mark)
        if section is first:
            section.append(OxmlElement("w:titlePg"))
    for row in body.iter(qn("w:tr")):
        if sum(len(t.text or "") for t in row.iter(qn("w:t"))) <= LONG_ROW:
            properties = row.find(qn("w:trPr"))
            if properties is None:
                properties = OxmlElement("w:trPr")
                row.insert(0, properties)
            if properties.find(qn("w:cantSplit")) is None:
                properties.insert(0, OxmlElement("w:cantSplit"))
    for table in body.iter(qn("w:tbl")):
        _rules(table)
    for language in body.iter(qn("w:lang")):
        if language.get(qn("w:val"), "").split("-")[0] in RIGHT_TO_LEFT:
            language.set(qn("w:bidi"), language.get(qn("w:val")))
    _contents(body)
    made.core_properties.author = ""
    made.core_properties.title = document.title
    made.core_properties.language = document.language
    made.save(str(path))


def _rules(table: Any) -> None:
    """Thin rules between rows, none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table.find(qn("w:tblPr"))
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    borders = OxmlElement("w:tblBorders")
    for edge, size, colour in (("top", "8", "0B5A5C"), ("bottom", "4", "DCD8CF"), ("insideH", "4", "DCD8CF")):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    order = (
        "w:tblStyle",
        "w:tblpPr",
        "w:tblOverlap",
        "w:bidiVisual",
        "w:tblStyleRowBandSize",
        "w:tblStyleColBandSize",
        "w:tblW",
        "w:jc",
        "w:tblCellSpacing",
        "w:tblInd",
    )
    place = 0
    for number, child in enumerate(properties):
        if child.tag in [qn(name) for name in order]:
            place = number + 1
    properties.insert(place, borders)


def _contents(body: Any) -> None:
    """Entries inside the field of the contents, so that they show in programs that do not update fields on opening."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    content = next(body.iter(qn("w:sdtContent")))
    field = content.findall(qn("w:p"))[1]
    run = field.find(qn("w:r"))
    end = next(mark for mark in run.iter(qn("w:fldChar")) if mark.get(qn("w:fldCharType")) == "end")
    run.remove(end)
    last = None
    for heading in body.findall(qn("w:p")):
        style = heading.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        mark = heading.getprevious()
        if (
            style is None
            or style.get(qn("w:val")) not in _CONTENTS
            or mark is None
            or mark.tag != qn("w:bookmarkStart")
        ):
            continue
        entry = field if last is None else OxmlElement("w:p")
        if last is not None:
            last.addnext(entry)
        last = entry
        entry.get_or_add_pPr().style = _CONTENTS[style.get(qn("w:val"))]
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), mark.get(qn("w:name")))
        link.append(_words("".join(t.text or "" for t in heading.iter(qn("w:t")))))
        entry.append(link)
    closing = OxmlElement("w:r")
    closing.append(end)
    (field if last is None else last).append(closing)


def _words(text: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    return run
