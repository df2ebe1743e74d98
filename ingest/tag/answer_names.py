"""Read the name of a public body in a law's words: "Ministerio de Trabajo", "Minister in charge of cooperatives"."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kb import resources

KINDS = ("ministry", "registry", "supervisor", "agency", "court", "bank", "government")
MOST = 9
"""Words of a name behind the one that it begins with."""
SHORTEST = 6
"""Letters of a name; what is shorter names a body that was introduced before."""
HEAD = 5
"""Letters by which the words that names begin with are looked for at first."""
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_KOREAN_HEAD = re.compile("장관$")


class Name(NamedTuple):
    """A name in a text, with the kind of body ("ministry", "registry" …) and whether more than that word is said."""

    start: int
    end: int
    kind: str
    full: bool


@functools.cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(resources.path_of("answers/bodies.toml").read_text(encoding="utf-8"))
    return found


@functools.cache
def _beginnings() -> re.Pattern[str]:
    kinds = [(word, kind) for kind, words in _table()["kinds"].items() for word in words]
    groups: dict[str, list[str]] = {}
    for word, kind in sorted(kinds, key=lambda pair: -len(pair[0])):
        groups.setdefault(kind, []).append(re.escape(word))
    return re.compile(
        r"(?<!\w)(?:" + "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in groups.items()) + r")\w*", re.I
    )


@functools.cache
def _others() -> re.Pattern[str]:
    """What begins as a public body's name does and is none: the act of registering, the public prosecutor."""
    return re.compile("|".join(map(re.escape, _table()["behind"]["others"])), re.I)


@functools.cache
def _endings() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _table()["behind"]["endings"]))
    # The words before the last one belong to the name where they begin with a capital or are joined to it.
    before = r"(?:[^\W\d_a-zāčēģīķļņšūžåæøäöüõ][^\W\d_]*-?,? (?:un |og |ja )?){0,2}"
    return re.compile(rf"(?:{before})[^\W\d_]*(?:{words})(?!\w)|[^\W\d_]+(?:부장관|위원회|청장)")


@functools.cache
def _charged() -> re.Pattern[str]:
    return re.compile(r"\s(?:" + "|".join(map(re.escape, _table()["inside"]["charged"])) + r")(?!\w)", re.I)


@functools.lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[Name, ...]:
    """The names of public bodies in a text, in no order. Kept, because two questions look in the same sentences."""
    begun = _begun(text) if any(map(text.lower().__contains__, _heads())) else ()
    ended = _ended(text) if any(map(text.__contains__, _table()["behind"]["endings"])) else ()
    return (*begun, *ended)


@functools.cache
def _heads() -> tuple[str, ...]:
    """What a sentence holds in small letters wherever a name begins in it: most hold none of them."""
    return tuple(sorted({word[:HEAD].lower() for words in _table()["kinds"].values() for word in words}))


def _begun(text: str) -> Iterator[Name]:
    """The names by the words that they begin with."""
    for found in _beginnings().finditer(text):
        if _others().match(text, found.start()):
            continue
        end = _end(text, found.end())
        if end == found.end() and found[0][0].islower():
            # "el registro", "ministrovi": a word, and no name.
            continue
        if len(text[found.start() : end].replace(" ", "")) >= SHORTEST:
            yield Name(found.start(), end, found.lastgroup or "", end > found.end())


def _ended(text: str) -> Iterator[Name]:
    """The names by the word that they end with."""
    for found in _endings().finditer(text):
        # The Korean minister stands for the ministry: the name of the office without its head.
        end = found.end() - 2 if _KOREAN_HEAD.search(found[0]) else found.end()
        yield Name(found.start(), end, "ministry", True)


@functools.cache
def _named_small() -> re.Pattern[str]:
    """Heads of names that go on with a small letter: "Ministerstvo vnútra Slovenskej republiky"."""
    return re.compile("|".join(map(re.escape, _table()["inside"]["before_small"])), re.I)


def _end(text: str, start: int) -> int:
    """Where the name ends that goes on at `start`: capitals and small words; after "in charge of" the subject."""
    inside = _table()["inside"]
    end = start
    charged = _charged().match(text, start)
    if charged:
        end = charged.end()
    place = end
    arabic = bool(re.match(r"\s?[\u0600-\u06ff]", text[place : place + 2]))
    for count in range(MOST):
        word = _WORD.search(text, place, place + 40)
        if word is None or not re.fullmatch(r"(?:\s|\s?['’]|, )?", text[place : word.start()]):
            break
        if "," in text[place : word.start()] and not word[0][:1].isupper():
            break
        small = word[0].casefold() in inside["small"]
        if arabic:
            if count >= 4 or not re.match("(?:[وبل]?ال|لل)", word[0]):
                break
        elif charged:
            if word[0].casefold() in inside["ends"] and not (small and count < 2):
                break
        elif not small and not word[0][:1].isupper():
            goes_on = word[0] in inside["parts"] if count else _named_small().match(text[:start].split()[-1])
            if not goes_on:
                break
        place = word.end()
        if not small:
            end = place
    return end


def named(printed: str) -> str:
    """The name as a title prints it: "Ministerului Muncii" is the Ministerul Muncii; a Υπουργός stands for the
    ministry."""
    first, _, rest = printed.partition(" ")
    title = _table()["titles"].get(first.casefold())
    if title is None:
        return printed
    return f"{title.lower() if first[:1].islower() else title} {rest}".rstrip()


def key(printed: str) -> str:
    """What two prints of the same name share, whatever their endings."""
    return " ".join(word[:5] for word in _WORD.findall(printed.casefold()) if len(word) > 3)
