"""Read which texts a sentence amends, or which texts of other peoples it cites, in the short form of a citation."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator

from ingest.tag.answer_phrases import tells
from ingest.tag.citations import Mention, citations
from kb import resources

AMENDED = "international-implementation.q4"
CITED = "international-commitments.q2"
LEAST_WORDS = 3
"""Words of a name that stands for a text: fewer are a kind of act."""
_SPACES = re.compile(r"\s+")
_ARTICLE = re.compile(r"^[Tt]he ")
_EUROPEAN = re.compile(r"\d/[^\W\d_]{2}|\([^\W\d_]{2}")
"""The letters of the European Union at a number: what a sentence has that may hold such a text."""
_NUMBER = re.compile(r"\d")


def texts_in(question: str, sentence: str, language: str | None) -> Iterator[str]:
    """The short forms of the texts that answer a question in this sentence ("Ley 27/1999", "Directiva 2014/24/UE").

    An amended text counts where it is known by number or day, or where a name of several words stands for it; with it
    those that the same sentence names, since laws print a text with those that changed it before. A text of other
    peoples is one of the European Union, or one of those that `schemas/answers/treaties.toml` names.
    """
    yield from _amended(sentence, language or "") if question == AMENDED else _cited(sentence, language or "")


def _amended(sentence: str, language: str) -> Iterator[str]:
    told = tells(AMENDED, sentence, language)
    if not told and not _NUMBER.search(sentence):
        return
    found = list(citations(sentence, language))
    if not told and not any(mention.relation == "amends" for mention in found):
        return
    for mention in found:
        if mention.target is None:
            name = _ARTICLE.sub("", _SPACES.sub(" ", mention.words))
            if name[:1].isupper() and len(name.split()) >= LEAST_WORDS:
                yield name
        elif _known(mention) and mention.target["jurisdiction"] != "eu":
            yield _short(mention)


def _cited(sentence: str, language: str) -> Iterator[str]:
    for mention in citations(sentence, language) if _EUROPEAN.search(sentence) else ():
        if mention.target is not None and _known(mention) and mention.target["jurisdiction"] == "eu":
            yield _short(mention)
    for treaty in _treaties().finditer(sentence):
        yield _SPACES.sub(" ", treaty[0])


def _known(mention: Mention) -> bool:
    """Whether the act is known by its number or its day."""
    return mention.target is not None and bool(mention.target["number"] or mention.target["date"])


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
