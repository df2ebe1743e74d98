"""The legislative lexicon: senses with their words and expressions in 18 languages (`schemas/lexicon.csv`).

Beside it: words and expressions of questions that it lacks, or that word by word lead astray
(`lexicon_expressions.csv`), and families of senses (`lexicon_families.csv`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from kb import resources
from kb.search.analysis import WORD, analyser, fold, fold_text

LONGEST = 6
"""Most words (without those of grammar) of an expression that is recognised inside a query."""

NEAR = 0.7
"""A language whose words speak for it this much of the best one is a candidate too."""
CANDIDATES = 3
"""Most languages that the words of one query are read in."""
INFLECTED = 0.8
"""What a word counts for a language that knows it by its stem only."""
UNACCENTED = 0.75
"""What a word typed without accents counts for a language that writes it with them."""
OTHERWISE_ACCENTED = 0.4
"""What a word counts for a language that writes it with other accents."""


INEXACT = 0.4
"""What a sense counts whose word only shares its stem with the word typed, where another word is nearer to it: by its
stem, "deberes" is also "debate", and "loi" is "loyer"."""

PARTS = ("lexicon_parts.csv", "lexicon_parts_search.csv")
"""Beginnings of words in further languages. What learns from senses of laws reads the first table only: rows that are
only looked for are in the second, so that they ask for no new weights."""

SHORTEST_PART = 4
"""Letters of a beginning that tells a word of a query by itself."""

FAR = -99.0
"""Words that have a stem in common and not their first letters: an accident of the stemmer."""

_JOINED_BEFORE = re.compile("^[وف]?(?:[بك]?ال|لل|ل(?=.{4}))(?=.{2})|^[وف](?=.{4})")
"""What Arabic writes together with the word that follows: "and", "for", "with", the article ("والمؤسسات", "للقطاع")."""

Sense = tuple[int, str]
"""Number of a sense, and the name in lower case by which it was reached."""


class Lexicon:
    """Senses by number; words of a language are analysed when that language is first asked for."""

    def __init__(
        self,
        columns: Mapping[str, tuple[str, ...]],
        parts: Mapping[str, Mapping[int, tuple[str, ...]]] | None = None,
        families: Mapping[int, tuple[int, ...]] | None = None,
    ) -> None:
        self._columns = columns
        self._families = families or {}
        self._parts = parts or {}
        self._senses: dict[str, Mapping[tuple[str, ...], tuple[Sense, ...]]] = {}
        self._written: dict[str, frozenset[str]] = {}
        self._plain: dict[str, frozenset[str]] = {}
        self._starts: dict[str, dict[str, list[int]]] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that the senses have words in."""
        return tuple(self._columns)

    @property
    def begun(self) -> tuple[str, ...]:
        """Languages of which beginnings of words are known."""
        return tuple(self._parts)

    def names(self, sense: int, language: str) -> tuple[str, ...]:
        """Words and expressions of a sense in a language, the usual one first; empty where none is known. In some
        languages only beginnings of words are known: they end in `*`."""
        column = self._columns.get(language)
        if column is None:
            return self._parts.get(language, {}).get(sense, ())
        return tuple(name for name in column[sense].split(";") if name)

    def kindred(self, sense: int) -> tuple[int, ...]:
        """The senses of the same families: "meeting" has "session" and "to meet". None of them says the same."""
        return self._families.get(sense, ())

    def knows(self, words: Sequence[str], language: str) -> bool:
        """Whether words have senses in a language, by their stems or their beginnings."""
        return bool(self._found(words, language) or self._beginnings(words, language))

    def senses(self, words: Sequence[str], language: str) -> tuple[tuple[int, float], ...]:
        """(sense, weight) of the words of an expression: those written so first, then those of the nearest written
        word with the same stems, the others counting in part; of each kind the frequent ones first."""
        found = self._found(words, language)
        if not found:
            return self._by_beginning(words, language)
        typed = " ".join(_bare(word, language) for word in words).casefold()
        near = {name: _likeness(typed, name) for _, name in found}
        best = max(near.values())
        if best == FAR and not analyser(language).pairs:
            return ()
        weights: dict[int, float] = {}
        for sense, name in found:
            weights[sense] = max(weights.get(sense, 0.0), 1.0 if near[name] == best else INEXACT)
        return tuple(sorted(weights.items(), key=lambda one: -one[1]))

    def _found(self, words: Sequence[str], language: str) -> tuple[Sense, ...]:
        held = self._by_stems(language)
        for typed in (words, [_bare(word, language) for word in words]):
            key = tuple(stem for word in typed for stem in analyser(language).stems(word))
            if key in held:
                return held[key]
        return ()

    def _by_beginning(self, words: Sequence[str], language: str) -> tuple[tuple[int, float], ...]:
        """The senses of one word by its beginning: those of the longest one, the others counting in part."""
        weights: dict[int, float] = {}
        for place, senses in enumerate(self._beginnings(words, language)):
            for sense in senses:
                weights.setdefault(sense, INEXACT if place else 1.0)
        return tuple(weights.items())

    def _beginnings(self, words: Sequence[str], language: str) -> list[list[int]]:
        """The senses that a single word may have by each of its beginnings, the longest first."""
        if language not in self._parts or len(words) != 1:
            return []
        if language not in self._starts:
            starts = self._starts.setdefault(language, {})
            for sense, names in self._parts[language].items():
                for name in names:
                    starts.setdefault(fold(name), []).append(sense)
        plain, starts = fold(words[0]), self._starts[language]
        keys = [plain, *(f"{plain[:length]}*" for length in range(len(plain), SHORTEST_PART - 1, -1))]
        return [starts[key] for key in keys if key in starts]

    def writes(self, word: str, language: str) -> bool:
        """Whether a word of a language is written so (in lower case, with these accents)."""
        if language not in self._written:
            column = ";".join(self._columns.get(language, ()))
            self._written[language] = frozenset(WORD.findall(column.casefold()))
        return word in self._written[language]

    def holds(self, word: str, language: str) -> bool:
        """Whether a folded word is one of a language, whatever its accents."""
        if language not in self._plain:
            column = ";".join(self._columns.get(language, ()))
            self._plain[language] = frozenset(WORD.findall(fold_text(column)))
        return word in self._plain[language]

    def _by_stems(self, language: str) -> Mapping[tuple[str, ...], tuple[Sense, ...]]:
        if language not in self._senses:
            self._senses[language] = self._analysed(language)
        return self._senses[language]

    def _analysed(self, language: str) -> Mapping[tuple[str, ...], tuple[Sense, ...]]:
        analyse = analyser(language).stems
        found: dict[tuple[str, ...], list[Sense]] = {}
        for sense, names in enumerate(self._columns.get(language, ())):
            for name in names.split(";"):
                key = tuple(analyse(name))
                if key:
                    found.setdefault(key, []).append((sense, name.casefold()))
        return {key: tuple(senses) for key, senses in found.items()}


