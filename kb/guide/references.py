"""What an edition cites, as CSL-JSON items: the texts that its quotations pin, then the comparative works."""

from __future__ import annotations

from typing import Any

from kb.guide.furniture import pick
from kb.model.guide import Bibliography, GuideEdition, Source


def references(edition: GuideEdition) -> tuple[dict[str, Any], ...]:
    """The items in order: texts by their URI, works as the bibliographies list them."""
    pinned = {pin.expression for _, pin in edition.outline.pins()}
    items = [_item(edition, source) for source in edition.sources if source.expression in pinned]
    for _, section in edition.outline.sections():
        if isinstance(section, Bibliography):
            items += [dict(item) for item in section.items]
    return tuple(items)


def _item(edition: GuideEdition, source: Source) -> dict[str, Any]:
    found = {
        "id": source.expression,
        "type": "bill" if source.status == "bill" else "legislation",
        "title": source.title,
        "number": source.number,
        "jurisdiction": pick(edition.vocabulary.get(source.jurisdiction, {}), "en") or source.jurisdiction,
        "language": source.language,
        "URL": source.address,
        "version": source.version,
        "note": "specimen: not the law of any country" if source.specimen else None,
        "issued": _date(source.date),
        "accessed": _date(source.consulted),
    }
    return {name: value for name, value in found.items() if value}


def _date(iso: str | None) -> dict[str, Any] | None:
    parts = [part for part in (iso or "")[:10].split("-") if part.isdigit()]
    return {"date-parts": [[int(part) for part in parts]]} if parts else None
