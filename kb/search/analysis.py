"""Text → search tokens, by one table per language (`schemas/analysis.toml`).

Both engines are given these tokens ready made (joined by spaces, parted again by a tokenizer that knows nothing but
spaces), and the highlighter uses the same ones: what matches in one place matches in all. No engine has stemmers for
all languages of the corpus, and two engines never have the same ones.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kb import resources
from kb.search.bytewise import Bytewise

UNKNOWN = "und"
"""The language of a text whose language is not known or has no table: words are compared as they are written."""

_MARKS = r"[\u0300-\u036f\u064b-\u065f\u0670\u0d80-\u0dff\u200d]"
WORD = re.compile(rf"[^\W_]++(?:{_MARKS}++[^\W_]*+)*+")
"""A word: letters and digits, with the marks that belong to them. Apostrophes, hyphens and slashes part words, so that
"l'impôt" and "5/2011" are found by their parts and, in quotes, by the whole."""

_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž", "з": "z", "и": "i", "ј": "j",
        "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "ћ": "ć", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
    }
)  # fmt: skip
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "đ": "dj",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ς": "σ",
        "ى": "ي",
        "ـ": "",
        "ک": "ك",
        "ی": "ي",
    }
)
_LAM_ALEF = (
    (re.compile("^((?:[وف]?[بك]?ا)|[وف]?ل)([أإآ])ل"), r"\1ل\2"),
    (re.compile("^([وف]?[بك]?)اال"), r"\1الا"),
    (re.compile("^([وف]?)لال"), r"\1للا"),
)
"""Many PDFs give the joined letters lam and alef the wrong way round: "األعضاء" for "الأعضاء", "االجتماع" for
"الاجتماع"."""
_JOINED = re.compile("[ال]{2,}")
_ORDINAL = re.compile(r"(\d+)(?:er|re|ere|eme|o|a|º|°|ª|st|nd|rd|th)$")
_PAIRED = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]{2,}")


Word = TypeVar("Word", str, bytes)

WESTERN = "cp1252"
"""The code page of a language that names none."""

_VOWELS = "aeiouyáéíóúýäôěůаеиоуъюя"

SHORTEST = 2
"""Letters that stay before an ending that is put right; a whole word may be put right too."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token with the characters of the text that it stands for."""

    text: str
    start: int
    end: int


@functools.lru_cache(maxsize=128)
def words_of(text: str) -> Sequence[str]:
    """The words of a text as they are written. Those of the last texts are kept: a hit is weighed, then marked."""
    apart = words_apart(text)
    return WORD.findall(text) if apart is None else apart.split()


def words_apart(text: str) -> str | None:
    """The text with a space for each sign between two words, so that `words_of` it are what stands between spaces; None
    where the pattern must find them."""
    return _bytewise(WESTERN).apart(text)


@functools.lru_cache(maxsize=128)
def stems_of(text: str, language: str) -> Sequence[str]:
    """The stem of each of `words_of`, empty for words of grammar; those of the last texts are kept too."""
    return analyser(language).each("stems", words_of(text))


@functools.cache
def _bytewise(codepage: str) -> Bytewise:
    return Bytewise(codepage, WORD, fold)


@functools.lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case without accents or other marks, the same letter for its variants ("Ά" and "α", "ة" stays "ة")."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


