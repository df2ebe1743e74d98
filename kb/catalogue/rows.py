"""The rows of the catalogue as works: `corpora/catalogue/sse_texts.csv` read in the words of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kb import resources
from kb.identity import slug, work_uri
from kb.model.law import Status, Work

CATALOGUE = resources.CORPORA / "catalogue" / "sse_texts.csv"
SCHEME = "catalogue"
"""Name of the alias that holds a work's id in the catalogue."""

_STATUSES: Mapping[str, Status] = {
    "in-force": "in-force",
    "amended": "in-force",
    "repealed": "repealed",
    "bill": "bill",
    "unknown": "unknown",
}
"""The catalogue's "amended" is a text in force that has changed since."""

_INSTRUMENTS = {"convention/agreement": "convention"}
"""Words of the catalogue that are not ids of `schemas/instruments.csv`: both rows are treaties of workers' or
States' organisations, not partnership agreements."""

_FIELDS = {"title_original": "title"}
"""Columns whose name differs from the work's field."""


def works_of(rows: Iterable[Mapping[str, str]]) -> Iterator[Work]:
    """The works of the catalogue's rows, in order. Two rows that would share a URI (undated, unnumbered texts of one
    title) are told apart by their catalogue id; the first keeps the plain URI."""
    taken: set[str] = set()
    for row in rows:
        work = work_of(row)
        if work.id in taken:
            work = replace(work, id=f"{work.id}-{slug(row['id'])}")
        taken.add(work.id)
        yield work


def work_of(row: Mapping[str, str]) -> Work:
    """One row as a work. A blank cell is None; fields that were not seen in a source are named in `unverified`."""
    instrument = _INSTRUMENTS.get(row["instrument"], row["instrument"])
    known = instrument if instrument in resources.instruments() else None
    unseen = tuple(_FIELDS.get(name, name) for name in row["unseen_fields"].split(",") if name)
    return Work(
        id=work_uri(row["jurisdiction"], known, row["number"], row["date_adopted"], fallback=row["title_original"]),
        jurisdiction=row["jurisdiction"],
        title=row["title_original"],
        instrument=known,
        number=row["number"] or None,
        language=row["language"] or None,
        title_en=row["title_en"] or None,
        date_adopted=row["date_adopted"] or None,
        date_in_force=row["date_in_force"] or None,
        status=_STATUSES.get(row["status"], "unknown"),
        subject=row["subject"] or None,
        official_url=row["official_url"] or None,
        confidence=row["confidence"],
        unverified=unseen,
        aliases={SCHEME: row["id"]},
    )
