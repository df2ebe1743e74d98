"""The pages that show provisions beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.search.index import SearchHit
from kb.services.beside import MOST, Aligned, Standing
from kb.store import StoredTag


@dataclass(frozen=True, slots=True)
class BesideColumn:
    """A provision in its column; `without`, `earlier` and `later` are the addresses of the page without it and with
    it one place further to either side (None at the edge). `common` are its themes that another column has too."""

    work: Work
    expression: Expression
    permalink: str
    provision: Provision
    above: tuple[Provision, ...]
    paragraphs: tuple[str, ...]
    themes: tuple[StoredTag, ...]
    answers: tuple[StoredTag, ...]
    common: tuple[str, ...]
    newest: str | None
    without: str
    earlier: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A provision that can be put beside the others, with the address of the page with it."""

    hit: SearchHit
    address: str


@dataclass(frozen=True, slots=True)
class BesidePage:
    """Provisions beside each other. `words` is what was searched for; `silent` whether the search did not answer."""

    columns: tuple[BesideColumn, ...]
    chosen: tuple[str, ...]
    offers: tuple[Offer, ...]
    words: str
    silent: bool
    full: bool


@dataclass(frozen=True, slots=True)
class AlignedSide:
    """A provision of one of the two texts."""

    eid: str
    num: str
    heading: str | None
    language: str | None
    paragraphs: tuple[str, ...]
    division: bool


@dataclass(frozen=True, slots=True)
class AlignedPage:
    """Two texts of one work beside each other; `choices` are its texts."""

    work: Work
    first: Expression
    second: Expression
    choices: tuple[Expression, ...]
    rows: tuple[tuple[AlignedSide | None, AlignedSide | None], ...]
    paired: int
    alone: int
    swapped: str


def beside_page(
    standing: Sequence[Standing], offered: Sequence[SearchHit], words: str, *, silent: bool = False
) -> BesidePage:
    """The page from what the service found."""
    chosen = tuple(each.permalink for each in standing)
    full = len(chosen) >= MOST
    return BesidePage(
        columns=tuple(_column(each, place, standing, chosen) for place, each in enumerate(standing)),
        chosen=chosen,
        offers=tuple(
            Offer(hit, _address((*chosen, permalink)))
            for hit in offered
            if hit.expression and hit.eid and (permalink := f"{hit.expression}~{hit.eid}") not in chosen and not full
        ),
        words=words,
        silent=silent,
        full=full,
    )


def aligned_page(found: Aligned) -> AlignedPage:
    """The page from what the service found."""
    return AlignedPage(
        work=found.work,
        first=found.first,
        second=found.second,
        choices=found.texts,
        rows=tuple((_side(a, found.first), _side(b, found.second)) for a, b in found.rows),
        paired=found.paired,
        alone=found.alone,
        swapped=url_for("beside.texts") + "?" + urlencode({"first": found.second.id, "second": found.first.id}),
    )


def _column(each: Standing, place: int, standing: Sequence[Standing], chosen: tuple[str, ...]) -> BesideColumn:
    elsewhere = {
        stored.tag.label for n, other in enumerate(standing) if n != place for stored in other.themes
    }  # fmt: skip
    return BesideColumn(
        work=each.work,
        expression=each.expression,
        permalink=each.permalink,
        provision=each.provision,
        above=each.above,
        paragraphs=_paragraphs(each.provision),
        themes=each.themes,
        answers=each.answers,
        common=tuple(dict.fromkeys(s.tag.label for s in each.themes if s.tag.label in elsewhere)),
        newest=f"{each.newest}~{each.provision.eid}" if each.newest else None,
        without=_address(tuple(other for other in chosen if other != each.permalink)),
        earlier=_address(_moved(chosen, place, place - 1)) if place else None,
        later=_address(_moved(chosen, place, place + 1)) if place < len(chosen) - 1 else None,
    )


def _moved(chosen: tuple[str, ...], place: int, to: int) -> tuple[str, ...]:
    order = list(chosen)
    order.insert(to, order.pop(place))
    return tuple(order)


def _address(chosen: tuple[str, ...]) -> str:
    return url_for("beside.show") + ("?" + urlencode([("p", name) for name in chosen]) if chosen else "")


def _side(provision: Provision | None, text: Expression) -> AlignedSide | None:
    if provision is None:
        return None
    return AlignedSide(
        provision.eid, provision.num, provision.heading, provision.language or text.language, _paragraphs(provision),
        provision.type in DIVISIONS,
    )  # fmt: skip


def _paragraphs(provision: Provision) -> tuple[str, ...]:
    return tuple(line for line in provision.text.split("\n") if line.strip())
