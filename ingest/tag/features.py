"""What the theme model sees of a provision: senses, concepts, words, place and kind.

A feature is a short name with a weight. Senses and concepts are the same in all languages ("w:L0123" in the words,
"h:…" in the heading, "b:…" where the words begin, "d:…" in the headings of the divisions around it), and so are the
beginnings of words that languages share ("p:coope"). Stems of one language ("s:fr:…") help where laws in that language
were learned from, and say nothing elsewhere: one model serves all languages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from ingest.tag.mentions import Marked, Mention, mentions
from kb.model.law import DIVISIONS, LegalText

LEAD = 160
"""Characters that count as the beginning of a provision: most laws name its subject there."""
LEAD_WORDS = 25
MOST_WORDS = 500
"""Words of a provision that are looked at; what a long one is about is said before."""
SHARED = 5
"""Letters of the beginnings of words that languages share."""

_SPAN = itemgetter(*map(Mention._fields.index, ("start", "end", "kind")))
_NAME = itemgetter(Mention._fields.index("name"))
_SHARES = (1.0, *(number**-0.5 for number in range(1, 200)))
"""What each of so many senses of one word counts."""

Features = Mapping[str, float]


def features(provisions: Sequence[Marked], divisions: Mapping[str, Iterable[Mention]]) -> list[Features]:
    """The features of each provision of one law; `divisions` are the mentions in each division's heading, by eid."""
    count = len(provisions)
    found: list[Features] = []
    around: dict[str, dict[str, float]] = {}
    for place, marked in enumerate(provisions):
        provision = marked.provision
        row: dict[str, float] = {}
        _block(row, "w", [*marked.words, *marked.heading])
        _block(row, "h", marked.heading)
        _block(row, "b", [mention for mention in marked.words if mention.start < LEAD])
        parent = provision.parent or ""
        if parent not in around:
            around[parent] = {}
            _block(around[parent], "d", tuple(divisions.get(parent, ())))
        row |= around[parent]
        _words(row, marked)
        size = len(provision.text)
        row[f"type:{provision.type}"] = 0.3
        row[f"size:{min(7, int(math.log2(size / 60 + 1)))}"] = 0.3
        row[f"part:{min(9, 10 * place // max(1, count))}"] = 0.2
        if place < 6:
            row[f"first:{place}"] = 0.25
        if count - 1 - place < 6:
            row[f"last:{count - 1 - place}"] = 0.25
        _signs(row, provision.text)
        found.append(row)
    return found


def provision_rows(text: LegalText, provisions: Sequence[Marked]) -> list[Features]:
    """The features of each provision of a law."""
    divisions = {
        eid: tuple(mentions(" / ".join(headings), text.language)) for eid, headings in divisions_of(text).items()
    }
    return features(provisions, divisions)


def divisions_of(text: LegalText) -> Mapping[str, tuple[str, ...]]:
    """The headings around each division, its own first: eid → headings."""
    by_eid = {provision.eid: provision for provision in text.provisions if provision.type in DIVISIONS}
    found = {}
    for eid in by_eid:
        chain: list[str] = []
        place = by_eid.get(eid)
        while place is not None and len(chain) < 3:
            chain.append(place.heading or place.num)
            place = by_eid.get(place.parent or "")
        found[eid] = tuple(chain)
    return found


def _block(row: dict[str, float], block: str, mentions: Sequence[Mention]) -> None:
    """Add the mentions of one place: logarithm of the count, a word with several senses shared among them, length 1."""
    places = list(map(_SPAN, mentions))
    spans = Counter(places)
    counts: dict[str, float] = {}
    for name, place in zip(map(_NAME, mentions), places, strict=True):
        counts[name] = counts.get(name, 0.0) + _SHARES[spans[place]]
    _add(row, f"{block}:", counts, 1.0)


def _words(row: dict[str, float], marked: Marked) -> None:
    """Add the stems of the words, of their beginning and of the heading, each with its language."""
    language = marked.language or ""
    stems = [stem for stem in marked.stems[:MOST_WORDS] if len(stem) > 1 and not stem[0].isdigit()]
    heading = [stem for stem in marked.heading_stems if len(stem) > 1]
    words = [*stems, *heading]
    _add(row, f"s:{language}:", Counter(words), 1.0)
    _add(row, f"l:{language}:", Counter(stems[:LEAD_WORDS]), 0.5)
    _add(row, f"k:{language}:", Counter(heading), 0.8)
    _add(row, "p:", Counter([stem[:SHARED] for stem in words if len(stem) >= SHARED]), 0.7)


def _add(row: dict[str, float], block: str, counts: Mapping[str, float], weight: float) -> None:
    """Add the logarithms of the counts, brought to one length, under names that begin with their block."""
    if counts:
        logs = list(map(math.log1p, counts.values()))
        scale = weight / math.sqrt(sum(value * value for value in logs))
        for name, value in zip(counts, logs, strict=True):
            row[block + name] = value * scale


def _signs(row: dict[str, float], text: str) -> None:
    """Signs that mean the same everywhere: percentages, dates, quotations, lists."""
    if re.search(r"\d\s?(?:%|٪)", text):
        row["sign:percent"] = 0.3
    if text.count("«") + text.count("“") + text.count("「") >= 2:
        row["sign:quoted"] = 0.3
    if len(re.findall(r"(?m)^\s*(?:\(?\w{1,3}[).]|[-–•])\s", text)) >= 3:
        row["sign:list"] = 0.3
    if re.search(r"\b(?:19|20)\d\d\b", text):
        row["sign:year"] = 0.2
