"""Numbered paragraphs and points inside a provision."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.model.law import Item

_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("roman-dash", re.compile(r"(?P<n>[IVXLC]{1,7})\s?(?:bis|ter|quater)?\s?[.\-–—]{1,3}\s*(?=\S)")),
    ("degree", re.compile(r"(?P<n>\d{1,3})\s?(?:bis|ter|quater)?\s?[°º]\s?[).]?\s")),
    ("bracketed-number", re.compile(r"\((?P<n>\d{1,3}[a-z]?|[\u0660-\u0669]{1,3})\)\s?")),
    ("number-bracket", re.compile(r"(?P<n>\d{1,3}[a-z]?)\)\s?")),
    ("number-dot", re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,3}){0,3})\s?\.\s?[-–—]?\s?(?=\D)")),
    ("number-dotted", re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,3}){1,3})\s")),
    ("circled", re.compile(r"(?P<n>[①-⑳])\s?")),
    ("bracketed-letter", re.compile(r"\((?P<n>[a-zα-ω]{1,2}|[ivx]{1,6})\)\s?")),
    ("letter", re.compile(r"(?P<n>[a-zα-ωа-яñ]{1,2}|[ivx]{1,6})\s?[).]\s")),
    ("capital", re.compile(r"(?P<n>[A-ZΑ-ΩÑ])\s?[).]\s?[-–—]?\s")),
    ("arabic-letter", re.compile(r"(?P<n>[\u0621-\u064a])\s?[-–)]\s")),
    ("dash", re.compile(r"(?P<n>[-–—•·])\s?(?=\w)")),
)  # fmt: skip
_BETWEEN = re.compile(r"(?<=[.;:,])\s+(?=\((?:\d{1,3}|[a-z])\)\s)")


def items(text: str, start: int, end: int) -> tuple[Item, ...]:
    """The numbered paragraphs and points of `text[start:end]`, in order; a kind of marker seen first is outermost."""
    found: list[Item] = []
    open_kinds: list[str] = []
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        for begin, finish in _pieces(text, position, stop):
            _place(text, begin, finish, open_kinds, found)
        position = stop + 1
    return tuple(found)


def _pieces(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """A paragraph that runs several "(1) … (2) …" together, as one piece each."""
    cuts = [match.end() for match in _BETWEEN.finditer(text, start, stop)]
    edges = [start, *cuts, stop]
    return list(pairwise(edges))


def _place(text: str, begin: int, finish: int, open_kinds: list[str], found: list[Item]) -> None:
    for kind, shape in _MARKERS:
        match = shape.match(text, begin, finish)
        if match is None:
            continue
        number = match["n"]
        if kind in ("letter", "bracketed-letter") and _is_roman(number, kind, open_kinds, found):
            kind += "-roman"
        if kind in open_kinds:
            del open_kinds[open_kinds.index(kind) + 1 :]
        else:
            open_kinds.append(kind)
        found.append(Item(text[begin : match.end()].strip(), len(open_kinds), match.end(), finish))
        return


def _is_roman(number: str, kind: str, open_kinds: list[str], found: list[Item]) -> bool:
    """ "(i)" after "(h)" is a letter; under "(a)" it opens a Roman list."""
    if set(number) - set("ivx"):
        return False
    if kind + "-roman" in open_kinds and kind not in open_kinds[open_kinds.index(kind + "-roman") :]:
        previous = found[-1].num.strip("().") if found else ""
        return bool(previous) or number == "i"
    if len(number) > 1:
        return True
    letters = [item.num.strip("(). ") for item in found if len(item.num.strip("(). ")) == 1]
    return not (letters and ord(letters[-1]) + 1 == ord(number))
