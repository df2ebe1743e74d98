"""Akoma Ntoso that SSELEX wrote (`kb.akoma_ntoso`), read back to the very same tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.structure.items import items
from kb.akoma_ntoso import LAYOUT, NAMESPACE
from kb.errors import SourceDamaged
from kb.model.law import ARTICLES, DIVISIONS, LegalText, Provision, ProvisionType
from kb.model.layout import Box

_XML = "http://www.w3.org/XML/1998/namespace"


def own_tree(data: bytes) -> LegalText | None:
    """The tree of a document that `to_akn` wrote; None for any other Akoma Ntoso, whose headings are read as text."""
    return from_akn(data) if f'"{LAYOUT}"'.encode() in data[:4096] else None


def from_akn(data: bytes) -> LegalText:
    """The text and tree of a document that `to_akn` wrote; raises `SourceDamaged` for anything that is not one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise SourceDamaged("This is not well-formed XML.") from fault
    act = root.find(f"{{{NAMESPACE}}}act")
    if act is None:
        raise SourceDamaged("This XML holds no Akoma Ntoso act.")
    return _Reader(act).text()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


class _Reader:
    def __init__(self, act: etree._Element) -> None:
        self._act = act
        self._parts: list[str] = []
        self._length = 0
        self._provisions: list[Provision] = []

    def text(self) -> LegalText:
        preface = self._act.find(_tag("preface"))
        for line in () if preface is None else preface.iterchildren(_tag("p")):
            self._write(line.text or "")
        for name in ("preamble", "body", "conclusions", "attachments"):
            element = self._act.find(_tag(name))
            if element is None:
                continue
            if name in ("preamble", "conclusions"):
                self._unit(element, name, element, None)
            else:
                self._inside(element, None)
        text = "\n".join(self._parts)
        provisions = (
            replace(made, items=items(text, made.start, made.end)) if made.type in ARTICLES else made
            for made in self._provisions
        )
        body = self._act.find(_tag("body"))
        language = None if body is None else body.get(f"{{{_XML}}}lang")
        return LegalText(language, text, tuple(provisions))

    def _inside(self, parent: etree._Element, above: str | None) -> None:
        for element in parent.iterchildren(tag=etree.Element):
            name = etree.QName(element).localname
            if name == "attachment":
                words = element.find(f"{_tag('doc')}/{_tag('mainBody')}")
                self._unit(element, "annex", words, above)
                continue
            kind = element.get("name") if name == "hcontainer" else name
            if kind in DIVISIONS:
                self._unit(element, kind, None, above)
                self._inside(element, element.get("eId"))
            elif kind in ARTICLES or kind in ("preamble", "annex", "conclusions"):
                self._unit(element, kind, element.find(_tag("content")), above)

    def _unit(self, element: etree._Element, kind: object, words: etree._Element | None, above: str | None) -> None:
        type_of: ProvisionType = kind  # type: ignore[assignment]
        num = _said(element.find(_tag("num"))) or ""
        heading = _said(element.find(_tag("heading")))
        lines: list[str] = []
        notes: list[str] = []
        for label in element.iterchildren(_tag("num"), _tag("heading")):
            notes.extend(_notes(label))
        for paragraph in () if words is None else words.iterchildren(_tag("p")):
            if paragraph.get("class") == "num":
                num = paragraph.text or ""
            else:
                lines.append(paragraph.text or "")
            notes.extend(_notes(paragraph))
        said = " ".join(filter(None, (num, heading)))
        if said:
            self._write(said)
        body = "\n".join(lines)
        start = self._length + bool(self._parts)
        if words is not None and lines:
            self._write(body)
        else:
            start = self._length
        end = start + len(body)
        page = element.get(f"{{{LAYOUT}}}page")
        self._provisions.append(
            Provision(
                eid=element.get("eId") or "",
                type=type_of,
                num=num,
                heading=heading,
                text=body,
                start=start,
                end=end,
                position=len(self._provisions),
                parent=above,
                language=element.get(f"{{{_XML}}}lang"),
                page=int(page) if page else None,
                boxes=tuple(_boxes(element.get(f"{{{LAYOUT}}}boxes") or "")),
                notes=tuple(notes),
            )
        )

    def _write(self, words: str) -> None:
        self._length += len(words) + bool(self._parts)
        self._parts.append(words)


def _notes(holder: etree._Element) -> Iterator[str]:
    for note in holder.iterchildren(_tag("authorialNote")):
        yield "\n".join(line.text or "" for line in note.iterchildren(_tag("p")))


def _said(element: etree._Element | None) -> str | None:
    return None if element is None else (element.text or "")


def _boxes(written: str) -> Iterator[Box]:
    for one in filter(None, written.split(";")):
        page, *edges = one.split()
        try:
            x0, y0, x1, y1 = (float(edge) for edge in edges)
            yield Box(int(page), x0, y0, x1, y1)
        except ValueError as fault:
            raise SourceDamaged("A box in this Akoma Ntoso file is not four numbers on a page.") from fault
