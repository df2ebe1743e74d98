"""The pages by address: parse, one call of a service, present. A new group of pages is one line here."""

from flask import Blueprint

from web.views import (
    about,
    account,
    alerts,
    api,
    beside,
    bulk,
    compare,
    countries,
    coverage,
    drafts,
    feeds,
    guide,
    harvest,
    home,
    search,
    submissions,
    texts,
    themes,
    writing,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.pages,
    search.pages,
    alerts.pages,
    texts.pages,
    countries.pages,
    themes.pages,
    compare.pages,
    beside.pages,
    drafts.pages,
    guide.pages,
    writing.pages,
    about.pages,
    account.pages,
    submissions.pages,
    api.pages,
    bulk.pages,
    harvest.pages,
    feeds.pages,
    coverage.pages,
)
