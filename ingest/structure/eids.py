"""Ids of provisions by the Akoma Ntoso naming convention, from legal numbering and never from position."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.structure.marks import Mark

_WORD = re.compile(r"[^\W_]+")


def slug(words: str, limit: int = 40) -> str:
    """Words as an id: folded, joined by hyphens, cut at a word."""
    plain = "".join(c for c in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(c))
    name = ""
    for word in _WORD.findall(plain):
        if name and len(name) + len(word) >= limit:
            break
        name = f"{name}-{word}" if name else word[:limit]
    return name


_TELLING = 0.5
"""Share of the longest numbering's length from which an earlier one is the law's own: the decree that approves a law
has an article or two, and a law whose chapters number anew has chapters of like length."""

_LOST = 3
"""Numbers by which a numbering may jump where headings are lost in reading."""


def own_numbering(marks: Sequence[Mark | None]) -> frozenset[int]:
    """The indexes of the units of the law's own numbering, of each kind of unit.

    Other numberings in the same text are those of the decree that approves the law, of chapters that number anew, of
    the transitional provisions of later reforms.
    """
    numberings: dict[str, list[list[int]]] = {}
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind == "annex" and numberings:
            break
        if mark is None or mark.kind not in ("article", "typed"):
            continue
        series = f"{mark.word.short}/{mark.number.series if mark.number else ''}"
        runs = numberings.setdefault(series, [[]])
        if mark.number is not None and mark.number.first and _ends(marks, runs[-1], index, mark):
            runs.append([])
        runs[-1].append(index)
    own: set[int] = set()
    for series, runs in numberings.items():
        longest = max(map(len, runs))
        typed = series.split("/")[0] not in ("art", "sec", "cl")
        # Reforms bring transitional provisions of their own after those of the law, and may bring more.
        own.update(runs[0] if typed else next(run for run in runs if len(run) >= _TELLING * longest))
    return frozenset(own)


def _ends(marks: Sequence[Mark | None], run: Sequence[int], index: int, first: Mark) -> bool:
    """Whether a numbering is over where a number 1 comes; not where it goes on right after, past a mention of 1."""
    values = [mark.number.value for at in run if (mark := marks[at]) is not None and mark.number is not None]
    if not values:
        return False
    following = (
        mark.number.value
        for mark in marks[index + 1 :]
        if mark is not None and mark.kind == first.kind and mark.word == first.word and mark.number is not None
    )
    after = next(following, None)
    return after is None or after <= 2 or not values[-1] < after <= values[-1] + _LOST


class Names:
    """Gives each provision of one text its eId.

    An article of the law's own numbering stands unprefixed ("art_12"); one of another numbering takes the division it
    stands in, and inside an annex always the annex ("att_1__art_1"), so that the law's own numbers do not move when
    something else comes or goes. Only where a name is taken too comes a count.
    """

    def __init__(self, reserved: frozenset[str] = frozenset()) -> None:
        self._taken: set[str] = set()
        self._reserved = reserved
        """Names of the law's own numbering, which nothing else takes even where it comes first."""

    def article(self, short: str, key: str, division: str | None, annexed: bool, own: bool = True) -> str:
        """The eId of a unit of law in a division (the division's eId); `own` where it is of the law's own numbering."""
        name = f"{short}_{key}" if key else short
        inside = f"{division}__{name}" if division else name
        if annexed or not own:
            return self._first_free([inside], self._reserved)
        return self._first_free([name, inside])

    def division(self, short: str, key: str, parent: str | None) -> str:
        """The eId of a division under its parent."""
        own = f"{short}_{key}" if key else short
        return self._first_free([f"{parent}__{own}" if parent else own], self._reserved)

    def _first_free(self, wanted: list[str], reserved: frozenset[str] = frozenset()) -> str:
        for eid in wanted:
            if eid not in self._taken and eid not in reserved:
                break
        else:
            count = 2
            while f"{wanted[-1]}-{count}" in self._taken or f"{wanted[-1]}-{count}" in reserved:
                count += 1
            eid = f"{wanted[-1]}-{count}"
        self._taken.add(eid)
        return eid
