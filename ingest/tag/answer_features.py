"""What the answer model sees of a law: its provisions, its sentences, and the law as a whole.

A provision has the features that the theme model sees. A sentence, and the law as a whole, have the senses and concepts
in their words ("w:L0123"): one model serves all languages of the lexicon.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from ingest.tag.features import Features
from ingest.tag.mentions import Marked, Mention, mentions
from kb.model.law import LegalText

_END = re.compile(r"[.;:\n。؛]")
_ITEM = re.compile(r"(?P<counted>\(\w{1,3}\)|\d{1,4}\.)|\w{1,3}\)|[^\W\d_]\.")
"""The number or letter of a listed point or paragraph."""
SHORTEST, LONGEST = 15, 500
"""Characters of a sentence; what is longer is quoted up to there."""
MOST_SENTENCES = 400
"""Sentences of one provision that are looked at: annexes of a hundred pages say nothing more after that."""
WORD = "w:"
_LOGS = tuple(math.log1p(count) for count in range(LONGEST + 1))
_START_AND_NAME = itemgetter(*map(Mention._fields.index, ("start", "name")))
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
    first = 0
    for found in _END.finditer(text):
        if not _goes_on(text, found.start()):
            yield from _between(text, first, found.end())
            first = found.end()
    yield from _between(text, first, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if end - start >= SHORTEST:
        yield start, min(end, start + LONGEST)


def _goes_on(text: str, place: int) -> bool:
    """Whether a sentence goes on behind a sign that may end it: "art. 5", "nr. 1/2005", "του ν. 4001/2011", "Sb.,", a
    line that is printed on in small letters."""
    sign, behind = text[place], text[place + 1 : place + 16]
    if sign in ";。؛":
        return False
    if sign == ":":
        return behind[:1].isdigit()
    if sign == "." and behind[:1] and not behind[0].isspace():
        return behind[0].isalnum() or behind[0] in ",)"
    rest = behind.lstrip()
    if not rest:
        return False
    if item := _ITEM.match(rest):
        # "alin. (2) din", "5. лица": a number that small letters follow belongs to what stands before.
        return item["counted"] is not None and rest[item.end() :].lstrip()[:1].islower()
    if sign == "\n":
        return rest[0].islower() and text[place - 1 : place] not in tuple(".;:")
    # A single letter is an abbreviation: "ν. 4001/2011", "J. Smith".
    single = text[place - 1 : place].isalpha() and not text[max(0, place - 2) : place - 1].isalnum()
    return rest[0].islower() or rest[0].isdecimal() or single


def sentence_rows(provisions: Sequence[Marked]) -> list[Sentence]:
    """The sentences of a law in order."""
    found = []
    for place, marked in enumerate(provisions):
        words = sorted(map(_START_AND_NAME, marked.words))
        starts = [start for start, _ in words]
        for start, end in itertools.islice(sentences(marked.provision.text), MOST_SENTENCES):
            counts: dict[str, int] = {}
            for _, name in words[bisect_left(starts, start) : bisect_left(starts, end)]:
                counts[name] = counts.get(name, 0) + 1
            found.append(Sentence(place, start, end, {WORD + name: _LOGS[count] for name, count in counts.items()}))
    return found


def law_row(provisions: Sequence[Features]) -> dict[str, float]:
    """How many provisions speak of each sense or concept, as a logarithm."""
    counts = Counter(itertools.chain.from_iterable(provisions))
    return {name: math.log1p(count) for name, count in counts.items() if name.startswith(WORD)}


def opening(text: LegalText) -> dict[str, float]:
    """The senses and concepts in the words that a text begins with: its title says which kind of entity it is about."""
    return {WORD + mention.name: 1.0 for mention in mentions(text.text[:OPENING], text.language)}
