"""Heading grammars: the words of legal headings of each language, read from `schemas/grammars/*.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.structure.numbers import fold
from kb import resources
from kb.model.law import ProvisionType

FALLBACK = "fallback"
"""The grammar that is read beside every other: signs and words that no language owns."""

TYPED = ("additional", "transitional", "repealing", "final")
DIVISION_WORDS: Mapping[str, tuple[ProvisionType, str]] = {
    "part": ("part", "part"), "book": ("book", "book"), "title": ("title", "title"), "chapter": ("chapter", "chp"),
    "section": ("subchapter", "sec"), "subsection": ("division", "subsec"), "division": ("division", "dvs"),
}  # fmt: skip
"""Names used in the grammars → type of provision and its short name in eIds."""
ARTICLE_WORDS: Mapping[str, tuple[ProvisionType, str]] = {
    "article": ("article", "art"), "section": ("section", "sec"), "clause": ("clause", "cl"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """What a heading word says: the type of provision, its short name in eIds, and the grammar's name for it."""

    type: ProvisionType
    short: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled words of one set of languages; all of them are folded (no accents, no case)."""

    articles: re.Pattern[str]
    article_types: Mapping[str, Word]
    after: re.Pattern[str] | None
    patterns: tuple[tuple[re.Pattern[str], Word], ...]
    divisions: re.Pattern[str]
    division_types: Mapping[str, Word]
    division_after: re.Pattern[str]
    typed: re.Pattern[str]
    typed_types: Mapping[str, Word]
    ambiguous: frozenset[str]
    groups: Mapping[str, ProvisionType | None]
    typed_headings: tuple[tuple[re.Pattern[str], ProvisionType], ...]
    annex: re.Pattern[str]
    preamble: frozenset[str]
    recitals: re.Pattern[str]
    enacting: re.Pattern[str]
    contents: frozenset[str]
    conclusions: re.Pattern[str]
    continues: re.Pattern[str]
    paragraphs: re.Pattern[str]
    counted: re.Pattern[str]
    instruments: re.Pattern[str]
    ratifies: re.Pattern[str]
    editorial: re.Pattern[str]
    ordinals: Mapping[str, int]


@functools.cache
def sources() -> Mapping[str, Mapping[str, Any]]:
    """Every grammar as written, by the name of its file without ending."""
    folder = resources.path_of("grammars")
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}


def grammar_for(languages: Iterable[str]) -> Grammar:
    """The grammar of a text in these languages; all grammars together where no language is known."""
    known = sources()
    wanted = set(languages)
    names = {name for name, source in known.items() if name in wanted or wanted & set(source.get("serves", ()))}
    for name in tuple(names):
        names.update(known[name].get("also", ()))
    return _compiled(frozenset(names) if names else frozenset(known))


@functools.cache
def _compiled(names: frozenset[str]) -> Grammar:
    known = sources()
    parts = [known[name] for name in sorted({*names, FALLBACK})]
    articles = _typed_words(parts, "articles", ARTICLE_WORDS)
    divisions = _typed_words(parts, "divisions", DIVISION_WORDS)
    typed = {
        fold(phrase): Word(kind, kind)  # type: ignore[arg-type]
        for part in parts
        for kind in TYPED
        for phrase in part.get("typed", {}).get(kind, ())
    }
    continues = _all(parts, "continues")
    after = {fold(word): Word(*ARTICLE_WORDS["article"]) for part in parts for word in part.get("after", ())}
    return Grammar(
        articles=_starting(articles),
        article_types={**articles, **after},
        after=re.compile(rf"[\s.\-–]{{0,3}}(?P<word>{_either(after)})(?!\w)") if after else None,
        patterns=tuple(
            (re.compile(pattern["shape"]), Word(*{**DIVISION_WORDS, **ARTICLE_WORDS}[pattern["type"]]))
            for part in parts
            for pattern in part.get("patterns", ())
        ),
        divisions=_starting(divisions),
        division_types=divisions,
        division_after=re.compile(rf"[\s.\-–ºª°)]{{0,4}}(?P<word>{_either(divisions)})(?!\w)"),
        typed=_starting(typed),
        typed_types=typed,
        ambiguous=frozenset(articles) & frozenset(divisions),
        groups={
            fold(phrase): None if kind == "recital" else kind
            for part in parts
            for kind, phrases in part.get("groups", {}).items()
            for phrase in phrases
        },
        typed_headings=tuple(
            (re.compile(rf"\W{{0,4}}(?:{_either(phrases)})\b"), kind)  # type: ignore[misc]
            for kind in TYPED
            if (phrases := _all(parts, "typed_headings", kind))
        ),
        annex=_starting(_all(parts, "annex")),
        preamble=frozenset(_all(parts, "preamble")),
        recitals=_starting(_all(parts, "recitals")),
        enacting=re.compile(rf"(?:{_either(_all(parts, 'enacting'))})\b"),
        contents=frozenset(_all(parts, "contents")),
        conclusions=_starting(_all(parts, "conclusions")),
        continues=re.compile(
            rf"\s*(?:[,;)/]|(?:{_either(word for word in continues if not UNSPACED.match(word))})(?!\w)"
            rf"|(?:{_either(word for word in continues if UNSPACED.match(word))}))"
        ),
        paragraphs=re.compile(rf"[\s.,]{{0,3}}(?:{_either(_all(parts, 'paragraphs'))})(?!\w)\.?\s?\(?\d"),
        # Hungarian and Finnish count before the word: "5. § (2) bekezdése", "5 §:n 2 momentissa".
        counted=re.compile(rf"\s?\(?\d{{1,3}}\)?[.:]?\s(?P<word>{_either(_all(parts, 'paragraphs'))})"),
        instruments=_starting(_all(parts, "instruments")),
        ratifies=re.compile(rf"(?<!\w)(?:{_either(_all(parts, 'ratifies'))})"),
        editorial=re.compile("|".join(_shapes(parts, "editorial")) or r"(?!)"),
        ordinals=_ordinals(parts),
    )


UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
"""Letters of the scripts that put no space between words: there a word may go on with another."""


def _all(parts: Iterable[Mapping[str, Any]], table: str, key: str | None = None) -> list[str]:
    found = (part.get(table, {}).get(key, ()) if key else part.get(table, ()) for part in parts)
    return [fold(phrase) for phrases in found for phrase in phrases]


def _shapes(parts: Iterable[Mapping[str, Any]], table: str) -> list[str]:
    return [f"(?:{shape})" for part in parts for shape in part.get(table, ())]


def _typed_words(
    parts: Iterable[Mapping[str, Any]], table: str, kinds: Mapping[str, tuple[ProvisionType, str]]
) -> dict[str, Word]:
    return {
        fold(word): Word(*kinds[kind])
        for part in parts
        for kind, words in part.get(table, {}).items()
        for word in words
    }


def _either(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,3}") for word in ordered) or r"(?!)"


def _starting(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<word>{_either(words)})(?![^\W\d_])")


def _ordinals(parts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Ordinal words up to 99, with those that a language composes ("décimo segundo", "الثانية عشرة")."""
    words: dict[str, int] = {}
    for part in parts:
        given = part.get("ordinals", {})
        units = {fold(word): value for word, value in given.get("units", {}).items()}
        tens = {fold(word): value for word, value in given.get("tens", {}).items()}
        ten = fold(given.get("ten", ""))
        joint = fold(given.get("and", ""))
        words.update(units)
        words.update(tens)
        small = {unit: value for unit, value in units.items() if value < 10}
        for unit, value in small.items():
            if ten:
                words[f"{unit} {ten}"] = 10 + value
            for tenth, amount in tens.items():
                if joint:
                    words[f"{unit} {joint}{tenth}"] = amount + value
                else:
                    words[f"{tenth} {unit}"] = words[f"{tenth}{unit}"] = amount + value
    # Programs that take text out of PDFs set the ligature lam-alef down in reverse: "األولى" for "الأولى".
    words.update({f"اال{word[3:]}": value for word, value in words.items() if word.startswith("الا")})
    return words