def fold_text(text: str) -> str:
    """`fold` for a long text, its letters looked up once each."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    marks = {ord(c): None for c in set(plain) if unicodedata.combining(c)}
    return unicodedata.normalize("NFC", plain.translate({**_LETTERS, **marks}))


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    with resources.path_of("analysis.toml").open("rb") as file:
        return tomllib.load(file)


def languages() -> tuple[str, ...]:
    """The languages that have a table, without the unknown one."""
    return tuple(language for language in _tables() if language != UNKNOWN)


def table_of(language: str | None) -> str:
    """The table that a language code is analysed by: its own, that of its main language ("pt-BR" → "pt"), or "und"."""
    for code in (language or "", (language or "").split("-")[0], {"nb": "no", "nn": "no"}.get(language or "", "")):
        if code in _tables():
            return code
    return UNKNOWN


class _Remembered(dict[Word, str]):
    """word → token, worked out once; laws use few words many times."""

    LIMIT = 500_000

    def __init__(self, make: Callable[[Word], str]) -> None:
        super().__init__()
        self._make: Callable[[Word], str] = make

    def __missing__(self, word: Word) -> str:
        if len(self) > self.LIMIT:
            self.clear()
        made = self._make(word)
        self[word] = made
        return made


class Analyser:
    """The analysis of one language. Get one with `analyser(language)`."""

    def __init__(self, language: str) -> None:
        table = _tables()[language]
        self.language = language
        self.pairs = table["stemmer"] == "pairs"
        self._latin = table.get("script") == "cyrillic-to-latin"
        self._joined = table.get("script") == "lam-alef"
        self.stop = frozenset(map(fold, map(self._script, f"{table['stop']} {table['elided']}".split())))
        self.asking = frozenset(map(fold, map(self._script, table["asking"].split())))
        self._stemmer = _stemmer(table)
        self._stems = _Remembered(self._stem)
        self._codepage = table.get("codepage", WESTERN)
        self._by_bytes = _Remembered[bytes](lambda word: self._stems[word.decode(self._codepage)])
        self._bytewise = None if self.pairs or "script" in table else _bytewise(self._codepage)
        self._exact = _Remembered(lambda word: fold(self._script(word.casefold())))
        self._verbatim = _Remembered(lambda word: unicodedata.normalize("NFC", self._script(word.casefold())))

    def forms(self, text: str) -> tuple[str, str, str]:
        """What `stems`, `exact` and `verbatim` give, each joined by spaces, the text read once."""
        read = self._bytewise.lower(text) if self._bytewise else None
        if read is not None and self._bytewise:
            stems = filter(None, map(self._by_bytes.__getitem__, read))
            return " ".join(stems), *self._bytewise.joined(read)
        words = WORD.findall(text)
        return (
            " ".join(self.stems(text) if self.pairs else filter(None, map(self._stems.__getitem__, words))),
            " ".join(map(self._exact.__getitem__, words)),
            " ".join(map(self._verbatim.__getitem__, words)),
        )

    def stems(self, text: str) -> list[str]:
        """Stemmed tokens without the words of grammar."""
        return (
            [s for s in map(self._stems.__getitem__, WORD.findall(text)) if s]
            if not self.pairs
            else [token.text for token in self.tokens(text)]
        )

    def each(self, kind: str, words: Iterable[str]) -> list[str]:
        """The token of each word, "stems" (empty for words of grammar), "exact" or "verbatim"."""
        made = {"stems": self._stems, "exact": self._exact, "verbatim": self._verbatim}[kind]
        return list(map(made.__getitem__, words))

    def exact(self, text: str) -> list[str]:
        """Every word, in lower case and without accents."""
        return list(map(self._exact.__getitem__, WORD.findall(text)))

    def verbatim(self, text: str) -> list[str]:
        """Every word in lower case, accents kept."""
        return list(map(self._verbatim.__getitem__, WORD.findall(text)))

    def tokens(self, text: str) -> list[Token]:
        """Stemmed tokens with their characters."""
        found = []
        for word in WORD.finditer(text):
            stem = self._stems[word[0]]
            if not stem:
                continue
            if self.pairs and _PAIRED.fullmatch(stem) and len(stem) == word.end() - word.start():
                found += [Token(stem[i : i + 2], word.start() + i, word.start() + i + 2) for i in range(len(stem) - 1)]
            else:
                found.append(Token(stem, word.start(), word.end()))
        return found

    def exact_tokens(self, text: str) -> list[Token]:
        """Words of the exact field with their characters."""
        return [Token(self._exact[word[0]], word.start(), word.end()) for word in WORD.finditer(text)]

    def grammatical(self, word: str) -> bool:
        """Whether the word is one of grammar in this language."""
        return self._exact[word] in self.stop

    def _script(self, word: str) -> str:
        if self._joined:
            for wrong, right in _LAM_ALEF:
                word = wrong.sub(right, word)
        return word.translate(_LATIN) if self._latin else word

    def _stem(self, word: str) -> str:
        plain = self._script(unicodedata.normalize("NFC", word.casefold()))
        folded = fold(plain)
        if folded in self.stop:
            return ""
        if folded.isdecimal():
            return str(int(folded)) if len(folded) < 19 else folded
        stem = fold(self._stemmer(plain)) or folded
        # Inside a word nothing tells which way round the two letters belong: both are one ("خلال", "خالل").
        return stem[:1] + _JOINED.sub(lambda run: "".join(sorted(run[0])), stem[1:]) if self._joined else stem


@functools.cache
def analyser(language: str | None) -> Analyser:
    """The analyser of a language; one without a table is analysed as unknown."""
    return Analyser(table_of(language))


def _stemmer(table: dict[str, Any]) -> Callable[[str], str]:
    """The stemmer of a table between the endings put right before it and those taken off after it."""
    main = _main_stemmer(table)
    pairs = [pair.split(":") for pair in table.get("before", "").split()]
    before = sorted(((old, new) for old, new in pairs), key=lambda pair: -len(pair[0]))
    after = sorted(table.get("after", "").split(), key=len, reverse=True)
    last = dict(pair.split(":") for pair in table.get("last", "").split())
    fleeting = _fleeting(table.get("fleeting", ""))
    if not before and not after and not last and not fleeting:
        return main

    def stem(word: str) -> str:
        for old, new in before:
            if word == old or (word.endswith(old) and len(word) - len(old) >= SHORTEST):
                word = word[: -len(old)] + new
                break
        word = _without_ending(main(word), endings=after, least=3)
        word = word[:-1] + last.get(word[-1:], word[-1:])
        return fleeting.sub("", word) if fleeting else word

    return stem


def _fleeting(vowels: str) -> re.Pattern[str] | None:
    """What finds a vowel before the last consonant of a stem, two letters and a consonant standing before it."""
    if not vowels:
        return None
    letters = "|".join(sorted(vowels.split(), key=len, reverse=True))
    return re.compile(f"(?<=..[^{_VOWELS}])(?:{letters})(?=[^{_VOWELS}]$)")


def _main_stemmer(table: dict[str, Any]) -> Callable[[str], str]:
    kind = table["stemmer"]
    if kind in ("none", "pairs"):
        return str
    if kind == "endings":
        endings = sorted(set(table["endings"].split()), key=len, reverse=True)
        return functools.partial(_without_ending, endings=endings, least=table["least"])
    import Stemmer

    made: Callable[[str], str] = Stemmer.Stemmer(kind).stemWord
    return made


def _without_ending(word: str, *, endings: list[str], least: int) -> str:
    for ending in endings:
        if len(word) - len(ending) >= least and word.endswith(ending):
            return word[: -len(ending)]
    return word


def number_tokens(num: str) -> list[str]:
    """The words of a printed number, ordinals as plain numbers: "Art. 1er bis" gives "art", "1" and "bis"."""
    found = []
    for word in WORD.findall(num):
        plain = _ORDINAL.sub(r"\1", fold(word))
        found.append(str(int(plain)) if plain.isdecimal() else plain)
    return found
