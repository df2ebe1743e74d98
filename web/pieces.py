"""Pieces of pages that stand there by the hundred: written in one go, as a template would write them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from markupsafe import Markup

from kb.search.index import SearchHit, Snippet
from web import wording
from web.addresses import QUERY_SAFE, page_address
from web.messages import _
from web.pages.search import ExpandedTerm, FacetLink


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
    items = []
    for term in terms:
        words, language = escape(term.term), wording.language(term.language) + ", " if term.language else ""
        way = escape(f"{language}{wording.via(term.via)}{f' ← {term.typed}' if term.typed else ''}")
        items.append(
            f"<li><span><span {wording.lang_attributes(term.language)}>{words}</span> "
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
    address = f"{page_address('beside.show')}?{urlencode({'p': permalink}, safe=QUERY_SAFE)}"
    return _written(
        f'<a href="{escape(address)}" rel="nofollow">{neighbours}<span class="hidden"> {num}</span></a>\n'
        f'    <label class="pick"><input type="checkbox" name="p" value="{escape(permalink)}" form="pick"> '
        f'{chosen}<span class="hidden"> {num}, {escape(wording.place(hit.jurisdiction))}'
        "</span></label>"
    )
