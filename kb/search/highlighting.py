"""Highlights exact to the characters: the same tokens that matched, found again in the text of the law."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.search.analysis import Analyser, Token, analyser, stems_of, words_apart, words_of
from kb.search.figures import Reading, kindred, readings
from kb.search.index import MatchedTerm, Snippet
from kb.search.tree import Fuzzy, Node, Phrase, Prefix, Unit, Words, walk

WIDTH = 280
"""Characters of a snippet, about."""
LEAD = 60
"""Characters shown before the first mark."""
SHORT = 300
"""Characters of a text whose tokens are kept: titles and headings come back with every second hit."""


_Term = tuple[str, tuple[str, ...], MatchedTerm]
"""Kind of token, the tokens, and the term to be named."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text that matched, and the term that did."""

    start: int
    end: int
    term: MatchedTerm


def marks(text: str, language: str | None, tree: Node | None) -> tuple[Mark, ...]:
    """Every place of the text that the query matches, in order, none overlapping another."""
    if tree is None or not text:
        return ()
    analysis = analyser(language)
    seen = _Seen(text, analysis)
    found: list[Mark] = []
    for node in walk(tree):
        match node:
            case Words():
                for unit in node.units:
                    found += _of_unit(unit, seen)
            case Phrase(phrase, slop):
                found += _of_phrase(phrase, slop, seen)
            case Prefix(start):
                wanted = analysis.exact(start)[0]
                found += [_typed(t, start + "*", seen) for t in seen.exact if t.text.startswith(wanted)]
            case Fuzzy(word, distance):
                wanted = analysis.exact(word)[0]
                found += [_typed(t, f"{word}~", seen) for t in seen.exact if nearly(t.text, wanted, distance)]
            case _:
                pass
    return tuple(_without_overlaps(found))


def segments(text: str, found: Sequence[Mark], start: int = 0, end: int | None = None) -> Snippet:
    """The text from start to end as segments, marked and unmarked by turns; joined they are that text."""
    end = len(text) if end is None else end
    made: list[tuple[str, bool]] = []
    place = start
    for mark in found:
        if mark.start < place or mark.end > end:
            continue
        if mark.start > place:
            made.append((text[place : mark.start], False))
        made.append((text[mark.start : mark.end], True))
        place = mark.end
    if place < end:
        made.append((text[place:end], False))
    return tuple(made)


