"""Collections as pages: the shelf, and one collection with its pins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.guide.verify import Finding
from kb.model.guide import Guide
from kb.model.guide_collections import CollectedPin, Collection
from kb.model.law import Expression
from kb.model.people import Person
from web.pages.writing import PinPlace, guide_places


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """The collections, each with the number of its pins."""

    collections: tuple[tuple[Collection, int], ...]


@dataclass(frozen=True, slots=True)
class PinLine:
    """A pin with its text's title, language and work; of a text that is not held any more the title is its address."""

    pin: CollectedPin
    title: str
    language: str | None
    work: str | None
    findings: tuple[Finding, ...]
    amended: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """One collection; `guides` are the chapters that can take it, empty for a person who does not write the guide."""

    collection: Collection
    pins: tuple[PinLine, ...]
    guides: tuple[tuple[str, tuple[PinPlace, ...]], ...]


def shelf_page(found: Sequence[tuple[Collection, int]]) -> ShelfPage:
    """The shelf."""
    return ShelfPage(tuple(found))


def collection_page(
    found: Collection,
    pins: Iterable[CollectedPin],
    told: Mapping[int, Sequence[Finding]],
    texts: Mapping[str, Expression],
    guides: Iterable[Guide],
    person: Person,
    language: str,
) -> CollectionPage:
    """The page of one collection for one person, in the language of the page; `texts` are those still held."""
    lines = []
    for one in pins:
        text, findings = texts.get(one.pin.expression), tuple(told.get(one.id, ()))
        codes = {finding.code for finding in findings}
        lines.append(
            PinLine(
                one, text.title if text else one.pin.expression, text.language if text else None,
                text.work if text else None, findings, "amended-since" in codes,
                bool(codes & {"amended-since", "repealed-since", "status-changed"}),
            )
        )  # fmt: skip
    places = guide_places(guides, (), language) if person.may("write-guide") else ()
    return CollectionPage(found, tuple(lines), tuple(places))
