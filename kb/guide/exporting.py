"""Exports: an edition, in one language, as files of the formats asked for."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kb.errors import BadRequest, SselexError
from kb.guide.building import build
from kb.guide.export import FORMATS
from kb.guide.export import export as write
from kb.identity import slug
from kb.model.guide import GuideEdition

AT_ONCE = 2
"""Formats that are written at a time: pandoc and Typst work outside the interpreter, and each takes memory."""


def export(
    edition: GuideEdition,
    formats: Sequence[str],
    folder: Path,
    language: str | None = None,
    *,
    previous: GuideEdition | None = None,
) -> tuple[Path, ...]:
    """Write the edition into `folder` in each format; gives the paths in the order asked.

    `language` is the edition's own for None. The same edition gives the same bytes every time. Raises `BadRequest` for
    an unknown format or language, `SselexError` where a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise BadRequest(f"The guide cannot be exported as {', '.join(unknown)}; it can as {', '.join(FORMATS)}.")
    chosen = language or edition.language
    document = build(edition, chosen, previous)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{slug(edition.guide) or 'guide'}-{edition.number}-{document.language}"
        paths = {name: folder / f"{stem}{FORMATS[name][0]}" for name in formats}
        for together in _rounds(formats):
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda name: write(document, name, paths[name]), together))
        return tuple(paths[name] for name in formats)
    except OSError as error:
        raise SselexError(f"The export cannot be written to {folder}: {error.strerror}.") from error


def _rounds(formats: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Typst, which takes the most memory, beside what is written here; then pandoc's formats, two at a time."""
    chosen = dict.fromkeys(formats)
    first = tuple(name for name in ("pdf", "akn", "xlsx", "csl", "datacite") if name in chosen)
    return tuple(together for together in (first, tuple(name for name in chosen if name not in first)) if together)
