"""The thesaurus with its downloads, the comparative glossary, the Sustainable Development Goals."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for

from kb import resources, thesaurus
from kb.errors import BadRequest, NotFound
from kb.services import sdg
from kb.services.glossary import glossary
from kb.services.vocabulary import use_of
from web import here, params
from web.languages import PREFIX, preferred
from web.pages.vocabulary import (
    PLACES,
    TargetPage,
    concept_page,
    glossary_page,
    goal_words,
    sdg_page,
    thesaurus_page,
)
from web.presenting import go, respond

pages = Blueprint("vocabulary", __name__)
FORMS = {"ttl": "turtle", "jsonld": "json-ld"}
LONGEST_QUERY = 100


@pages.get("/thesaurus.<any(ttl, jsonld):ending>")
def download(ending: str) -> Response:
    """The whole thesaurus, three schemes, as a file."""
    return _file(*thesaurus.serialised("turtle" if ending == "ttl" else "json-ld"), f"sselex-thesaurus.{ending}")


@pages.get("/thesaurus/<concept>")
def lasting(concept: str) -> Response:
    """The lasting address of a concept: its page in the reader's language, or with the ending .ttl or .jsonld (or where
    the reader asks for these forms) its description."""
    stem, _dot, ending = concept.rpartition(".")
    if ending not in FORMS:
        asked = request.accept_mimetypes.best_match(["text/html", "text/turtle", "application/ld+json"], "text/html")
        stem, ending = concept, {"text/turtle": "ttl", "application/ld+json": "jsonld"}.get(asked, "")
    if ending:
        response = _file(*thesaurus.described(stem, "turtle" if ending == "ttl" else "json-ld"), f"{stem}.{ending}")
    else:
        response = go(url_for("vocabulary.concept", ui=preferred(), concept=stem))
    response.vary.update(("Accept", "Accept-Language"))
    return response


@pages.get(f"{PREFIX}/thesaurus")
def index() -> Response:
    """All concepts, or those whose names hold the words of `q`."""
    return respond(thesaurus_page(here.kb().thesaurus, _query(), here.ui()), "vocabulary/thesaurus.html")


@pages.get(f"{PREFIX}/thesaurus/<concept>")
def concept(concept: str) -> Response:
    """One concept."""
    known = here.kb().thesaurus.concepts.get(concept)
    if known is None:
        raise NotFound(f"The thesaurus has no concept {concept[:60]!r}.")
    page = concept_page(here.kb().thesaurus, known, use_of(here.kb(), [concept]), here.ui())
    crumbs = [(above.name, url_for("vocabulary.concept", concept=above.id)) for above in page.path]
    return respond(page, "vocabulary/concept.html", path_crumbs=crumbs)


@pages.get(f"{PREFIX}/glossary")
def terms() -> Response:
    """What the laws of several countries say that a term means."""
    chosen = params.countries(request.args)
    # Terms that one country alone defines are shown where one country is asked for, or where no two share any.
    shared = params.one_of(request.args, "terms", ("shared", "all"), "all" if len(chosen) == 1 else "shared")
    entries = glossary(here.kb(), chosen, language=here.ui(), shared_only=shared == "shared")
    if not entries and "terms" not in request.args:
        shared, entries = "all", glossary(here.kb(), chosen, language=here.ui(), shared_only=False)
    number = params.whole(request.args, "page", default=1, most=1000)
    page = glossary_page(entries, _query(), chosen, shared == "shared", number)
    return respond(page, "vocabulary/glossary.html")


@pages.get(f"{PREFIX}/sdg")
def goals() -> Response:
    """The goals and targets with the number of provisions."""
    country = _country()
    page = sdg_page(sdg.totals(here.kb(), country=country), country)
    return respond(page, "vocabulary/sdg.html", goal_words=goal_words)


@pages.get(f"{PREFIX}/sdg/<target>")
def target(target: str) -> Response:
    """The provisions linked to one goal, one target or the whole agenda."""
    number, country = params.whole(request.args, "page", default=1, most=1000), _country()
    found, count = sdg.provisions_of(here.kb(), target, country=country, first=(number - 1) * PLACES, limit=PLACES)
    every = next((total for total in sdg.totals(here.kb()) if total.target == target), None)
    page = TargetPage(
        target, None if target == sdg.AGENDA else sdg.ADDRESS + target, sdg.themes_of(target), country,
        every.countries if every else (), found, count, number, max(1, -(-count // PLACES)),
    )  # fmt: skip
    return respond(page, "vocabulary/target.html", goal_words=goal_words)


def _country() -> str | None:
    code = request.args.get("country") or None
    if code is not None and code not in resources.jurisdictions():
        raise BadRequest(f"country is {code[:40]!r}, which is not known.")
    return code


def _query() -> str:
    return request.args.get("q", "").strip()[:LONGEST_QUERY]


def _file(body: bytes, media_type: str, name: str) -> Response:
    response = make_response(body)
    response.content_type = f"{media_type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
