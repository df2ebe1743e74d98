"""The API: what stands behind the law and beside it. Repeals, near-duplicates, cited texts that are missing, provisions
and texts side by side, Sustainable Development Goals."""

from __future__ import annotations

from flask import request

from kb import resources
from kb.errors import BadRequest
from kb.services import beside, citing, duplicates, opening, repeals, sdg
from kb.services.beside import Aligned
from web import here, params
from web.openapi import Parameter
from web.pages import evidence_api as shown
from web.pages.api import MOST, Contract, page_of
from web.params import permalink
from web.views.api import AFTER, COUNTRY, LIMIT, endpoint, of_text, told
from web.views.api import pages as pages

TEXT = "Lasting path of a text, with or without /akn/."


@endpoint("/repeals", shown.RepealsPage, COUNTRY, AFTER, LIMIT)
def repealed() -> tuple[Contract, shown.RepealsPage]:
    """Repeals that held texts pronounce: the clause, its words, its day."""
    found = repeals.all_repeals(here.kb(), country=_country())
    some, more = page_of(found, lambda one: f"{one.work.id} {one.by.id}", request.args, "api.repealed")
    return told("gaps.notices"), shown.RepealsPage(some, more)


@endpoint("/duplicates", shown.DuplicatesPage, COUNTRY, AFTER, LIMIT)
def alike() -> tuple[Contract, shown.DuplicatesPage]:
    """Texts that are near-duplicates, with the share that both have."""
    country = _country()
    with here.kb().store.read() as session:
        known = {work.id for work in session.works.find(country=country, held=True)}
    found = [
        shown.Alike(one.first, one.second, one.similarity, one.same_work)
        for one in duplicates.all_duplicates(here.kb())
        if {one.first.work, one.second.work} & known
    ]
    some, more = page_of(found, lambda one: f"{one.first.id} {one.second.id}", request.args, "api.alike")
    return told("gaps.notices"), shown.DuplicatesPage(some, more)


@endpoint("/missing", shown.MissingPage, COUNTRY, AFTER, LIMIT)
def missing() -> tuple[Contract, shown.MissingPage]:
    """Cited texts that are not held, those first that most texts cite."""
    found = citing.backlog(here.kb(), country=_country(), limit=shown.MOST_MISSING)
    some, more = page_of(found, _name, request.args, "api.missing")
    return told("gaps.backlog", country=_country()), shown.MissingPage(some, more)


@endpoint("/aligned", Aligned, Parameter("first", TEXT), Parameter("second", TEXT), refusals=(404, 410))
def aligned() -> tuple[Contract, Aligned]:
    """Two texts of one work (languages or versions), provision by provision."""
    first, second = (_path(request.args.get(name, ""), name) for name in ("first", "second"))
    return told("beside.texts", first=first, second=second), beside.aligned(here.kb(), first, second)


@endpoint("/beside", shown.StandingPage, Parameter("p", "Lasting paths of provisions.", many=True), refusals=(404, 410))
def standing() -> tuple[Contract, shown.StandingPage]:
    """Any provisions side by side, with their themes and answers."""
    names = tuple(_path(name, "p") for name in params.several(request.args, "p", most=20))
    return told("beside.show", p=list(names)), shown.StandingPage(beside.chosen(here.kb(), names))


@endpoint("/sdg", shown.GoalsPage, COUNTRY)
def goals() -> tuple[Contract, shown.GoalsPage]:
    """Sustainable Development Goals and targets that themes lead to or texts name, with what is held on each."""
    return told("vocabulary.goals"), shown.GoalsPage(sdg.totals(here.kb(), country=_country()))


@endpoint("/sdg/<target>", shown.GoalPage, COUNTRY, AFTER, LIMIT, refusals=(404,))
def goal(target: str) -> tuple[Contract, shown.GoalPage]:
    """Provisions that are linked to one goal or target, explicit mentions first."""
    first = params.whole(request.args, "after", default=0, least=0, most=10_000_000)
    limit = params.whole(request.args, "limit", default=100, most=MOST)
    found, count = sdg.provisions_of(here.kb(), target, country=_country(), first=first, limit=limit)
    return told("vocabulary.target", target=target), shown.goal_page(target, found, first, count, request.args)


@endpoint("/sdg-links/<path:uri>", shown.LinksPage, refusals=(404, 410))
def goals_of_text(uri: str) -> tuple[Contract, shown.LinksPage]:
    """The links of one text to Sustainable Development Goals, in order of its provisions."""
    contract, text = of_text(permalink(f"akn/{uri}"))
    return contract, shown.LinksPage(text, sdg.of_text(here.kb(), text))


def _country() -> str | None:
    return next(iter(params.several(request.args, "country", resources.jurisdictions(), most=1)), None)


def _path(name: str, parameter: str) -> str:
    """A lasting path as the store writes it; raises `BadRequest` for none, `Gone` or `Moved` where it stood once."""
    if not name.strip("/"):
        raise BadRequest(f"{parameter} must be given: a lasting path.")
    named = permalink(f"akn/{name.strip('/').removeprefix('akn/')}")
    opening.known(here.kb(), named.work, named.expression)
    return (named.expression or named.work) + (f"~{named.eid}" if named.eid else "")


def _name(one: citing.Missing) -> str:
    return " ".join(filter(None, (one.country, one.work or one.name, one.number, one.date)))
