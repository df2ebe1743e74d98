"""The numbers that Word prints before paragraphs: they stand in no text, only in the numbering definitions."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Numbering:
    """Counts each list of a document as its paragraphs go by."""

    def __init__(self, document: Any) -> None:
        self._forms: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._restarts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        abstract: dict[str, Any] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for definition in root.iterfind(_W + "abstractNum"):
            abstract[definition.get(_W + "abstractNumId")] = definition
        for number in root.iterfind(_W + "num"):
            link = number.find(_W + "abstractNumId")
            definition = abstract.get(link.get(_W + "val")) if link is not None else None
            if definition is not None:
                self._learn(number.get(_W + "numId"), definition)
        for style in document.styles.element.iterfind(_W + "style"):
            found = _reference(style.find(_W + "pPr"))
            if found:
                self._styles[style.get(_W + "styleId")] = found

    def _learn(self, number: str, definition: Any) -> None:
        for level in definition.iterfind(_W + "lvl"):
            depth = level.get(_W + "ilvl", "0")
            if depth.isdecimal():
                restart = _value(level, "lvlRestart", "")
                if restart.isdecimal():
                    self._restarts[number, int(depth)] = int(restart)
                self._forms[number, int(depth)] = (
                    _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""),
                    int(_value(level, "start", "1") or 1),
                )  # fmt: skip

    def printed(self, paragraph: Any) -> str:
        """The number or bullet before this paragraph; call it once for each, in order."""
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return ""
        found = _reference(properties)
        if not found:
            style = properties.find(_W + "pStyle")
            found = self._styles.get(style.get(_W + "val")) if style is not None else None
        if not found or found not in self._forms:
            return ""
        number, depth = found
        counts = self._counts[number]
        form, text, start = self._forms[found]
        counts[depth] = counts[depth] + 1 if depth in counts else start
        for deeper in [level for level in counts if level > depth]:
            # 0: the numbering runs through, as that of the articles through the chapters of a law.
            if depth < self._restarts.get((number, deeper), deeper):
                del counts[deeper]
        if form == "bullet":
            return "-"
        if form == "none":
            return ""
        return re.sub(r"%(\d)", lambda mark: self._figure(number, int(mark[1]) - 1, counts), text).strip()

    def _figure(self, number: str, depth: int, counts: dict[int, int]) -> str:
        form, _, start = self._forms.get((number, depth), ("decimal", "", 1))
        return _figure(counts.get(depth, start), form)


def _reference(properties: Any) -> tuple[str, int] | None:
    numbers = properties.find(_W + "numPr") if properties is not None else None
    if numbers is None or numbers.find(_W + "numId") is None:
        return None
    depth = _value(numbers, "ilvl", "0")
    return numbers.find(_W + "numId").get(_W + "val"), int(depth) if depth.isdecimal() else 0


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(_W + name)
    return default if found is None else str(found.get(_W + "val", default))


def _figure(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and value > 0:
        letters = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman, rest = "", value
        for worth, letters in _ROMAN:
            while rest >= worth:
                roman, rest = roman + letters, rest - worth
        return roman.upper() if form == "upperRoman" else roman
    return str(value) + ("º" if form == "ordinal" else "")
