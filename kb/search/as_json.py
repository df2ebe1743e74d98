"""A page of hits as the command line and the API print it."""

from __future__ import annotations

from typing import Any

from kb.identity import bare_number
from kb.search.index import SearchHit, SearchPage


def page_to_json(page: SearchPage) -> dict[str, Any]:
    """The answer as JSON values; `docs/file-formats.md` describes it."""
    return {
        "engine": page.engine,
        "query": page.query.text,
        "plan": page.plan.as_json(),
        "total": page.total,
        "works": page.works,
        "countries": page.countries,
        "offset": page.query.offset,
        "limit": page.query.limit,
        "notices": list(page.notices),
        "did_you_mean": page.did_you_mean,
        "took_ms": page.took_ms,
        "hits": [hit_to_json(hit) for hit in page.hits],
        "groups": [
            {"key": group.key, "total": group.total, "hits": [hit.id for hit in group.hits]} for group in page.groups
        ],
        "facets": {
            facet.name: [{"value": v.value, "count": v.count, "selected": v.selected} for v in facet.values]
            for facet in page.facets
        },
    }


def hit_to_json(hit: SearchHit) -> dict[str, Any]:
    """One hit; `snippet` is its plain text and `marked` the same in segments with whether each is marked."""
    return {
        "id": hit.id,
        "work": hit.work,
        "expression": hit.expression,
        "source": hit.source_name or "",
        "provision": hit.eid,
        "num": bare_number(hit.num, hit.eid),
        "label": hit.num,
        "heading": hit.heading,
        "title": hit.title,
        "jurisdiction": hit.jurisdiction,
        "language": hit.language,
        "page": hit.page,
        "score": hit.score,
        "matched": [{"term": m.term, "language": m.language, "via": m.via, "typed": m.typed} for m in hit.matched],
        "snippet": "".join(text for text, _ in hit.snippet),
        "marked": [[text, marked] for text, marked in hit.snippet],
        "themes": list(hit.themes),
        "instrument": hit.instrument,
        "status": hit.status,
        "date": hit.date,
        "number": hit.number,
        "held": hit.held,
        "specimen": hit.specimen,
        "reviewed": hit.reviewed,
        "version": hit.version,
        "current": hit.current,
        "poor_text": hit.poor_text,
    }
