"""From blocks to works: one text a language, one a law, in order of the file."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.structure.agreements import annex_agreements
from ingest.structure.assemble import assemble
from ingest.structure.contents import leave_out_contents
from ingest.structure.glued import unglue
from ingest.structure.grammar import Grammar, grammar_for
from ingest.structure.marks import Mark, classify
from ingest.structure.numbers import fold
from ingest.structure.outline import outline
from ingest.structure.quotations import drop_quoted, drop_repeated
from ingest.structure.series import name_unnumbered, number_bare_headings, number_code_sections, number_ordinals
from ingest.structure.side_headings import number_after_side_headings
from ingest.structure.works import split, titles
from kb.model.law import LegalText
from kb.model.layout import Block, Extraction

_ASIDE = ("note", "side-note", "editorial")
_NOTE_LENGTH = 260
"""Characters of the longest reform note between the lines of a law."""
_SHARE = 0.08
"""A language counts as one of the text's own from this share of its letters on."""


def structure(extraction: Extraction) -> tuple[LegalText, ...]:
    """The works of a file, one `LegalText` each and a language, in order; parallel texts share their eIds."""
    texts: list[LegalText] = []
    for stream in sorted({block.stream for block in extraction.blocks}):
        blocks = [block for block in extraction.blocks if block.stream == stream]
        texts.extend(_stream(blocks, extraction.languages))
    return tuple(texts)


def _stream(blocks: Sequence[Block], known: Sequence[str]) -> list[LegalText]:
    languages = _languages(blocks) or tuple(known)
    grammar = grammar_for(languages)
    body, notes = _apart(blocks, grammar)
    if not body:
        return []
    body, notes = unglue(body, notes, grammar)
    marks: list[Mark | None] = [classify(block, grammar) for block in body]
    _settle_ambiguous(marks)
    _settle_headings(body, marks)
    number_ordinals(body, marks, grammar)
    number_bare_headings(body, marks, languages)
    number_after_side_headings(body, marks)
    number_code_sections(body, marks)
    leave_out_contents(body, marks)
    drop_repeated(body, marks)
    titles_at = titles(body, marks, grammar)
    drop_quoted(body, marks, titles_at)
    name_unnumbered(body, marks)
    texts = []
    for start, end in split(marks, titles_at):
        part, part_marks = body[start:end], marks[start:end]
        part_notes = {index - start: notes[index] for index in range(start, end) if index in notes}
        annex_agreements(part, part_marks, grammar)
        surveyed = outline(part, part_marks, grammar)
        language = languages[0] if languages else None
        texts.append(assemble(part, part_marks, part_notes, grammar, surveyed, language))
    return texts


def _apart(blocks: Sequence[Block], grammar: Grammar) -> tuple[list[Block], dict[int, list[str]]]:
    """The law's words in NFC, and the notes by the index of the block that they stand after."""
    body: list[Block] = []
    notes: dict[int, list[str]] = {}
    for block in blocks:
        text = unicodedata.normalize("NFC", block.text).strip()
        if not text or block.kind == "furniture":
            continue
        if block.kind in _ASIDE or (len(text) < _NOTE_LENGTH and grammar.editorial.match(fold(text))):
            notes.setdefault(max(0, len(body) - 1), []).append(text)
        else:
            body.append(block if text == block.text else replace(block, text=text))
    return body, notes


def _languages(blocks: Sequence[Block]) -> tuple[str, ...]:
    weights: Counter[str] = Counter()
    for block in blocks:
        if block.language:
            weights[block.language] += len(block.text)
    total = sum(weights.values())
    return tuple(language for language, weight in weights.most_common() if weight >= _SHARE * total)


def _settle_headings(blocks: Sequence[Block], marks: list[Mark | None]) -> None:
    """ "Άρθρο 36" and below it "Μεταβατικές διατάξεις": the heading of that article, and not one of several."""
    for index in range(1, len(marks) - 1):
        mark, above, below = marks[index], marks[index - 1], marks[index + 1]
        if mark is None or mark.kind != "group" or above is None or above.kind != "article" or below is not None:
            continue
        if not blocks[index - 1].text[above.rest :].strip(" *"):
            marks[index] = None


def _settle_ambiguous(marks: list[Mark | None]) -> None:
    """A word that names an article in one law and a division in another ("Section", "الفصل") is settled by the text.

    Where another word already names the articles, it names divisions.
    """
    plain: Counter[str] = Counter()
    for mark in marks:
        if mark is not None and mark.kind == "article" and mark.other is None:
            plain[mark.word.short] += 1
    if sum(plain.values()) < 2:
        return
    for index, mark in enumerate(marks):
        if mark is not None and mark.other is not None:
            marks[index] = replace(mark, kind="division", word=mark.other, other=None)
