"""Clauses and documents in the words of Elasticsearch's query language; nothing here talks to a server."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kb.search.clauses import (
    All,
    Begins,
    Best,
    Clause,
    Constant,
    Everything,
    Keyword,
    Match,
    Near,
    Some,
    Span,
    Weighted,
)
from kb.search.documents import IndexDocument
from kb.search.engine import Ask

MOST_VALUES = 50_000
SORTS: dict[str, list[Any]] = {
    "relevance": [{"_score": "desc"}, {"id": "asc"}],
    "newest": [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    "oldest": [{"date": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
    "title": [{"title_key": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
}


def native(clause: Clause, language: str) -> dict[str, Any]:
    """The query that a clause is in the fields of a language."""
    match clause:
        case Match(field, (token,), _, weight):
            return {"term": {f"{field}.{language}": {"value": token, "boost": weight}}}
        case Match(field, tokens, slop, weight):
            wanted = {"query": " ".join(tokens), "slop": slop, "boost": weight}
            return {"match_phrase": {f"{field}.{language}": wanted}}
        case Begins(field, start):
            return {"prefix": {f"{field}.{language}": {"value": start, "rewrite": "constant_score"}}}
        case Near(field, token, distance):
            near = {"value": token, "fuzziness": distance, "max_expansions": 1000, "rewrite": "constant_score"}
            return {"fuzzy": {f"{field}.{language}": near}}
        case Keyword("year", values):
            return _silent({"terms": {"year": [int(value) for value in values if value.isdecimal()]}})
        case Keyword(field, values):
            return _silent({"terms": {field: list(values)}})
        case Span(first, last, field):
            ends = {name: number for name, number in (("gte", first), ("lte", last)) if number is not None}
            return _silent({"range": {field: ends}} if ends else {"exists": {"field": field}})
        case All(parts, without):
            made: dict[str, Any] = {"must": [native(part, language) for part in parts]}
            if without:
                made["must_not"] = [native(part, language) for part in without]
            return {"bool": made}
        case Some(parts, least):
            return {"bool": {"should": [native(part, language) for part in parts], "minimum_should_match": least}}
        case Best(parts, others):
            return {"dis_max": {"queries": [native(part, language) for part in parts], "tie_breaker": others}}
        case Weighted(part, weight):
            return {"bool": {"must": [native(part, language)], "boost": weight}}
        case Constant(score):
            return {"match_all": {"boost": score}}
        case Everything():
            return {"match_all": {}}
        case _:
            return {"match_none": {}}


def body(ask: Ask, size: int) -> dict[str, Any]:
    """The search that an ask is, its first `size` hits without their records."""
    limits = [{"term": {"language": ask.language}}, *(native(part, ask.language) for part in ask.limits.parts)]
    without = [native(part, ask.language) for part in ask.limits.without]
    made: dict[str, Any] = {
        "query": {"bool": {"must": [native(ask.clause, ask.language)], "filter": limits, "must_not": without}},
        "size": size,
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": ["work_key", "country_key"],
        "sort": SORTS[ask.sort],
    }
    if ask.facets:
        made["aggs"] = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in ask.facets}
    return made


def source(document: IndexDocument) -> dict[str, Any]:
    """The document as it is sent."""
    language = document.language
    made: dict[str, Any] = {name: {language: tokens} for name, tokens in document.text.items() if tokens}
    made |= {name: list(values) for name, values in document.closed.items() if values}
    for name in ("id", "language", "year", "date", "since", "until", "title_key", "work_key", "country_key"):
        value = getattr(document, name)
        if value is not None:
            made[name] = value
    made["vocabulary"] = {language: sorted(set(document.text["verbatim"].split()))}
    made["record"] = json.loads(document.record)
    return made


def identity(record_id: str) -> str:
    """The document's id: Elasticsearch allows 512 bytes, permalinks of deep provisions may be longer."""
    return hashlib.sha256(record_id.encode()).hexdigest()[:40]


def _silent(query: dict[str, Any]) -> dict[str, Any]:
    return {"constant_score": {"filter": query, "boost": 0.0}}
