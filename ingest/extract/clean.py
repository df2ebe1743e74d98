"""The one place where characters are normalised; nobody downstream cleans again."""

from __future__ import annotations

import re
import unicodedata

SOFT_HYPHEN = "\u00ad"
HYPHENS = "-\u2010\u2011\u00ad"
"""Characters that may stand for a word division at the end of a line."""
LISTED = re.compile(r"(?:[.…·] ?){4,}\d{1,4}$")
"""The end of an entry in a list of contents, leaders and a page: nothing goes on from it (Rwanda prints the law
right under its list)."""

_SPACES = re.compile("[ \t\r\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Word writes its bullets with the Symbol and Wingdings fonts, whose codes have no Unicode value of their own.
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF02D: "–", 0xF0FC: "✓", 0xF076: "❖", 0xF0BE: "—"}
_DROPPED = {
    **dict.fromkeys(range(0x20)),
    **dict.fromkeys(range(0x7F, 0xA0)),
    **dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF)),
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2066, 0x206A)),
    **dict.fromkeys(range(0xD800, 0xE000)),
}
_TABLE: dict[int, str | None] = {
    **_DROPPED,
    **_BULLETS,
    9: " ",
    10: "\n",
    13: " ",
    0x2011: "-",
    0x2028: "\n",
    0x2029: "\n",
}
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Only letters: NFKC elsewhere would turn "1º" and "m²" into "1o" and "m2", which are other numbers in law.
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")


def normal(text: str) -> str:
    """The text in NFC without invisible characters, with plain spaces; line breaks stay."""
    if text.isascii():
        return _SPACES.sub(" ", text.translate(_TABLE))
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text.translate(_TABLE)))


def set_high(text: str) -> str:
    """Words that the source sets high: figures raised ("§ 40<sup>1</sup>" is § 40¹, not § 401), others as they are."""
    return text.translate(_HIGH) if text.strip().isdecimal() and text.isascii() else text


def one_line(text: str) -> str:
    """The text as one line: `normal`, with every run of white space a single space."""
    return " ".join(normal(text).split())
