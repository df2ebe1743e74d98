"""How many records of a sub-index hold a token, looked up once for each of its states.

A question is carried into all languages held, and in most of them none of its words stands: that is asked some hundred
times for one page of hits. Of a small sub-index all words are read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

SMALL = 400
"""Records of a sub-index that is read as a whole."""
KEPT = 50_000
"""Words of one field of a larger one that are kept."""


class Counts:
    """The figures of the sub-indexes of one process, each until its next commit."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, dict[str, _Field]]] = {}

    def of(self, searcher: Any, language: str, field: str) -> dict[str, int]:
        """Token of a field → number of records, for every token; `searcher` is the present state of the language."""
        known = self._known.get(language)
        if known is None or known[0] is not searcher:
            known = self._known[language] = searcher, {}
        counts = known[1].get(field)
        if counts is None:
            counts = known[1][field] = _Field(searcher, field)
        return counts

    def alone(self, searcher: Any, language: str, fields: Iterable[str], values: Sequence[str]) -> dict[str, str]:
        """Of these fields, which hold one of the values in every record, those that hold the same one in all."""
        found = {}
        for field in fields:
            counts = self.of(searcher, language, field)
            held = [value for value in values if counts[value]]
            if len(held) == 1:
                found[field] = held[0]
        return found


class _Field(dict[str, int]):
    """Token → number of records that hold it in a field."""

    def __init__(self, searcher: Any, field: str) -> None:
        self._searcher = searcher
        self._field = field
        self._whole = searcher.num_docs <= SMALL
        super().__init__(searcher.terms_with_prefix(field, "", None, None) if self._whole else ())

    def __missing__(self, token: str) -> int:
        if self._whole:
            return 0
        if len(self) >= KEPT:
            self.clear()
        count = self[token] = int(self._searcher.doc_freq(self._field, token))
        return count
