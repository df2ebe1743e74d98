"""More like this: the words that tell a provision from others, looked for in all languages held."""

from __future__ import annotations

from collections import Counter

from kb.search.analysis import WORD, analyser, table_of
from kb.search.engine import View
from kb.search.index import IndexRecord

TELLING = 10
"""Words of a provision that are looked for."""
SHORTEST = 4
"""Letters of a telling word (two where the script parts words into pairs)."""


def telling_words(record: IndexRecord, view: View) -> tuple[str, ...]:
    """The words of a provision that are frequent in it and rare elsewhere, in the order of the text; words that stand
    nowhere else say nothing of likeness."""
    language = table_of(record.language)
    analysis = analyser(language)
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for part, weight in ((record.heading or "", 2), (record.text, 1)):
        for word in WORD.findall(part):
            stems = analysis.stems(word)
            if len(stems) == 1 and not word.isdecimal() and len(word) >= (2 if analysis.pairs else SHORTEST):
                written.setdefault(stems[0], word)
                counts[stems[0]] += weight
    held = view.held().get(language, 0)
    found = view.frequencies({language: frozenset(counts)}).get(language, {})
    value = {
        stem: count / (1 + count) * _rarity(held, found.get(stem, 0))
        for stem, count in counts.items()
        if found.get(stem, 0) > 1
    }
    best = set(sorted(value, key=lambda stem: (-value[stem], stem))[:TELLING])
    return tuple(word for stem, word in written.items() if stem in best)


def _rarity(held: int, count: int) -> float:
    import math

    return math.log(1 + (held - count + 0.5) / (count + 0.5))
