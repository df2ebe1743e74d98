"""Citations and definitions found in the laws that were annotated in full: precision and recall, law by law.

A citation is right where the annotated provision cites the same act: the figures of its number or day agree, or one
holds the words of the other. Articles of the law itself count, as they were annotated.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from record import record, table

from ingest.extract import extract
from ingest.source import source_document
from ingest.structure import structure
from ingest.tag.citations import citations
from ingest.tag.definitions import tags as definition_tags
from ingest.tag.mentions import Marked
from ingest.tag.study import Study
from kb.catalogue.numbers import number_of, number_of_provision
from kb.model.law import LegalText, Metadata, Provision
from kb.settings import Settings
from kb.thesaurus import fold

Row = dict[str, Any]
SHARED = Path(__file__).resolve().parents[3] / "shared"


def counts(folder: Path) -> dict[str, Counter[str]]:
    """right, found, annotated of citations and definitions in one law; provisions that both sides have count."""
    law = json.loads((folder / "law.json").read_text(encoding="utf-8"))
    extraction = extract(source_document(SHARED / "corpus" / law["path"]), Settings.load())
    text = structure(extraction)[0]
    find = finder(text)
    result = {"citations": Counter[str](), "definitions": Counter[str]()}
    for line in (folder / "provisions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        provision = find(row)
        if provision is None:
            continue
        language = provision.language or text.language or ""
        cited = {mention.words for mention in citations(provision.text, language)}
        defined = {tag.label for tag in definition_tags(Study(text, (Marked(provision, (), ()),), Metadata({}), ()))}
        for kind, found, truth, same in (
            ("citations", cited, set(row["cites"]), same_act),
            ("definitions", defined, set(row["definition"]), same_term),
        ):
            count = result[kind]
            count["found"] += len(found)
            count["annotated"] += len(truth)
            count["right"] += sum(any(same(one, other) for other in truth) for one in found)
            count["recalled"] += sum(any(same(one, other) for one in found) for other in truth)
    return result


def finder(text: LegalText) -> Callable[[Row], Provision | None]:
    """What finds the provision of an annotated one: by its first words, of two that begin so by number (the amending
    acts at the end of Mexico's consolidated laws number their own articles)."""
    beginnings = [(squeezed(provision.text[:200]), provision) for provision in text.articles()]

    def find(row: Row) -> Provision | None:
        begins, number = squeezed(row["start"])[:30], number_of(row["num"] or "") or row["num"]
        same = [provision for beginning, provision in beginnings if begins and begins in beginning]
        numbered = [p for p in same if (number_of_provision(p) or number_of(p.num) or p.num) == number]
        return next(iter(numbered or same), None)

    return find


def squeezed(words: str) -> str:
    """Letters and figures only."""
    return re.sub(r"\W+", "", fold(words))


def same_act(one: str, other: str) -> bool:
    """Whether two wordings name one act."""
    figures, others = (re.findall(r"\d+", re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", words)) for words in (one, other))
    a, b = fold(one), fold(other)
    return bool(figures and set(figures) & {f for f in others if len(f) > 1 or len(others) == 1}) or a in b or b in a


def same_term(one: str, other: str) -> bool:
    """Whether two wordings are one term, with or without an article before it."""
    a, b = fold(one).strip(" .,:;"), fold(other).strip(" .,:;")
    return a == b or a.endswith(f" {b}") or b.endswith(f" {a}")


def main() -> int:
    """Run it; the figures go to docs/benchmarks.md."""
    if not SHARED.is_dir():
        print("The annotated laws are not beside this checkout: nothing to measure.")
        return 1
    lines: dict[str, list[list[object]]] = {"citations": [], "definitions": []}
    whole = {"citations": Counter[str](), "definitions": Counter[str]()}
    for folder in sorted((SHARED / "gold" / "dev").iterdir()):
        for kind, count in counts(folder).items():
            whole[kind] += count
            lines[kind].append(row(folder.name.replace("__", "/"), count))
    body = ""
    for kind, rows in lines.items():
        body += f"{kind.capitalize()}:\n\n" + table(
            ["law", "annotated", "found", "precision", "recall"], [*rows, row("all", whole[kind])]
        ) + "\n\n"  # fmt: skip
    body += (
        "One reader each: a mention that the reader left out counts as wrong. Nearly all that does is a mention: "
        "Mexico's amending decrees name the Constitution in their promulgation and the articles that they change, "
        "Spain's preamble the articles of its own law.\n"
    )
    record("Citations and definitions", "make bench-citations", "the 12 laws annotated in full", body)
    return 0


def row(name: str, count: Counter[str]) -> list[object]:
    """A line of the table; a dash where there is nothing to divide by."""
    precision = f"{count['right'] / count['found']:.2f}" if count["found"] else "–"
    recall = f"{count['recalled'] / count['annotated']:.2f}" if count["annotated"] else "–"
    return [name, count["annotated"], count["found"], precision, recall]


if __name__ == "__main__":
    sys.exit(main())
