"""Legal numbers as they are printed: "1er", "5 bis", "L. 123-1", "XIV", "§ 3¹", "Vigésimo Segundo", "٥ مكرر"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LATIN = (
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "novies", "decies", "undecies",
    "duodecies", "terdecies", "quaterdecies", "quindecies", "sexdecies", "sedecies", "septdecies", "octodecies",
    "novodecies", "vicies", "unvicies", "duovicies", "tervicies", "quatervicies", "quinvicies", "sexvicies",
    "مكرر", "مكررة", "مكررا", "ทวิ", "ตรี", "จัตวา", "เบญจ",
)  # fmt: skip
"""Suffixes that legislators put on inserted articles, in every language alike."""


class _Fold(dict[int, str]):
    """Character by character without accents and case: same length, so that offsets stay true."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = unicodedata.normalize("NFD", character)[0].lower()
        same = {"ς": "σ", "ı": "i", "\u00a0": " ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
        folded = same.get(base, base)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_FOLD = _Fold()


def fold(text: str) -> str:
    """The text without accents and case, of the same length."""
    return text.translate(_FOLD)


def is_lower(sign: str) -> bool:
    """Whether a letter is small where its script has capitals at the head of names; Georgian has none there."""
    return sign.islower() and sign.title() != sign


_SUFFIX = "|".join(sorted(map(fold, LATIN), key=len, reverse=True))
_DIGITS = re.compile(
    r"(?P<code>(?:lo|ro|[lrdac])\s?\.?\s?\*{0,2}\s?(?=\d))?"
    r"(?P<main>[\d\u0660-\u0669\u06f0-\u06f9]{1,4})"
    r"(?P<ordinal>\s?\.?[º°ª]|\.o\b|\s?(?:er|ere|eme)\b|(?:ero|era|re|nd|rd|st|th|ro|do|o)\b)?"
    r"(?P<raised>[¹²³⁰⁴⁵⁶⁷⁸⁹]{1,3}|\^\{?\d{1,3}\}?)?"
    r"(?P<parts>(?:(?:[.:\-‑–][\d\u0660-\u0669]{1,4}|/\d{1,2})(?![\d\u0660-\u0669])){0,5})"
    rf"(?P<suffix>(?:[\s\-‑–]?(?:{_SUFFIX})(?!\w)(?:[\s-]\d{{1,2}}(?![\d.)]))?){{0,3}})"
    r"(?P<letter>[\-‑/]?[a-zα-ωа-яא-תक-ह]{1,2}(?![\w'’])|\.[a-zа-я](?![\w'’.)])|\s[a-zα-ω](?=\s?[.:)\]–—§]|\s*$))?"
    r"(?P<after>[º°ª])?"
)
_ROMAN = re.compile(
    rf"(?P<main>[ivxlcdm]{{1,9}})(?:[º°ª]|er\b|eme\b|o\b)?(?P<raised>\^\d{{1,2}}|[¹²³⁴⁵⁶⁷⁸⁹])?"
    rf"(?P<suffix>(?:[\s\-]?(?:{_SUFFIX})\b){{0,2}})(?P<parts>)(?![\w'’])"
)
_LETTER = re.compile(r"(?P<main>[a-zα-ω])['΄’´]?(?![\w'’])")
_GEMATRIA = {
    letter: value
    for letters, unit in (("אבגדהוזחט", 1), ("יכלמנסעפצ", 10), ("קרשת", 100))
    for value, letter in ((place * unit, letter) for place, letter in enumerate(letters, 1))
}
_HEBREW = re.compile(r"(?P<main>[א-ת]{1,3}(?:[\"״][א-ת])?)['׳’]?(?![\w'’\"״])")
_HAN = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_HAN_NUMBER = re.compile(r"[〇零一二两三四五六七八九十百千]{1,9}")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from a heading. `key` is what ids are built from ("5-bis", "l123-1", "ii").

    `series` keeps apart numberings that do not continue one another: "" for Arabic digits and ordinal words,
    "roman", "letter", or the letter of a code ("l", "r"). `value` is the main number, `inner` what follows it.
    """

    key: str
    series: str
    value: int
    inner: str = ""

    @property
    def first(self) -> bool:
        """Whether a numbering begins here."""
        return self.value == 1 and not self.inner


def roman(text: str) -> int | None:
    """The value of a Roman number, None where the letters make none ("dix", "mil")."""
    if not text or any(letter not in _ROMAN_VALUES for letter in text):
        return None
    total = 0
    for letter, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN_VALUES[letter]
        total += -value if following and _ROMAN_VALUES[following] > value else value
    return total if 0 < total < 1000 and _as_roman(total) == text else None


def _as_roman(value: int) -> str:
    written = ""
    for amount, letters in ((900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                            (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        while value >= amount:
            written, value = written + letters, value - amount
    return written


def _western(digits: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in digits)


def _han(text: str) -> int:
    total = digit = 0
    for sign in text:
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = _HAN[sign]
    return total + digit


def _suffix(text: str) -> str:
    return "-".join(re.findall(r"\w+", text))


def read(
    text: str, folded: str, start: int, words: Mapping[str, int], letters: bool = False
) -> tuple[Number, int] | None:
    """The number that begins at `start` and the offset after it; None where there is none.

    `words` maps folded ordinal words of the language to values. `letters` admits a single letter ("Annexe A").
    Roman numbers must be printed in capitals, or "Article I" could not be told from "article i…".
    """
    if (found := _DIGITS.match(folded, start)) is not None:
        return _digits(text, found, letters)
    if (worded := _word(folded, start, words)) is not None:
        return worded
    if (match := _ROMAN.match(folded, start)) is not None and text[match.start("main")].isupper():
        value = roman(match["main"])
        if value is not None and text[start : match.end("main")].isupper():
            inner = "-".join(filter(None, (_western_raised(match["raised"]), _suffix(match["suffix"]))))
            key = match["main"] + (f"-{inner}" if inner else "")
            return Number(key, "roman", value, inner), match.end()
    if (match := _HAN_NUMBER.match(folded, start)) is not None:
        value = _han(match[0])
        return Number(str(value), "", value), match.end()
    if letters and (match := _LETTER.match(folded, start)) is not None and text[start].isupper():
        greek = "αβγδεστζηθικλμνξοπρστυφχψω".find(match["main"])
        value = greek + 1 if greek >= 0 else ord(match["main"]) - 96
        return Number(match["main"], "letter", value), match.end()
    if letters and (match := _HEBREW.match(text, start)) is not None:
        value = sum(_GEMATRIA.get(letter, 0) for letter in match["main"])
        return Number(str(value), "letter", value), match.end()
    return None


def figures(text: str) -> str:
    """Figures of any script as Western ones, Han numerals with them ("二" → "2"); other text as it is."""
    if _HAN_NUMBER.fullmatch(text):
        return str(_han(text))
    return _western(text) if text.isdecimal() else text


def _western_raised(raised: str | None) -> str:
    return re.sub(r"\D", "", (raised or "").translate(_RAISED))


def _digits(text: str, match: re.Match[str], letters: bool) -> tuple[Number, int]:
    code = re.sub(r"[^a-z]", "", match["code"] or "")
    main = _western(match["main"])
    end = match.end()
    letter = match["letter"] or ""
    # "Artículo 5 a …", "5 A person": a letter apart counts only in capitals before a stop, or by a sign ("§ 5 a.").
    signed = "§" in text[end : end + 2] or text[max(0, match.start() - 2) : match.start()].strip() == "§"
    if letter.startswith(" ") and not text[match.start("letter") + 1].isupper() and not signed:
        letter, end = "", match.end("suffix")
    if letter.startswith(".") and letters:
        # "Sección 1.a" is the first one; "Članak 3.a" came after article 3.
        letter = ""
    parts = [_western(part) for part in re.findall(r"[\d\u0660-\u0669]+", match["parts"])]
    raised = _western_raised(match["raised"])
    inner = "-".join(filter(None, (raised, *parts, _suffix(match["suffix"]), letter.strip("-‑/. "))))
    glued = bool(letter) and not letter.startswith((" ", "-", "‑", "/", ".")) and inner == letter
    key = code + str(int(main)) + (inner if glued else f"-{inner}" if inner else "")
    return Number(key, code, int(main), inner), end


def _word(folded: str, start: int, words: Mapping[str, int]) -> tuple[Number, int] | None:
    if not words or start >= len(folded) or not folded[start].isalpha():
        return None
    match = _WORDS.match(folded, start)
    if match is None:
        return None
    ends = [match.end(group) for group in (3, 2, 1) if match[group]]
    for end in ends:
        value = words.get(" ".join(folded[start:end].split()))
        if value is not None:
            return Number(str(value), "", value), end
    return None


_WORDS = re.compile(r"([^\W\d_]{1,20})(?:[ \-]([^\W\d_]{1,20})(?:[ \-]([^\W\d_]{1,20}))?)?")
