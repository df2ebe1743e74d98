"""The material for learning that the project keeps itself, in `corpora/learning/`: specimen laws in many languages, and
themes of provisions of real laws, without their words. Its README says how both were made and what they are worth."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kb import resources
from kb.model.law import LegalText, Provision

FOLDER = resources.CORPORA / "learning"
MARKED = 60
"""Letters of the beginning of a provision that its mark is made of."""


@dataclass(frozen=True, slots=True)
class Read:
    """The themes that a provision of a real law was given: which text of its file, the eid, a mark of its words."""

    text: int
    eid: str
    mark: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """An invented law with the themes of its provisions, by eid."""

    slug: str
    text: LegalText
    themes: Mapping[str, tuple[str, ...]]


def mark_of(provision: Provision) -> str:
    """A mark of the first words of a provision: a law that was changed, or is cut otherwise now, has another one."""
    letters = "".join(letter for letter in provision.text.casefold() if letter.isalnum())
    return f"{crc32(letters[:MARKED].encode()):08x}"


def themes_read(path: Path = FOLDER / "read.csv") -> Mapping[str, Sequence[Read]]:
    """Slug of a law of the corpus → its provisions that were read."""
    found: defaultdict[str, list[Read]] = defaultdict(list)
    for row in resources.rows(path):
        themes = tuple(row["themes"].split("|")) if row["themes"] else ()
        found[row["law"]].append(Read(int(row["text"]), row["eid"], row["mark"], themes))
    return found


def placed(texts: Sequence[LegalText], read: Sequence[Read]) -> dict[tuple[int, str], tuple[str, ...]]:
    """(text, eid) → themes, of the provisions whose words are still those that were read."""
    marks = {
        (number, provision.eid): mark_of(provision)
        for number, text in enumerate(texts)
        for provision in text.articles()
    }
    return {(one.text, one.eid): one.themes for one in read if marks.get((one.text, one.eid)) == one.mark}


def specimens(folder: Path = FOLDER / "specimens") -> Iterator[Specimen]:
    """The invented laws, in order of language."""
    for path in sorted(folder.glob("*.jsonl")):
        laws: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            laws[row["law"]].append(row)
        for name, rows in laws.items():
            yield _specimen(f"specimen/{name}", path.stem, rows)


def _specimen(slug: str, language: str, rows: Sequence[Mapping[str, object]]) -> Specimen:
    words, provisions, themes = "", [], {}
    for number, row in enumerate(rows, 1):
        start, text, eid = len(words), str(row["text"]), f"art_{number}"
        words += f"{text}\n\n"
        heading = str(row["heading"]) if row["heading"] else None
        provisions.append(
            Provision(eid, "article", str(number), heading, text, start, start + len(text), number, language=language)
        )
        given = row["themes"]
        themes[eid] = tuple(map(str, given)) if isinstance(given, list) else ()
    return Specimen(slug, LegalText(language, words, tuple(provisions)), themes)
