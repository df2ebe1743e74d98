"""The vectors of one model, kept in one file beside the index: text hash → vector, provision → text hash.

A text is encoded once, however many provisions, versions or files hold it, and whatever becomes of the index.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import EngineUnavailable
from kb.search.analysis import table_of
from kb.search.embedding import LONGEST
from kb.search.index import IndexRecord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TABLES = """
CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS provisions (
  id TEXT PRIMARY KEY, expression TEXT NOT NULL, language TEXT NOT NULL, country TEXT NOT NULL, hash BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS provisions_expression ON provisions (expression);
CREATE TABLE IF NOT EXISTS expressions (id TEXT PRIMARY KEY, stored_at TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The provisions of one language: ids, countries (each with its subdivisions) and vectors, row by row."""

    ids: tuple[str, ...]
    countries: NDArray[np.str_]
    matrix: NDArray[np.float32]

    def nearest(self, vector: NDArray[np.float32], countries: Sequence[str], most: int) -> list[tuple[str, float]]:
        """(id, nearness) of the nearest ones, nearest first; those of some countries only where any are named."""
        import numpy as np

        near = self.matrix @ vector
        rows = np.flatnonzero(np.isin(self.countries, list(countries))) if countries else np.arange(len(self.ids))
        if not len(rows):
            return []
        best = rows[np.argsort(-near[rows], kind="stable")[:most]]
        return [(self.ids[row], float(near[row])) for row in best]


def passage_of(record: IndexRecord) -> str:
    """What is read of a provision: its headings and its first words."""
    parts = (*reversed(record.path[:1]), record.heading or "", record.text)
    return ". ".join(part for part in parts if part)[:LONGEST]


def hash_of(text: str) -> bytes:
    """The hash by which a text is known."""
    return hashlib.sha256(text.encode()).digest()[:16]


class Vectors:
    """The file of one model, `{home}/vectors/{model}.db`; nothing is made before something is kept."""

    def __init__(self, folder: Path, model: str) -> None:
        self.path = folder / f"{model}.db"
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._held: Mapping[str, Neighbours] = {}

    def expressions(self) -> dict[str, str]:
        """Expression whose vectors are whole → the moment at which that text was stored."""
        if not self.path.is_file():
            return {}
        with self._open() as base:
            return dict(base.execute("SELECT id, stored_at FROM expressions"))

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """Those texts that have no vector yet, each once."""
        by_hash = {hash_of(text): text for text in texts}
        with self._open() as base:
            for key in list(by_hash):
                if base.execute("SELECT 1 FROM vectors WHERE hash = ?", (key,)).fetchone():
                    del by_hash[key]
        return list(by_hash.values())

    def keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of texts; half precision moves no rank that matters and halves the file."""
        rows = [(hash_of(text), row.astype("<f2").tobytes()) for text, row in zip(texts, vectors, strict=True)]
        with self._open() as base, base:
            base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    def place(self, expression: str, stored_at: str, records: Iterable[IndexRecord]) -> None:
        """Note which provisions of a text hold which words; all of them must have their vector."""
        rows = [(r.id, expression, table_of(r.language), r.country, hash_of(passage_of(r))) for r in records if r.text]
        with self._open() as base, base:
            base.execute("DELETE FROM provisions WHERE expression = ?", (expression,))
            base.executemany("INSERT OR REPLACE INTO provisions VALUES (?, ?, ?, ?, ?)", rows)
            base.execute("INSERT OR REPLACE INTO expressions VALUES (?, ?)", (expression, stored_at))

    def forget(self, expressions: Iterable[str]) -> None:
        """Take out texts that are no longer held, and vectors that no provision needs any more."""
        with self._open() as base, base:
            for name in expressions:
                base.execute("DELETE FROM provisions WHERE expression = ?", (name,))
                base.execute("DELETE FROM expressions WHERE id = ?", (name,))
            base.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM provisions)")

    def by_language(self) -> Mapping[str, Neighbours]:
        """Language → its provisions; read again when the file has changed."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return {}
        with self._lock:
            if self._seen != (stat.st_mtime_ns, stat.st_size):
                self._held = self._read()
                self._seen = (stat.st_mtime_ns, stat.st_size)
            return self._held

    def _read(self) -> dict[str, Neighbours]:
        import numpy as np

        rows: dict[str, list[tuple[str, str, bytes]]] = {}
        query = "SELECT language, id, country, vector FROM provisions JOIN vectors USING (hash) ORDER BY language, id"
        with self._open() as base:
            for language, name, country, vector in base.execute(query):
                rows.setdefault(language, []).append((name, country, vector))
        made = {}
        for language, found in rows.items():
            names, countries, vectors = zip(*found, strict=True)
            matrix = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(names), -1).astype(np.float32)
            made[language] = Neighbours(tuple(names), np.array(countries), matrix)
        return made

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=15)) as base:
                base.executescript(_TABLES)
                yield base
        except (sqlite3.Error, OSError) as error:
            raise EngineUnavailable(
                f"The vectors in {self.path} cannot be used: {error}.",
                advice="Remove the file: the worker makes it anew. SSELEX_SEMANTIC=off searches without it.",
            ) from error
