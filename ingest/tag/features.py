"""What the theme model sees of a provision: senses, concepts, place and kind, never the words of one language.

A feature is a short name ("w:L0123" a sense in the words, "h:…" in the heading, "b:…" where the words begin,
"d:…" in the headings of the divisions around it) with a weight. One model can so serve all languages.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.tag.mentions import Marked, Mention
from kb.model.law import DIVISIONS, LegalText

LEAD = 160
"""Characters that count as the beginning of a provision: most laws name its subject there."""

Features = Mapping[str, float]


def features(provisions: Sequence[Marked], divisions: Mapping[str, Iterable[Mention]]) -> list[Features]:
    """The features of each provision of one law; `divisions` are the mentions in each division's heading, by eid."""
    count = len(provisions)
    found: list[Features] = []
    for place, marked in enumerate(provisions):
        provision = marked.provision
        row: dict[str, float] = {}
        _block(row, "w", [*marked.words, *marked.heading])
        _block(row, "h", marked.heading)
        _block(row, "b", [m for m in marked.words if m.start < LEAD])
        _block(row, "d", divisions.get(provision.parent or "", ()))
        size = len(provision.text)
        row[f"type:{provision.type}"] = 1.0
        row[f"size:{min(7, int(math.log2(size / 60 + 1)))}"] = 1.0
        row[f"part:{min(9, 10 * place // max(1, count))}"] = 0.6
        row[f"first:{min(place, 6)}"] = 0.8 if place < 6 else 0.0
        row[f"last:{min(count - 1 - place, 6)}"] = 0.8 if count - 1 - place < 6 else 0.0
        row["law:short" if count < 15 else "law:long" if count > 80 else "law:middle"] = 0.4
        _signs(row, provision.text)
        found.append({name: value for name, value in row.items() if value})
    return found


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


def _block(row: dict[str, float], block: str, mentions: Iterable[Mention]) -> None:
    """Add the mentions of one place: logarithm of the count, a word with several senses shared among them, length 1."""
    spans: dict[tuple[int, int, str], set[str]] = {}
    for mention in mentions:
        spans.setdefault((mention.start, mention.end, mention.kind), set()).add(mention.id)
    counts: defaultdict[str, float] = defaultdict(float)
    for (_, _, kind), ids in spans.items():
        for name in ids:
            counts[f"{'c' if kind == 'concept' else ''}{name}"] += 1.0 / len(ids) ** 0.5
    weights = {name: math.log1p(value) for name, value in counts.items()}
    length = math.sqrt(sum(value * value for value in weights.values())) or 1.0
    for name, value in weights.items():
        row[f"{block}:{name}"] = value / length


def _signs(row: dict[str, float], text: str) -> None:
    """Signs that mean the same everywhere: percentages, dates, quotations, lists."""
    if re.search(r"\d\s?(?:%|٪)", text):
        row["sign:percent"] = 0.5
    if text.count("«") + text.count("“") + text.count("「") >= 2:
        row["sign:quoted"] = 0.4
    if len(re.findall(r"(?m)^\s*(?:\(?\w{1,3}[).]|[-–•])\s", text)) >= 3:
        row["sign:list"] = 0.4
    if re.search(r"\b(?:19|20)\d\d\b", text):
        row["sign:year"] = 0.3
