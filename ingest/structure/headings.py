"""Where the heading of an article ends and its own words begin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.grammar import UNSPACED
from ingest.structure.marks import Mark, is_heading
from kb.model.layout import Block

_INLINE = re.compile(
    r"(?:[(（【](?P<bracketed>(?![ivx\d]{1,4}[)）])[^()（）【】\n]{2,160})[)）】]\s?[.:]?\s?[-–—.]{0,2}\s*"
    r"|(?P<plain>[^\W\d_][^.:;()\n]{2,140})(?:\.\s?[-–—]+\s*|\s?[:.]\s+|\s[-–—]\s+))"
    r"(?=\S)"
)
_BEGINS = re.compile(r"\W{0,3}(?:[^\W\d_]|\d{1,3}\s?(?:[.)º°]|\s[^\W\d_a-z]))")
"""How words begin after a name; "5 ust. 2" after "Przepis art." goes on, and so does "§" after "A 4."."""
_WORDS = re.compile(r"\W{0,3}\w+\W+\w+\W+\w")
_ENDS_SENTENCE = re.compile(r"[.;:,。；：，、।؛،]\s*$")
_STOP = re.compile(r"[。．।۔؟]\s*$")
"""Full stops that no heading bears."""
_SECOND_SENTENCE = re.compile(r"[^\W\d_]{4,}[.。।۔]\s*[^\W\d_a-zà-ÿα-ωа-я]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-zα-ω]{1,2}|[ivxIVX]{1,5})\s?[.)°º]\s|[-–—•]\s|\(\d{1,3}\)")
_SHORT = 160
"""Characters of the longest line that is taken for an article's heading when the page does not set it as one."""
_SHORT_UNSPACED = 40
"""The same in scripts that put no space between words and where, in Thai, no sign ends a sentence."""
_HEADING_WORDS = 4
"""A quarter of a law's headings has no more words, or a few have fewer ("Objeto.", "Final provision."); where neither
is so, what stands beside the numbers are sentences."""
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
        captions = [index for index in at if index and in_brackets(blocks[index - 1].text)]
        self.captions = len(captions) >= 3 and len(captions) > 0.3 * len(at)
        worded = [index for index in at if self._rest(index)]
        self.own_line = len(worded) >= 3 and self._share(worded, self._on_own_line) >= _MOST
        self.inline = len(worded) >= 3 and self._share(worded, self._inline) >= _MOST
        stopped = [rest for index in worded if self._on_own_line(index) and (rest := self._rest(index)).endswith(".")]
        if len(stopped) > 0.5 * len(worded) and _are_sentences([len(rest.split()) for rest in stopped]):
            self.own_line = False
        if _are_sentences([count for index in worded if (count := _words_run_in(self._rest(index)))]):
            self.inline = False

    def _rest(self, index: int) -> str:
        mark = self._marks[index]
        return self._blocks[index].text[mark.rest :].strip() if mark is not None else ""

    @staticmethod
    def _share(indexes: Sequence[int], holds: object) -> float:
        return sum(bool(holds(index)) for index in indexes) / len(indexes)  # type: ignore[operator]

    def _on_own_line(self, index: int) -> bool:
        rest = self._rest(index)
        two = rest.endswith(".") and _SECOND_SENTENCE.search(rest) is not None
        return _may_be_heading(rest) and not two and self.followed(index)

    def _inline(self, index: int) -> bool:
        return self._on_own_line(index) or inline_heading(self._rest(index)) is not None

    def plain_line(self, index: int) -> bool:
        """Whether the block is a short unmarked line that could be a heading, with something after it."""
        if index >= len(self._blocks) or self._marks[index] is not None:
            return False
        block = self._blocks[index]
        return (
            block.kind in ("body", "heading")
            and 2 < len(block.text) < _longest(block.text)
            and not _STOP.search(block.text)
            and _ITEM.match(block.text) is None
            and (
                is_heading(block)
                or (
                    _ENDS_SENTENCE.search(block.text.rstrip(". ")) is None
                    and not block.text.endswith((".", ";", ":", ","))
                )
            )
        )

    def caption(self, index: int) -> bool:
        """Whether the name of an article stands in brackets above it; Japanese laws name several articles by one."""
        return self.captions and self.plain_line(index) and in_brackets(self._blocks[index].text)

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


def _words_run_in(rest: str) -> int:
    """How many words a stop, a dash or brackets part from the rest of a paragraph; 0 where none does."""
    match = _INLINE.match(rest)
    if match is None or not (match["bracketed"] or _goes_before(match["plain"], rest[match.end() :])):
        return 0
    return len((match["bracketed"] or match["plain"]).split())


def _goes_before(heading: str, words: str) -> bool:
    counted = heading[-1:].isdecimal() and words.startswith("§")
    return _BEGINS.match(words) is not None and not counted


def _are_sentences(counts: Sequence[int]) -> bool:
    """Whether what a full stop ends beside the numbers of a law are its sentences, and no headings."""
    short = sum(count < _HEADING_WORDS for count in counts)
    if len(counts) < 3 or min(counts) == 1 or short >= max(2, 0.05 * len(counts)):
        return False
    return sorted(counts)[len(counts) // 4] > _HEADING_WORDS


def _longest(text: str) -> int:
    return _SHORT_UNSPACED if UNSPACED.search(text) else _SHORT


def in_brackets(line: str) -> bool:
    """Whether a line stands in brackets whole, as Italian, Slovenian and Japanese laws set the names of articles."""
    pair = line[:1] + line[-1:]
    return pair in ("()", "（）", "【】") and len(line) <= _longest(line) and line.count(line[0]) == 1


def line_alone(rest: str) -> bool:
    """Whether the words after a number, which fill their line, may be its heading: no more than one short sentence."""
    return _may_be_heading(rest) and (rest[-1:] != "." or len(rest.split()) <= 12)


def _may_be_heading(rest: str) -> bool:
    return len(rest) <= _longest(rest) and not rest.endswith((";", ":", ",")) and _STOP.search(rest) is None


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
    if match["bracketed"] and _HANGUL.search(heading):
        return heading.strip(), 0
    if len(words) < len(heading) or (_WORDS.match(words) is None and not UNSPACED.match(words)):
        return None
    if match["bracketed"] is None and (
        len(heading.split()) > 16 or words[:1].islower() or not _goes_before(heading, words)
    ):
        return None
    run_in = match["bracketed"] is not None or bool(set(match[0][-4:]) & set("-–—"))
    return heading.strip(), 0 if run_in else match.end()
