"""What one paragraph announces, seen alone: an article, a division, an annex, a group of provisions, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.structure.grammar import Grammar, Word
from ingest.structure.numbers import Number, figures, fold, is_lower, read
from kb.model.law import DIVISIONS, ProvisionType
from kb.model.layout import Block

MarkKind = Literal["article", "typed", "division", "group", "annex", "preamble", "contents", "listed"]

QUOTES = '«“„"‘‹”'
_LEADING = re.compile(rf"[\s*_·•{QUOTES}]*")
_SEPARATORS = re.compile(r"[\s.:·\-–—_*ºª°)\]ـ۔।։]*")
_SAYS_MORE = re.compile(r"\s*[.:\-–—_(\[ـ۔।։（【]|\s*$")
_SECTION = re.compile(r"\s?\d{1,4}\s?[a-z]?\s?§")
_SENTENCE = re.compile(r"[.;]\s+\w")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,}|_{4,}|\t)\s*\d{0,4}\s*$")
_GAP = re.compile(r"[\s\u00a0]*[(\[]?\s*")
_TOKEN = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"\s?(?:[-–—]|,?\s(?:bis|und|et|a|al|y|e|to|and|az|do|si|i|en|t/m|και|εως|с|до)\s)\s?")
_ENDS = re.compile(r"\s*(?:\[\^?\d+\])?[.:\]]?\s*(?:[(\[]?\w{3,14}[)\]]?)?[\s.\])]*$")
_DIGIT = re.compile(r"\d")

_HEADING_LIMIT = 220
"""No heading of a division is longer; the longest of the Spanish cooperative laws has 171 characters."""


_MOST_DIVISIONS = 999


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading found at the start of a block.

    `num` is the number as printed, `rest` the offset in the block's text of the words after it.
    `group` is the type that a group heading gives to what follows; None for a group of recitals.
    `other` is the second reading of a word that names both a division and an article ("Section", "الفصل").
    """

    kind: MarkKind
    word: Word
    num: str
    number: Number | None
    rest: int
    quoted: bool = False
    group: ProvisionType | None = None
    other: Word | None = None
    heading: str | None = None
    """The article's heading where it is printed before the number ("Short title 1 This Act may be cited …")."""


def classify(block: Block, grammar: Grammar) -> Mark | None:
    """The heading that the block opens with, or None for plain words and for mentions of other articles."""
    text = block.text
    if block.kind in ("table", "note", "side-note", "furniture", "editorial") or not text:
        return None
    if len(text) < 300 and _LEADERS.search(text[-60:]):
        return Mark("listed", Word("crossheading", ""), "", None, 0)
    opening = _LEADING.match(text)
    start = opening.end() if opening else 0
    quoted = block.quoted or any(sign in QUOTES for sign in text[:start])
    window = text[: start + 400]
    folded = fold(window)
    if start >= len(folded):
        return None
    whole = len(text) <= 160
    if whole and (mark := _whole(text, folded, start, quoted, grammar)) is not None:
        return mark
    return (
        _article(block, window, folded, start, quoted, grammar)
        or _typed(block, window, folded, start, quoted, grammar)
        or _annex(block, window, folded, start, quoted, grammar)
        or _division(block, window, folded, start, quoted, grammar)
    )


def is_heading(block: Block) -> bool:
    """Whether the source or the page sets the block as a heading."""
    return block.kind == "heading" or block.level > 0


def _whole(text: str, folded: str, start: int, quoted: bool, grammar: Grammar) -> Mark | None:
    if _DIGIT.search(folded, start):
        # "§ 81 Übergangsbestimmungen" is one article, not the heading of several.
        return None
    bare = _bare(folded[start:])
    if bare in grammar.groups:
        return Mark("group", Word("crossheading", "crossheading"), "", None, start, quoted, grammar.groups[bare])
    if bare in grammar.preamble:
        return Mark("preamble", Word("preamble", "preamble"), "", None, start, quoted)
    if bare in grammar.contents:
        return Mark("contents", Word("crossheading", ""), "", None, start, quoted)
    return None


def _bare(folded: str) -> str:
    return " ".join(_TOKEN.findall(folded))


def names_group(block: Block, grammar: Grammar) -> bool:
    """Whether the whole block is the name of a group of provisions ("Dispositions transitoires")."""
    return len(block.text) <= 160 and _bare(fold(block.text)) in grammar.groups


def _number_after(
    window: str, folded: str, position: int, grammar: Grammar, letters: bool = False
) -> tuple[Number, int] | None:
    """A number after a heading word, with its brackets if it has some ("المادة (5)")."""
    gap = _GAP.match(folded, position)
    begin = gap.end() if gap else position
    found = read(window, folded, begin, grammar.ordinals, letters)
    if found is None:
        return None
    number, end = found
    opened = gap is not None and bool(set("([") & set(gap[0]))
    if opened:
        if end < len(folded) and folded[end] in ")]":
            return number, end + 1
        return None
    return number, end


def _goes_on(block: Block, window: str, folded: str, end: int, grammar: Grammar) -> bool:
    """Whether the words after the number make the paragraph a sentence about another article."""
    if end < len(folded) and (folded[end].isalnum() or folded[end] in "'’"):
        return True
    if folded[end : end + 1] == ":" and folded[end + 1 : end + 2].isalpha():
        # Finnish puts the case ending of a mention so: "12 §:ssä".
        return True
    if grammar.paragraphs.match(folded, end):
        return True
    if (counted := grammar.counted.match(folded, end)) is not None and is_lower(window[counted.start("word")]):
        return True
    if _SAYS_MORE.match(folded, end):
        return False
    rest = window[end:].lstrip()
    if not rest[:1].isupper() and grammar.continues.match(folded, end):
        return True
    return is_lower(rest[:1]) and not is_heading(block)


