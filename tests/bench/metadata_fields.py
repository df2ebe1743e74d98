"""Metadata of real laws, field by field: right, wrong and unknown against what people wrote of them.

Twice: with what the files themselves carry (front matter, PDF metadata) and from the printed text alone.

Reading the files takes ten minutes, tagging them one: `--keep FILE` keeps what was read, `--from FILE` takes it, and
the section then says so.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import re
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from record import record, table

from ingest.extract import extract
from ingest.manifest import INSTRUMENTS
from ingest.source import source_document
from ingest.structure import structure
from ingest.tag.metadata import metadata
from ingest.tag.metadata.front import jurisdiction_code, number_of_identifier
from kb.errors import SselexError
from kb.identity import same_number
from kb.model.law import LegalText, Metadata
from kb.settings import Settings

SHARED = Path(__file__).resolve().parents[3] / "shared"
FIELDS = ("jurisdiction", "language", "instrument", "number", "date")
STATUTES = {"framework-law", "sector-law", "procurement-law", "code"}
BEGINNING = 2500
"""Characters in which a number must stand to be missed: many numbers of the list are a source's own identifiers."""

Row = dict[str, str]


Read = tuple[LegalText, dict[str, str]] | None


def read(row: Row) -> Read:
    """The first text of a file with its front matter; None where the file cannot be read."""
    try:
        extraction = extract(source_document(SHARED / "corpus" / row["path"]), Settings.load())
        return structure(extraction)[0], dict(extraction.front)
    except (SselexError, IndexError):
        return None


def outcomes(row: Row, known: Read) -> list[tuple[str, str, str]]:
    """(manner, field, outcome) of one file."""
    if known is None:
        return [("own", "file", "not read")]
    text, front = known
    found = {"own": metadata(text, front), "bare": metadata(text, {})}
    beginning = text.text[:BEGINNING].replace(".", "")
    return [
        (manner, field, outcome(field, row, known, beginning, found["own"]))
        for manner, known in found.items()
        for field in FIELDS
    ]  # fmt: skip


def outcome(field: str, row: Row, found: Metadata, beginning: str, own: Metadata) -> str:
    """What became of one field; `own` is what is known with the file's metadata, which tells what the listed day is."""
    truth = {
        "jurisdiction": jurisdiction_code(row["country"]),
        "language": row["language"],
        "instrument": INSTRUMENTS.get(row["instrument_type"]),
        "number": row["official_number"],
        "date": row["date"],
    }[field]
    got = found.get("date_adopted" if field == "date" else field)
    if not truth:
        return "not listed"
    if got is None:
        figures = re.findall(r"\d+", truth.replace(".", ""))
        printed = figures and all(figure in beginning for figure in figures)
        return "unknown" if field != "number" or printed else "not printed"
    if field == "number":
        listed = number_of_identifier(truth)[0] or re.sub(r" ?\(.*\)| of \d.*", "", truth)
        return "right" if same_number(got, listed) or same_number(got, truth) else "wrong"
    if field == "date":
        # The list gives the day that the source gives: of adoption, or of publication or entry into force.
        others = ("date_published", "date_in_force", "version")
        if any(agrees(day, truth) for day in (got, *map(found.get, others))):
            return "right"
        # The text prints the day of adoption alone, and the source says that the listed one is another day of the act.
        same = (own.get("date_adopted") or got) == got
        return "another day" if same and any(agrees(day, truth) for day in map(own.get, others)) else "wrong"
    if field == "language":
        return "right" if got in truth.split("+") else "wrong"
    return "right" if got == truth else "another statute" if {got, truth} <= STATUTES else "wrong"


def agrees(day: str | None, truth: str) -> bool:
    """Whether a day is the listed one, which may be only a month or a year."""
    return bool(day) and (str(day).startswith(truth) or truth.startswith(str(day)))


def main() -> int:
    """Run it; the figures go to docs/benchmarks.md."""
    if not SHARED.is_dir():
        print("The real laws are not beside this checkout: nothing to measure.")
        return 1
    with (SHARED / "corpus" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["has_text_layer"] not in ("no", "partial")]
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--from", dest="kept", type=Path)
    options = asked.parse_args()
    if options.kept:
        texts: dict[str, Read] = pickle.loads(options.kept.read_bytes())
    else:
        with ProcessPoolExecutor() as pool:
            texts = {row["path"]: found for row, found in zip(rows, pool.map(read, rows), strict=True)}
    if options.keep:
        options.keep.write_bytes(pickle.dumps(texts))
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        for manner, field, result in outcomes(row, texts.get(row["path"])):
            counts[manner, field][result] += 1
    body = "The files were read by an earlier run; this one tagged them anew.\n\n" if options.kept else ""
    for manner, words in (("own", "With the metadata that the files carry"), ("bare", "From the printed text alone")):
        body += f"{words}:\n\n" + table(
            ["field", "right", "wrong", "another kind of statute", "another day", "unknown", "not printed",
             "right of those told"],
            [line(field, counts[manner, field]) for field in FIELDS],
        ) + "\n\n"  # fmt: skip
    body += (
        "Wrong is worse than unknown. `not printed`: the list gives a source's own identifier, or the beginning of the "
        "text shows no such number. `another day`: the text tells the day of adoption, and the list gives one that the "
        "source's own metadata calls the day of publication, of entry into force or of the version (the consolidated "
        "laws of Spain's regions); it is neither right nor wrong.\n\n"
    )
    body += annotated(texts)
    record("Metadata of real laws", "make bench-metadata", f"{len(rows)} real documents in 25 languages", body)
    return 0


def line(field: str, found: Counter[str]) -> list[object]:
    """A row of the table."""
    told = found["right"] + found["wrong"] + found["another statute"]
    return [
        field, found["right"], found["wrong"], found["another statute"], found["another day"], found["unknown"],
        found["not printed"],
        f"{found['right'] / max(1, told):.2f}",
    ]  # fmt: skip


def annotated(texts: dict[str, Read]) -> str:
    """The same for the laws that were annotated in full."""
    counts: Counter[tuple[str, bool]] = Counter()
    for folder in sorted((SHARED / "gold" / "dev").iterdir()):
        law = json.loads((folder / "law.json").read_text(encoding="utf-8"))
        known = texts.get(law["path"]) or read(law)
        found = metadata(*known) if known else Metadata({})
        for field in ("title", "jurisdiction", "language", "instrument", "number", "date_adopted", "date_published",
                      "date_in_force", "issuing_body"):  # fmt: skip
            if law[field] is not None:
                counts[field, agree(field, plain(found.get(field)), plain(law[field]))] += 1
    fields = dict.fromkeys(field for field, _ in counts)
    return "The twelve laws annotated in full:\n\n" + table(
        ["field", "right", "of"],
        [[field, counts[field, True], counts[field, True] + counts[field, False]] for field in fields],
    )


def agree(field: str, found: str, truth: str) -> bool:
    """Whether a value is the one that people wrote; a body may be named at more or less length."""
    return found == truth or bool(field == "issuing_body" and found and (found in truth or truth in found))


def plain(value: str | None) -> str:
    """Letters and figures only, as values are compared."""
    return re.sub(r"\W+", " ", (value or "").casefold()).strip()


if __name__ == "__main__":
    sys.exit(main())
