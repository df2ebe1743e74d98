"""Vectors brought up to date with the store: what is new is encoded, what is gone is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.search.embedding import Embedder
from kb.search.index import IndexRecord
from kb.search.records import records_of_texts
from kb.search.vectors import Vectors, passage_of
from kb.store import Store

AT_ONCE = 32
"""Passages given to the model at one time."""


def waiting(store: Store, vectors: Vectors) -> list[tuple[str, str]]:
    """(expression, moment at which it was stored) of the current texts whose vectors are missing or old."""
    done = vectors.expressions()
    with store.read() as session:
        held = [(text.id, text.stored_at) for text in session.texts.current()]
    return [(name, stored_at) for name, stored_at in held if done.get(name) != stored_at]


def encode(
    store: Store, vectors: Vectors, embedder: Embedder, *, tell: Callable[[str], None] = lambda _: None,
    wanted: Callable[[str], bool] = lambda _: True,
) -> int:  # fmt: skip
    """Make the vectors that are missing; gives how many texts were done. It can be stopped at any moment and goes on
    where it was; `wanted` chooses among the expressions."""
    todo = [(name, stored_at) for name, stored_at in waiting(store, vectors) if wanted(name)]
    for place, (name, stored_at) in enumerate(todo):
        tell(f"{place} of {len(todo)} texts have their vectors")
        with store.read() as session:
            records = [record for record in records_of_texts(session, (name,)) if record.text]
        for part in _parts(records):
            if texts := vectors.unknown(map(passage_of, part)):
                vectors.keep(texts, embedder.passages(texts))
        vectors.place(name, stored_at, records)
    with store.read() as session:
        held = {text.id for text in session.texts.current()}
    if gone := [name for name in vectors.expressions() if name not in held]:
        vectors.forget(gone)
    return len(todo)


def _parts(records: Sequence[IndexRecord]) -> Iterator[Sequence[IndexRecord]]:
    for start in range(0, len(records), AT_ONCE):
        yield records[start : start + AT_ONCE]