def _mark(kind: MarkKind, word: Word, window: str, start: int, end: int, number: Number | None, quoted: bool) -> Mark:
    separators = _SEPARATORS.match(window, end)
    rest = separators.end() if separators else end
    return Mark(kind, word, window[start:end].strip(" .:-–—\u00a0\n"), number, rest, quoted)


def _article(block: Block, window: str, folded: str, start: int, quoted: bool, grammar: Grammar) -> Mark | None:
    for shape, word in grammar.patterns:
        if (match := shape.match(window, start)) is not None:
            inner = figures(match.groupdict().get("inner") or "")
            read_main = read(window, folded, match.start("main"), grammar.ordinals)
            if read_main is None:
                continue
            main = read_main[0]
            number = Number(main.key + (f"-{inner}" if inner else ""), main.series, main.value, inner or main.inner)
            kind: MarkKind = "division" if word.type in DIVISIONS else "article"
            return _mark(kind, word, window, start, match.end(), number, quoted)
    if (match := grammar.articles.match(folded, start)) is not None:
        name = match["word"]
        lower = is_lower(window[start]) and not name.endswith(".") and not is_heading(block)
        found = None if lower else _number_after(window, folded, match.end(), grammar)
        found = found and _range(window, folded, found, grammar)
        if found is None or _goes_on(block, window, folded, found[1], grammar):
            return None
        mark = _mark("article", grammar.article_types[_spaced(name)], window, start, found[1], found[0], quoted)
        if _spaced(name) in grammar.ambiguous:
            return Mark(
                "article", mark.word, mark.num, mark.number, mark.rest, quoted,
                other=grammar.division_types[_spaced(name)],
            )  # fmt: skip
        return mark
    if grammar.after is not None and (found := read(window, folded, start, {})) is not None:
        after = grammar.after.match(folded, found[1])
        # "A 4. § (2) bekezdése": the article of the Hungarian language, not the letter of a code.
        coded = bool(found[0].series) and found[0].series != "roman"
        if after is not None and not coded and not _goes_on(block, window, folded, after.end(), grammar):
            word = grammar.article_types[after["word"]]
            return _mark("article", word, window, start, after.end(), found[0], quoted)
    return None


def _range(window: str, folded: str, found: tuple[Number, int], grammar: Grammar) -> tuple[Number, int]:
    """The number, or both where a heading stands for several articles ("Art. 957 und 958", "Artículos 114 y 115")."""
    joint = _JOINT.match(folded, found[1])
    further = read(window, folded, joint.end(), grammar.ordinals) if joint else None
    if further is None or further[0].series or further[0].value < found[0].value or not _ENDS.match(folded, further[1]):
        return found
    return replace(found[0], key=f"{found[0].key}-{further[0].key}"), further[1]


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _typed(block: Block, window: str, folded: str, start: int, quoted: bool, grammar: Grammar) -> Mark | None:
    before = None
    match = grammar.typed.match(folded, start)
    if match is None:
        # Peru and Ecuador put the number first: "Única Disposición Complementaria Derogatoria".
        before = read(window, folded, start, grammar.ordinals)
        if before is None or before[0].series:
            return None
        space = _SEPARATORS.match(folded, before[1])
        match = grammar.typed.match(folded, space.end() if space else before[1])
        if match is None:
            return None
    if is_lower(window[start]) and not is_heading(block):
        return None
    found = before or _number_after(window, folded, match.end(), grammar)
    end = match.end() if before or not found else found[1]
    if _goes_on(block, window, folded, end, grammar):
        return None
    word = grammar.typed_types[_spaced(match["word"])]
    return _mark("typed", word, window, start, end, found[0] if found else None, quoted)


def _annex(block: Block, window: str, folded: str, start: int, quoted: bool, grammar: Grammar) -> Mark | None:
    match = grammar.annex.match(folded, start)
    if match is None or is_lower(window[start]) or len(block.text) > 400:
        return None
    found = _number_after(window, folded, match.end(), grammar, letters=True)
    end = found[1] if found else match.end()
    if _goes_on(block, window, folded, end, grammar):
        return None
    loud = is_heading(block) or block.bold or block.centred or window[start : match.end()].isupper()
    rest = block.text[end:].strip(" .:-–—")
    if rest and (len(block.text) > _HEADING_LIMIT or (not loud and (found is None or _SENTENCE.search(rest)))):
        return None
    return _mark("annex", Word("annex", "att"), window, start, end, found[0] if found else None, quoted)


def _division(block: Block, window: str, folded: str, start: int, quoted: bool, grammar: Grammar) -> Mark | None:
    if len(block.text) > 400 or (is_lower(window[start]) and not is_heading(block)):
        return None
    match = grammar.divisions.match(folded, start)
    if match is not None:
        found = _number_after(window, folded, match.end(), grammar, letters=True)
        if found is None:
            return None
        number, end = found
    else:
        found = read(window, folded, start, grammar.ordinals)
        if found is None:
            return None
        number = found[0]
        match = grammar.division_after.match(folded, found[1])
        if match is None:
            return None
        end = match.end()
    # "2 kap. 5 § gäller inte": a mention of a section of that chapter.
    if _goes_on(block, window, folded, end, grammar) or _SECTION.match(folded, end):
        return None
    if number.value > _MOST_DIVISIONS:
        # "2021 CHAPTER 4" is the number of an act.
        return None
    rest = block.text[end:].strip()
    if len(rest) > _HEADING_LIMIT or (len(rest) > 90 and _SENTENCE.search(rest)):
        return None
    return _mark("division", grammar.division_types[_spaced(match["word"])], window, start, end, number, quoted)
