"""Pieces of pages that stand there by the hundred: written in one go, as a template would write them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote_plus

from markupsafe import Markup

from kb.search.index import SearchHit, Snippet
from web import wording
from web.addresses import QUERY_SAFE, page_address
from web.messages import _
from web.pages.search import ExpandedTerm, FacetLink, YearBar


def _written(page: str) -> Markup:
    """Whatever comes from texts, catalogues and questions went through `escape` when it was put in."""
    return Markup(page)  # nosec B704


def marked(segments: Snippet) -> Markup:
    """Words with what was found lit."""
    return _written("".join([f"<mark>{escape(words)}</mark>" if lit else escape(words) for words, lit in segments]))


def place_link(code: str) -> Markup:
    """The name of a jurisdiction, with its page behind it, and its code."""
    return _written(
        f'<a href="{escape(page_address("countries.show", code=code))}">{escape(wording.place(code))}</a> '
        f'<abbr class="iso">{escape(wording.code(code))}</abbr>'
    )


def expanded_terms(terms: Iterable[ExpandedTerm]) -> Markup:
    """The items of the list of terms that were looked for too, each with the address that takes it out."""
    taken_out = escape(_("retirer"))
    tongues: dict[str | None, tuple[str, str]] = {}
    items = []
    for term in terms:
        if term.language not in tongues:
            named = escape(wording.language(term.language) + ", ") if term.language else ""
            tongues[term.language] = wording.lang_attributes(term.language), named
        attributes, named = tongues[term.language]
        words = escape(term.term)
        way = f"{named}{escape(wording.via(term.via))}{f' ← {escape(term.typed)}' if term.typed else ''}"
        items.append(
            f"<li><span><span {attributes}>{words}</span> "
            f'<span class="muted">{way}</span></span> '
            f'<a href="{escape(term.address)}">{taken_out}<span class="hidden"> {words}</span></a></li>'
        )
    return _written("".join(items))


def facet_links(links: Iterable[FacetLink], facet: str) -> Markup:
    """The items of a list of values of a facet, each with its count."""
    items = []
    for link in links:
        words = escape(wording.capfirst(wording.facet_value(link.value, facet)))
        chosen = ' aria-current="true"' if link.selected else ""
        items.append(
            f'<li><a href="{escape(link.address)}"{chosen} rel="nofollow">'
            f'<span>{words}</span> <span class="n">{escape(wording.number(link.count))}</span></a></li>'
        )
    return _written("".join(items))


def year_bars(bars: Iterable[YearBar]) -> Markup:
    """The bars of the small histogram of years, six units wide, each over a back that is as tall as all."""
    items = []
    for place, bar in enumerate(bars):
        words = escape(f"{bar.year} : {wording.number(bar.count)}")
        x, height = place * 6, bar.height * 0.44
        items.append(
            f'<a href="{escape(bar.address)}" aria-label="{words}"><title>{words}</title>'
            f'<rect class="back" x="{x}" y="0" width="6" height="44"/>'
            f'<rect class="{"chosen" if bar.selected else ""}" x="{x}" y="{44 - height}" width="5" height="{height}"/>'
            "</a>"
        )
    return _written("".join(items))


def themes_of(hit: SearchHit) -> Markup:
    """The first themes of a hit, each with its page, and whether a person has looked at them."""
    links = [
        f'<a href="{escape(page_address("themes.show", theme=theme))}">{escape(wording.theme(theme))}</a>'
        for theme in hit.themes[:3]
    ]
    return _written(f"{', '.join(links)} {wording.mark_only('reviewed' if hit.reviewed else 'suggested')}")


def why(hit: SearchHit) -> Markup:
    """The terms that a hit holds instead of the words typed, each with the words that it stands for; empty for none."""
    terms = [
        f"<i {wording.lang_attributes(term.language)}>{escape(term.term)}</i>"
        + (f" ← {escape(term.typed)}" if term.typed else "")
        for term in [term for term in hit.matched if term.via != "typed"][:4]
    ]
    return _written(" ; ".join(terms))


def kicker(hit: SearchHit, *, named: bool) -> Markup:
    """The line over a hit: place, instrument, number, day and state of the text; the place only where it is `named`."""
    instrument = wording.instrument(hit.instrument)
    parts: list[str] = [place_link(hit.jurisdiction)] if named else []
    if hit.instrument:
        parts.append(escape(instrument if named else wording.capfirst(instrument)))
    if hit.number:
        parts.append(escape(hit.number))
    if version := hit.expression and wording.version(hit.expression):
        parts.append(escape(_("version du %(day)s", day=wording.date(version))))
    elif hit.date:
        parts.append(escape(wording.date(hit.date)))
    if hit.status not in ("unknown", "in-force"):
        parts.append(escape(wording.status(hit.status)))
    if not hit.current:
        parts.append('<span class="warning-word">' + escape(_("version ancienne")) + "</span>")
    if hit.specimen:
        parts.append('<span class="specimen">' + escape(_("spécimen")) + "</span>")
    return _written(" · ".join(parts))


def ways_on(hit: SearchHit) -> Markup:
    """The ways from a provision to those of other texts: the page of its neighbours, and the box that takes it there
    together with others."""
    neighbours, chosen = escape(_("Voisines")), escape(_("à mettre côte à côte"))
    permalink, num = f"{hit.expression}~{hit.eid}", escape(hit.num)
    address = f"{page_address('beside.show')}?p={quote_plus(permalink, safe=QUERY_SAFE)}"
    return _written(
        f'<a href="{escape(address)}" rel="nofollow">{neighbours}<span class="hidden"> {num}</span></a>\n'
        f'    <label class="pick"><input type="checkbox" name="p" value="{escape(permalink)}" form="pick"> '
        f'{chosen}<span class="hidden"> {num}, {escape(wording.place(hit.jurisdiction))}'
        "</span></label>"
    )
