"""What the API gives beside the pages: works in lists and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb.model.law import Expression, Work
from kb.model.tags import Reading
from kb.services.reading import ReadText
from web.addresses import Address


@dataclass(frozen=True, slots=True)
class WorksPage:
    """Works in order of id; `next` is the address of those that follow, None at the end."""

    works: tuple[Work, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A work; `texts` are held (lasting paths in `id`), `readings` are facts that people read in it."""

    work: Work
    texts: tuple[Expression, ...]
    readings: tuple[Reading, ...]


def works_page(found: tuple[Sequence[Work], bool], arguments: MultiDict[str, str]) -> WorksPage:
    """A page of works; the service says whether more follow."""
    works, more = found
    address = Address("api.works", arguments)
    return WorksPage(tuple(works), address.setting("after", works[-1].id) if more and works else None)


def about_work(found: ReadText) -> WorkPage:
    """One work."""
    readings = {reading for provision in found.provisions for reading in provision.readings}
    return WorkPage(found.work, found.others, (*sorted(readings, key=lambda r: (r.kind, r.label)), *found.readings))
