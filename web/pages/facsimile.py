"""A page of the file behind a text, beside the words that were read from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.model.law import Expression, Work
from kb.services.drawing import Place
from kb.services.opening import PageOfText
from web.pages.text import Paragraph, paragraphs, pattern


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
    """One page: `width` and `height` in points; `marks` are where its provisions stand, `words` where what is
    searched for does. `sought` is whether anything is: a page that is only a picture has words without a place."""

    work: Work
    expression: Expression
    number: int
    pages: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    words: tuple[Mark, ...]
    sought: bool
    passages: tuple[PassageOnPage, ...]
    lit: str | None


def facsimile_page(
    found: PageOfText,
    number: int,
    size: tuple[float, float],
    lit: str | None,
    sought: Collection[str],
    printed: Collection[Place],
) -> FacsimilePage:
    """The page from what the service found; `size` is that of the drawn page, `printed` where what is `sought` stands
    on it."""
    marked = pattern(sought)
    return FacsimilePage(
        work=found.work,
        expression=found.expression,
        number=number,
        pages=found.expression.pages,
        width=size[0],
        height=size[1],
        marks=tuple(
            Mark(provision.eid, box.x0 - 3, box.y0 - 2, box.x1 - box.x0 + 6, box.y1 - box.y0 + 4, provision.eid == lit)
            for provision in found.provisions
            for box in provision.boxes
            if box.page == number
        ),
        words=tuple(Mark("", x0, y0, x1 - x0, y1 - y0, True) for x0, y0, x1, y1 in printed),
        sought=bool(sought),
        passages=tuple(
            PassageOnPage(
                provision.eid,
                provision.num,
                provision.heading,
                provision.language or found.expression.language,
                paragraphs(provision, marked),
                provision.eid == lit,
            )
            for provision in found.provisions
        ),
        lit=lit,
    )
