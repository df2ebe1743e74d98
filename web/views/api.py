"""The API: what the pages show, under addresses that stay. Any page is also given as JSON by `?format=json`.

Each view is described where it stands; the OpenAPI document is made from those descriptions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from flask import Blueprint, Response, jsonify, request, url_for

from kb import resources
from kb.errors import BadRequest, NotFound
from kb.services import bulk, citing, opening, reading, searching
from kb.services.coverage import coverage
from kb.services.differing import Differences, differences
from kb.services.glossary import glossary
from web import here, openapi, params
from web.openapi import Parameter, listed
from web.pages import api as shown
from web.pages.api import UNOFFICIAL, Contract, cautions, given, page_of
from web.pages.search import SearchView
from web.pages.text import TextPage, text_page
from web.params import Permalink, permalink
from web.views import search

pages = Blueprint("api", __name__, url_prefix="/api/v1")
View = Callable[..., tuple[Contract, Any]]

LONGEST = 200
"""Characters of what is being typed."""
COUNTRIES = Parameter("country", "Codes of States and organisations.", listed(resources.jurisdictions()), many=True)
COUNTRY = Parameter("country", "Code of a State or organisation.", listed(resources.jurisdictions()))
THEMES = Parameter("theme", "Themes.", listed(leaf.id for leaf in resources.leaf_themes()), many=True)
QUESTIONS = Parameter("question", "Questions.", listed(resources.questions()), many=True)
LANGUAGE = Parameter("lang", "Language of names and words of the site.", listed(resources.INTERFACE_LANGUAGES))
AFTER = Parameter("after", "Cursor: the last entry of the page before; `next` holds the whole address.")
LIMIT = Parameter("limit", "Entries of a page.", {"type": "integer", "minimum": 1, "maximum": shown.MOST})
HELD = Parameter("held", "Only works of which a text is, or is not, held.", {"enum": ["yes", "no"]})
FROM = Parameter("from", "First year of the laws.", openapi.YEAR)
TO = Parameter("to", "Last year of the laws.", openapi.YEAR)


def endpoint(path: str, gives: type, *parameters: Parameter, refusals: tuple[int, ...] = ()) -> Callable[[View], View]:
    """Serve a view at this path and describe it: its first line is the summary."""

    def made(view: View) -> View:
        summary = (view.__doc__ or "").splitlines()[0]
        openapi.describe(f"/api/v1{path}", view.__name__, summary, gives, (*parameters, LANGUAGE), refusals)
        known = {parameter.name for parameter in (*parameters, LANGUAGE)}

        def answer(**named: str) -> Response:
            for name in request.args:
                if name not in known:
                    raise BadRequest(f"There is no parameter {name[:40]!r} here; known are {', '.join(sorted(known))}.")
            params.one_of(request.args, "lang", resources.INTERFACE_LANGUAGES, resources.INTERFACE_LANGUAGES[0])
            response = jsonify(given(*view(**named)))
            response.headers["Link"] = f'<{url_for("feeds.openapi")}>; rel="service-desc"'
            return response

        pages.add_url_rule(path, view.__name__, answer)
        return view

    return made


@endpoint("/", shown.HomePage)
def home() -> tuple[Contract, shown.HomePage]:
    """How much is held, and what came last."""
    found = reading.home(here.kb())
    return told("home.show"), shown.HomePage(found.holdings, found.additions)


@endpoint("/search", SearchView, *openapi.SEARCH, refusals=(503,))
def find() -> tuple[Contract, SearchView]:
    """Search: provisions, works or countries, with what was understood and why each answers."""
    view = search.answer()
    plan = str(view.found.plan) if view.found else None
    engine = view.found.engine if view.found else "none"
    return Contract(UNOFFICIAL, _page("search.show", query=True), engine=engine, plan=plan), view


@endpoint("/suggest", shown.SuggestionsPage, Parameter("q", "What is being typed."), refusals=(503,))
def suggest() -> tuple[Contract, shown.SuggestionsPage]:
    """Ways to go on with what is being typed."""
    found = searching.suggest(here.kb(), request.args.get("q", "")[:LONGEST], here.ui())
    return told("search.show", engine=here.kb().index.health().engine), shown.SuggestionsPage(found)


@endpoint("/works", shown.WorksPage, COUNTRY, HELD, AFTER, LIMIT)
def works() -> tuple[Contract, shown.WorksPage]:
    """Works by id, one page after the other."""
    arguments = request.args
    country = next(iter(params.countries(arguments)), None)
    found = reading.works(
        here.kb(),
        country=country,
        held=params.yes_no(arguments, "held"),
        after=arguments.get("after") or None,
        limit=params.whole(arguments, "limit", default=100, most=shown.MOST),
    )
    return told("countries.index"), shown.works_page(found, arguments)


@endpoint("/works/<path:uri>", shown.WorkPage, refusals=(404, 410))
def work(uri: str) -> tuple[Contract, shown.WorkPage]:
    """One work with its texts and what people read in it."""
    page, found = _text(permalink(f"akn/{uri}").work, None)
    return _about(page), shown.about_work(found)


@endpoint("/texts/<path:uri>", TextPage, refusals=(404, 410))
def text(uri: str) -> tuple[Contract, TextPage]:
    """One text with its provisions."""
    named = permalink(f"akn/{uri}")
    page, _found = _held(named.work, named.expression, named.eid)
    return _about(page), page


@endpoint("/provisions/<path:uri>", shown.ProvisionPage, refusals=(404, 410))
def provision(uri: str) -> tuple[Contract, shown.ProvisionPage]:
    """One provision, by a lasting address that ends in ~ and its id."""
    named = permalink(f"akn/{uri}")
    if named.eid is None:
        raise NotFound(f"The address {uri[:200]} names no provision after the sign ~.")
    page, _found = _held(named.work, named.expression, named.eid)
    assert page.expression is not None
    block = next(block for block in page.provisions if block.lit)
    return _about(page), shown.ProvisionPage(page.permalink, page.work, page.expression, block)


@endpoint("/versions/<path:uri>", shown.VersionsPage, refusals=(404, 410))
def versions(uri: str) -> tuple[Contract, shown.VersionsPage]:
    """Every text held of a work: languages and versions."""
    page, found = _text(permalink(f"akn/{uri}").work, None)
    return _about(page), shown.VersionsPage(found.work, found.others)


@endpoint(
    "/changes/<path:uri>", Differences,
    Parameter("from", "Id of the older text."), Parameter("to", "Id of the newer text."),
    Parameter("since", "The older text is the version of this day.", openapi.DAY), refusals=(404, 410),
)  # fmt: skip
def changes(uri: str) -> tuple[Contract, Differences]:
    """What changed between two versions of a work, provision by provision and word by word."""
    arguments = request.args
    named = permalink(f"akn/{uri}").work
    since = params.day(arguments, "since")
    page, _found = _text(named, None)
    found = differences(here.kb(), named, arguments.get("from") or None, arguments.get("to") or None, since=since)
    return _about(page), found


@endpoint("/citations/<path:uri>", shown.CitationsPage, refusals=(404, 410))
def citations(uri: str) -> tuple[Contract, shown.CitationsPage]:
    """What a work's texts say of other known works, and what other texts say of it."""
    page, found = _text(permalink(f"akn/{uri}").work, None)
    with here.kb().store.read() as session:
        cites = citing.relations(session, found.work)
        cited = [one for one in citing.relations_to(session, found.work) if one.citing.id != found.work.id]
    return _about(page), shown.CitationsPage(found.work, tuple(cites), tuple(cited))


