"""Akoma Ntoso 3.0: a text with its tree as XML that the OASIS schema (`schemas/akomantoso30.xsd`) accepts.

What Akoma Ntoso has no element for (additional, repealing and final provisions, headings between articles) is an
`hcontainer` whose name says what it is. Pages and boxes travel as attributes of a namespace of our own, which the
schema allows on every element.
"""

from __future__ import annotations

import datetime
import re

from lxml import etree

from kb.errors import BadRequest
from kb.identity import alpha3
from kb.model.law import DIVISIONS, LegalText, Provision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LAYOUT = "urn:sselex:layout"
XML = "http://www.w3.org/XML/1998/namespace"
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
    """The text as an Akoma Ntoso document (UTF-8). `country` is an ISO code in lower case; `adopted` is the ISO day of
    the act, where it is known; `exported` is today where it is not given.

    Raises `BadRequest` where the text has no provisions: an act without a body is no Akoma Ntoso.
    """
    if not text.provisions:
        raise BadRequest("This text has no provisions to export.")
    writer = _Writer(text, work_uri, expression_uri, title, country, adopted, exported or datetime.date.today())
    return bytes(etree.tostring(writer.document(), xml_declaration=True, encoding="UTF-8"))


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
        self._meta(act, "")
        preface = etree.SubElement(act, _tag("preface"))
        heading = etree.SubElement(etree.SubElement(preface, _tag("longTitle")), _tag("p"))
        etree.SubElement(heading, _tag("docTitle")).text = _clean(self._title)
        for line in self._front():
            etree.SubElement(preface, _tag("p")).text = _clean(line)
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

    def _front(self) -> list[str]:
        """The words before the first provision: what a gazette prints above a law."""
        first = self._text.provisions[0]
        front = self._text.text[: first.start].rstrip()
        for printed in (first.heading, first.num):
            # The first provision's own number and heading stand between those words and its text.
            if printed and front.endswith(printed):
                front = front[: -len(printed)].rstrip(" \n.:–—-*")
        return front.split("\n") if front else []

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
                etree.SubElement(made, _tag("FRBRcountry"), value=self._country or "zz")
            elif level == "FRBRExpression":
                etree.SubElement(made, _tag("FRBRlanguage"), language=alpha3(self._text.language))
        if component:
            return
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
        if self._text.language:
            body.set(f"{{{XML}}}lang", self._text.language)
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
                self._notes(made if not len(made) else made[-1], provision)
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
            made.set(f"{{{XML}}}lang", provision.language)
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
        _Writer._notes(made, provision)

    @staticmethod
    def _notes(parent: etree._Element, provision: Provision) -> None:
        """Notes inside the last paragraph, or inside the heading of a division; the schema wants them in words."""
        if provision.notes and parent.get("eId") == provision.eid:
            parent = etree.SubElement(parent, _tag("heading"))
        for count, note in enumerate(provision.notes, start=1):
            holder = etree.SubElement(
                parent, _tag("authorialNote"), {"class": "editorial", "eId": f"{provision.eid}__note_{count}"}
            )
            for line in note.split("\n"):
                etree.SubElement(holder, _tag("p")).text = _clean(line)


def _clean(text: str) -> str:
    """Characters that XML 1.0 cannot hold become spaces, so that offsets stay true."""
    return _FORBIDDEN.sub(" ", text)
