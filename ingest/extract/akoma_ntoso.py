"""Akoma Ntoso XML: its marks of headings, numbers and quotations become blocks, its metadata becomes `front`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line
from ingest.extract.markdown import table_block
from kb.errors import SourceDamaged
from kb.model.layout import Block, Extraction, PageFacts

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.extract.worker import Allowance

_DIVISIONS = frozenset(
    "book part title chapter subpart subtitle subchapter section division subdivision article rule "
    "hcontainer crossHeading annex attachment tome proviso transitional".split()
)
_POINTS = frozenset("paragraph subparagraph clause subclause point indent alinea list item blockList sublist".split())
_EITHER = frozenset(("subsection", "subrule"))
"""Paragraphs of a section in British acts, divisions of one in others."""
_UNITS = frozenset(("article", "section", "rule"))
_SILENT = frozenset(
    "toc meta identification references lifecycle analysis notes temporalData proprietary presentation eol".split()
)
_INLINE_BREAKS = frozenset(("p", "block", "longTitle", "docTitle", "container", "formula"))


def read(path: Path, allowance: Allowance) -> Extraction:
    """The act's blocks; raises `SourceDamaged` where the XML is broken or brings entities of its own."""
    from lxml import etree

    raw = path.read_bytes()
    if b"<!DOCTYPE" in raw[:4096] and b"<!ENTITY" in raw:
        raise SourceDamaged(
            f"{path.name} declares XML entities, which are refused.", advice="Ask for a copy without them."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise SourceDamaged(f"{path.name} is broken XML: {error.msg}.") from error
    blocks = tuple(block for part in root for block in _walk(part, 0, False) if block.text)
    page = PageFacts(1, 0.0, 0.0, sum(len(block.text) for block in blocks), text=bool(blocks))
    return Extraction((page,), blocks, (), _front(root))


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: _Element) -> str:
    return one_line("".join(element.itertext()))


def _own(element: _Element, name: str) -> str:
    return next((_text(child) for child in element if _name(child) == name), "")


def _walk(element: _Element, depth: int, quoted: bool, marker: str = "") -> Iterator[Block]:
    name = _name(element)
    if not name or name in _SILENT:
        return
    if name in ("quotedStructure", "quotedText") and depth:
        quoted = True
    if name == "authorialNote":
        yield Block(_text(element), "note", quoted=quoted)
    elif name == "table":
        rows = tuple(tuple(_text(cell) for cell in row) for row in element.iter() if _name(row) == "tr")
        yield table_block(rows, quoted=quoted)
    elif name in _DIVISIONS or (name in _EITHER and any(_name(child) in _UNITS for child in element.iter())):
        yield from _division(element, depth + 1, quoted)
    elif name in _POINTS or name in _EITHER:
        number = " ".join(part for part in (marker, _own(element, "num"), _own(element, "heading")) if part)
        yield from _children(element, depth, quoted, number)
    elif name in _INLINE_BREAKS or not any(_name(child) in _INLINE_BREAKS or len(child) for child in element):
        yield from _paragraph(element, depth, quoted, marker)
    else:
        yield from _children(element, depth, quoted, marker)


def _division(element: _Element, depth: int, quoted: bool) -> Iterator[Block]:
    parts = [_own(element, "num"), _own(element, "heading"), _own(element, "subheading")]
    words = " ".join(part for part in parts if part)
    if words:
        yield Block(words, "heading", level=min(depth, 9), quoted=quoted)
    yield from _children(element, depth, quoted, "")


def _children(element: _Element, depth: int, quoted: bool, marker: str) -> Iterator[Block]:
    first = True
    for child in element:
        if _name(child) in ("num", "heading", "subheading"):
            continue
        for block in _walk(child, depth, quoted, marker if first else ""):
            first = False
            yield block
    if first and marker:
        yield Block(marker, "item", quoted=quoted)


def _paragraph(element: _Element, depth: int, quoted: bool, marker: str) -> Iterator[Block]:
    """A paragraph, with the notes and quoted texts inside it after it."""
    inside = [
        child
        for child in element.iter()
        if child is not element and _name(child) in ("authorialNote", "quotedStructure", "table")
    ]
    apart = {id(node) for child in inside for node in child.iter()}
    words: list[str] = []
    for node in element.iter():
        if id(node) not in apart and _name(node):
            words.append(node.text or "")
        if node is not element and id(node.getparent()) not in apart:
            words.append("")
    text = one_line(_without(element, apart))
    if text or marker:
        yield Block(" ".join(part for part in (marker, text) if part), "item" if marker else "body", quoted=quoted)
    for child in inside:
        if id(child.getparent()) not in apart:
            yield from _walk(child, depth + 1, quoted)


def _without(element: _Element, apart: set[int]) -> str:
    parts = ["" if id(element) in apart else element.text or ""]
    for child in element:
        if id(child) not in apart:
            parts.append(_without(child, apart))
        parts.append((" " if _name(child) in ("eol", "br") else "") + (child.tail or ""))
    return "".join(parts)


def _front(root: _Element) -> dict[str, str]:
    front: dict[str, str] = {}
    for element in root.iter():
        name = _name(element)
        if name.startswith("FRBR"):
            level = _name(element.getparent())
            value = element.get("value") or element.get("date") or element.get("language") or element.get("href") or ""
            label = element.get("name") if name in ("FRBRdate", "FRBRalias") else None
            key = ".".join(part for part in (level, name, label) if part)
            if value and key not in front:
                front[key] = one_line(value)
        elif name in (
            "docTitle",
            "docNumber",
            "docDate",
            "docType",
            "docProponent",
            "shortTitle",
            "longTitle",
            "docStage",
        ):
            front.setdefault(name, _text(element))
            if name == "docDate" and element.get("date"):
                front.setdefault("docDate.date", str(element.get("date")))
    kind = next((child for child in root if _name(child)), None)
    if kind is not None:
        front["akn.type"] = _name(kind)
        if kind.get("name"):
            front["akn.name"] = str(kind.get("name"))
    return {key: value for key, value in front.items() if value}
