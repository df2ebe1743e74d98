"""People decide on what the machine suggests: a list to work through, one tag, one provision."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, flash, request, url_for

from kb import names, resources
from kb.errors import BadRequest, NotFound
from kb.model.people import Person
from kb.model.tags import TagKind
from kb.services import people, reviewing
from kb.services.reviewing import Wanted
from web import here, params
from web.entering import inside, signed_in
from web.languages import PREFIX
from web.messages import _
from web.pages.review import (
    KINDS,
    STATUSES,
    ReviewPage,
    card,
    kind_words,
    provision_review,
    relation_words,
    said,
    tag_status,
)
from web.params import permalink
from web.presenting import go, respond

pages = Blueprint("review", __name__, url_prefix=f"{PREFIX}/review")
CARDS = 10
"""Tags on one page: one is decided on, and the next stands in its place."""
WORDS: dict[str, Any] = {"kind_words": kind_words, "tag_status": tag_status, "relation_words": relation_words}


@pages.get("/")
@signed_in
def index(person: Person) -> Response:
    """What waits, after the filters of the address."""
    people.require(person, "decide-tags")
    arguments = request.args
    kinds = params.several(arguments, "kind", KINDS)
    status = params.one_of(arguments, "status", STATUSES, "suggested")
    country, label, text = (arguments.get(name) or None for name in ("country", "label", "text"))
    minimum, after = _share("minimum"), params.whole(arguments, "after", default=0, least=0, most=999_999_999)
    wanted = Wanted(kinds, (status,), country, label, text, minimum)
    found, count = reviewing.waiting(here.kb(), wanted, after=after, limit=CARDS + 1)
    asked: dict[str, Any] = {
        "kind": kinds, "status": status if status != "suggested" else None, "country": country, "label": label,
        "text": text, "minimum": minimum or None,
    }  # fmt: skip
    following = url_for("review.index", **asked, after=found[CARDS - 1].stored.id) if len(found) > CARDS else None
    with here.kb().store.read() as session:
        held = {resources.country_of(work.jurisdiction) for work in session.works.find(held=True)}
    page = ReviewPage(
        kinds, status, country, label, text, minimum,
        tuple(card(shown, here.kb().thesaurus) for shown in found[:CARDS]), count, following,
        tuple(sorted(held, key=lambda code: names.sort_key(names.jurisdiction_name(code, here.ui())))),
        url_for("review.index", **asked, after=after or None),
    )  # fmt: skip
    return respond(page, "review/index.html", known_kinds=KINDS, known_statuses=STATUSES, **WORDS)


@pages.get("/<int:number>")
@signed_in
def show(person: Person, number: int) -> Response:
    """One tag with its history."""
    people.require(person, "decide-tags")
    page = card(reviewing.show(here.kb(), number), here.kb().thesaurus)
    return respond(page, "review/show.html", back=url_for("review.show", number=number), **WORDS)


@pages.post("/<int:number>")
@signed_in
def decide(person: Person, number: int) -> Response:
    """Accept, reject, or take a decision back; then back to where the person was."""
    decision = params.one_of(request.form, "decision", ("accepted", "rejected", "suggested"), "")
    stored = reviewing.decide(
        here.kb(), person, number, cast(Any, decision), seen=request.form.get("seen") or None
    )  # fmt: skip
    what = said(stored.tag.kind, stored.tag.label, here.kb().thesaurus)
    flash(_("%(what)s : %(status)s.", what=what, status=tag_status(stored.tag.status)), f"decided-{number}")
    return go(inside(request.form.get("back", "")) or url_for("review.show", number=number), 303)


@pages.get("/text/<path:uri>")
@signed_in
def provision(person: Person, uri: str) -> Response:
    """All tags of one provision; a person may add one."""
    people.require(person, "decide-tags")
    named = permalink(f"akn/{uri}")
    if named.expression is None or named.eid is None:
        raise NotFound(f"The address {uri} names no provision of a text.")
    found = reviewing.of_provision(here.kb(), named.expression, named.eid)
    page = provision_review(
        found.work, named.expression, found.provision, found.language, found.tags, here.kb().thesaurus
    )
    return respond(
        page, "review/provision.html", back=url_for("review.provision", uri=uri), **WORDS,
        themes=resources.leaf_themes(), questions=tuple(resources.questions().values()),
        concepts=sorted(
            ((concept.name(here.ui()), concept.id) for concept in here.kb().thesaurus.concepts.values()),
            key=lambda pair: names.sort_key(pair[0]),
        ),
    )  # fmt: skip


@pages.post("/text/<path:uri>")
@signed_in
def add(person: Person, uri: str) -> Response:
    """Add a tag to a provision."""
    named = permalink(f"akn/{uri}")
    if named.expression is None or named.eid is None:
        raise NotFound(f"The address {uri} names no provision of a text.")
    kind = params.one_of(request.form, "kind", KINDS, "")
    label = request.form.get("label", "").strip()[:300]
    value = request.form.get("value", "").strip()[:1000]
    stored = reviewing.add(
        here.kb(), person, named.expression, named.eid, cast(TagKind, kind), label,
        quote=request.form.get("quote", "").strip() or None,
        value=reviewing.typed_answer(label, value) if kind == "answer" else None,
    )  # fmt: skip
    what = said(stored.tag.kind, stored.tag.label, here.kb().thesaurus)
    flash(_("%(what)s : %(status)s.", what=what, status=tag_status(stored.tag.status)))
    return go(url_for("review.provision", uri=uri), 303)


def _share(name: str) -> float:
    value = request.args.get(name, "").strip().replace(",", ".")
    try:
        share = float(value or 0)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BadRequest(f"{name} is {value[:40]!r}: it must be a number from 0 to 1.")
    return share
