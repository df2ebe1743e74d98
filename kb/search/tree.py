"""The small tree that a query becomes; it names no engine and no parser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Via = Literal["typed", "synonym", "translation", "narrower", "lexicon"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word or expression of one language that answers a unit; `language` None: any language, as it was typed."""

    text: str
    language: str | None
    via: Via
    weight: float


@dataclass(frozen=True, slots=True)
class Kindred:
    """Senses of one family with a unit, with what each counts; `names` gives their words in a language."""

    senses: tuple[tuple[int, float], ...]
    names: Callable[[int, str], tuple[str, ...]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or expression of the query with all that is looked for in its place; `parts` are its single words.

    `kindred` does not stand for it and finds nothing; among the first hits it counts in part (`covering`).
    """

    typed: str
    alternatives: tuple[Alternative, ...]
    parts: tuple[Unit, ...] = ()
    concepts: tuple[str, ...] = ()
    kindred: Kindred | None = None
    read: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What `figures` made of it, by language: it is asked for by each clause and each hit."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words typed side by side: all are wanted, and where too few provisions hold all, most of them.

    `place` is "" for the whole provision or "title" for the titles of works and headings. `units` is how the words
    were understood (`plan`), `language` the language they were taken to be in.
    """

    words: tuple[str, ...]
    place: str = ""
    units: tuple[Unit, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order and form; `slop` is how many places they may be apart in all."""

    text: str
    slop: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    start: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that differ in at most `distance` letters (1 or 2)."""

    word: str
    distance: int = 1
    place: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """The printed number of an article."""

    text: str


@dataclass(frozen=True, slots=True)
class Among:
    """A closed facet holds one of these values."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """The year of the work lies between two years, both included; None leaves an end open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """None of this; stands only beside something that is wanted."""

    part: Node


Node = Words | Phrase | Prefix | Fuzzy | Number | Among | Years | And | Or | Not


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it that is wanted; what is refused is left out."""
    yield node
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from walk(part)


def printed(node: Node) -> str:
    """The tree as one line: how the query was understood."""
    match node:
        case And(parts):
            return "(" + " AND ".join(map(printed, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(printed, parts)) + ")"
        case Not(part):
            return f"NOT {printed(part)}"
        case Words(words, place, _, _):
            return _placed(place, " ".join(words) if len(words) == 1 else "{" + " ".join(words) + "}")
        case Phrase(text, slop, place):
            return _placed(place, f'"{text}"' + (f"~{slop}" if slop else ""))
        case Prefix(start, place):
            return _placed(place, f"{start}*")
        case Fuzzy(word, distance, place):
            return _placed(place, f"{word}~{distance}")
        case Number(text):
            return f"article:{text}"
        case Years(first, last):
            return f"year:[{first or '*'} TO {last or '*'}]"
        case Among(facet, values):
            return f"{facet}:{'|'.join(values)}"


def _placed(place: str, text: str) -> str:
    return f"{place}:{text}" if place else text
