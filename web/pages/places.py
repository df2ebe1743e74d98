"""Countries and organisations: their list, and the page of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb import names, resources
from kb.model.comparison import Cell
from kb.model.people import Organisation
from kb.model.vocabulary import Jurisdiction
from kb.services.reading import Country, HeldWork, Place

REGIONS = ("africa", "americas", "asia", "europe", "oceania", "organisations", "specimens")


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places of one region, by name."""

    region: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Every State and organisation of which something is known."""

    groups: tuple[PlaceGroup, ...]


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """The works of one instrument, newest first; `instrument` is None where it is not known."""

    instrument: str | None
    works: tuple[HeldWork, ...]


@dataclass(frozen=True, slots=True)
class CellGroup:
    """The cells of one branch of themes: themes with their provisions, or questions with their answers."""

    branch: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CountryPage:
    """One State or organisation.

    `works` are its texts by instrument; `missing` those that are known and neither held nor read; `themes` its
    provisions by branch; `answers` what is known of the typed questions; `above` the organisations whose law binds it
    with their texts; `below` its subdivisions with texts, or the members of an organisation.
    """

    jurisdiction: Jurisdiction
    place: Place
    works: tuple[WorkGroup, ...]
    missing: tuple[HeldWork, ...]
    themes: tuple[CellGroup, ...]
    found_themes: int
    answers: tuple[CellGroup, ...]
    found_answers: int
    above: tuple[tuple[Jurisdiction, tuple[HeldWork, ...]], ...]
    below: tuple[Jurisdiction, ...]
    members: tuple[Organisation, ...]
    """Members and observers of the organisation behind the site that speak for this State."""


def places_page(found: Sequence[Place], language: str) -> PlacesPage:
    """The list from the places that the service found."""
    groups: dict[str, list[Place]] = {region: [] for region in REGIONS}
    for place in found:
        groups[_region(place.code)].append(place)
    return PlacesPage(
        tuple(
            PlaceGroup(region, tuple(sorted(places, key=lambda p: _by_name(p.code, language))))
            for region, places in groups.items()
            if places
        )
    )


def country_page(found: Country, members: Sequence[Organisation] = ()) -> CountryPage:
    """The page of a country from what the service found."""
    order = list(resources.instruments())
    by_instrument: dict[str | None, list[HeldWork]] = {}
    for held in sorted(found.works, key=lambda held: held.work.date_adopted or "", reverse=True):
        by_instrument.setdefault(held.work.instrument, []).append(held)
    themes = _by_branch([row[0] for row in found.themes.cells])
    answers = _by_branch([row[0] for row in found.answers.cells if row[0].entries])
    return CountryPage(
        jurisdiction=found.jurisdiction,
        place=found.place,
        works=tuple(
            WorkGroup(instrument, tuple(by_instrument[instrument]))
            for instrument in sorted(by_instrument, key=lambda i: order.index(i) if i in order else len(order))
        ),
        missing=tuple(held for held in found.works if not held.texts and not held.read),
        themes=themes,
        found_themes=sum(1 for group in themes for cell in group.cells if cell.entries),
        answers=answers,
        found_answers=sum(len(group.cells) for group in answers),
        above=found.above,
        below=found.below,
        members=tuple(members),
    )


def _by_branch(cells: Sequence[Cell]) -> tuple[CellGroup, ...]:
    """Cells by the branch of their theme, in the order of the themes."""
    themes = resources.themes()
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        theme = themes.get(cell.row) or themes[resources.questions()[cell.row].theme]
        groups.setdefault(theme.parent or theme.id, []).append(cell)
    return tuple(CellGroup(branch, tuple(found)) for branch, found in groups.items())


def _region(code: str) -> str:
    known = resources.jurisdictions().get(code)
    if known is None:
        return "organisations"
    if known.specimen:
        return "specimens"
    return "organisations" if code.islower() or known.region not in REGIONS else known.region


def _by_name(code: str, language: str) -> str:
    return names.sort_key(names.jurisdiction_name(code, language))
