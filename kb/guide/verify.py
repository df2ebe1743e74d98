"""Checking a guide: every quotation against its pinned version, every source for its address and date.

A quotation must be an exact substring of the provision it is pinned to, at the place it names. Nothing is forgiven:
spaces and hyphens are those of the stored text, which was brought to one form (Unicode NFC) when it was read.
The words of the commentary are checked by the rules of `kb.guide.terminology`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kb.errors import NotFound
from kb.guide.excerpts import hash_of
from kb.guide.material import source_of
from kb.guide.terminology import check_words
from kb.model.guide import Commentary, GuideEdition, Outline, Pin
from kb.model.law import Expression, Provision
from kb.store import Session
from kb.store.guide_codec import content_hash


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (error: no edition can be frozen) or worth a look (warning)."""

    level: Literal["error", "warning"]
    code: str
    section: str
    message: str


def verify_outline(session: Session, outline: Outline) -> list[Finding]:
    """All findings on a guide, in its order."""
    checker = _Checker(session)
    found: list[Finding] = []
    for section, pin in outline.pins():
        found += checker.pin(section, pin)
    for _, section_ in outline.sections():
        if isinstance(section_, Commentary):
            found += _commentary(section_)
    for term in check_words(outline, checker.titles()):
        found.append(Finding("warning", "terminology", term.section, term.message))
    return found


def verify_pins(session: Session, pins: Iterable[tuple[str, Pin]]) -> list[Finding]:
    """All findings on pins, each named by the words beside it."""
    checker = _Checker(session)
    return [finding for name, pin in pins for finding in checker.pin(name, pin)]


def verify_edition(session: Session, edition: GuideEdition) -> list[Finding]:
    """All findings on a frozen edition: its own hash, then its quotations against the store."""
    found = []
    bare = dataclasses.replace(edition, content_hash="")
    if content_hash(bare) != edition.content_hash:
        message = f"The content of edition {edition.number} does not have the hash that it was frozen with."
        found.append(Finding("error", "edition-altered", edition.guide, message))
    return found + verify_outline(session, edition.outline)


def newer_versions(session: Session, expression: Expression) -> list[Expression]:
    """Dated versions of the text in its language that are later than this one, the newest first."""
    dated = expression.version[:4].isdigit()
    return [
        other
        for other in session.texts.find(work=expression.work)
        if dated
        and other.language == expression.language
        and other.version[:4].isdigit()
        and other.version > expression.version
        and other.text_state != "translation"
    ]


class _Checker:
    """Checks pins; each text and provision is read from the store once, and no more of a text than is pinned."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._texts: dict[str, Expression | None] = {}
        self._provisions: dict[tuple[str, str], Provision | None] = {}
        self._sources: dict[str, list[tuple[str, str]]] = {}
        self._newer: dict[str, list[Expression]] = {}

    def pin(self, section: str, pin: Pin) -> Iterator[Finding]:
        """What is to be said of one pin."""
        expression = self._text(pin.expression)
        if expression is None:
            yield Finding("error", "text-missing", section, f"The text {pin.expression} is not held.")
            return
        provision = self._provision(pin.expression, pin.eid)
        if provision is None:
            yield Finding("error", "provision-missing", section, f"{pin.expression} has no provision {pin.eid}.")
            return
        inside = provision.text[pin.start - provision.start : pin.end - provision.start]
        outside = pin.start < provision.start or pin.end > provision.end or not pin.quote
        if outside or inside != pin.quote:
            begin = pin.quote[:60].replace("\n", " ")
            message = f"“{begin}…” does not stand word for word at {pin.start}–{pin.end} of {pin.expression}~{pin.eid}."
            if pin.quote and pin.quote in provision.text:
                message += " It stands elsewhere in the same provision: pin it again."
            yield Finding("error", "quotation-differs", section, message)
        elif hash_of(provision.text) != pin.sha256:
            message = f"{pin.expression}~{pin.eid} has changed around the quotation since it was pinned."
            yield Finding("warning", "provision-changed", section, message)
        for code, message in self._source(expression):
            yield Finding("error", code, section, message)
        yield from self._amended(section, pin, expression, provision)
        status = self.session.works.get(expression.work).status
        if pin.status is not None and status != pin.status and f"status:{status}" not in pin.kept:
            message = f"{expression.title} was {pin.status} when it was pinned; it is {status} now."
            yield Finding("warning", "status-changed", section, message)

    def titles(self) -> set[str]:
        """Titles of the texts quoted: names that commentary keeps as they are."""
        return {held.title for held in self._texts.values() if held and held.title}

    def _source(self, expression: Expression) -> list[tuple[str, str]]:
        if expression.id not in self._sources:
            work = self.session.works.get(expression.work)
            source = source_of(self.session, work, expression, False)
            lacks = []
            if not source.address and not source.specimen:
                lacks.append(("source-without-address", f"{work.title} has no official address."))
            if not source.date and not source.specimen:
                lacks.append(("source-without-date", f"{work.title} has no date of its own."))
            self._sources[expression.id] = lacks
        return self._sources[expression.id]

    def _amended(self, section: str, pin: Pin, expression: Expression, provision: Provision) -> Iterator[Finding]:
        """Newer versions of the text in the same language whose provision reads otherwise or is gone."""
        if expression.id not in self._newer:
            self._newer[expression.id] = newer_versions(self.session, expression)
        for newer in self._newer[expression.id][:1]:
            if newer.id in pin.kept:
                return
            after = self._provision(newer.id, pin.eid)
            if after is None:
                message = f"{pin.eid} is no longer in the version {newer.version} of {newer.title}."
                yield Finding("warning", "repealed-since", section, message)
            elif after.text != provision.text:
                message = f"{pin.eid} reads otherwise in the version {newer.version} of {newer.title}."
                yield Finding("warning", "amended-since", section, message)

    def _text(self, expression: str) -> Expression | None:
        if expression not in self._texts:
            try:
                self._texts[expression] = self.session.texts.get(expression)
            except NotFound:
                self._texts[expression] = None
        return self._texts[expression]

    def _provision(self, expression: str, eid: str) -> Provision | None:
        place = (expression, eid)
        if place not in self._provisions:
            try:
                self._provisions[place] = self.session.texts.provision(expression, eid)
            except NotFound:
                self._provisions[place] = None
        return self._provisions[place]


def _commentary(section: Commentary) -> Iterator[Finding]:
    if section.text("fr") is None:
        yield Finding("error", "french-missing", section.id, "The French text, which is the reference, is missing.")
    for prose in section.texts:
        if prose.language != "fr" and section.outdated(prose.language):
            message = f"The {prose.language} translation is older than its French source."
            yield Finding("warning", "translation-outdated", section.id, message)
