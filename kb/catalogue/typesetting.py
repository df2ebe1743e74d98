"""Typesetting of the specimens into PDFs like those of official gazettes; the same source gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb import resources
from kb.catalogue import specimens
from kb.catalogue.specimens import MARKS, Line, Specimen

TEMPLATES = resources.CORPORA / "typeset"
EPOCH = 1767225600
"""The moment every PDF says it was made (2026-01-01, seconds since 1970): a real clock would change the bytes."""

COLUMNS = (
    "slug", "path", "kind", "country", "language", "instrument_type", "title", "official_number", "date", "status",
    "source", "pages", "has_text_layer", "bytes", "sha256", "sse_relevant", "version", "specimen",
)  # fmt: skip
"""Columns of `corpora/specimens/manifest.csv`, which `sselex ingest --manifest` takes."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A specimen as PDF: the sources it was made from (two for parallel languages), its bytes and number of pages."""

    sources: tuple[Specimen, ...]
    pdf: bytes
    pages: int

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.sources[0].name}.pdf"

    def row(self) -> dict[str, str]:
        """The row of the manifest."""
        front = self.sources[0].front
        return {
            "slug": self.sources[0].slug,
            "path": f"pdf/{self.name}",
            "kind": "pdf",
            "country": front["jurisdiction"],
            "language": "+".join(source.front["language"] for source in self.sources),
            "instrument_type": front["instrument"],
            "title": front["title"],
            "official_number": front["number"],
            "date": front["date_adopted"],
            "status": front["status"],
            "source": f"specimen: corpora/specimens/{self.sources[0].slug}.md",
            "pages": str(self.pages),
            "has_text_layer": "yes",
            "bytes": str(len(self.pdf)),
            "sha256": hashlib.sha256(self.pdf).hexdigest(),
            "sse_relevant": "yes",
            "version": front["version"],
            "specimen": "yes",
        }


def typeset(sources: Iterable[Specimen] | None = None) -> Iterator[Typeset]:
    """The PDFs of the specimens one by one. A source that another names as its parallel text has no PDF of its own."""
    found = list(specimens.every() if sources is None else sources)
    by_name = {(source.path.parent.name, source.path.name): source for source in found}
    beside = {(source.path.parent.name, source.front.get("parallel", "")) for source in found}
    for source in found:
        if (source.path.parent.name, source.path.name) in beside:
            continue
        parallel = source.front.get("parallel")
        pair = (source, by_name[source.path.parent.name, parallel]) if parallel else (source,)
        yield _compile(pair)


def write(folder: Path | None = None) -> Iterator[Typeset]:
    """Typeset every specimen into `folder` (by default `corpora/specimens/`) and write the manifest beside them."""
    target = folder or specimens.FOLDER
    (target / "pdf").mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    for made in typeset():
        (target / "pdf" / made.name).write_bytes(made.pdf)
        rows.append(made.row())
        yield made
    with (target / "manifest.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _compile(sources: tuple[Specimen, ...]) -> Typeset:
    import typst

    compiler = typst.Compiler(
        str(TEMPLATES / f"{sources[0].front['layout']}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(resources.path_of("fonts"))],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps([_document(source) for source in sources], ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=EPOCH)
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for {sources[0].name}, not the bytes of one PDF")
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    return Typeset(sources, pdf, int(pages))


def _document(source: Specimen) -> dict[str, object]:
    mark, notice = MARKS[source.front["language"]]
    groups: list[list[dict[str, object]]] = [[]]
    for line in source.lines:
        if _begins_group(line, groups[-1]):
            groups.append([])
        groups[-1].append({"kind": line.kind, "text": line.text, "level": line.level})
    return {"front": dict(source.front), "mark": mark, "notice": notice, "groups": [group for group in groups if group]}


def _begins_group(line: Line, before: list[dict[str, object]]) -> bool:
    """Whether the line begins what is kept together and stands beside the same group of the other language: an article
    with the headings above it, the signatures, the title with the preamble."""
    last = before[-1]["kind"] if before else None
    if line.kind in ("division", "article"):
        return last != "division"
    return line.kind == "title" or (line.kind == "signature" and last != "signature")
