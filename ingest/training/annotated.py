"""The annotated laws as the tag stage meets them: provisions in order with number, heading, words and themes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from kb.model.law import LegalText, Provision

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A law with the themes of each provision, in the order of `text.articles()`; `whole` is False for picked ones."""

    law: str
    text: LegalText
    themes: tuple[tuple[str, ...], ...]
    whole: bool = True


def laws(gold: Path, corpus: Path) -> Iterator[Annotated]:
    """The laws of the silver set; those of the development set too, so far as their words are found in the corpus."""
    languages = {}
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            languages[row["slug"]] = row["language"]
    for path in sorted((gold / "silver").glob("[!_]*.jsonl")):
        rows = _rows(path)
        language = languages.get(rows[0]["law"], "")
        yield _law(rows[0]["law"], language.split("+")[0] or None, rows)
    for folder in sorted((gold / "dev").iterdir()):
        law = json.loads((folder / "law.json").read_text(encoding="utf-8"))
        rows = _rows(folder / "provisions.jsonl")
        source = (corpus / law["path"]).read_text(encoding="utf-8")
        yield _law(law["slug"], law["language"], [*_with_words(rows, source)])
    picked: dict[str, list[Row]] = {}
    for row in _rows(gold / "silver" / "_picked.jsonl"):
        picked.setdefault(row["law"], []).append(row)
    for name, rows in picked.items():
        yield Annotated(**{**_fields(_law(name, rows[0]["lang"], rows)), "whole": False})


def _fields(law: Annotated) -> Row:
    return {"law": law.law, "text": law.text, "themes": law.themes}


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _clean(text: str) -> str:
    return re.sub(r"\*\*|__|\\(?=[.)\]])", "", text).strip()


def _with_words(rows: list[Row], source: str) -> Iterator[Row]:
    """The provisions with their words: from where each begins to where the next one does."""
    flat = re.sub(r"\*\*|^#+ ", "", source, flags=re.MULTILINE)
    keys = re.sub(r"\s+", " ", flat)
    starts, place = [], 0
    for row in rows:
        start = re.sub(r"\s+", " ", row["start"])[:40]
        found = keys.find(start, place)
        starts.append(found)
        place = found + 1 if found >= 0 else place
    for number, row in enumerate(rows):
        if starts[number] < 0:
            continue
        end = next((s for s in starts[number + 1 :] if s >= 0), len(keys))
        yield {**row, "text": keys[starts[number] : min(end, starts[number] + 6000)]}


def _law(name: str, language: str | None, rows: list[Row]) -> Annotated:
    provisions, themes, words = [], [], ""
    for place, row in enumerate(rows):
        num, heading, text = _parts(row)
        start = len(words)
        words += text + "\n"
        provisions.append(
            Provision(f"art_{place + 1}", row.get("type", _type(num)), num, heading, text, start,
                      start + len(text), place, language=language)
        )  # fmt: skip
        themes.append(tuple(row["themes"]))
    return Annotated(name, LegalText(language, words, tuple(provisions)), tuple(themes))


def _parts(row: Row) -> tuple[str, str | None, str]:
    num, text = row["num"] or "", _clean(row["text"])
    if row.get("heading"):
        return num, row["heading"], text
    found = re.match(r"(\D{0,30}[\d٠-٩]+[\w°º]*(?:[.-]\d+)*(?: ?bis)?)[.,:)\]\s]*[-–—]*\s*\(?(.{4,200}?)\)?\.?$", num)
    if found:
        return found[1], found[2].strip("[] "), text
    lead = re.match(r"[(\[]?([^\n.()]{4,120})[)\].]+[.–-]*\s*\n?", text)
    if lead and (text.startswith("(") or "\n" in lead[0]):
        return num, lead[1], text[lead.end() :] or text
    return num, None, text


def _type(num: str) -> str:
    num = num.casefold()
    for kind, sign in (("additional", "adicional"), ("transitional", "transitori"), ("repealing", "derogatori"),
                       ("final", "disposición final"), ("final", "disposició final"),
                       ("preamble", "preamble")):  # fmt: skip
        if sign in num:
            return kind
    return "article"
