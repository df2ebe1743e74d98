"""The description of the API (OpenAPI 3.1), made from the views and from the types that they give."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kb import resources
from kb.model.law import Status
from kb.search import plan, query
from kb.search.query import KINDS, Group, Sort
from web.pages.api import Contract
from web.presenting import shown

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
        "reference": {"type": "string"}, "position": {"type": "integer"}, "at": {"type": "string"},
        "reason": {"type": "string"},
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address as it is read and as it is described; `many`: it may be repeated."""

    name: str
    words: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    many: bool = False

    def described(self) -> dict[str, Any]:
        """As OpenAPI names it."""
        shape = {"type": "array", "items": self.schema} if self.many else self.schema
        return {"name": self.name, "in": "query", "required": False, "description": self.words, "schema": shape}


@dataclass(frozen=True, slots=True)
class Described:
    """One address of the API: what it gives, what it takes, how it refuses."""

    name: str
    summary: str
    gives: type
    parameters: tuple[Parameter, ...]
    refusals: tuple[int, ...]


ADDRESSES: dict[str, Described] = {}
"""Path as Flask writes it → what is there; the views fill it."""
IN_PATH = {
    "uri": "Lasting address without /akn/; its slashes stay as they are.", "code": "Code of a State or organisation.",
    "theme": "Id of a theme.", "target": "Number of a goal (8) or target (8.3), or agenda.",
    "concept": "Id of a concept.", "guide": "Name of a guide.",
    "number": "Number of the edition, from 1.",
}  # fmt: skip
REFUSALS = {
    301: "The text has another address now: Location names it.", 304: "Nothing has changed since the ETag was given.",
    400: "A parameter cannot be read.", 404: "Nothing is known there.", 410: "It was withdrawn; the reason is told.",
    429: "Too many requests: Retry-After says how long to wait.", 503: "The search engine or the store is silent.",
}  # fmt: skip


def listed(values: Iterable[str]) -> dict[str, Any]:
    """The schema of a closed list."""
    return {"enum": list(values)}


def describe(
    path: str, name: str, summary: str, gives: type, parameters: tuple[Parameter, ...], refusals: tuple[int, ...]
) -> None:
    """Note what is at an address; the path is written as Flask takes it."""
    ADDRESSES[path] = Described(name, summary, gives, parameters, refusals)


def description(address: str, version: str) -> dict[str, Any]:
    """The whole document; `address` is the public one of the site."""
    known: dict[str, Any] = {"Problem": PROBLEM}
    paths = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path): {"get": _get(path, one, known)} for path, one in ADDRESSES.items()
    }
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "SSELEX", "version": version,
            "description": "Comparative legislation of the social and solidarity economy. Texts are not official; each "
            "names its source. Answers begin with a warning and carry an ETag; errors are problem details (RFC 9457); "
            "lists go on at `next`; every address may be asked from a page of another site.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": dict(sorted(known.items())), "headers": HEADERS},
    }  # fmt: skip


