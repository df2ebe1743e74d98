"""Where the heading of an article ends and its own words begin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.marks import Mark, is_heading
from kb.model.layout import Block

_INLINE = re.compile(
    r"(?:\((?P<bracketed>[^()\n]{3,160})\)\s?[.:]?\s?[-–—.]{0,2}\s*"
    r"|(?P<plain>[^\W\d_][^.:;()\n]{2,140})(?:\.\s?[-–—]+\s*|\s?[:.]\s+|\s[-–—]\s+))"
    r"(?=\S)"
)
_WORDS = re.compile(r"\W{0,3}\w+\W+\w+\W+\w")
_ENDS_SENTENCE = re.compile(r"[.;:,]\s*$")
_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-zα-ω]{1,2}|[ivxIVX]{1,5})\s?[.)°º]\s|[-–—•]\s|\(\d{1,3}\)")
_SHORT = 160
"""Characters of the longest line that is taken for an article's heading when the page does not set it as one."""
_MOST = 0.6
"""Share of a text's articles that must show a habit before it is taken for the rule of the text."""


class Habits:
    """How one text sets the headings of its articles: in the same paragraph, on the next line, above the number."""

    def __init__(self, blocks: Sequence[Block], marks: Sequence[Mark | None]) -> None:
        self._blocks, self._marks = blocks, marks
        at = [index for index, mark in enumerate(marks) if mark is not None and mark.kind in ("article", "typed")]
        bare = [index for index in at if not self._rest(index)]
        self.below = len(bare) >= 3 and self._share(bare, lambda index: self.plain_line(index + 1)) >= _MOST
        self.above = len(bare) >= 3 and not self.below and self._share(at, self._line_above) >= 0.8
        worded = [index for index in at if self._rest(index)]
        self.own_line = len(worded) >= 3 and self._share(worded, self._on_own_line) >= _MOST
        self.inline = len(worded) >= 3 and self._share(worded, self._inline) >= _MOST

    def _rest(self, index: int) -> str:
        mark = self._marks[index]
        return self._blocks[index].text[mark.rest :].strip() if mark is not None else ""

    @staticmethod
    def _share(indexes: Sequence[int], holds: object) -> float:
        return sum(bool(holds(index)) for index in indexes) / len(indexes)  # type: ignore[operator]

    def _on_own_line(self, index: int) -> bool:
        rest = self._rest(index)
        return len(rest) <= _SHORT and not rest.endswith((";", ":", ",")) and self.followed(index)

    def _inline(self, index: int) -> bool:
        return self._on_own_line(index) or inline_heading(self._rest(index)) is not None

    def plain_line(self, index: int) -> bool:
        """Whether the block is a short unmarked line that could be a heading, with something after it."""
        if index >= len(self._blocks) or self._marks[index] is not None:
            return False
        block = self._blocks[index]
        return (
            block.kind in ("body", "heading")
            and 2 < len(block.text) < _SHORT
            and _ITEM.match(block.text) is None
            and (
                is_heading(block)
                or (
                    _ENDS_SENTENCE.search(block.text.rstrip(". ")) is None
                    and not block.text.endswith((".", ";", ":", ","))
                )
            )
        )

    def _line_above(self, index: int) -> bool:
        return (
            index > 0
            and self.plain_line(index - 1)
            and (index < 2 or self._marks[index - 2] is None or not self._bare(index - 2))
        )

    def _bare(self, index: int) -> bool:
        mark = self._marks[index]
        return mark is not None and not self._rest(index)

    def followed(self, index: int) -> bool:
        """Whether unmarked words follow the block."""
        return index + 1 < len(self._blocks) and self._marks[index + 1] is None


def inline_heading(rest: str) -> tuple[str, int] | None:
    """The heading at the start of a paragraph, and the offset where the article's own words begin.

    "Autonomía. La libre…" gives the words after it. A rubric that a dash or brackets run into the sentence
    ("(Objeto).- La presente ley…", "Derecho humano.- El derecho…") is quoted with the article where it is
    customary, so it names the article and stays in its words too.
    """
    match = _INLINE.match(rest)
    if match is None:
        return None
    heading = match["bracketed"] or match["plain"]
    words = rest[match.end() :]
    if len(words) < len(heading) or _WORDS.match(words) is None:
        return None
    if match["bracketed"] is None and (len(heading.split()) > 16 or words[:1].islower()):
        return None
    run_in = match["bracketed"] is not None or bool(set(match[0][-4:]) & set("-–—"))
    return heading.strip(), 0 if run_in else match.end()
