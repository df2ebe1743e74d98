"""The commentary and the bibliography that a first draft starts from; people rewrite both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kb import resources
from kb.guide.furniture import country_words, data
from kb.model.guide import Commentary, Prose
from kb.model.law import Work


def section(subject: str) -> Commentary:
    """The proposed commentary on a theme, or on `method`; where none is written, the theme's definition."""
    proposed = data("commentary")
    texts = proposed.get(subject)
    if texts is None:
        texts = resources.themes()[subject].definition
    roles, date = proposed["signed"]["role"], proposed["signed"]["date"]
    return Commentary(
        f"{subject}-commentary",
        tuple(
            Prose(language, texts[language].strip(), roles[language], date)
            for language in resources.INTERFACE_LANGUAGES
        ),
    )


def bibliography(works: Iterable[Work]) -> tuple[Mapping[str, Any], ...]:
    """The comparative works among the known texts (the catalogue files them as guides), as CSL-JSON.

    `note` is "unverified" for a record that comes from memory.
    """
    items: list[Mapping[str, Any]] = []
    for work in works:
        if work.instrument != "guide":
            continue
        item: dict[str, Any] = {
            "id": work.id,
            "type": "report",
            "title": work.title,
            "publisher": country_words(work.jurisdiction)["en"],
        }
        if work.date_adopted:
            item["issued"] = {"date-parts": [[int(part) for part in work.date_adopted.split("-")]]}
        if work.official_url:
            item["URL"] = work.official_url
        if work.language:
            item["language"] = work.language
        if work.confidence == "from-memory":
            item["note"] = "unverified"
        items.append(item)
    return tuple(items)
