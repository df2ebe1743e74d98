"""Specimens: texts written for this project for countries that do not exist. Their source, and what must mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb import resources
from kb.errors import BadRequest

FOLDER = resources.CORPORA / "specimens"
PASSPORTS = FOLDER / "passports.csv"
MANIFEST = FOLDER / "manifest.csv"

Kind = Literal["title", "division", "article", "item", "text", "signature"]

REQUIRED = (
    "title",
    "number",
    "jurisdiction",
    "country",
    "language",
    "instrument",
    "version",
    "status",
    "gazette",
    "layout",
)
"""Fields of the front matter that every specimen has; dates stand there too, blank where there is none."""

MARKS: Mapping[str, tuple[str, str]] = {
    "fr": (
        "SPÉCIMEN — pays fictif",
        "Texte écrit pour le projet SSELEX. Pays, organisations et personnes sont fictifs : ceci n'est pas du droit.",
    ),
    "en": (
        "SPECIMEN — invented country",
        "Text written for the SSELEX project. Country, organisations and persons are invented: this is not law.",
    ),
    "es": (
        "ESPÉCIMEN — país ficticio",
        "Texto escrito para el proyecto SSELEX. País, organizaciones y personas son ficticios: esto no es derecho.",
    ),
    "pt": (
        "ESPÉCIME — país fictício",
        "Texto escrito para o projeto SSELEX. País, organizações e pessoas são fictícios: isto não é direito.",
    ),
    "el": (
        "ΥΠΟΔΕΙΓΜΑ — επινοημένη χώρα",
        "Κείμενο γραμμένο για το έργο SSELEX. Η χώρα και τα πρόσωπα είναι επινοημένα: το κείμενο δεν αποτελεί δίκαιο.",
    ),
    "ar": (
        "نموذج — بلد متخيل",
        "نص كتب لمشروع SSELEX. البلد والأشخاص من وحي الخيال، وهذا النص ليس قانونا.",
    ),
}
"""Language → the words of the running head, and the sentence of the first page."""

_ITEM = re.compile(r"(?P<first>\d+(?:\.|\s—)|\(\d+\))\s|(?P<second>\d+°|\(?\w{1,2}(?: bis| ter)?\)|\w{1,2}\s-|-)\s")
_HEADING = re.compile(r"(#{1,4})\s+(.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a specimen. `level` is that of a division (1 highest) or of an item's indent, else 0."""

    kind: Kind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen's source: the fields of its front matter and its paragraphs in order."""

    path: Path
    front: Mapping[str, str]
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """The name of its PDF without ending: jurisdiction and file name."""
        return f"{self.path.parent.name}-{self.path.stem.replace('.', '-')}"

    @property
    def slug(self) -> str:
        """Its name in the manifest."""
        return f"{self.path.parent.name}/{self.path.stem}"


def read(path: Path) -> Specimen:
    """Read a specimen's source (Markdown with front matter, one paragraph a line); raises `BadRequest`."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise BadRequest(f"{path.name} does not begin with front matter between two lines of ---.")
    front = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in parts[1].splitlines())}
    missing = [name for name in REQUIRED if not front.get(name)]
    if missing:
        raise BadRequest(f"{path.name} lacks {', '.join(missing)} in its front matter.")
    if front.get("specimen") != "yes" or front["language"] not in MARKS:
        raise BadRequest(f"{path.name} is not marked `specimen: yes`, or is in a language without words for the mark.")
    return Specimen(path, front, tuple(_lines(parts[2])))


def every() -> list[Specimen]:
    """All specimens, by jurisdiction and name."""
    return [read(path) for path in sorted(FOLDER.glob("x?/*.md"))]


def _lines(body: str) -> Iterator[Line]:
    closing = False
    for text in filter(None, map(str.strip, body.splitlines())):
        heading, item = _HEADING.match(text), _ITEM.match(text)
        if text == "***":
            closing = True
        elif closing:
            yield Line("signature", text)
        elif heading:
            level = len(heading[1])
            kind: Kind = "title" if level == 1 else "article" if level == 4 else "division"
            yield Line(kind, heading[2], level - 1 if kind == "division" else 0)
        elif item:
            yield Line("item", text, 1 if item["first"] else 2)
        else:
            yield Line("text", text)
