"""Text written from the right: words of a mirrored row in logical order, brackets and figures as they are typed."""

from __future__ import annotations

import re
import unicodedata

from ingest.layout.rows import Row
from ingest.layout.words import Words

_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIGURES = re.compile(r"[0-9٠-٩۰-۹]+(?:[.,/:٫٬][0-9٠-٩۰-۹]+)*|.", re.S)
_TOUCHING = 0.12
"""Share of the type size under which two words of a row have no space between them."""
_LETTERS_TOUCH = 0.03
"""The same between two letters: a last letter reaches far into the space after its word."""


def share(text: str) -> float:
    """Share of the letters that are written from the right."""
    letters = sum(character.isalpha() for character in text)
    return sum(_from_right(character) for character in text) / letters if letters else 0.0


def reading_order(words: Words, row: Row) -> Row:
    """The places of a mirrored row as they are read: runs in Latin letters keep their own direction."""
    order: Row = []
    run: Row = []
    for place in row:
        if re.search(r"[A-Za-zÀ-ɏ]", words.text[place]) and not share(words.text[place]):
            run.insert(0, place)
        else:
            order += [*run, place]
            run = []
    return order + run


def typed(word: str) -> str:
    """The word as it is typed: pdfium gives letters in logical order but signs and brackets as they are seen."""
    if re.search(r"[A-Za-zÀ-ɏ]", word) and not share(word):
        return word
    if not share(word):
        return _turned(word)
    first = next(place for place, character in enumerate(word) if _from_right(character))
    last = max(
        place for place, character in enumerate(word) if _from_right(character) or unicodedata.combining(character)
    )
    return _turned(word[:first]) + word[first : last + 1].translate(_MIRRORED) + _turned(word[last + 1 :])


def settled(word: str) -> str:
    """A word of OCR, which gives signs as they are typed, but now and then a bracket as it is seen."""
    return _turned(word) if not share(word) and re.match(r"[:.,;]?[)\]}]", word) else word


def touches(words: Words, before: int, place: int) -> bool:
    """Whether no space is seen between two words of a mirrored row."""
    gap = max(words.x0[place] - words.x1[before], words.x0[before] - words.x1[place])
    letters = words.text[before][-1:].isalpha() and words.text[place][:1].isalpha()
    return bool(gap < (_LETTERS_TOUCH if letters else _TOUCHING) * words.size[place])


def _from_right(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _turned(signs: str) -> str:
    return "".join(reversed(_FIGURES.findall(signs))).translate(_MIRRORED)
