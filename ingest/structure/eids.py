"""Ids of provisions by the Akoma Ntoso naming convention, from legal numbering and never from position."""

from __future__ import annotations

import re
import unicodedata

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


class Names:
    """Gives each provision of one text its eId.

    An article stays unprefixed while its number is new in the text ("art_12"); inside an annex it always carries the
    annex ("att_1__art_1"), so that the law's own numbers do not move when an annex comes or goes. A number that
    returns takes the division it stands in, and so does what follows in a division that numbers anew, even where the
    law's own numbering has a gap; only where that is taken too comes a count.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._anew: set[str] = set()

    def article(self, short: str, key: str, division: str | None, annexed: bool) -> str:
        """The eId of a unit of law in a division (the division's eId)."""
        own = f"{short}_{key}" if key else short
        if division is None:
            return self._first_free([own])
        if own in self._taken:
            self._anew.add(division)
        inside = f"{division}__{own}"
        return self._first_free([inside] if annexed or division in self._anew else [own])

    def division(self, short: str, key: str, parent: str | None) -> str:
        """The eId of a division under its parent."""
        own = f"{short}_{key}" if key else short
        return self._first_free([f"{parent}__{own}" if parent else own])

    def _first_free(self, wanted: list[str]) -> str:
        for eid in wanted:
            if eid not in self._taken:
                break
        else:
            count = 2
            while f"{wanted[-1]}-{count}" in self._taken:
                count += 1
            eid = f"{wanted[-1]}-{count}"
        self._taken.add(eid)
        return eid
