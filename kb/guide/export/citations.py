"""The cited texts and the comparative works as CSL-JSON, for reference managers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.guide.furniture import pick
from kb.model.guide import Bibliography, GuideEdition, Source


def write(edition: GuideEdition, path: Path) -> None:
    """Write the items: every text that a quotation pins, then the works of the bibliographies."""
    pinned = {pin.expression for _, pin in edition.outline.pins()}
    items = [_item(edition, source) for source in edition.sources if source.expression in pinned]
    for _, section in edition.outline.sections():
        if isinstance(section, Bibliography):
            items += [dict(item) for item in section.items]
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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
