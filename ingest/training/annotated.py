"""The annotated laws as the tag stage meets them: read from their files, with the themes and answers of people."""

from __future__ import annotations

import csv
import json
import pickle
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from ingest.training import material
from kb.model.law import LegalText, Provision
from kb.settings import Settings

Row: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[int, str]
"""A provision of a file: which of its texts, and the eid."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer; `places` are (text, eid, first character, character after the last) of the quotes found."""

    question: str
    value: Any
    places: tuple[tuple[int, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A law. `source` is "silver" or "dev" where people read the whole law, "picked" for single provisions, "read" and
    "specimen" for the project's own material for learning; `answers` None where nobody answered."""

    slug: str
    source: str
    texts: tuple[LegalText, ...]
    themes: Mapping[Place, tuple[str, ...]]
    answers: tuple[Answer, ...] | None


def laws(gold: Path, corpus: Path, cache: Path | None = None, *, ours: bool = True) -> Iterator[Annotated]:
    """Every annotated law that the corpus holds. `cache` keeps the texts read between two runs; `ours` adds what the
    project keeps itself, specimens last."""
    themes, sources = _themes(gold)
    answers = _answers(gold)
    read = material.themes_read() if ours else {}
    texts: dict[str, Sequence[LegalText]] = {}
    # The cache is a file that an earlier run of this script wrote on this machine.
    if cache is not None and cache.exists():
        texts = pickle.loads(cache.read_bytes())  # nosec B301
    paths = files(corpus)
    wanted = [slug for slug in sorted(themes.keys() | answers.keys() | read.keys()) if slug in paths]
    missing = [slug for slug in wanted if slug not in texts]
    texts = {**texts, **{slug: _read(paths[slug]) for slug in missing}}
    if cache is not None and missing:
        cache.write_bytes(pickle.dumps(texts))
    for slug in wanted:
        yield Annotated(
            slug,
            "read" if slug in read else sources.get(slug, "silver"),
            tuple(texts[slug]),
            _placed(texts[slug], themes.get(slug, [])) | material.placed(texts[slug], read.get(slug, ())),
            tuple(_quoted(texts[slug], answers[slug])) if slug in answers else None,
        )
    for specimen in material.specimens() if ours else ():
        themes_of = {(0, eid): given for eid, given in specimen.themes.items()}
        yield Annotated(specimen.slug, "specimen", (specimen.text,), themes_of, None)


def files(corpus: Path) -> dict[str, Path]:
    """Slug → the file of each law of a corpus."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return {row["slug"]: corpus / row["path"] for row in csv.DictReader(lines)}


def _read(path: Path) -> Sequence[LegalText]:
    from ingest.extract import extract
    from ingest.source import source_document
    from ingest.structure import structure

    return tuple(structure(extract(source_document(path), Settings.load())))


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _themes(gold: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    found: dict[str, list[Row]] = {}
    sources: dict[str, str] = {}
    for path in sorted((gold / "silver").glob("[!_]*.jsonl")):
        for row in _rows(path):
            found.setdefault(row["law"], []).append(row)
            sources[row["law"]] = "silver"
    for row in _rows(gold / "silver" / "_picked.jsonl"):
        found.setdefault(row["law"], []).append(row)
        sources.setdefault(row["law"], "picked")
    for path in sorted((gold / "dev").glob("*/law.json")):
        slug = json.loads(path.read_text(encoding="utf-8"))["slug"]
        found[slug] = [{**row, "text": row["start"]} for row in _rows(path.parent / "provisions.jsonl")]
        sources[slug] = "dev"
    return found, sources


def _answers(gold: Path) -> dict[str, list[Row]]:
    found = {path.stem.replace("__", "/"): _rows(path) for path in sorted((gold / "silver_answers").glob("*.jsonl"))}
    for path in sorted((gold / "dev").glob("*/law.json")):
        slug = json.loads(path.read_text(encoding="utf-8"))["slug"]
        found[slug] = _rows(path.parent / "answers.jsonl")
    return found


def _letters(text: str | None) -> tuple[str, list[int]]:
    """Letters and digits alone, folded, and where each stands: quotes were taken from files with other marks."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text or ""):
        for part in unicodedata.normalize("NFKD", character):
            if not unicodedata.combining(part):
                for letter in part.casefold():
                    if letter.isalnum():
                        letters.append(letter)
                        places.append(place)
    return "".join(letters), places


def _numbered(num: str | None) -> str:
    letters = _letters(num)[0]
    found = re.search(r"\d+[a-z]*", letters)
    return found[0] if found else letters


def _units(texts: Sequence[LegalText]) -> list[tuple[int, Provision]]:
    return [(number, provision) for number, text in enumerate(texts) for provision in text.articles()]


def _placed(texts: Sequence[LegalText], rows: Sequence[Row]) -> dict[Place, tuple[str, ...]]:
    """Themes by the provision that begins as the annotated one does; what is not found again is left out."""
    units = _units(texts)
    heads = [_letters((p.num or "") + (p.heading or "") + p.text[:800])[0] for _, p in units]
    found: dict[int, tuple[str, ...]] = {}
    last = -1
    for row in rows:
        body = _letters(row["text"])[0]
        keys = [body[:28]] if len(body) <= 90 else [body[:40], body[20:60], body[50:90]]
        for key in filter(None, keys):
            fitting = [u for u, head in enumerate(heads) if u not in found and key in head[: len(key) + 260]]
            if fitting:
                number = _numbered(row["num"])
                last = min(fitting, key=lambda u: (_numbered(units[u][1].num) != number, abs(u - last - 1)))
                found[last] = tuple(row["themes"])
                break
    return {(units[u][0], units[u][1].eid): themes for u, themes in found.items()}


def _quoted(texts: Sequence[LegalText], rows: Sequence[Row]) -> Iterator[Answer]:
    bodies = [(number, provision.eid, *_letters(provision.text)) for number, provision in _units(texts)]
    for row in rows:
        places = []
        for quote in (_letters(evidence["quote"])[0] for evidence in row["evidence"]):
            for number, eid, letters, offsets in bodies:
                start = letters.find(quote[:60])
                if quote and start >= 0:
                    end = offsets[min(len(offsets), start + len(quote)) - 1] + 1
                    places.append((number, eid, offsets[start], end))
                    break
        yield Answer(row["question"], row["value"], tuple(places))
