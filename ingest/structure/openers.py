"""Whether a line begins with the word or sign of a heading, in any language: what layout needs to part paragraphs."""

from __future__ import annotations

import functools
import re

from ingest.structure.grammar import UNSPACED, sources
from ingest.structure.numbers import fold

_WINDOW = 40


def opens_heading(line: str) -> bool:
    """Whether the line begins with the name of an article, a division or an annex and its number, or with both turned.

    The words of all grammars count, for the language of a page is not known before its lines are put together.
    """
    words, shapes = _openers()
    return words.match(fold(line[:_WINDOW])) is not None or shapes.match(line[:_WINDOW]) is not None


@functools.cache
def _openers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words, for folded lines, and shapes of scripts without case, for lines as they are."""
    before: set[str] = {"§", "art"}
    after: set[str] = {"§"}
    shapes: list[str] = []
    for source in sources().values():
        for table in ("articles", "divisions", "typed"):
            before.update(fold(word) for words in source.get(table, {}).values() for word in words)
        before.update(fold(word) for word in source.get("annex", ()))
        after.update(fold(word) for word in source.get("after", ()))
        after.update(fold(word) for words in source.get("divisions", {}).values() for word in words)
        shapes += [
            re.sub(r"\?P<\w+>", "?:", pattern["shape"])
            for pattern in source.get("patterns", ())
            if UNSPACED.search(pattern["shape"]) or "제" in pattern["shape"]
        ]
    number = r"(?:\d|[ivxlc]+\b|[^\W\d_]{3,})"
    named = rf"(?:{_either(before)})(?![^\W\d_])[\s.(\[]{{0,3}}{number}"
    numbered = rf"\d{{1,4}}(?:[-/.]?[a-z0-9]{{1,2}}|\s[a-z])?[\s.\-]{{0,3}}(?:{_either(after)})(?!\w)"
    return re.compile(f"{named}|{numbered}"), re.compile("|".join(shapes))


def _either(words: set[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word))
    )
