"""Which sentences hold a turn of phrase by which a question is answered: `schemas/answers/phrases.toml`, by language.

Cues are words in any order; a turn of phrase says what they do to each other: a law that "shall not apply to" somebody
leaves somebody out.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.tag.words import same_length
from kb import resources

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

NEAR = 90
"""Characters between two parts of a turn of phrase."""
Phrase: TypeAlias = tuple[tuple[str, ...], ...]
"""The parts in order, each with its alternatives."""
LETTERS = (3, 5)
"""Letters of a word that tell which phrases to look for: of one that is given with fewer, and of all others."""
JOINED = ("ar", "ko")
"""Languages whose words may begin with another one that is written together with them."""
_WORD = re.compile(r"\w+")
_SAME = str.maketrans("’ʼ`´", "''''")


@functools.cache
def _phrases() -> Mapping[str, Sequence[tuple[tuple[str, str], Phrase]]]:
    """Language → (question, value as the learned models name it) with each of its turns of phrase."""
    table = tomllib.loads(resources.path_of("answers/phrases.toml").read_text(encoding="utf-8"))
    return {
        language: [
            (_column(name), tuple(tuple(map(_folded, part.split("|"))) for part in phrase.split(" .. ")))
            for name, phrases in rows.items()
            for phrase in phrases
        ]
        for language, rows in table.items()
    }


def _column(name: str) -> tuple[str, str]:
    question, _, value = name.partition(" = ")
    listed = resources.questions()[question].answer_type in ("enum", "multi-enum")
    return question, json.dumps(value) if listed and value else value


def _folded(words: str) -> str:
    return same_length(words).translate(_SAME)


@functools.cache
def _placed(columns: tuple[tuple[str, str], ...], language: str) -> Mapping[str, Sequence[tuple[int, Phrase]]]:
    """The beginning of a word → the phrases that may begin with such a word, each with the place of its column."""
    places = {column: place for place, column in enumerate(columns)}
    found: dict[str, list[tuple[int, Phrase]]] = {}
    for column, phrase in _phrases().get(language, ()):
        if column in places:
            for beginning in {_beginning(word, language) for word in phrase[0]}:
                found.setdefault(beginning, []).append((places[column], phrase))
    return found


def _beginning(words: str, language: str) -> str:
    if language in JOINED:
        return ""
    first = _WORD.search(words)
    few, many = LETTERS
    return (first[0][:many] if len(first[0]) >= many else first[0][:few]) if first else ""


def told(columns: tuple[tuple[str, str], ...], words: Sequence[tuple[str, str | None]]) -> Matrix:
    """A row a sentence (its words and language), a column an answer: whether a turn of phrase tells it."""
    import numpy

    found = numpy.zeros((len(words), len(columns)), dtype=bool)
    for row, (sentence, language) in enumerate(words):
        phrases = _placed(columns, language or "")
        if phrases:
            text = _folded(sentence)
            for beginning in phrases.keys() & _beginnings(text):
                for place, phrase in phrases[beginning]:
                    if not found[row, place] and _holds(text, phrase):
                        found[row, place] = True
    return found


def _beginnings(text: str) -> set[str]:
    words = set(_WORD.findall(text))
    return {"", *(word[:letters] for letters in LETTERS for word in words)}


def tells(question: str, sentence: str, language: str | None) -> bool:
    """Whether a sentence holds a turn of phrase of a question."""
    text = _folded(sentence)
    return any(
        _holds(text, phrase) for column, phrase in _phrases().get(language or "", ()) if column == (question, "")
    )


def _holds(text: str, phrase: Phrase) -> bool:
    """Whether the parts follow one another, each behind the nearest place of the one before."""
    first, *others = phrase
    for word in first:
        start = text.find(word)
        while start >= 0:
            if _follow(text, start + len(word), others):
                return True
            start = text.find(word, start + 1)
    return False


def _follow(text: str, start: int, parts: Sequence[Sequence[str]]) -> bool:
    for words in parts:
        ends = [place + len(word) for word in words if (place := text.find(word, start, start + NEAR)) >= 0]
        if not ends:
            return False
        start = min(ends)
    return True
