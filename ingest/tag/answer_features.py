"""What the answer model sees of a sentence: its own senses, those of its provision and heading, its place.

Feature names say the part: "w:" the sentence's senses, "q:" the provision's, "h:" the heading's. No words of one
language, so one model serves all languages that the lexicon knows.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ingest.tag.mentions import Marked, Mention

_SENTENCE = re.compile(r"[^.;:\n。؛]+(?:[.:](?=\d)[^.;\n。؛]*)*[.;:\n。؛]?")
_PERCENT = re.compile(
    r"\d\s?(?:%|٪)|per ?cent|por ciento|pour cent|por cento|100분의|процен|la sut|procent|في المائة|بالمائة"
)
SHORTEST, LONGEST = 15, 500
"""Characters of a sentence; what is longer is quoted up to there."""
_NAME, _START = attrgetter("name"), attrgetter("start")
MOST_MENTIONS = 800
"""Mentions of one provision that are looked at: annexes of a hundred pages say nothing more after that."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a provision (offsets into its words), with features of its own beside those of the provision."""

    start: int
    end: int
    features: Mapping[str, float]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences and listed points of a provision stand."""
    for found in _SENTENCE.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        end = start + len(found[0].strip())
        if end - start >= SHORTEST:
            yield start, min(end, start + LONGEST)


def provision_features(marked: Marked, place: int, count: int) -> Mapping[str, float]:
    """Features that all sentences of a provision share; `place` counts from 0 in a law of `count` provisions."""
    row = _bag("q", sorted(marked.words, key=_START)[:MOST_MENTIONS], 0.6)
    headings = {mention.name for mention in marked.heading}
    row |= {f"h:{name}": 1 / math.sqrt(len(headings)) for name in headings}
    row[f"type:{marked.provision.type}"] = 0.5
    row[f"part:{min(4, 5 * place // count)}"] = 0.4
    if place < 3:
        row["first"] = 0.5
    return row


def sentence_features(marked: Marked) -> Iterator[Sentence]:
    """The sentences of a provision with the features that are their own."""
    words = sorted(marked.words, key=_START)
    starts = [mention.start for mention in words]
    for start, end in sentences(marked.provision.text):
        own = _bag("w", words[bisect_left(starts, start) : bisect_left(starts, end)], 2.2)
        printed = marked.provision.text[start:end]
        if _PERCENT.search(printed):
            own["sign:percent"] = 1.0
        if re.search(r"\d", printed):
            own["sign:number"] = 0.5
        yield Sentence(start, end, own)


def _bag(block: str, mentions: Sequence[Mention], weight: float) -> dict[str, float]:
    counts = {name: math.log1p(count) for name, count in Counter(map(_NAME, mentions)).items()}
    length = math.sqrt(sum(value * value for value in counts.values())) or 1.0
    return {f"{block}:{name}": weight * value / length for name, value in counts.items()}