HEADERS = {
    "ETag": {"description": "Changes with the content; If-None-Match then gives 304.", "schema": {"type": "string"}},
    "RateLimit-Limit": {"description": "Requests a minute.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Requests that are left.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until all are back.", "schema": {"type": "integer"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}  # fmt: skip


def _get(path: str, one: Described, known: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS if name != "Retry-After"}
    schema = _answer(one.gives, known)
    answers: dict[str, Any] = {
        "200": {"description": one.summary, "headers": headers, "content": {"application/json": {"schema": schema}}},
        "304": {"description": REFUSALS[304]},
    }
    moved = (301,) if 410 in one.refusals else ()
    for status in sorted({*moved, 400, *one.refusals, 429, 503}):
        answers[str(status)] = {"description": REFUSALS[status], **({} if status == 301 else {"content": problem})}
    inside = [
        {
            "name": name, "in": "path", "required": True, "description": IN_PATH[name],
            "schema": {"type": "integer", "minimum": 1, "maximum": 999_999} if kind == "int:" else {"type": "string"},
        }
        for kind, name in re.findall(r"<(\w+:)?(\w+)>", path)
    ]  # fmt: skip
    asked = [parameter.described() for parameter in one.parameters]
    return {"operationId": one.name, "summary": one.summary, "parameters": [*inside, *asked], "responses": answers}


def _answer(gives: type, known: dict[str, Any]) -> dict[str, Any]:
    """The contract that every answer begins with, and then the page."""
    name = f"{_name(gives)}Answer"
    if name not in known:
        schema_of(Contract, known)
        schema_of(gives, known)
        contract, page = known[_name(Contract)], known[_name(gives)]
        known[name] = {
            **page,
            "properties": {**contract["properties"], **page["properties"]},
            "required": [*contract["required"], *page["required"]],
        }
    return {"$ref": f"#/components/schemas/{name}"}


_NAMED: dict[str, type] = {}


def _name(kind: type) -> str:
    """The name of a type in the document; of two that are called alike the second bears its module's name too."""
    name = kind.__name__
    if _NAMED.setdefault(name, kind) is not kind:
        name = kind.__module__.rpartition(".")[2].title().replace("_", "") + name
        _NAMED[name] = kind
    return name


def _hints(kind: type) -> dict[str, Any]:
    try:
        return get_type_hints(kind)
    except NameError:
        return get_type_hints(kind, localns=ELSEWHERE)


def schema_of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type as `presenting.as_data` writes its values; named types go into `known`."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        name = _name(kind)
        if name not in known:
            known[name] = {}
            hints = _hints(kind)
            fields = {name: schema_of(hints[name], known) for name in shown(kind)}
            known[name] = {
                "type": "object",
                "description": " ".join((kind.__doc__ or "").split()),
                "properties": fields,
                "required": list(fields),
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{name}"}
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


YEAR = {"type": "string", "pattern": "^[0-9]{4}$"}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
CHOICE = {"enum": ["yes", "no"]}
PLACES = (*resources.jurisdictions(), "ZZ")
"""Codes that a text may be held under; ZZ where nothing tells whose law it is."""
REGIONS = tuple(sorted({place.region for place in resources.jurisdictions().values() if place.region}))
SEARCH = (
    Parameter("q", "Words, a phrase between quotation marks, fields; see the search page."),
    Parameter("country", "Codes of States, subdivisions, organisations.", listed(PLACES), many=True),
    Parameter("region", "Regions of the world.", listed(REGIONS), many=True),
    Parameter("language", "Languages of the texts: codes of two or three letters.", many=True),
    Parameter("instrument", "Legal instruments.", listed(resources.instruments()), many=True),
    Parameter("theme", "Themes.", listed(resources.themes()), many=True),
    Parameter("concept", "Concepts of the thesaurus.", many=True),
    Parameter("kind", "Kinds of text.", listed(KINDS), many=True),
    Parameter("status", "State of the law.", listed(get_args(Status)), many=True),
    Parameter("work", "Ids of works.", many=True),
    Parameter("expression", "Ids of texts: these versions, the current ones or not.", many=True),
    Parameter("on", "Versions of this day.", DAY),
    Parameter("versions", "Current versions only, or every one held.", listed(("current", "all"))),
    Parameter("from", "First year.", YEAR),
    Parameter("to", "Last year.", YEAR),
    Parameter("reviewed", "Only provisions whose tags a person has, or has not, looked at.", CHOICE),
    Parameter("held", "Only texts that are, or are not, held.", CHOICE),
    Parameter("specimen", "Only, or no, specimens.", CHOICE),
    Parameter("sort", "Order.", listed(get_args(Sort))),
    Parameter("group", "What is listed: provisions, works, or the best of each country.", listed(get_args(Group))),
    Parameter("expand", "Whether translations and synonyms are looked for too.", CHOICE),
    Parameter("without", "Terms that are not looked for.", many=True),
    Parameter("page", "Page, from 1.", {"type": "integer", "minimum": 1, "maximum": 500}),
    Parameter("size", "Answers on a page.", {"type": "integer", "minimum": 1, "maximum": 100}),
)
"""What a search takes; the search page reads the same."""
