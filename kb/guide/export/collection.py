"""The document as an Akoma Ntoso 3.0 `documentCollection`: a component for each part or chapter, quotations embedded.

The schema is `schemas/akomantoso30.xsd`. Akoma Ntoso has no footnote of its own for a guide: notes are authorial notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kb.akoma_ntoso import NAMESPACE, XML
from kb.guide.document import (
    Block,
    Box,
    Document,
    Heading,
    IndexBlock,
    ListBlock,
    Paragraph,
    QuotationBlock,
    Run,
    Runs,
    TableBlock,
)
from kb.identity import alpha3


def write(document: Document, path: Path) -> None:
    """Write the XML; the same edition gives the same bytes."""
    from lxml import etree

    root = etree.Element(_tag("akomaNtoso"), nsmap={None: NAMESPACE})
    collection = etree.SubElement(root, _tag("documentCollection"), name="guide")
    _meta(collection, document, "")
    preface = etree.SubElement(collection, _tag("preface"))
    title = etree.SubElement(etree.SubElement(preface, _tag("longTitle")), _tag("p"))
    etree.SubElement(title, _tag("docTitle")).text = document.title
    etree.SubElement(preface, _tag("p")).text = f"{document.edition} · {document.status} · {document.date}"
    body = etree.SubElement(collection, _tag("collectionBody"))
    for number, blocks in enumerate(_components(document.blocks()), start=1):
        _component(body, document, number, blocks)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _components(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks of each part's opening and of each chapter."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2 and found[-1]:
            found.append([])
        found[-1].append(block)
    return found


def _meta(parent: Any, document: Document, component: str) -> None:
    from lxml import etree

    day = document.iso_date[:10]
    identification = etree.SubElement(etree.SubElement(parent, _tag("meta")), _tag("identification"), source="#sselex")
    levels = (("FRBRWork", ""), ("FRBRExpression", f"/{alpha3(document.language)}@{day}"),
              ("FRBRManifestation", f"/{alpha3(document.language)}@{day}.akn"))  # fmt: skip
    for level, suffix in levels:
        made = etree.SubElement(identification, _tag(level))
        etree.SubElement(made, _tag("FRBRthis"), value=f"{document.address}{suffix}{component}")
        etree.SubElement(made, _tag("FRBRuri"), value=f"{document.address}{suffix}")
        etree.SubElement(made, _tag("FRBRdate"), date=day, name="edition")
        etree.SubElement(made, _tag("FRBRauthor"), href="#sselex")
        if level == "FRBRWork":
            # ZZ is the code that ISO leaves to users: the guide belongs to no country.
            etree.SubElement(made, _tag("FRBRcountry"), value="zz")
        elif level == "FRBRExpression":
            etree.SubElement(made, _tag("FRBRlanguage"), language=alpha3(document.language))


def _component(body: Any, document: Document, number: int, blocks: Sequence[Block]) -> None:
    from lxml import etree

    component = etree.SubElement(body, _tag("component"), eId=f"cmp_{number}")
    first = blocks[0]
    kind = "part" if isinstance(first, Heading) and first.level == 1 else "chapter"
    doc = etree.SubElement(component, _tag("doc"), name=kind)
    _meta(doc, document, f"/!{kind}_{number}")
    place = main = etree.SubElement(doc, _tag("mainBody"))
    for order, block in enumerate(blocks, start=1):
        eid = f"cmp_{number}__block_{order}"
        if isinstance(block, Heading):
            place = etree.SubElement(main, _tag("tblock"), eId=eid)
            if block.number:
                etree.SubElement(place, _tag("num")).text = block.number
            _runs(etree.SubElement(place, _tag("heading")), (Run(block.text, language=block.language),))
            if order == len(blocks) or isinstance(blocks[order], Heading):
                # A block with a heading alone is not valid.
                etree.SubElement(place, _tag("p"))
        else:
            _block(place, block)


def _block(place: Any, block: Block) -> None:
    from lxml import etree

    if isinstance(block, Paragraph):
        _paragraph(place, block.runs, block.style)
    elif isinstance(block, ListBlock):
        for item in block.items:
            _paragraph(place, item, "item")
    elif isinstance(block, QuotationBlock):
        _quotation(place, block)
    elif isinstance(block, Box):
        _paragraph(place, (Run(block.label, strong=True),), "box")
        for label, words in block.facts:
            _paragraph(place, (Run(label, strong=True), Run(f" {words}")), "fact")
        _quotation(place, block.quotation)
    elif isinstance(block, TableBlock):
        table = etree.SubElement(place, _tag("table"))
        etree.SubElement(table, _tag("caption")).text = block.caption
        row = etree.SubElement(table, _tag("tr"))
        for words in block.head:
            etree.SubElement(etree.SubElement(row, _tag("th")), _tag("p")).text = words
        for cells in block.rows:
            row = etree.SubElement(table, _tag("tr"))
            for cell in cells:
                _paragraph(etree.SubElement(row, _tag("td")), cell)
        if block.below:
            _paragraph(place, block.below, "note")
    elif isinstance(block, IndexBlock):
        for words, targets in block.entries:
            _paragraph(place, (Run(words, strong=True), *(Run(f" {label}") for _id, label in targets)), "index")


def _quotation(place: Any, block: QuotationBlock) -> None:
    from lxml import etree

    _paragraph(place, (Run(block.label, strong=True),), "label")
    last = len(block.paragraphs) - 1
    for number, words in enumerate(block.paragraphs):
        paragraph = etree.SubElement(place, _tag("p"), {"class": "quotation"})
        before, after = "[…] " * (block.cut_before and number == 0), " […]" * (block.cut_after and number == last)
        paragraph.text = before
        embedded = etree.SubElement(paragraph, _tag("embeddedText"))
        if block.language:
            embedded.set(f"{{{XML}}}lang", block.language)
        embedded.text, embedded.tail = words, after
    for language, words, remark in block.translations:
        _paragraph(place, (Run(words, language=language), Run(" "), *remark), "translation")
    _paragraph(place, block.source, "source")
    if block.note:
        _paragraph(place, block.note, "note")


def _paragraph(place: Any, runs: Runs, style: str = "body") -> None:
    from lxml import etree

    _runs(etree.SubElement(place, _tag("p"), {} if style == "body" else {"class": style}), runs)


def _runs(place: Any, runs: Runs) -> None:
    """Words into an element that takes inline marks; links to headings of the guide stay words."""
    from lxml import etree

    for run in runs:
        outer = run.link if run.link and not run.link.startswith("#") else None
        made = etree.SubElement(place, _tag("ref"), href=outer) if outer else etree.SubElement(place, _tag("span"))
        if run.language:
            made.set(f"{{{XML}}}lang", run.language)
        inner = made
        for style, wanted in (("b", run.strong), ("i", run.emphasis)):
            if wanted:
                inner = etree.SubElement(inner, _tag(style))
        inner.text = run.text
        if run.note:
            _runs(etree.SubElement(etree.SubElement(made, _tag("authorialNote")), _tag("p")), run.note)
