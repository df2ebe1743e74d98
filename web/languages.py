"""The language of a page: it stands first in the path, `/` chooses it, the switch keeps page and filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import Babel  # type: ignore[import-untyped]

from kb import names
from kb.resources import INTERFACE_LANGUAGES
from web import here
from web.addresses import page_address, with_parameters

PREFIX = f"/<any({', '.join(INTERFACE_LANGUAGES)}):ui>"
"""The first part of the path of every page."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the switch: the same page in another language."""

    code: str
    name: str
    address: str
    current: bool


def init_app(app: Flask) -> None:
    """Take the language out of each path, put it into each link, and give it to the translations."""
    app.url_value_preprocessor(_take)
    app.url_defaults(_give)
    Babel(app, default_locale=INTERFACE_LANGUAGES[0], locale_selector=_selected)


def preferred() -> str:
    """The best of our languages for this browser; French where it asks for none of them."""
    return request.accept_languages.best_match(INTERFACE_LANGUAGES) or INTERFACE_LANGUAGES[0]


def switch() -> tuple[LanguageLink, ...]:
    """The present page in each language, with its filters."""
    return tuple(
        LanguageLink(code, names.own_language_name(code).capitalize(), _same_page(code), code == here.ui())
        for code in INTERFACE_LANGUAGES
    )


def _same_page(code: str) -> str:
    endpoint, values = request.endpoint, dict(request.view_args or {})
    if endpoint is None or request.method != "GET" or not _expects(endpoint) or request.routing_exception:
        return url_for("home.show", ui=code)
    query = {name: found for name, found in request.args.lists() if name not in values and name != "ui"}
    return with_parameters(page_address(endpoint, **{**values, "ui": code}), query)


def _selected() -> str:
    return here.ui() if "ui" in g else _from_path()


def _from_path() -> str:
    first = request.path.split("/")[1]
    return first if first in INTERFACE_LANGUAGES else preferred()


def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    given = values.pop("ui", None) if values else None
    g.ui = given or (request.args["lang"] if request.args.get("lang") in INTERFACE_LANGUAGES else _from_path())


def _give(endpoint: str, values: dict[str, Any]) -> None:
    if "ui" not in values and _expects(endpoint):
        values["ui"] = here.ui() if "ui" in g else _from_path()


def _expects(endpoint: str) -> bool:
    from flask import current_app

    return endpoint in current_app.view_functions and current_app.url_map.is_endpoint_expecting(endpoint, "ui")
