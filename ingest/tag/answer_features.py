"""What the answer model sees of a law: its provisions, its sentences, and the law as a whole.

A provision has the features that the theme model sees. A sentence, and the law as a whole, have the senses and concepts
in their words ("w:L0123"): one model serves all languages of the lexicon.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.tag.features import Features
from ingest.tag.mentions import Marked, mentions
from kb.model.law import LegalText

_SENTENCE = re.compile(r"[^.;:\n。؛]+(?:[.:](?=\d)[^.;\n。؛]*)*[.;:\n。؛]?")
SHORTEST, LONGEST = 15, 500
"""Characters of a sentence; what is longer is quoted up to there."""
MOST_SENTENCES = 400
"""Sentences of one provision that are looked at: annexes of a hundred pages say nothing more after that."""
WORD = "w:"
_LOGS = tuple(math.log1p(count) for count in range(LONGEST + 1))
OPENING = 300
"""Characters of a text that hold its title."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its provision's place in the law, offsets into that one's words, its senses with their weight."""

    provision: int
    start: int
    end: int
    senses: Mapping[str, float]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences and listed points of a provision stand."""
    for found in _SENTENCE.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        end = start + len(found[0].strip())
        if end - start >= SHORTEST:
            yield start, min(end, start + LONGEST)


def sentence_rows(provisions: Sequence[Marked]) -> list[Sentence]:
    """The sentences of a law in order."""
    found = []
    for place, marked in enumerate(provisions):
        words = sorted((mention.start, WORD + mention.name) for mention in marked.words)
        first = 0
        for count, (start, end) in enumerate(sentences(marked.provision.text)):
            if count >= MOST_SENTENCES:
                break
            while first < len(words) and words[first][0] < start:
                first += 1
            last = first
            counts: dict[str, int] = {}
            while last < len(words) and words[last][0] < end:
                name = words[last][1]
                counts[name] = counts.get(name, 0) + 1
                last += 1
            found.append(Sentence(place, start, end, {name: _LOGS[count] for name, count in counts.items()}))
            first = last
    return found


def law_row(provisions: Sequence[Features]) -> dict[str, float]:
    """How many provisions speak of each sense or concept, as a logarithm."""
    counts = Counter(name for row in provisions for name in row if name.startswith(WORD))
    return {name: math.log1p(count) for name, count in counts.items()}


def opening(text: LegalText) -> dict[str, float]:
    """The senses and concepts in the words that a text begins with: its title says which kind of entity it is about."""
    return {WORD + mention.name: 1.0 for mention in mentions(text.text[:OPENING], text.language)}
