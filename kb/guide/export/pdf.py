"""The document as PDF by Typst: PDF/UA-1 and PDF/A-2a in one file.

The project's own fonts set it, so that its bytes are the same everywhere; the machine's fonts help only where the
document holds a script that none of them has.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from kb import resources
from kb.guide.document import Block, Box, Document, Heading, QuotationBlock, direction
from kb.guide.export.setting import typeset
from kb.guide.furniture import Furniture
from kb.store.guide_codec import to_json

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HANGUL", "COMBINING", "MODIFIER", "FEMININE", "MASCULINE", "MICRO",
           "KELVIN")  # fmt: skip
"""First words of the Unicode names of the letters that the shipped fonts hold."""
FAMILIES = '("Source Serif 4", "Amiri", "NanumMyeongjo")'
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')
_PLACEHOLDER = "\N{WHITE SQUARE}"


def write(document: Document, path: Path) -> None:
    """Write the PDF; raises `SselexError` where Typst cannot set the document."""
    with tempfile.TemporaryDirectory(prefix="sselex-pdf-") as folder:
        root = Path(folder)
        fonts = resources.path_of("fonts")
        characters, alone = _characters(document), True
        unset = _unset(characters, fonts, root)
        if unset and (still := _unset(unset, fonts, root, alone=False)) < unset:
            unset, alone = still, False
        data = _Setting(document, unset).data()
        (root / "document.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (root / "guide.typ").write_bytes(resources.path_of("guide/guide.typ").read_bytes())
        made = typeset(root, fonts, alone=alone, moment=document.iso_date)
    path.write_bytes(made)


def _characters(document: Document) -> set[str]:
    return set(json.dumps(to_json(list(document.blocks())), ensure_ascii=False) + document.title)


def _unset(characters: Iterable[str], fonts: Path, root: Path, *, alone: bool = True) -> frozenset[str]:
    """The characters that the fonts do not hold: the shipped ones `alone`, or with those of the machine.

    Typst is asked: it refuses, by name, the first that it cannot set.
    """
    import typst

    found = {c for c in characters if c > "\x7f" and _foreign(c, alone)}
    rest = sorted(c for c in characters if c > "\x7f" and c not in found)
    probe = root / "probe.typ"
    while True:
        text = json.dumps(" ".join(rest), ensure_ascii=False).replace("#", "")
        source = f'#set document(title: "probe")\n#set text(font: {FAMILIES})\n#{text}'
        try:
            probe.write_text(source, encoding="utf-8")
            typst.compile(
                str(probe), font_paths=[str(fonts)], ignore_system_fonts=alone, format="pdf", pdf_standards="ua-1"
            )
        except typst.TypstError as error:
            named = _REFUSED.search(str(error))
            refused = set(_unescaped(named[1])) & set(rest) if named else set()
            if not refused:
                return frozenset(found)
            found |= refused
            rest = [c for c in rest if c not in refused]
        else:
            return frozenset(found)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), text)


def _foreign(character: str, alone: bool) -> bool:
    """Whether it belongs to a script that the shipped fonts `alone` do not hold, or to none."""
    category = unicodedata.category(character)
    if category in ("Co", "Cn", "Cs"):
        return True
    return alone and category[0] in "LM" and not unicodedata.name(character, "").startswith(SCRIPTS)


class _Setting:
    """The document as the template reads it: languages with their direction, and no character without a glyph."""

    def __init__(self, document: Document, unset: frozenset[str]) -> None:
        self.document = document
        self.unset = unset
        self.say = Furniture(document.language)

    def data(self) -> dict[str, Any]:
        """What `document.json` holds."""
        document = self.document
        moment = datetime.fromisoformat(document.iso_date)
        parts = {b.text: f"{b.number}" for b in document.blocks() if isinstance(b, Heading) and b.level == 1}
        return {
            "title": document.title,
            "language": document.language,
            "edition": document.edition,
            "date": document.date,
            "year": moment.year,
            "month": moment.month,
            "day": moment.day,
            "status": document.status,
            "address": document.address,
            "content_hash": document.content_hash,
            "words": document.words,
            "parts": parts,
            "front": list(self._blocks(document.front)),
            "body": list(self._blocks(document.body)),
        }

    def _blocks(self, blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
        front = blocks is self.document.front
        for place, block in enumerate(blocks):
            made = self._mended(to_json(block))
            if isinstance(block, Heading):
                made["level"] = block.level
                made["opens"] = not front
                if block.level == 1:
                    made["chapters"] = [] if front else list(self._chapters(blocks[place + 1 :]))
            elif isinstance(block, QuotationBlock):
                made = self._quotation(block, made)
            elif isinstance(block, Box):
                made["facts"] = made.get("facts", [])
                made["quotation"] = self._quotation(block.quotation, made["quotation"])
            yield made

    def _chapters(self, following: tuple[Block, ...]) -> Iterator[dict[str, str]]:
        for block in following:
            if isinstance(block, Heading):
                if block.level == 1:
                    return
                if block.level == 2:
                    yield {
                        "id": block.id,
                        "label": self._words(f"{block.number}. {block.text}" if block.number else block.text, None),
                    }

    def _quotation(self, block: QuotationBlock, made: dict[str, Any]) -> dict[str, Any]:
        made["rtl"] = direction(block.language) == "rtl"
        made["translations"] = [
            {"language": language, "text": self._words(text, language), "remark": self._mended(to_json(remark))}
            for language, text, remark in block.translations
        ]
        if self._foreign(" ".join(block.paragraphs)):
            name = self.say.language_name(block.language) or self.say("foreign")
            made["paragraphs"] = [self.say("unset_script", language=name)]
            made["rtl"] = False
            made.pop("language", None)
            made.pop("cut_before", None)
            made.pop("cut_after", None)
        return made

    def _mended(self, value: Any) -> Any:
        """Texts that can be set, and the direction beside each language."""
        if isinstance(value, dict):
            language = value.get("language")
            made = {
                key: self._words(item, language)
                if key in ("text", "caption", "label", "title") and isinstance(item, str)
                else self._mended(item)
                for key, item in value.items()
                if not (key == "language" and item is None)
            }
            if "text" in value and language and direction(language) == "rtl":
                made["rtl"] = not self._foreign(value["text"])
            if made.get("note") == []:
                made.pop("note")
            return made
        if isinstance(value, list):
            return [self._mended(item) for item in value]
        return self._words(value, None) if isinstance(value, str) else value

    def _foreign(self, text: str) -> bool:
        """Whether letters of the text cannot be set."""
        return any(c in self.unset and unicodedata.category(c)[0] == "L" for c in text)

    def _words(self, text: str, language: str | None) -> str:
        if not self.unset.intersection(text):
            return text
        if self._foreign(text):
            return self.say("unset_words", language=self.say.language_name(language) or self.say("foreign"))
        return "".join(_PLACEHOLDER if c in self.unset else c for c in text)
