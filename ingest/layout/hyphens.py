"""Words divided at the end of a line, joined with the document's own vocabulary as the witness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.extract.clean import HYPHENS, SOFT_HYPHEN

_WORD = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_BEFORE = re.compile(rf"(\w+(?:[-\u2010]\w+)*)[{HYPHENS}]$")
_AFTER = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
"""Signs of the scripts that put no space between words: their lines are joined without one."""
# Pronouns and endings that Romance languages hang on a hyphen: "peut-il", "procede-se", "vendre-les", "CEC-ul".
_CLITICS = frozenset(
    "je tu il ils elle elles on nous vous ce ci là même mêmes t y en le la les lui leur moi toi dessus dessous après "
    "avant se lo los las lhe lhes o a os as me te nos vos á ão ia iam hi ho ne li un l i ul urile urilor ului "
    "uri urilor".split()
)


class Vocabulary:
    """The words of a document, whole and hyphenated, counted away from line ends."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._whole: Counter[str] = Counter()
        self._hyphenated: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line.lower())
            if line.rstrip()[-1:] in HYPHENS and words:
                words.pop()
            for word in words:
                if "-" in word or "\u2010" in word or "\u2011" in word:
                    self._hyphenated[word.replace("\u2010", "-").replace("\u2011", "-")] += 1
                    self._whole.update(re.split("[-\u2010\u2011]", word))
                else:
                    self._whole[word] += 1

    def joined(self, before: str, after: str) -> str:
        """Two consecutive lines as one text."""
        left = _BEFORE.search(before)
        right = _AFTER.match(after)
        # Only scripts with capitals divide words: "ب-" at the end of an Arabic line is the letter of a point.
        if not left or not right or not (left[1].isdecimal() or left[1].lower() != left[1].upper()):
            apart = before and after and not (_UNSPACED.match(before[-1]) and _UNSPACED.match(after[0]))
            return f"{before} {after}" if apart else before + after
        return before[:-1] + ("-" if self._keeps(before, left[1], right[0]) else "") + after

    def _keeps(self, before: str, left: str, right: str) -> bool:
        if before[-1] == SOFT_HYPHEN:
            return False
        first, second = left.lower(), right.lower()
        last = first.rsplit("-", 1)[-1]
        if self._hyphenated[f"{first}-{second}"] or self._hyphenated[f"{last}-{second}"]:
            return True
        if self._whole[last + second]:
            return False
        if right[0].isdigit() or last.isdigit() or (right[0].isupper() and not left.isupper()):
            return True
        return second in _CLITICS and self._whole[last] > 0
