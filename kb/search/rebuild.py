"""The index made anew from the store, or brought up to date."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.search.index import IndexRecord, SearchIndex
from kb.search.records import records_of, records_of_texts, records_of_works
from kb.store import Session, Store
from kb.store.codec import now

BATCH = 25
"""Texts read from the store in one transaction, so that writers of the store never wait long."""


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What was indexed: texts, works without text, records in all, and the seconds it took."""

    texts: int
    works_without_text: int
    records: int
    seconds: float
    engine: str

    def __str__(self) -> str:
        return (
            f"{self.records} records of {self.texts} texts and {self.works_without_text} works without text "
            f"indexed in {self.seconds:.1f} s ({self.engine})."
        )


def rebuild(store: Store, index: SearchIndex, progress: Callable[[int], None] | None = None) -> RebuildReport:
    """Build a new index aside, check its count and swap; searches go on in the old one meanwhile. What came into the
    store or changed there while this went on waits for the index afterwards, and what left it leaves the index too.

    `progress` is called with the number of texts that were just done. Raises `EngineUnavailable` or `StoreUnavailable`;
    the old index then stays.
    """
    began = time.monotonic()
    with store.read() as session:
        changes = session.texts.changes()
    records = 0
    with index.fresh(now()) as fresh:
        for batch in _batches(changes):
            records += fresh.put(_records(store, batch, records_of_texts))
            if progress is not None:
                progress(len(batch))
        with store.read() as session:
            bare = fresh.put(records_of_works(session))
    with store.write() as session:
        session.texts.mark_all_stale()
        session.texts.mark_indexed(changes)
        gone = changes.keys() - session.texts.changes()
    if gone:
        index.drop(gone)
    return RebuildReport(len(changes), bare, records + bare, time.monotonic() - began, index.health().engine)


def bring_up_to_date(store: Store, index: SearchIndex, progress: Callable[[int], None] | None = None) -> int:
    """Index the texts that the index does not know yet; gives how many."""
    with store.read() as session:
        ids = session.texts.stale()
    for batch in _batches(ids):
        bring_in(store, index, batch)
        if progress is not None:
            progress(len(batch))
    return len(ids)


def bring_in(store: Store, index: SearchIndex, ids: Sequence[str]) -> None:
    """Index these texts, and note it of those that nobody changed meanwhile. Where a new index replaced the one that
    they came into, they go on waiting. Raises `EngineUnavailable`."""
    before = index.health().version
    with store.read() as session:
        changes = session.texts.changes(ids)
        index.put(records_of(session, ids))
    if before in (None, index.health().version):
        with store.write() as session:
            session.texts.mark_indexed(changes)


def _records(
    store: Store, ids: Iterable[str], made_of: Callable[[Session, Iterable[str]], Iterator[IndexRecord]]
) -> Iterator[IndexRecord]:
    with store.read() as session:
        yield from made_of(session, ids)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch
