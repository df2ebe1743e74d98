"""DOCX: paragraphs with their outline level and automatic numbers, tables and footnotes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.extract.clean import one_line, set_high
from ingest.extract.docx_numbers import Numbering
from ingest.extract.markdown import table_block
from kb.errors import SourceDamaged, SourceTooLarge
from kb.model.layout import Block, BlockKind, Extraction, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance

_UNPACKED_MB = 300
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset({_W + "del", _W + "moveFrom", _W + "txbxContent", _W + "instrText", _W + "pPr", _MC + "Fallback"})
_SIGNS = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


def read(path: Path, allowance: Allowance) -> Extraction:
    """The document's blocks; its core properties go to `front`."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _UNPACKED_MB << 20:
            raise SourceTooLarge(f"{path.name} unpacks to {unpacked >> 20} MB; the limit is {_UNPACKED_MB} MB.")
        document = Document(str(path))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise SourceDamaged(f"{path.name} is a damaged DOCX document.") from error
    walk = _Walk(document)
    blocks = tuple(walk.blocks())
    properties = document.core_properties
    front = {
        name: one_line(value)
        for name, value in (
            ("title", properties.title),
            ("author", properties.author),
            ("language", properties.language),
        )
        if value and value.strip()
    }
    return Extraction((PageFacts(1, 0.0, 0.0, sum(len(b.text) for b in blocks), text=bool(blocks)),), blocks, (), front)


class _Walk:
    """One pass over the body, with the numbers that Word would print."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbering = Numbering(document)
        self.notes = _footnotes(document)

    def blocks(self) -> Iterator[Block]:
        for element in _flow(self.document.element.body):
            if element.tag == _W + "p":
                yield from self._paragraph(element)
            else:
                rows = tuple(
                    tuple(one_line(" ".join(_words(p) for p in _paragraphs(cell))) for cell in row.iterfind(_W + "tc"))
                    for row in element.iterfind(_W + "tr")
                )
                if max((len(row) for row in rows), default=0) > 1 and any(any(row) for row in rows):
                    yield table_block(rows)
                else:
                    for inner in _paragraphs(element):
                        yield from self._paragraph(inner)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(element, self.document)
        number = self.numbering.printed(element)
        pieces = [one_line(piece) for piece in _words(element).split("\n")]
        pieces = [piece for piece in pieces if piece]
        level = _level(paragraph)
        runs = [run for run in paragraph.runs if run.text.strip()]
        style = paragraph.style
        strong = bool(style is not None and style.font.bold)
        bold = bool(runs) and all(run.bold or (run.bold is None and strong) for run in runs)
        size = next((run.font.size.pt for run in runs if run.font.size), 0.0)
        if not size and style is not None and style.font.size:
            size = style.font.size.pt
        alignment = (
            paragraph.alignment
            if paragraph.alignment is not None
            else getattr(style and style.paragraph_format, "alignment", None)
        )
        indent = paragraph.paragraph_format.left_indent
        for place, piece in enumerate(pieces):
            kind: BlockKind = "heading" if level else "item" if number else "body"
            text = f"{number} {piece}" if number and not place else piece
            yield Block(
                text, kind, size=float(size), bold=bold, centred=alignment is not None and int(alignment) == 1,
                indent=float(indent.pt) if indent is not None else 0.0, level=level,
            )  # fmt: skip
        for kind_of_note in ("footnote", "endnote"):
            for mark in element.iter(f"{_W}{kind_of_note}Reference"):
                if note := self.notes.get((kind_of_note, mark.get(_W + "id"))):
                    yield Block(note, "note")
        for inner in _boxes(element):
            yield from self._paragraph(inner)


def _flow(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls and tracked insertions."""
    for element in body:
        if element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _flow(element)


def _words(paragraph: Any) -> str:
    """The words that are shown: not deleted, moved away or hidden ones, not field codes, not those of text boxes."""
    return "".join(_said(paragraph))


def _said(element: Any) -> Iterator[str]:
    high = False
    for node in element:
        tag = node.tag
        if tag in _UNSEEN:
            continue
        if tag == _W + "rPr":
            if node.find(_W + "vanish") is not None:
                return
            raised = node.find(_W + "vertAlign")
            high = raised is not None and raised.get(_W + "val") == "superscript"
        elif tag == _W + "t":
            yield set_high(node.text or "") if high else node.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        else:
            yield from _said(node)


def _paragraphs(element: Any) -> Iterator[Any]:
    """The paragraphs of a table or a cell, those of text boxes left to the paragraph that they are anchored in."""
    for child in element:
        if child.tag == _W + "p":
            yield child
        else:
            yield from _paragraphs(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The paragraphs of the text boxes that are anchored in a paragraph, once each."""
    for box in paragraph.iter(_W + "txbxContent"):
        # Word writes each box twice, the second time for programs that do not know the first form.
        if all(parent.tag != f"{_MC}Fallback" for parent in box.iterancestors()):
            yield from box.iterfind(_W + "p")


def _level(paragraph: Any) -> int:
    style = paragraph.style
    while style is not None:
        found = re.match(r"(?:heading|titre|t[ií]tulo|überschrift)\s*(\d)$", style.name or "", re.I)
        if found:
            return int(found[1])
        if (style.name or "").lower() == "title":
            return 1
        style = style.base_style
    outline = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
    value = "" if outline is None else str(outline.get(_W + "val"))
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0


def _footnotes(document: Any) -> dict[tuple[str, str], str]:
    """Foot- and endnotes by their kind and id."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    notes: dict[tuple[str, str], str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if relation.is_external or kind not in ("footnote", "endnote"):
            continue
        for note in etree.fromstring(relation.target_part.blob, parser):
            text = one_line(" ".join(_words(paragraph) for paragraph in note.iter(_W + "p")))
            if text:
                notes[kind, note.get(_W + "id")] = text
    return notes
