"""The description of the API (OpenAPI 3.1), made from the views and from the types that they give."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kb import resources
from kb.search import plan, query
from kb.search.query import KINDS, Group, Sort
from web.pages.api import WorkPage, WorksPage
from web.pages.search import SearchView
from web.pages.text import TextPage

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
ELSEWHERE = {**vars(plan), **vars(query)}
"""Names that some types know only while they are checked."""
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "instance": {"type": "string"}, "advice": {"type": "string"},
        "reference": {"type": "string"}, "position": {"type": "integer"},
    },
}  # fmt: skip


def description(address: str, version: str) -> dict[str, Any]:
    """The whole document; `address` is the public one of the site."""
    known: dict[str, Any] = {"Problem": PROBLEM}
    text = {"name": "uri", "in": "path", "required": True, "schema": {"type": "string"},
            "description": "Lasting address without /akn/; its slashes stay as they are."}  # fmt: skip
    paths = {
        "/api/v1/search": _get("Search", SearchView, known, _search_parameters(), (400, 503)),
        "/api/v1/works": _get("Works by id, one page after the other", WorksPage, known, _works_parameters(), (400,)),
        "/api/v1/works/{uri}": _get("One work with its texts", WorkPage, known, [text], (404,)),
        "/api/v1/texts/{uri}": _get("One text with its provisions", TextPage, known, [text], (404,)),
    }
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "SSELEX", "version": version,
            "description": "Comparative legislation of the social and solidarity economy. Texts are not official; each "
            "names its source. Answers carry an ETag; errors are problem details.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": dict(sorted(known.items()))},
    }  # fmt: skip


def _get(
    summary: str, gives: type, known: dict[str, Any], parameters: list[dict[str, Any]], refusals: Sequence[int]
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    words = {400: "A parameter cannot be read.", 404: "Nothing is known there.", 503: "The search engine is silent."}
    answers: dict[str, Any] = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema_of(gives, known)}}}
    }
    for status in refusals:
        answers[str(status)] = {"description": words[status], "content": problem}
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


def schema_of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type as `presenting.as_data` writes its values; named types go into `known`."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in known:
            known[kind.__name__] = {}
            hints = get_type_hints(kind, localns=ELSEWHERE)
            fields = {field.name: schema_of(hints[field.name], known) for field in dataclasses.fields(kind)}
            known[kind.__name__] = {
                "type": "object",
                "description": " ".join((kind.__doc__ or "").split()),
                "properties": fields,
                "required": list(fields),
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each, known) for each in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple and (len(inside) != 2 or inside[1] is not Ellipsis):
        return {"type": "array", "prefixItems": [schema_of(each, known) for each in inside], "minItems": len(inside),
                "maxItems": len(inside)}  # fmt: skip
    if origin in (tuple, list, set, frozenset, Sequence):
        return {"type": "array", "items": schema_of(inside[0], known)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inside[1], known)}
    if kind is typing.Any or kind not in PLAIN:
        return {}
    return {"type": PLAIN[kind]}


def _parameter(name: str, words: str, schema: dict[str, Any], *, many: bool = False) -> dict[str, Any]:
    shape = {"type": "array", "items": schema} if many else schema
    return {"name": name, "in": "query", "required": False, "description": words, "schema": shape}


def _search_parameters() -> list[dict[str, Any]]:
    plain, year = {"type": "string"}, {"type": "string", "pattern": "^[0-9]{4}$"}
    choice = {"enum": ["yes", "no"]}
    return [
        _parameter("q", "Words, a phrase between quotation marks, fields; see the search page.", plain),
        _parameter("lang", "Language of the words around the answer.", {"enum": list(resources.INTERFACE_LANGUAGES)}),
        _parameter("country", "Codes of States, subdivisions, organisations.", plain, many=True),
        _parameter("language", "Languages of the texts.", plain, many=True),
        _parameter("instrument", "Legal instruments.", {"enum": list(resources.instruments())}, many=True),
        _parameter("theme", "Themes.", {"enum": list(resources.themes())}, many=True),
        _parameter("kind", "Kinds of text.", {"enum": list(KINDS)}, many=True),
        _parameter("status", "State of the law.", plain, many=True),
        _parameter("from", "First year.", year),
        _parameter("to", "Last year.", year),
        _parameter("reviewed", "Only provisions whose tags a person has, or has not, looked at.", choice),
        _parameter("held", "Only texts that are, or are not, held.", choice),
        _parameter("specimen", "Only, or no, specimens.", choice),
        _parameter("sort", "Order.", {"enum": list(get_args(Sort))}),
        _parameter("group", "What is listed.", {"enum": list(get_args(Group))}),
        _parameter("expand", "Whether translations and synonyms are looked for too.", choice),
        _parameter("page", "Page, from 1.", {"type": "integer", "minimum": 1, "maximum": 500}),
        _parameter("size", "Answers on a page.", {"type": "integer", "minimum": 1, "maximum": 100}),
    ]


def _works_parameters() -> list[dict[str, Any]]:
    return [
        _parameter("country", "One State or organisation.", {"type": "string"}),
        _parameter("held", "Only works of which a text is, or is not, held.", {"enum": ["yes", "no"]}),
        _parameter("after", "The last id of the page before.", {"type": "string"}),
        _parameter("limit", "Works on a page.", {"type": "integer", "minimum": 1, "maximum": 500}),
    ]
