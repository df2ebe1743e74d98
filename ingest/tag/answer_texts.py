"""Read which texts a sentence amends, or which texts of other peoples it cites, in the short form of a citation."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator

from ingest.tag.citations import Mention, citations
from kb import resources

AMENDED = "international-implementation.q4"
CITED = "international-commitments.q2"
_SPACES = re.compile(r"\s+")
_MAY = {AMENDED: re.compile(r"\d"), CITED: re.compile(r"\d/[^\W\d_]{2}|\([^\W\d_]{2}")}
"""What a sentence has that may hold such a text: a figure, or the letters of the European Union at a number."""


def texts_in(question: str, sentence: str, language: str | None) -> Iterator[str]:
    """The short forms of the texts that answer a question in this sentence ("Ley 27/1999", "Directiva 2014/24/UE").

    An amended text counts where it is known by number or day. A text of other peoples is one of the European Union, or
    one of those that `schemas/answers/treaties.toml` names.
    """
    for mention in citations(sentence, language or "") if _MAY[question].search(sentence) else ():
        if mention.target is None or not (mention.target["number"] or mention.target["date"]):
            continue
        european = mention.target["jurisdiction"] == "eu"
        if european if question == CITED else mention.relation == "amends" and not european:
            yield _short(mention)
    if question == CITED:
        for found in _treaties().finditer(sentence):
            yield _SPACES.sub(" ", found[0])


def _short(mention: Mention) -> str:
    """The kind of act and its number, or all from the kind on where a day alone names it."""
    target = mention.target or {}
    printed = _SPACES.sub(" ", mention.words)
    first = max(0, printed.find(target["act"] or printed))
    number = target["number"]
    place = printed.find(number, first) if number else -1
    last = place + len(number) if place >= 0 else len(printed)
    return printed[first:last].removeprefix("The ").strip(" ,")


@functools.cache
def _treaties() -> re.Pattern[str]:
    table = tomllib.loads(resources.path_of("answers/treaties.toml").read_text(encoding="utf-8"))
    names = "|".join(rf"(?:{name})(?!\w)" for names in table.values() for name in names)
    return re.compile(rf"(?<!\w)(?:{names})")
