"""Akoma Ntoso 3.0: a text with its tree as XML that the OASIS schema accepts, and back to the same tree.

What Akoma Ntoso has no element for (additional, repealing and final provisions, headings between articles) is an
`hcontainer` whose name says what it is. Pages and boxes travel as attributes of a namespace of our own, which the
schema allows on every element.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.structure.items import items
from kb.errors import BadRequest, SourceDamaged
from kb.model.law import ARTICLES, DIVISIONS, LegalText, Provision, ProvisionType
from kb.model.layout import Box

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LAYOUT = "urn:sselex:layout"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = (
    "article",
    "section",
    "clause",
    "transitional",
    "book",
    "part",
    "title",
    "chapter",
    "subchapter",
    "division",
)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_akn(
    text: LegalText,
    work_uri: str,
    expression_uri: str,
    title: str,
    *,
    country: str = "",
    adopted: str | None = None,
    exported: datetime.date | None = None,
) -> bytes:
    """The text as an Akoma Ntoso document (UTF-8). `adopted` is the ISO day of the act, where it is known.

    Raises `BadRequest` where the text has no provisions: an act without a body is no Akoma Ntoso.
    """
    if not text.provisions:
        raise BadRequest("This text has no provisions to export.")
    writer = _Writer(text, work_uri, expression_uri, title, country, adopted, exported or datetime.date.today())
    return bytes(etree.tostring(writer.document(), xml_declaration=True, encoding="UTF-8"))


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


class _Writer:
    def __init__(
        self, text: LegalText, work: str, expression: str, title: str, country: str, adopted: str | None,
        exported: datetime.date,
    ) -> None:  # fmt: skip
        self._text, self._work, self._expression, self._title = text, work, expression, title
        self._country, self._adopted, self._exported = country, adopted, exported

    def document(self) -> etree._Element:
        root = etree.Element(_tag("akomaNtoso"), nsmap={None: NAMESPACE, "layout": LAYOUT})
        act = etree.SubElement(root, _tag("act"), name="act", contains="singleVersion")
        if self._text.language:
            act.set(f"{{{LAYOUT}}}language", self._text.language)
        self._meta(act, "")
        preface = etree.SubElement(act, _tag("preface"))
        heading = etree.SubElement(etree.SubElement(preface, _tag("longTitle")), _tag("p"))
        etree.SubElement(heading, _tag("docTitle")).text = _clean(self._title)
        provisions = list(self._text.provisions)
        first = provisions[0] if provisions[0].type == "preamble" and provisions[0].parent is None else None
        tail = self._tail(provisions)
        if first is not None:
            preamble = etree.SubElement(act, _tag("preamble"))
            self._describe(preamble, first)
            if first.num:
                etree.SubElement(preamble, _tag("p"), {"class": "num"}).text = _clean(first.num)
            self._words(preamble, first)
        self._body(act, provisions[first is not None : tail])
        self._closing(act, provisions[tail:])
        return root

    @staticmethod
    def _tail(provisions: list[Provision]) -> int:
        """Where the signatures and annexes that close the act begin."""
        tail = len(provisions)
        while tail and provisions[tail - 1].type == "annex" and provisions[tail - 1].parent is None:
            tail -= 1
        if tail and provisions[tail - 1].type == "conclusions" and provisions[tail - 1].parent is None:
            tail -= 1
        return tail

    def _meta(self, parent: etree._Element, component: str) -> None:
        meta = etree.SubElement(parent, _tag("meta"))
        identification = etree.SubElement(meta, _tag("identification"), source="#sselex")
        day = self._adopted if self._adopted and _DAY.fullmatch(self._adopted) else None
        levels = (
            ("FRBRWork", self._work),
            ("FRBRExpression", self._expression),
            ("FRBRManifestation", self._expression),
        )
        for level, uri in levels:
            made = etree.SubElement(identification, _tag(level))
            suffix = ".akn" if level == "FRBRManifestation" else ""
            etree.SubElement(made, _tag("FRBRthis"), value=f"{uri}{component}{suffix}")
            etree.SubElement(made, _tag("FRBRuri"), value=f"{uri}{suffix}")
            known = day if level != "FRBRManifestation" else None
            etree.SubElement(
                made, _tag("FRBRdate"), date=known or self._exported.isoformat(), name="adoption" if known else "export"
            )
            etree.SubElement(made, _tag("FRBRauthor"), href="#legislator" if level == "FRBRWork" else "#sselex")
            if level == "FRBRWork":
                etree.SubElement(made, _tag("FRBRcountry"), value=self._country or "und")
            elif level == "FRBRExpression":
                etree.SubElement(made, _tag("FRBRlanguage"), language=self._text.language or "und")
        references = etree.SubElement(meta, _tag("references"), source="#sselex")
        etree.SubElement(
            references, _tag("TLCOrganization"), eId="sselex", href="/ontology/organization/sselex", showAs="SSELEX"
        )
        etree.SubElement(
            references, _tag("TLCOrganization"), eId="legislator", href="/ontology/organization/legislator",
            showAs="Legislator",
        )  # fmt: skip

    def _body(self, act: etree._Element, provisions: list[Provision]) -> None:
        body = etree.SubElement(act, _tag("body"))
        places: dict[str, etree._Element] = {}
        for provision in provisions:
            parent = places.get(provision.parent or "", body)
            direct = provision.type in _ELEMENTS
            made = etree.SubElement(parent, _tag(provision.type if direct else "hcontainer"))
            if not direct:
                made.set("name", provision.type)
            self._describe(made, provision)
            self._label(made, provision)
            if provision.type in DIVISIONS:
                places[provision.eid] = made
            else:
                self._words(etree.SubElement(made, _tag("content")), provision)
        if not provisions:
            etree.SubElement(body, _tag("hcontainer"), name="none", eId="none")

    def _closing(self, act: etree._Element, provisions: list[Provision]) -> None:
        attachments: etree._Element | None = None
        for provision in provisions:
            if provision.type == "conclusions":
                made = etree.SubElement(act, _tag("conclusions"))
                self._describe(made, provision)
                self._words(made, provision)
                continue
            if attachments is None:
                attachments = etree.SubElement(act, _tag("attachments"))
            made = etree.SubElement(attachments, _tag("attachment"))
            self._describe(made, provision)
            self._label(made, provision)
            document = etree.SubElement(made, _tag("doc"), name="annex")
            self._meta(document, f"/!{provision.eid}")
            self._words(etree.SubElement(document, _tag("mainBody")), provision)

    def _describe(self, made: etree._Element, provision: Provision) -> None:
        made.set("eId", provision.eid)
        if provision.language:
            made.set(f"{{{_XML}}}lang", provision.language)
        if provision.page is not None:
            made.set(f"{{{LAYOUT}}}page", str(provision.page))
        if provision.boxes:
            boxes = (f"{box.page} {box.x0!r} {box.y0!r} {box.x1!r} {box.y1!r}" for box in provision.boxes)
            made.set(f"{{{LAYOUT}}}boxes", ";".join(boxes))

    @staticmethod
    def _label(made: etree._Element, provision: Provision) -> None:
        if provision.num:
            etree.SubElement(made, _tag("num")).text = _clean(provision.num)
        if provision.heading is not None:
            etree.SubElement(made, _tag("heading")).text = _clean(provision.heading)

    @staticmethod
    def _words(parent: etree._Element, provision: Provision) -> None:
        made = parent
        for line in provision.text.split("\n"):
            made = etree.SubElement(parent, _tag("p"))
            made.text = _clean(line)
        for count, note in enumerate(provision.notes, start=1):
            holder = etree.SubElement(
                made, _tag("authorialNote"), {"class": "editorial", "eId": f"{provision.eid}__note_{count}"}
            )
            for line in note.split("\n"):
                etree.SubElement(holder, _tag("p")).text = _clean(line)


def _clean(text: str) -> str:
    """Characters that XML 1.0 cannot hold become spaces, so that offsets stay true."""
    return _FORBIDDEN.sub(" ", text)


class _Reader:
    def __init__(self, act: etree._Element) -> None:
        self._act = act
        self._parts: list[str] = []
        self._length = 0
        self._provisions: list[Provision] = []

    def text(self) -> LegalText:
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
        return LegalText(self._act.get(f"{{{LAYOUT}}}language"), text, tuple(provisions))

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
        for paragraph in () if words is None else words.iterchildren(_tag("p")):
            if paragraph.get("class") == "num":
                num = paragraph.text or ""
            else:
                lines.append(paragraph.text or "")
            for note in paragraph.iterchildren(_tag("authorialNote")):
                notes.append("\n".join(line.text or "" for line in note.iterchildren(_tag("p"))))
        label = " ".join(filter(None, (num, heading)))
        if label:
            self._write(label)
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