def _bare(word: str, language: str) -> str:
    """A word as the lexicon names it: Arabic without what it joins to it, a plural as the word that is counted."""
    if language != "ar":
        return word
    bare = _JOINED_BEFORE.sub("", word)
    return f"{bare[:-2]}ة" if bare.endswith("ات") and len(bare) > SHORTEST_PART else bare


def _likeness(typed: str, name: str) -> float:
    """How near two spellings with the same stems are, 0 for the same one; endings of number and gender differ little,
    other words more. Accents count where they were typed."""
    if typed == name:
        return 0.0
    one, other = fold(typed), fold(name)
    if one == other:
        return 0.0 if one == typed else -0.5
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return -round((max(len(one), len(other)) - same) / 2) if same >= min(3, len(one)) else FAR


@functools.cache
def load() -> Lexicon:
    """The lexicon of this installation; read once. Raises `NotFound` when the file is missing."""
    rows = list(resources.rows(resources.path_of("lexicon.csv")))
    languages = [name for name in rows[0] if name != "id"]
    rows += resources.rows(resources.path_of("lexicon_expressions.csv"))
    forms: dict[str, dict[str, str]] = {}
    for row in resources.rows(resources.path_of("lexicon_forms.csv")):
        forms.setdefault(row["language"] or "", {})[row["word"] or ""] = row["forms"] or ""
    columns = {
        language: tuple(_with_forms(row.get(language) or "", forms.get(language, {})) for row in rows)
        for language in languages
    }
    numbers = {row["id"]: number for number, row in enumerate(rows)}
    parts: dict[str, dict[int, tuple[str, ...]]] = {}
    for file in PARTS:
        for row in resources.rows(resources.path_of(file)):
            for language, names in row.items():
                if language != "id" and names and row["id"] in numbers:
                    parts.setdefault(language, {})[numbers[row["id"] or ""]] = tuple(map(_part, names.split(";")))
    return Lexicon(columns, parts, _families(numbers))


