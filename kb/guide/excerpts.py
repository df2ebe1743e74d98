"""Choosing the words to quote: a whole provision where it is short, else its beginning up to the end of a sentence."""

from __future__ import annotations

import hashlib
import re

from kb.model.guide import Pin
from kb.model.law import Provision

_SENTENCE = re.compile(r"[.;:!?؛؟。](?=\s|$)")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")


def words(text: str) -> int:
    """How long a text is to a reader, in words; two signs of a script without spaces count as one."""
    return max(len(text.split()), len(_CJK.findall(text)) // 2)


def prose(text: str) -> bool:
    """Whether a text reads as sentences: not a form to fill in, a table of figures, a list of names in capitals, or
    what character recognition made of a stamp."""
    letters = [c for c in text if c.isalpha()]
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or len(letters) < 0.7 * len("".join(text.split())):
        return False
    cased = [c for c in letters if c.isupper() or c.islower()]
    if cased and sum(c.isupper() for c in cased) > 0.5 * len(cased):
        return False
    tokens = text.split()
    single = sum(len(token) == 1 and token.isalpha() for token in tokens)
    if single > 0.25 * len(tokens):
        return False
    return bool(_SENTENCE.search(text)) and sum(map(words, lines)) >= 5 * len(lines)


def hash_of(text: str) -> str:
    """SHA-256 of the words of a provision (UTF-8)."""
    return hashlib.sha256(text.encode()).hexdigest()


def pin(expression: str, provision: Provision, start: int, end: int, status: str | None = None) -> Pin:
    """A pin on `start:end` of the expression's text, which has that status; spaces at both ends are left out."""
    inside = provision.text[start - provision.start : end - provision.start]
    start += len(inside) - len(inside.lstrip())
    quote = inside.strip()
    end = start + len(quote)
    return Pin(
        expression,
        provision.eid,
        start,
        end,
        quote,
        hash_of(provision.text),
        provision.page,
        provision.label,
        bool(provision.text[: start - provision.start].strip()),
        bool(provision.text[end - provision.start :].strip()),
        status,
    )


def excerpt(provision: Provision, limit: int, around: tuple[int, int] | None = None) -> tuple[int, int]:
    """Offsets in the expression's text of at most about `limit` words of the provision.

    The whole provision where it fits; else from its beginning, or, where `around` (the evidence of a tag) lies beyond
    that, from the paragraph that holds the evidence. Ends with a paragraph, or with a sentence in a long one.
    """
    if words(provision.text) <= limit:
        return provision.start, provision.end
    paragraphs = [m.span() for m in re.finditer(r"[^\n]+", provision.text) if m[0].strip()]
    first = 0
    if around is not None:
        begin = around[0] - provision.start
        if words(provision.text[:begin]) > limit:
            first = next((n for n, (_, end) in enumerate(paragraphs) if begin < end), 0)
    start = end = paragraphs[first][0]
    for _, stop in paragraphs[first:]:
        if words(provision.text[start:stop]) > limit:
            break
        end = stop
    if end == start:
        end = _sentence_end(provision.text, start, paragraphs[first][1], limit)
    return provision.start + start, provision.start + end


def sentence(provision: Provision, start: int, end: int, limit: int) -> tuple[int, int]:
    """Offsets of the paragraph around `start:end`, with the points that follow where it announces a list, at most about
    `limit` words; the place itself where it is long enough to stand alone."""
    if words(provision.text[start - provision.start : end - provision.start]) >= 8:
        return start, end
    place = start - provision.start
    first = provision.text.rfind("\n", 0, place) + 1
    stop = provision.text.find("\n", place)
    stop = len(provision.text) if stop < 0 else stop
    listing = provision.text[first:stop].rstrip().endswith(":")
    while listing and stop < len(provision.text) and provision.text[first:stop].rstrip().endswith((":", ";", ",")):
        further = provision.text.find("\n", stop + 1)
        further = len(provision.text) if further < 0 else further
        if words(provision.text[first:further]) > limit:
            break
        stop = further
    if words(provision.text[first:stop]) > limit:
        stop = max(_sentence_end(provision.text, first, stop, limit), end - provision.start)
    return provision.start + first, provision.start + stop


def _sentence_end(text: str, start: int, stop: int, limit: int) -> int:
    """The last end of a sentence within the limit, else the first one, else the end of the paragraph."""
    ends = [start + m.end() for m in _SENTENCE.finditer(text[start:stop])]
    within = [end for end in ends if words(text[start:end]) <= limit]
    if within:
        return within[-1]
    return ends[0] if ends else stop
