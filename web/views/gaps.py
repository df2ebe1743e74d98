"""What is cited and not held; repeals, texts alike and disagreements that a person should look at."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb import names, resources
from kb.errors import BadRequest
from kb.services import citing, duplicates, repeals
from web import here
from web.languages import PREFIX
from web.pages.gaps import LINES, BacklogPage, field_words, notices_page
from web.presenting import respond
from web.spreadsheet import csv_response

pages = Blueprint("gaps", __name__)


@pages.get(f"{PREFIX}/backlog")
def backlog() -> Response:
    """Cited texts that are not held, ranked; also as CSV."""
    country = _country()
    # One State's own texts rank its needs; what they cite of others (the Union's directives) stands among it.
    found = citing.backlog(here.kb(), country=country, limit=100_000)
    if request.args.get("format") == "csv":
        head = ("rank", "country", "text", "number", "date", "catalogue", "mentions", "citing_texts")
        rows = (
            (rank, one.country, one.name, one.number, one.date, one.work, one.mentions, len(one.texts))
            for rank, one in enumerate(found, start=1)
        )
        return csv_response([head, *rows], "sselex-backlog.csv")
    shown = tuple(found[:LINES])
    with here.kb().store.read() as session:
        works = {work.id: work for work in session.works.find()}
    wanted = {name for one in shown for name in one.texts}
    held = {resources.country_of(work.jurisdiction) for work in works.values()}
    page = BacklogPage(
        country,
        tuple(sorted(held, key=lambda code: names.sort_key(names.jurisdiction_name(code, here.ui())))),
        shown,
        {one.work: works[one.work] for one in shown if one.work},
        {name: works[name] for name in sorted(wanted)},
        len(found),
    )
    return respond(page, "gaps/backlog.html")


@pages.get(f"{PREFIX}/notices")
def notices() -> Response:
    """Repeals by evidence, near-duplicates, disagreements."""
    with here.kb().store.read() as session:
        current = session.texts.current()
    page = notices_page(repeals.all_repeals(here.kb()), duplicates.all_duplicates(here.kb()), current)
    return respond(page, "gaps/notices.html", field_words=field_words)


def _country() -> str | None:
    code = request.args.get("country") or None
    if code is not None and code not in resources.jurisdictions():
        raise BadRequest(f"country is {code[:40]!r}, which is not known.")
    return code
