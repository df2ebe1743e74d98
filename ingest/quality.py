"""How good the text is that was read from a file: figures by which a person knows what to trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kb.model.law import LegalText
from kb.model.layout import Extraction

Quality: TypeAlias = dict[str, float | int | None]


def measure(extraction: Extraction, texts: Sequence[LegalText]) -> Quality:
    """Figures of one file; `None` where there is nothing to measure. Shares lie between 0 and 1."""
    pages = extraction.pages
    glyphs = sum(page.glyphs for page in pages)
    return {
        "pages": len(pages),
        "glyphs_per_page": round(glyphs / len(pages), 1) if pages else None,
        "ocr": round(sum(page.ocr for page in pages) / len(pages), 3) if pages else None,
        "unmapped": round(sum(page.unmapped * page.glyphs for page in pages) / glyphs, 3) if glyphs else None,
        "without_text": round(sum(not page.text for page in pages) / len(pages), 3) if pages else None,
    }


def is_poor(quality: Mapping[str, float | int | None]) -> bool:
    """Whether a reader must be warned: letters without meaning, or pages without text."""
    return (quality.get("unmapped") or 0) > 0.05 or (quality.get("without_text") or 0) > 0.2
