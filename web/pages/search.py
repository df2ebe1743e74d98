"""The page of a search: the question, what was understood, the answer, and every way on from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb.search.index import FacetValue, SearchPage
from kb.search.query import SearchQuery
from web.addresses import Address, page_address

SHOWN = 8
"""Values of a facet that stand open; the others are folded."""
ORDER = (
    "country", "language", "instrument", "theme", "year", "status", "kind", "region", "held", "reviewed", "specimen",
)  # fmt: skip
WINDOW = 2
"""Page numbers on each side of the present one."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet: choosing it leads to `address`, choosing it again takes it away."""

    value: str
    count: int
    selected: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet with the values that stand open and those that are folded."""

    name: str
    values: tuple[FacetLink, ...]
    folded: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `address` is the same search without it."""

    facet: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year of the small histogram; `height` is in hundredths of the tallest."""

    year: int
    count: int
    height: int
    address: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the same answer."""

    value: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class ExpandedTerm:
    """A term that was added to the words typed; `address` is the same search without it."""

    term: str
    language: str | None
    via: str
    typed: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """A question and its answer; `found` is None where nothing was asked yet.

    `expanded` are the terms that were added; `unexpanded` the address of the search in the words as typed, None where
    nothing was added; `removed` the terms taken out, with the address that brings each back. `first` and `last` number
    the hits of this page; `unfiltered` is how many there are without filters, asked only where nothing was found.
    """

    query: SearchQuery
    found: SearchPage | None
    facets: tuple[FacetBox, ...]
    years: tuple[YearBar, ...]
    chips: tuple[Chip, ...]
    cleared: str
    groups: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    expanded: tuple[ExpandedTerm, ...]
    unexpanded: str | None
    removed: tuple[ExpandedTerm, ...]
    expansion: str
    kept: tuple[tuple[str, str], ...]
    """Parameters that a new question keeps."""
    examples: tuple[str, ...]
    first: int
    last: int
    page: int
    pages: int
    previous: str | None
    next: str | None
    numbers: tuple[Choice, ...]
    nearest: str | None
    """The address with the nearest spelling."""
    unfiltered: int | None
    data: str
    files: tuple[tuple[str, str], ...]
    """(format, address) of the whole answer to take away."""
    all_versions: str | None
    """The same search in every version held, None where it already is."""
    suggestions: str
    """Where words to go on with are asked for while somebody types."""


FILTERS = (
    "country", "region", "language", "instrument", "theme", "concept", "status", "kind", "work", "from", "to",
    "reviewed", "held", "specimen", "expression", "on", "versions",
)  # fmt: skip
FILES = ("csv", "xlsx", "json", "ris", "csl-json", "bibtex")


