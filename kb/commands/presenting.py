"""Answers of the command line as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.search.index import SearchPage


def hit_lines(page: SearchPage) -> Iterator[str]:
    """What was understood, then each hit on three lines, then what is left."""
    for notice in page.notices:
        yield f"({notice})"
    yield f"{page.total} provisions — engine: {page.engine}"
    for hit in page.hits:
        label = " — ".join(part for part in (hit.num, hit.heading) if part)
        yield ""
        yield f"{hit.jurisdiction} · {hit.title} · {label}"
        yield "  " + "".join(f"[{text}]" if marked else text for text, marked in hit.snippet)
        yield f"  {hit.expression}~{hit.eid}" if hit.eid else f"  {hit.work} (no text held)"
