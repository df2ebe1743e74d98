"""Words of a text found letter by letter in a table of bytes, some times as fast as by a pattern.

Laws of most languages are written with the 256 signs of one code page. Where a text is, each sign is looked up once:
what belongs to no word becomes a space, what has an accent loses it. A text with any other sign is left to the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable


class Bytewise:
    """One code page, with the pattern of a word and what takes the accents off, which it does for each sign."""

    def __init__(self, codepage: str, word: re.Pattern[str], fold: Callable[[str], str]) -> None:
        self._codepage = codepage
        signs = [bytes([number]).decode(codepage, "ignore") for number in range(256)]
        letters = {number: sign for number, sign in enumerate(signs) if word.fullmatch(sign)}
        self._words = bytes(number if number in letters else 32 for number in range(256))
        self._lower = _Signs(codepage, letters, str.casefold)
        self._plain = _Signs(codepage, letters, fold)
        self._odd = self._lower.odd + self._plain.odd

    def apart(self, text: str) -> str | None:
        """The text with a space for each sign that belongs to no word, so long as it was; None where it has other
        signs."""
        try:
            return text.encode(self._codepage).translate(self._words).decode(self._codepage)
        except UnicodeEncodeError:
            return None

    def lower(self, text: str) -> list[bytes] | None:
        """The words in lower case, as bytes; None where the text has other signs."""
        try:
            read = text.encode(self._codepage)
        except UnicodeEncodeError:
            return None
        if len(read.translate(None, self._odd)) != len(read):
            return None
        return self._lower.changed(read.translate(self._words)).split()

    def joined(self, words: list[bytes]) -> tuple[str, str]:
        """Words joined by spaces, without accents and with them."""
        text = b" ".join(words)
        return self._read(self._plain.changed(text)), self._read(text)

    def _read(self, text: bytes) -> str:
        # What has no accent is read several times as fast without the table of the code page.
        return text.decode("ascii" if text.isascii() else self._codepage)


class _Signs:
    """What each letter of a code page becomes: one sign, some ("ß"), or what the page does not have ("½", "µ")."""

    def __init__(self, codepage: str, letters: dict[int, str], make: Callable[[str], str]) -> None:
        made = {number: make(sign).encode(codepage, "ignore") for number, sign in letters.items()}
        self.odd = bytes(n for n, sign in letters.items() if made[n].decode(codepage) != make(sign))
        self._table = bytes(made[n][0] if n in made and len(made[n]) == 1 else n for n in range(256))
        self._longer = [(bytes([n]), signs) for n, signs in made.items() if len(signs) > 1]

    def changed(self, text: bytes) -> bytes:
        """The text with each of its letters changed."""
        for sign, signs in self._longer:
            if sign in text:
                text = text.replace(sign, signs)
        return text.translate(self._table)
