"""Near-duplicates: the same text under another name. Shown, never merged in silence.

Files of one act, by number, day and country, are found to be one work where they are stored (`kb.catalogue.matching`).
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.model.law import Expression
from kb.model.layout import Issue
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch = NDArray[np.uint64]

SHINGLE = 5
"""Words in a shingle: five in a row are seldom the same by chance, and one changed word spoils only five shingles."""
SIZE = 512
"""Shingles kept of a text, those with the smallest hashes: the share that two texts have in common is known to 4 %."""
SAME_TEXT = 0.6
"""Share of shingles from which two works have the same text. Two prints of one law have 0.82 to 1 in common, Mexico's
LRASCAP and an independent consolidation of it 0.71, a gazette and its bad OCR 0.62 to 0.72; a law of the Basque Country
and the one that replaces it 0.35. Between them lie texts that one should know of too: two agreements on one template
(0.79), Andorra's laws on associations of 2000 and 2023 (0.67)."""
SAME_VERSION = 0.98
"""Share from which two versions of one work are the same text."""
KEPT = 5000
"""Sketches kept in memory, about 4 kB each."""
LENGTHS = 0.6
"""Two texts whose lengths differ more than this share cannot have `SAME_TEXT` in common."""


_SKETCHES: dict[tuple[str, str, str], tuple[int, Sketch]] = {}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two texts that are near-duplicates: `similarity` is the share of their word sequences that both have."""

    first: Expression
    second: Expression
    similarity: float

    @property
    def same_work(self) -> bool:
        """Whether both are filed under one work."""
        return self.first.work == self.second.work

    @property
    def sentence(self) -> str:
        """What there is to tell of them."""
        share = f"{round(100 * self.similarity)} % of the text"
        if self.same_work:
            return f"{share} of {self.first.source_name} is that of {self.second.source_name}, another version of it."
        return f"{share} of {self.first.source_name} is that of {self.second.title} ({self.second.source_name})."


def sketch(text: str) -> Sketch:
    """The smallest hashes of a text's word sequences, sorted: two texts are compared by them alone (bottom-k MinHash).

    Scripts without spaces between words are taken by characters.
    """
    import numpy as np

    words = re.findall(r"\w+", text.casefold())
    if len(words) * 12 < len(text):
        words = [text[i : i + 2] for i in range(0, len(text), 2)]
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    if len(hashes) < SHINGLE:
        return np.unique(hashes)
    with np.errstate(over="ignore"):
        rolled = np.zeros(len(hashes) - SHINGLE + 1, dtype=np.uint64)
        for place in range(SHINGLE):
            rolled = rolled * np.uint64(0x100000001B3) + hashes[place : len(hashes) - SHINGLE + 1 + place]
        # Mixed once more: neighbouring values must not be neighbours in order, or the smallest are no fair sample.
        rolled ^= rolled >> np.uint64(33)
        rolled *= np.uint64(0xFF51AFD7ED558CCD)
        rolled ^= rolled >> np.uint64(33)
    return np.unique(rolled)[:SIZE]


def similarity(one: Sketch, other: Sketch) -> float:
    """The share of word sequences that two texts have in common (Jaccard), estimated from their sketches."""
    import numpy as np

    both = np.union1d(one, other)[:SIZE]
    if not len(both):
        return 0.0
    shared = np.intersect1d(np.intersect1d(one, other), both)
    return len(shared) / len(both)


def of_text(session: Session, expression: Expression) -> list[Duplicate]:
    """The near-duplicates of one text among all that are held, most alike first."""
    found = []
    characters, own = _sketch_of(session, expression)
    for other in session.texts.find():
        if other.id == expression.id or other.language != expression.language:
            continue
        length, sketched = _sketch_of(session, other)
        if not LENGTHS <= length / max(1, characters) <= 1 / LENGTHS:
            continue
        share = similarity(own, sketched)
        if share >= _enough(expression, other):
            found.append(Duplicate(expression, other, share))
    return sorted(found, key=lambda one: -one.similarity)


def like(session: Session, text: str, language: str | None) -> list[tuple[Expression, float]]:
    """Held texts that say the same as one that is not stored yet, with the share in common, most alike first."""
    found, own = [], sketch(text)
    for other in session.texts.find():
        if other.language == language:
            length, sketched = _sketch_of(session, other)
            if LENGTHS <= length / max(1, len(text)) <= 1 / LENGTHS:
                share = similarity(own, sketched)
                if share >= SAME_TEXT:
                    found.append((other, share))
    return sorted(found, key=lambda pair: -pair[1])


def _sketch_of(session: Session, expression: Expression) -> tuple[int, Sketch]:
    """Length and sketch of a held text; kept in memory, since an ingest run compares each new text with all others."""
    key = expression.id, expression.sha256, expression.stored_at
    if key not in _SKETCHES:
        if len(_SKETCHES) >= KEPT:
            _SKETCHES.clear()
        text = session.texts.text_alone(expression.id)
        _SKETCHES[key] = len(text), sketch(text)
    return _SKETCHES[key]


def issues(session: Session, expression_id: str) -> list[Issue]:
    """What is told of a text that was just stored."""
    return [
        Issue("info" if one.same_work else "warning", "near-duplicate", one.sentence)
        for one in of_text(session, session.texts.get(expression_id))
    ]


def all_duplicates(kb: KnowledgeBase) -> list[Duplicate]:
    """The near-duplicates among all texts held, each pair once, most alike first."""
    with kb.store.read() as session:
        by_language: dict[str | None, list[tuple[Expression, int, Sketch]]] = defaultdict(list)
        found = []
        for expression in session.texts.find():
            characters, own = _sketch_of(session, expression)
            for other, length, sketched in by_language[expression.language]:
                if not LENGTHS <= length / max(1, characters) <= 1 / LENGTHS:
                    continue
                share = similarity(own, sketched)
                if share >= _enough(expression, other):
                    found.append(Duplicate(other, expression, share))
            by_language[expression.language].append((expression, characters, own))
    return sorted(found, key=lambda one: -one.similarity)


def _enough(one: Expression, other: Expression) -> float:
    """The share from which two texts are told: of two works, of two versions; two files of one version always are one
    text, which is told where they are stored."""
    if one.work != other.work:
        return SAME_TEXT
    return SAME_VERSION if one.version.split(".")[0] != other.version.split(".")[0] else 2.0
