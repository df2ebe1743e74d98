"""Writing to the embedded index: the sub-indexes that a change touches, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from kb.search.documents import IndexDocument, document_of
from kb.search.index import IndexRecord


class Writable(Protocol):
    """What writes one sub-index."""

    def index(self, place: Path, *, make: bool = False) -> Any:
        """A sub-index, opened once."""

    def writer(self, place: Path) -> Any:
        """Its writer; there is one at a time."""

    def native(self, document: IndexDocument) -> Any:
        """A document as the engine takes it."""


class FreshGeneration:
    """A generation being built aside; what was brought in is committed once, at the end: each commit begins segments
    that are merged again later."""

    def __init__(self, writers: Writers) -> None:
        self._writers = writers
        self.count = 0

    def put(self, records: Iterable[IndexRecord]) -> int:
        """Bring records in; each comes once."""
        count = 0
        for record in records:
            self._writers.add(document_of(record))
            count += 1
        self.count += count
        return count


class Writers:
    """The writers of the sub-indexes that a change touches; all are committed at the end, or none was."""

    def __init__(self, engine: Writable, place: Path) -> None:
        self._engine = engine
        self._place = place
        self._writers: dict[str, Any] = {}

    def __enter__(self) -> Writers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for writer in self._writers.values():
            if kind is None:
                writer.commit()
            else:
                writer.rollback()
        for language, writer in self._writers.items():
            writer.wait_merging_threads()
            self._engine.index(self._place / language).reload()

    def add(self, document: IndexDocument) -> None:
        """Write a document."""
        self._writer(document.language).add_document(self._engine.native(document))

    def drop(self, field: str, value: str) -> None:
        """Take out what belongs to a work or an expression, in all languages."""
        for place in self._place.iterdir():
            if place.is_dir():
                index = self._engine.index(place)
                index.reload()
                if place.name in self._writers or index.searcher().doc_freq(field, value):
                    self._writer(place.name).delete_documents_by_term(field, value)

    def _writer(self, language: str) -> Any:
        if language not in self._writers:
            self._writers[language] = self._engine.writer(self._place / language)
        return self._writers[language]
