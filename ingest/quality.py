"""How good the text is that was read from a file: figures by which a person knows what to trust."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ingest.dictionary import known_share, soundness
from kb.model.law import LegalText
from kb.model.layout import Extraction

Quality: TypeAlias = dict[str, Any]

POOR_WORDS = 0.8
"""Soundness of the words under which a text is misread: OCR of a bad scan reaches .7, clean laws .86 and more."""
_THIN_PAGE = 200
"""Glyphs under which a page among full ones holds less than its text."""
_TOLD = 400
"""Letters from which a text that is in no language is no text of law as it stands."""
_ANNEX = re.compile(
    r"\b(?:anne[xk]|anejo|anex|allegat|anlage|bilag|schedule|appendi|παράρτημα|příloh|príloh|załącznik)|ملحق|별표", re.I
)
_NUMBER = re.compile(r"(?<![\d.\-])(\d{1,4})(?![\d.\-]*\d)")


def measure(extraction: Extraction, texts: Sequence[LegalText]) -> Quality:
    """Figures of one file; `None` where there is nothing to measure. Shares lie between 0 and 1.

    `thin_pages`: share of pages with under 200 glyphs; `ocr_confidence`: the OCR's own, over the pages that it read;
    `words_known`: share of words that a dictionary of the language holds, `words_sound` the same against clean laws;
    `continuity`: share of articles whose number follows the one before; `orphan_annexes`: annexes that no article,
    preamble or list of contents speaks of; `language_told`: whether a language was recognised in enough text;
    `doubtful_pages`: what is known of each page that was read by OCR, holds no
    text or has letters without meaning.
    """
    pages = extraction.pages
    glyphs = sum(page.glyphs for page in pages)
    sure = [page.confidence for page in pages if page.confidence is not None]
    known, sound = _words(texts)
    return {
        "pages": len(pages),
        "glyphs_per_page": round(glyphs / len(pages), 1) if pages else None,
        "thin_pages": round(sum(page.glyphs < _THIN_PAGE for page in pages) / len(pages), 3) if pages else None,
        "ocr": round(sum(page.ocr for page in pages) / len(pages), 3) if pages else None,
        "ocr_confidence": round(sum(sure) / len(sure), 3) if sure else None,
        "unmapped": round(sum(page.unmapped * page.glyphs for page in pages) / glyphs, 3) if glyphs else None,
        "without_text": round(sum(not page.text for page in pages) / len(pages), 3) if pages else None,
        "words_known": known,
        "words_sound": sound,
        "continuity": _continuity(texts),
        "language_told": any(text.language for text in texts) if sum(len(t.text) for t in texts) >= _TOLD else None,
        "doubtful_pages": [
            {"page": p.number, "ocr": p.ocr, "confidence": p.confidence, "unmapped": p.unmapped, "text": p.text}
            for p in pages
            if p.ocr or not p.text or p.unmapped > 0.05
        ],
        "orphan_annexes": sum(_orphans(text) for text in texts) if texts else None,
    }


def is_poor(quality: Mapping[str, Any]) -> bool:
    """Whether a reader must be warned: letters without meaning, pages without text, words of no dictionary."""
    sound, sure = quality.get("words_sound"), quality.get("ocr_confidence")
    return (
        (quality.get("unmapped") or 0) > 0.05
        or quality.get("language_told") is False
        or (quality.get("without_text") or 0) > 0.2
        or (sound is not None and sound < POOR_WORDS)
        or (sure is not None and sure < 0.6)
    )


def _words(texts: Sequence[LegalText]) -> tuple[float | None, float | None]:
    """(share of known words, the same against clean laws) of the text that reads worst in its language."""
    found: list[tuple[float, float | None]] = []
    for language in sorted({text.language for text in texts if text.language}):
        words = " ".join(p.text for text in texts if text.language == language for p in text.provisions)
        share = known_share(words, language)
        if share is not None:
            found.append((share, soundness(share, language)))
    if not found:
        return None, None
    share, sound = min(found, key=lambda pair: (pair[1] if pair[1] is not None else 1.0, pair[0]))
    return round(share, 3), None if sound is None else round(min(sound, 1.0), 3)


def _continuity(texts: Sequence[LegalText]) -> float | None:
    """Share of numbered articles that go on from the one before; "5 bis" after 5 does, and a new beginning at 1."""
    follows: list[bool] = []
    for text in texts:
        before: int | None = None
        for provision in text.articles():
            if provision.type in ("annex", "preamble"):
                continue
            number = _number(provision.num)
            if number is None:
                continue
            if before is not None:
                follows.append(number in (before, before + 1, 1))
            before = number
    return round(sum(follows) / len(follows), 3) if len(follows) >= 3 else None


def _number(num: str | None) -> int | None:
    found = _NUMBER.search(num or "")
    return int(found[1]) if found else None


def _orphans(text: LegalText) -> int:
    """Annexes in a text whose other provisions never name one: the law that they belong to was not read."""
    annexes = [p for p in text.provisions if p.type == "annex"]
    if not annexes:
        return 0
    own = {p.eid for p in annexes}
    body = [p for p in text.provisions if p.eid.split("__")[0] not in own]
    if not any(p.text for p in body):
        return len(annexes)
    named = re.compile(
        r"\b(?:anne[xk]|anejo|anex|allegat|anlage|bilag|schedule|παράρτημα|příloh|príloh|załącznik)", re.I
    )
    return 0 if any(named.search(f"{p.heading or ''} {p.text}") or "ملحق" in p.text for p in body) else len(annexes)
