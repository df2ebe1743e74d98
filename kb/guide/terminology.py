"""The words of the commentary: what the guide avoids, with the reason and the word to use instead."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kb import resources
from kb.model.guide import Outline

_NAMES = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"\n]*\"|`[^`\n]*`|!?\[[^\]]*\]\([^)]*\)|(\*{1,2}|_{1,2})(?=\S)[^*_\n]+?\1")
"""Quotation marks, code, links and emphasis: titles, quotations and the statutory names of a country."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A word to avoid in one language; `examples` are (sentence, whether the word is found in it)."""

    language: str
    word: re.Pattern[str]
    use: str
    why: str
    examples: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class TermFinding:
    """A word at `start` (characters of the Markdown) of a commentary that should be another."""

    section: str
    language: str
    start: int
    word: str
    use: str
    why: str

    @property
    def message(self) -> str:
        """One line for a person."""
        return f"“{self.word}” ({self.language}, character {self.start}): write {self.use}. {self.why}"


@functools.cache
def rules() -> tuple[Rule, ...]:
    """The rules of `schemas/guide/terminology.toml`; where two meet, the first stands."""
    read = tomllib.loads(resources.path_of("guide/terminology.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            rule["language"],
            re.compile(rf"(?<![\w-])(?:{rule['word']})(?![\w-])", re.IGNORECASE),
            rule["use"],
            rule["why"],
            tuple((s, True) for s in rule["wrong"]) + tuple((s, False) for s in rule["right"]),
        )
        for rule in read["rule"]
    )


def words(markdown: str, language: str, names: Collection[str] = ()) -> Iterator[tuple[int, str, Rule]]:
    """Words to avoid with their place; `names` are titles that the texts themselves bear and that stay as they are."""
    taken = [found.span() for found in _NAMES.finditer(markdown)]
    for name in names:
        taken += [found.span() for found in re.finditer(re.escape(name), markdown, re.IGNORECASE)]
    for rule in rules():
        if rule.language != language:
            continue
        for found in rule.word.finditer(markdown):
            if not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                yield found.start(), found[0], rule


def check_words(outline: Outline, names: Collection[str] = ()) -> list[TermFinding]:
    """The findings on every commentary of a guide, in its order."""
    found = []
    for _, section in outline.sections():
        for prose in section.texts if section.kind == "commentary" else ():
            told = sorted(words(prose.markdown, prose.language, names), key=lambda one: one[0])
            found += [
                TermFinding(section.id, prose.language, start, word, rule.use, rule.why) for start, word, rule in told
            ]
    return found
