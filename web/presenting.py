"""A page is a frozen dataclass: here it becomes HTML, or the same as JSON."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, make_response, render_template, request


def respond(page: Any, template: str = "", status: int = 200, **more: Any) -> Response:
    """The page by its template, or as JSON where the address (`?format=json`) or the browser asks for it; `more` is for
    the template alone."""
    html = not wants_json()
    response = make_response(render_template(template, page=page, **more)) if html else jsonify(as_data(page))
    response.status_code = status
    response.vary.add("Accept")
    return response


def wants_json() -> bool:
    """Whether the answer is for a program."""
    if request.path.startswith("/api/"):
        return True
    chosen = request.args.get("format")
    if chosen:
        return chosen == "json"
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


@functools.cache
def shown(kind: type) -> tuple[str, ...]:
    """The fields of a type that its values show; what is kept only to be quicker is no part of what they say."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.repr)


def as_data(value: Any) -> Any:
    """Frozen values as plain lists and objects, fields in their order; what is only told by a property is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: as_data(getattr(value, name)) for name in shown(type(value))}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_data(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def go(address: str, status: int = 302) -> Response:
    """Lead the browser to another address of the site."""
    response = make_response("", status)
    response.headers["Location"] = address
    return response