@endpoint("/quality/<path:uri>", shown.QualityPage, refusals=(404, 410))
def quality(uri: str) -> tuple[Contract, shown.QualityPage]:
    """How well the file behind a text was read."""
    named = permalink(f"akn/{uri}")
    page, found = _held(named.work, named.expression)
    assert found.expression is not None
    return _about(page), shown.QualityPage(found.expression, found.file)


@endpoint("/countries", shown.PlacesList)
def countries() -> tuple[Contract, shown.PlacesList]:
    """States and organisations of which something is known."""
    return told("countries.index"), shown.PlacesList(reading.places(here.kb()))


@endpoint("/countries/<code>", reading.Country, refusals=(404,))
def country(code: str) -> tuple[Contract, reading.Country]:
    """One State or organisation: its works, themes, answers, and whose law binds it."""
    return told("countries.show", code=code), reading.country(here.kb(), code, language=here.ui())


@endpoint("/themes", shown.ThemesList)
def themes() -> tuple[Contract, shown.ThemesList]:
    """Branches and themes, and the questions of the comparative tables."""
    page = shown.ThemesList(tuple(resources.themes().values()), tuple(resources.questions().values()))
    return told("themes.index"), page


@endpoint("/themes/<theme>", reading.ThemePage, refusals=(404,))
def theme(theme: str) -> tuple[Contract, reading.ThemePage]:
    """One theme: its questions, its provisions by country, the answers."""
    return told("themes.show", theme=theme), reading.theme(here.kb(), theme, language=here.ui())


@endpoint("/comparison", shown.MatrixPage, COUNTRIES, THEMES)
def comparison() -> tuple[Contract, shown.MatrixPage]:
    """Themes × countries, with provisions in the words of the law and the kind of each gap."""
    return _matrix("themes", params.several(request.args, "theme", THEMES.schema["enum"], most=params.MOST_ROWS))


@endpoint("/answers", shown.MatrixPage, COUNTRIES, QUESTIONS)
def answers() -> tuple[Contract, shown.MatrixPage]:
    """Typed questions × countries, with values, their words and the kind of each gap."""
    return _matrix("answers", params.several(request.args, "question", resources.questions(), most=params.MOST_ROWS))


@endpoint("/thesaurus", shown.ThesaurusPage, AFTER, LIMIT)
def thesaurus() -> tuple[Contract, shown.ThesaurusPage]:
    """Concepts with their labels in all languages, by id."""
    whole = here.kb().thesaurus
    every = [whole.concepts[name] for name in sorted(whole.concepts)]
    concepts, more = page_of(every, lambda concept: concept.id, request.args, "api.thesaurus")
    return told("themes.index", engine="thesaurus"), shown.ThesaurusPage(whole.version, concepts, more)


