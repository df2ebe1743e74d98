"""A page of the file behind a text, beside the words that were read from it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.law import Expression, Work
from kb.services.reading import ReadText
from web.pages.text import Paragraph, paragraphs


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle on the page, in points from its upper left corner."""

    eid: str
    x: float
    y: float
    width: float
    height: float
    lit: bool


@dataclass(frozen=True, slots=True)
class PassageOnPage:
    """A provision of which something stands on the page."""

    eid: str
    num: str
    heading: str | None
    language: str | None
    paragraphs: tuple[Paragraph, ...]
    lit: bool


@dataclass(frozen=True, slots=True)
class FacsimilePage:
    """One page: `width` and `height` in points; `marks` are where its provisions stand."""

    work: Work
    expression: Expression
    number: int
    pages: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    passages: tuple[PassageOnPage, ...]
    lit: str | None


def facsimile_page(found: ReadText, number: int, size: tuple[float, float], lit: str | None) -> FacsimilePage:
    """The page from what the service found; `size` is that of the drawn page."""
    assert found.expression is not None
    here = [
        read
        for read in found.provisions
        if not read.division and any(box.page == number for box in read.provision.boxes)
    ]
    return FacsimilePage(
        work=found.work,
        expression=found.expression,
        number=number,
        pages=found.expression.pages,
        width=size[0],
        height=size[1],
        marks=tuple(
            Mark(
                read.provision.eid,
                box.x0 - 3,
                box.y0 - 2,
                box.x1 - box.x0 + 6,
                box.y1 - box.y0 + 4,
                read.provision.eid == lit,
            )
            for read in here
            for box in read.provision.boxes
            if box.page == number
        ),
        passages=tuple(
            PassageOnPage(
                read.provision.eid,
                read.provision.num,
                read.provision.heading,
                read.provision.language or found.expression.language,
                paragraphs(read),
                read.provision.eid == lit,
            )
            for read in here
        ),
        lit=lit,
    )
