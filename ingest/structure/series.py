"""Headings without a word: "1. Short title", "Primero.—", "3.2 Members". Only a whole numbering proves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.structure.grammar import Grammar, Word
from ingest.structure.marks import QUOTES, Mark, is_heading
from ingest.structure.numbers import Number, fold, read
from kb.model.layout import Block

_BARE = re.compile(
    r"[*\s]*(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}(?:[A-Z]{1,2}(?![a-z]))?)[*]*"
    r"(?:\s?\.{1,2}\s?[—–-]?\s*|\s?[—–-]\s?|\)\s?|\s+)(?=[^\W\d_a-zà-ÿα-ωа-я]|[(\[“\"«*]|$)"
)
_LISTED_IN_SENTENCE = re.compile(r"[;,]\s*(?:and|or|y|e|et|ou|o)?\s*$")
_STOP = re.compile(r"\s?[.:\-–—)]|\s*$")
_SEPARATORS = re.compile(r"[\s.:\-–—)*]*")
_LEAST = 3
"""A numbering of fewer headings proves nothing."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: Number
    end: int
    loud: bool
    dotted: bool


def number_bare_headings(
    blocks: Sequence[Block], marks: list[Mark | None], grammar: Grammar, languages: Sequence[str]
) -> None:
    """Fill in marks for headings that are numbers only, in place, where they make up the text's main numbering."""
    worded = sum(1 for mark in marks if mark and mark.kind == "article" and not mark.quoted)
    english = not languages or "en" in languages
    if worded >= _LEAST and not english:
        return
    candidates = _candidates(blocks, marks)
    chains = _chains([candidate for candidate in candidates if candidate.loud])
    if not chains:
        chains = _chains(candidates)
    total = max((len(chain) for chain in chains), default=0)
    if total < max(_LEAST, worded):
        return
    loud = all(candidate.loud for chain in chains for candidate in chain)
    if not loud and not english and total < 5:
        return
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind == "article":
            marks[index] = None
    word = Word("section", "sec") if english and languages else Word("article", "art")
    for chain in chains:
        _mark_chain(blocks, marks, chain, word)


def _candidates(blocks: Sequence[Block], marks: Sequence[Mark | None]) -> list[_Candidate]:
    found = []
    for index, block in enumerate(blocks):
        mark = marks[index]
        if block.kind == "table" or not block.text or mark is not None and mark.kind != "listed":
            continue
        match = _BARE.match(block.text)
        if match is None:
            continue
        numbered = read(match["number"], fold(match["number"]), 0, {})
        if numbered is not None and numbered[1] == len(match["number"]):
            dotted = "." in match["number"]
            found.append(_Candidate(index, numbered[0], match.end(), is_heading(block) or block.bold, dotted))
    return found


def _chains(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """Numberings 1, 2, 3 … each beginning at 1; nested lists of points are passed over."""
    chains: list[list[_Candidate]] = []
    chain: list[_Candidate] = []
    for candidate in candidates:
        number = candidate.number
        last = chain[-1].number if chain else None
        follows = last is not None and (
            (number.value == last.value + 1 and (not number.inner or candidate.dotted))
            or (number.value == last.value and bool(number.inner) and number.key != last.key)
        )
        if follows:
            chain.append(candidate)
        elif number.value == 1 and (last is None or len(chain) >= _LEAST and candidate.loud == chain[0].loud):
            if last is not None and not _restarts(candidates, candidate, last.value):
                continue
            if len(chain) >= _LEAST:
                chains.append(chain)
            chain = [candidate]
        elif number.value == 1 and len(chain) < _LEAST:
            chain = [candidate]
    if len(chain) >= _LEAST:
        chains.append(chain)
    return chains


def _restarts(candidates: Sequence[_Candidate], candidate: _Candidate, last: int) -> bool:
    """Whether a "1." begins a new numbering, and is no point of a list inside the running one."""
    for later in candidates:
        if later.index > candidate.index and later.number.value == last + 1 and not later.number.inner:
            return False
    return True


def _mark_chain(blocks: Sequence[Block], marks: list[Mark | None], chain: Sequence[_Candidate], word: Word) -> None:
    parents = {candidate.number.value for candidate in chain if candidate.dotted}
    shown: str | None = None
    for candidate in chain:
        text = blocks[candidate.index].text
        number = candidate.number
        if number.key == shown:
            continue
        shown = number.key
        divides = number.value in parents and not number.inner and bool(parents)
        kind = Word("division", "dvs") if divides else word
        printed = text[: candidate.end].strip(" .:*—–-)\n")
        quoted = text[:1] in QUOTES
        marks[candidate.index] = Mark(
            "division" if divides else "article", kind, printed, number, candidate.end, quoted
        )


def number_ordinals(blocks: Sequence[Block], marks: list[Mark | None], grammar: Grammar) -> None:
    """Fill in "Primero. …", "SEGUNDA.- …" under a group heading, or all through a text without other articles."""
    worded = any(mark is not None and mark.kind == "article" and not mark.quoted for mark in marks)
    group: Mark | None = None
    expected = 1
    free: list[tuple[int, Mark]] = []
    for index, mark in enumerate(marks):
        if mark is not None and mark.kind != "listed":
            if mark.kind == "group":
                group, expected = mark, 1
            elif mark.kind in ("division", "annex", "article", "typed", "preamble"):
                group = None
            continue
        found = _ordinal(blocks[index], grammar)
        if found is None:
            continue
        number, end = found
        short = group.group if group is not None and group.group else "clause"
        word = Word(short, "cl" if short == "clause" else short)
        text = blocks[index].text
        separators = _SEPARATORS.match(text, end)
        made = Mark("article", word, text[:end].strip(" *"), number, separators.end() if separators else end)
        if group is not None and number.value == expected:
            expected += 1
            if group.group is not None:
                marks[index] = replace(made, kind="typed" if word.type != "clause" else "article")
        elif group is None and not worded and number.value == len(free) + 1:
            free.append((index, made))
    if len(free) >= _LEAST:
        for index, made in free:
            marks[index] = made


def _ordinal(block: Block, grammar: Grammar) -> tuple[Number, int] | None:
    text = block.text
    start = len(text) - len(text.lstrip("* "))
    if not text[start : start + 1].isupper() or block.kind == "table":
        return None
    window = text[: start + 60]
    folded = fold(window)
    found = read(window, folded, start, grammar.ordinals)
    if found is None or found[0].series or not folded[start].isalpha():
        return None
    return found if _STOP.match(window, found[1]) else None