def snippet(text: str, found: Sequence[Mark]) -> Snippet:
    """The part of the text where most different terms stand close together; its beginning where none does.

    An ellipsis of its own segment stands where the text goes on.
    """
    if len(text) <= WIDTH + LEAD:
        return segments(text, found)
    best, most = 0, (-1.0, 0)
    for i, mark in enumerate(found):
        inside = [m for m in found[i : i + 40] if m.end <= mark.start + WIDTH]
        value = (float(len({m.term.typed for m in inside})), len({m.term.term for m in inside}))
        if value > most:
            best, most = mark.start, value
    start = _at_space(text, max(0, best - LEAD)) if best > LEAD else 0
    end = min(len(text), start + WIDTH + LEAD)
    end = (
        end
        if end == len(text)
        else text.rfind(" ", start + WIDTH // 2, end)
        if " " in text[start + WIDTH // 2 : end]
        else end
    )
    body = segments(text, found, start, end)
    return ((("… ", False),) if start else ()) + body + (((" …", False),) if end < len(text) else ())


class _Seen:
    """A text with its tokens, each kind made when first needed and only of the words that are looked for: the texts of
    one page of hits hold tens of thousands of words, a query a few."""

    def __init__(self, text: str, analysis: Analyser) -> None:
        self.analysis = analysis
        self._text = text
        self._made: dict[str, tuple[Sequence[str], frozenset[str]]] = {}
        self._places: dict[tuple[str, str], list[int]] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        self._apart: str | None = None
        self._pairs: list[Token] = []

    @property
    def exact(self) -> list[Token]:
        """Words without accents."""
        return self.analysis.exact_tokens(self._text)

    def holds(self, kind: str, wanted: Sequence[str]) -> bool:
        """Whether all these tokens stand anywhere in the text."""
        return self._tokens(kind)[1].issuperset(wanted)

    def runs(self, kind: str, wanted: Sequence[str], slop: int = 0) -> Iterable[tuple[int, int]]:
        """(start, end) of each place where the tokens, all of which the text holds, follow one another, up to `slop`
        places apart in all."""
        for first in self._of(kind, wanted[0]):
            last, left = first, slop
            for following in wanted[1:]:
                at = self._next(kind, following, last, left)
                if at is None:
                    break
                left -= at - last - 1 - self._tokens(kind)[0][last + 1 : at].count("")
                last = at
            else:
                start, end = self._span(kind, first)
                yield start, end if last == first else self._span(kind, last)[1]

    def _next(self, kind: str, token: str, last: int, left: int) -> int | None:
        """Where a token stands after a place, up to so many others between; words of grammar are no others."""
        tokens = self._tokens(kind)[0]
        for at in range(last + 1, len(tokens)):
            if tokens[at] == token:
                return at
            if tokens[at]:
                left -= 1
                if left < 0:
                    break
        return None

    def _of(self, kind: str, token: str) -> list[int]:
        if (kind, token) not in self._places:
            self._places[kind, token] = list(_places(self._tokens(kind)[0], token))
        return self._places[kind, token]

    def _tokens(self, kind: str) -> tuple[Sequence[str], frozenset[str]]:
        """The tokens of a kind in order, empty for words of grammar, and all of them."""
        made = self._made.get(kind)
        if made is None:
            if kind == "stems" and self.analysis.pairs:
                self._pairs = self.analysis.tokens(self._text)
                tokens = tuple(token.text for token in self._pairs)
                made = tokens, frozenset(tokens)
            else:
                read = _of_short if len(self._text) <= SHORT else _of_any
                made = read(self._text, self.analysis.language, kind)
            self._made[kind] = made
        return made

    def _span(self, kind: str, place: int) -> tuple[int, int]:
        """The characters that a token stands for."""
        if kind == "stems" and self.analysis.pairs:
            return self._pairs[place].start, self._pairs[place].end
        if place not in self._spans:
            self._find(place)
        return self._spans[place]

    def _find(self, place: int) -> None:
        """Find a word of the text again, wherever it stands."""
        words = words_of(self._text)
        if self._apart is None:
            apart = words_apart(self._text)
            self._apart = f" {apart} " if apart is not None else ""
        if not self._apart:
            # Some signs are of no code page: the words one after the other, since between two of them no word begins.
            end = 0
            for at, word in enumerate(words):
                start = self._text.find(word, end)
                end = start + len(word)
                self._spans[at] = start, end
            return
        word = f" {words[place]} "
        start = -1
        for at in _places(words, words[place]):
            start = self._apart.find(word, start + 1)
            self._spans[at] = start, start + len(word) - 2


def _of_any(text: str, language: str, kind: str) -> tuple[Sequence[str], frozenset[str]]:
    """The token of each word of a text, and all of them."""
    tokens = stems_of(text, language) if kind == "stems" else analyser(language).each(kind, words_of(text))
    return tokens, frozenset(tokens)


_of_short = functools.lru_cache(maxsize=4_000)(_of_any)


def _places(tokens: Sequence[str], token: str) -> Iterator[int]:
    """Where a token stands among others."""
    place = -1
    for _ in range(tokens.count(token)):
        place = tokens.index(token, place + 1)
        yield place


def _of_unit(unit: Unit, seen: _Seen) -> Iterable[Mark]:
    """The marks of a unit and its parts; of words without any, those of their families, which count for the order."""
    found = [mark for part in unit.parts for mark in _of_unit(part, seen)]
    own = list(_looked_for(_terms(unit, seen.analysis), seen))
    if not own and not found:
        own = list(_looked_for(_kin(unit, seen.analysis), seen))
    return own + found


def _looked_for(terms: Sequence[_Term], seen: _Seen) -> Iterable[Mark]:
    for kind, tokens, term in terms:
        if kind == "begins":
            found = [(token.start, token.end) for token in seen.exact if token.text.startswith(tokens)]
            yield from (Mark(start, end, term) for start, end in found)
        elif seen.holds(kind, tokens):
            for start, end in seen.runs(kind, tokens):
                yield Mark(start, end, term)


def _terms(unit: Unit, analysis: Analyser) -> Sequence[_Term]:
    """What a unit looks like in a language."""
    key = f"marks {analysis.language}"
    if key not in unit.read:
        unit.read[key] = [_term(reading, unit, analysis) for reading in readings(unit, analysis)]
    found: Sequence[_Term] = unit.read[key]
    return found


def _kin(unit: Unit, analysis: Analyser) -> Sequence[_Term]:
    return [_term(reading, unit, analysis) for reading in kindred(unit, analysis)]


def _term(reading: Reading, unit: Unit, analysis: Analyser) -> _Term:
    kind = "stems" if reading.field == "words" else reading.field
    term = MatchedTerm(reading.alternative.text, analysis.language, reading.alternative.via, unit.typed)
    return kind, reading.tokens, term


def _of_phrase(phrase: str, slop: int, seen: _Seen) -> Iterable[Mark]:
    plain, accented = seen.analysis.exact(phrase), seen.analysis.verbatim(phrase)
    kind, wanted = ("exact", plain) if plain == accented else ("verbatim", accented)
    term = MatchedTerm(phrase, seen.analysis.language, "typed", phrase)
    if wanted and seen.holds(kind, wanted):
        for start, end in seen.runs(kind, wanted, slop):
            yield Mark(start, end, term)


def _typed(token: Token, typed: str, seen: _Seen) -> Mark:
    return Mark(token.start, token.end, MatchedTerm(typed, seen.analysis.language, "typed", typed))


def nearly(one: str, other: str, distance: int) -> bool:
    """Whether two words differ in at most so many letters (put in, left out, changed, or two neighbours swapped)."""
    if abs(len(one) - len(other)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1] <= distance


def _without_overlaps(found: Iterable[Mark]) -> Iterable[Mark]:
    """The longest mark at each place; what overlaps it goes."""
    end = 0
    for mark in sorted(dict.fromkeys(found), key=lambda m: (m.start, -m.end)):
        if mark.start >= end:
            yield mark
            end = mark.end


def _at_space(text: str, place: int) -> int:
    space = text.find(" ", place, place + 30)
    return place if space < 0 else space + 1