def search_view(
    query: SearchQuery,
    arguments: MultiDict[str, str],
    found: SearchPage | None,
    examples: tuple[str, ...],
    unfiltered: int | None = None,
) -> SearchView:
    """The page from a question, its address and its answer."""
    here = Address("search.show", arguments)
    page = query.offset // query.limit + 1
    counted = len(found.groups) if found and query.group != "provisions" else len(found.hits) if found else 0
    total = _groups(found, query) if found else 0
    pages = -(-total // query.limit)
    typed_only = not query.expand
    return SearchView(
        query=query,
        found=found,
        facets=tuple(_facets(found, here)) if found else (),
        years=tuple(_years(found, here, query)) if found else (),
        chips=tuple(_chips(query, arguments, here)),
        cleared=here.without(*FILTERS, "page"),
        groups=_choices(here, "group", ("provisions", "works", "countries"), query.group),
        sorts=_choices(here, "sort", ("relevance", "newest", "oldest", "title"), query.sort),
        expanded=tuple(_expanded(found, here)) if found else (),
        unexpanded=here.setting("expand", "no") if found and found.plan.expanded and not typed_only else None,
        removed=tuple(
            ExpandedTerm(term, None, "", "", here.dropping("without", term)) for term in sorted(query.without)
        ),
        expansion=here.without("expand") if typed_only else "",
        kept=tuple(
            (name, value)
            for name, value in arguments.items(multi=True)
            if name in (*FILTERS, "group", "sort") and value
        ),
        examples=examples,
        first=query.offset + 1 if counted else 0,
        last=query.offset + counted,
        page=page,
        pages=pages,
        previous=here.setting("page", str(page - 1)) if page > 1 else None,
        next=here.setting("page", str(page + 1)) if page < pages else None,
        numbers=tuple(
            Choice(str(number), here.setting("page", str(number)), number == page) for number in _window(page, pages)
        ),
        nearest=here.setting("q", found.did_you_mean) if found and found.did_you_mean else None,
        unfiltered=unfiltered,
        data=here.setting("format", "json"),
        files=tuple(
            (name, Address("search.export", arguments, {"wanted": name}).without("page", "size", "group", "format"))
            for name in FILES
        ),
        all_versions=here.setting("versions", "all")
        if query.filters.versions == "current" and not query.filters.on and not query.filters.expression
        else None,
        suggestions=page_address("api.suggest"),
    )


def _groups(found: SearchPage, query: SearchQuery) -> int:
    return {"provisions": found.total, "works": found.works, "countries": found.countries}[query.group]


def _facets(found: SearchPage, here: Address) -> Iterator[FacetBox]:
    by_name = {facet.name: facet for facet in found.facets}
    for name in ORDER:
        facet = by_name.get(name)
        if facet is None or name == "year" or not any(v.count or v.selected for v in facet.values):
            continue
        if name in ("held", "reviewed", "specimen") and len([v for v in facet.values if v.count or v.selected]) < 2:
            continue
        links = [_link(name, value, here) for value in facet.values if value.count or value.selected]
        links.sort(key=lambda link: not link.selected)
        shown = max(SHOWN, sum(link.selected for link in links))
        yield FacetBox(name, tuple(links[:shown]), tuple(links[shown:]))


def _link(name: str, value: FacetValue, here: Address) -> FacetLink:
    single = name in ("held", "reviewed", "specimen")
    if value.selected:
        address = here.dropping(name, value.value)
    else:
        address = here.setting(name, value.value) if single else here.adding(name, value.value)
    return FacetLink(value.value, value.count, value.selected, address)


def _years(found: SearchPage, here: Address, query: SearchQuery) -> Iterator[YearBar]:
    facet = next((facet for facet in found.facets if facet.name == "year"), None)
    counts = {int(v.value): v.count for v in facet.values if v.value.isdecimal()} if facet else {}
    if len(counts) < 2:
        return
    tallest = max(counts.values()) or 1
    low, high = query.filters.year_from, query.filters.year_to
    for year in sorted(counts)[-40:]:
        chosen = (low is not None or high is not None) and (low or 0) <= year <= (high or 9999)
        address = here.setting("from", str(year), to=str(year))
        yield YearBar(year, counts[year], max(4, round(100 * counts[year] / tallest)), address, chosen)


def _chips(query: SearchQuery, arguments: MultiDict[str, str], here: Address) -> Iterator[Chip]:
    for name, values in query.filters.chosen():
        for value in values:
            yield Chip(name, value, here.dropping(name, value))
    for name in ("from", "to", "on"):
        if arguments.get(name):
            yield Chip(name, arguments[name], here.without(name, "page"))
    if query.filters.versions == "all":
        yield Chip("versions", "all", here.without("versions", "page"))


def _choices(here: Address, name: str, values: tuple[str, ...], current: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(value, here.without(name, "page") if value == values[0] else here.setting(name, value), value == current)
        for value in values
    )


def _expanded(found: SearchPage, here: Address) -> Iterator[ExpandedTerm]:
    for term in found.plan.terms:
        if term.via != "typed":
            address = here.adding("without", term.term)
            yield ExpandedTerm(term.term, term.language, term.via, term.typed, address)


def _window(page: int, pages: int) -> list[int]:
    return [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - page) <= WINDOW]