def _families(numbers: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, dict[int, None]] = {}
    for row in resources.rows(resources.path_of("lexicon_families.csv")):
        members = [numbers[name] for name in row["senses"].split(";")]
        for sense in members:
            found.setdefault(sense, {}).update(dict.fromkeys(other for other in members if other != sense))
    return {sense: tuple(others) for sense, others in found.items()}


def _with_forms(names: str, forms: Mapping[str, str]) -> str:
    """The names of a sense, each followed by its forms that have a stem of their own: plurals that change the word
    within, as Arabic has them, and irregular verbs."""
    if not forms:
        return names
    return ";".join(dict.fromkeys(f for n in names.split(";") for f in (n, *forms.get(n, "").split(";")) if f))


def _part(name: str) -> str:
    """A beginning of words as `names` gives it; the table marks whole words with "="."""
    plain = name.strip()
    return plain.lstrip("=") if plain.startswith("=") or " " in plain else f"{plain}*"


def languages_of(words: tuple[str, ...], lexicon: Lexicon, preferred: str) -> tuple[tuple[str, float], ...]:
    """The languages that the words of a query may be in, the likeliest first, each with how likely it is beside that
    one (1 and less); empty where the words tell nothing (a name, a number).

    Two or three words are often words of several languages ("indivisible reserves" without accents is French too), so
    all that come near the best one are given. Words of grammar speak for their language more than others: "de la" is
    Spanish or French, "dos" Portuguese. Where two languages fit as well, the reader's own goes first, then the order
    of the lexicon.
    """
    typed = [word for text in words for word in WORD.findall(text) if not word.isdecimal()]
    votes: dict[str, float] = {}
    # One word by itself that begins so may be a slip of the pen in another language ("registrre").
    for language in (*lexicon.languages, *(lexicon.begun if len(typed) > 1 else ())):
        vote = sum(_vote(word, language, lexicon) for word in typed)
        if vote:
            votes[language] = vote
    # Inflected words are looked up by their stems, in the few languages that come into question.
    others = lexicon.languages if len(typed) > 1 else resources.INTERFACE_LANGUAGES
    likely = sorted(votes, key=lambda name: -votes[name])[:4]
    if not any(language in lexicon.languages for language in likely):
        # "reservas irrepartibles": nothing is written so, and one word begins as an Estonian one does.
        likely += [preferred, *others]
    for language in dict.fromkeys(likely):
        for word in typed:
            if not _vote(word, language, lexicon) and lexicon.knows((word,), language):
                votes[language] = votes.get(language, 0.0) + INFLECTED
        if len(typed) > 1 and lexicon.knows(typed, language):
            votes[language] = votes.get(language, 0.0) + 1.0
    if not votes:
        return ()
    best = max(votes.values())
    order = {name: place for place, name in enumerate((preferred, *resources.INTERFACE_LANGUAGES))}
    near = [language for language, vote in votes.items() if vote >= NEAR * best]
    near.sort(key=lambda name: (-round(votes[name], 6), order.get(name, len(order))))
    return tuple((language, votes[language] / best) for language in near[:CANDIDATES])


def _vote(word: str, language: str, lexicon: Lexicon) -> float:
    analysis, written, plain = analyser(language), word.casefold(), fold(word)
    if plain in analysis.stop or plain in analysis.asking:
        return 1.0 if len(word) > 1 else 0.5
    if lexicon.writes(written, language):
        return 1.0
    if language in lexicon.begun:
        return INFLECTED if lexicon.knows((word,), language) else 0.0
    if not lexicon.holds(plain, language):
        return 0.0
    return UNACCENTED if plain == written else OTHERWISE_ACCENTED