@endpoint("/thesaurus/<concept>", shown.ConceptPage, refusals=(404,))
def concept(concept: str) -> tuple[Contract, shown.ConceptPage]:
    """One concept, and those right below it."""
    whole = here.kb().thesaurus
    if concept not in whole.concepts:
        raise NotFound(f"The thesaurus has no concept {concept[:60]!r}.")
    page = shown.ConceptPage(whole.concepts[concept], tuple(whole.narrower(concept)))
    return told("themes.index", engine="thesaurus"), page


@endpoint("/glossary", shown.GlossaryPage, COUNTRIES, AFTER, LIMIT)
def terms() -> tuple[Contract, shown.GlossaryPage]:
    """Terms as laws define them, the ones that most countries define first."""
    every = glossary(here.kb(), params.countries(request.args), language=here.ui())
    entries, more = page_of(
        every, lambda entry: entry.concept or f"{entry.definitions[0].language}:{entry.name}", request.args, "api.terms"
    )
    return told("themes.index"), shown.GlossaryPage(entries, more)


@endpoint("/coverage", shown.CoveragePage, FROM, TO)
def covered() -> tuple[Contract, shown.CoveragePage]:
    """How much is had, by State or organisation, theme and year of the laws."""
    since, until = params.years(request.args)
    return told("coverage.show"), shown.CoveragePage(coverage(here.kb(), since=since, until=until))


@endpoint("/editions", shown.EditionsPage)
def editions() -> tuple[Contract, shown.EditionsPage]:
    """Published editions of the guides, the newest first."""
    with here.kb().store.read() as session:
        found = [one for guide in session.guides.list() for one in session.guides.editions(guide.name)]
    found.sort(key=lambda one: (one.frozen_at, one.guide, one.number), reverse=True)
    return told("guide.index"), shown.EditionsPage(tuple(found))


@endpoint("/editions/<guide>/<int:number>", shown.EditionPage, refusals=(404,))
def edition(guide: str, number: int) -> tuple[Contract, shown.EditionPage]:
    """One edition, whole: outline, quotations with their sources, tables, coverage."""
    with here.kb().store.read() as session:
        found = session.guides.edition(guide, number)
    return told("guide.read", name=guide, number=number), shown.EditionPage(found)


@endpoint("/bulk", shown.BulkPage, refusals=(404,))
def archive() -> tuple[Contract, shown.BulkPage]:
    """The archive of everything that is public: where it is and what is in it."""
    _path, made = bulk.latest(here.kb())
    address = here.address(url_for("bulk.archive"))
    return told("about.show"), shown.BulkPage(address, made)


def _matrix(kind: Literal["themes", "answers"], rows: tuple[str, ...]) -> tuple[Contract, shown.MatrixPage]:
    countries = params.countries(request.args)
    if not rows or not countries:
        name = "theme" if kind == "themes" else "question"
        raise BadRequest(f"A comparison needs {name} and country, each at least once.")
    matrix = reading.comparison(here.kb(), kind, rows, countries, language=here.ui())
    return Contract(UNOFFICIAL, _page("compare.show", query=True, view=kind)), shown.MatrixPage(matrix)


def _text(work: str, expression: str | None, eid: str | None = None) -> tuple[TextPage, opening.ReadText]:
    found = opening.text(here.kb(), work, expression, language=here.ui())
    return text_page(found, eid), found


def _held(work: str, expression: str | None, eid: str | None = None) -> tuple[TextPage, opening.ReadText]:
    """A text that is held; raises `NotFound`, which says what is known instead."""
    page, found = _text(work, expression, eid)
    if page.expression is None or (eid and page.lit is None):
        more = f"/api/v1/works{work.removeprefix('/akn')} tells what is known."
        raise NotFound(f"No text {expression or work}{'~' + eid if eid else ''} is held.", advice=more)
    return page, found


def of_text(named: Permalink) -> tuple[Contract, str]:
    """The contract of an answer about a text, and the text's lasting path; raises `NotFound` where none is held."""
    page, _found = _held(named.work, named.expression)
    assert page.expression is not None
    return _about(page), page.expression.id


def _about(page: TextPage) -> Contract:
    text = page.expression
    source = url_for("texts.show", uri=page.permalink.removeprefix("/akn/"))
    return Contract(
        cautions(page.work, page.warnings), here.address(source), page.official or page.source,
        text.language if text else None, text.text_state if text else None,
    )  # fmt: skip


def told(endpoint: str, *, engine: str = "store", **named: Any) -> Contract:
    """The contract of an answer that is about no one text; `endpoint` is the page that shows the same."""
    return Contract(UNOFFICIAL, _page(endpoint, **named), engine=engine)


def _page(endpoint: str, *, query: bool = False, **named: Any) -> str:
    """The page that shows the same to people."""
    more = {k: v for k, v in request.args.to_dict(flat=False).items() if k != "lang"} if query else {}
    return here.address(url_for(endpoint, **cast("dict[str, Any]", {**more, **named})))
