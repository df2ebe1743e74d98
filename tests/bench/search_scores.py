"""Retrieval over the annotated laws, engine beside engine: the same questions and measures as the evaluation program.

SSELEX_HOME is a home with all real laws ingested. The embedded engine is measured, Elasticsearch where
SSELEX_TEST_ELASTICSEARCH names one (its index is made anew), and nearness of meaning where
SSELEX_SEMANTIC is on and vectors are made.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path

from record import record, table

from kb.assemble import open_knowledge_base
from kb.identity import bare_number
from kb.search import open_index
from kb.search.analysis import number_tokens
from kb.search.query import Filters, SearchQuery
from kb.search.rebuild import rebuild
from kb.services import searching
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "dev"
KINDS = ("same-language", "exact-phrase", "question", "cross-language", "all")


def number(text: str | None) -> str:
    """A printed number without the words before it: "Artículo 5 bis." and "Art. 5 bis" are one."""
    tokens = number_tokens(text or "")
    return "".join(dropwhile(lambda token: not token[0].isdecimal(), tokens)) or "".join(tokens)


def ranks(kb: KnowledgeBase, only: Iterable[str]) -> dict[str, list[tuple[int | None, int | None]]]:
    """Kind of question → (rank over everything, rank within the country of the law) of the first right provision."""
    found: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    chosen = tuple(only)
    for folder in sorted(place for place in GOLD.iterdir() if (place / "queries.jsonl").is_file()):
        law = json.loads((folder / "law.json").read_text(encoding="utf-8"))
        name, country = Path(law["path"]).name, law["jurisdiction"].split("-")[0].upper()
        if chosen and country not in chosen:
            continue
        for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            wanted = {number(one["num"]) for one in asked["relevant"]}
            pair = tuple(
                _first(kb, SearchQuery(asked["q"], filters, limit=20), name, wanted)
                for filters in (Filters(), Filters(country=(country,)))
            )
            found[asked["kind"]].append((pair[0], pair[1]))
    found["all"] = [pair for kind in list(found) for pair in found[kind]]
    return found


def _first(kb: KnowledgeBase, query: SearchQuery, name: str, wanted: set[str]) -> int | None:
    hits = searching.search(kb, query).hits
    right = (
        place for place, hit in enumerate(hits, 1)
        if Path(hit.source_name or "").name == name and number(bare_number(hit.num, hit.eid)) in wanted
    )  # fmt: skip
    return next(right, None)


def _share(found: Iterable[int | None], limit: int) -> str:
    all_of = list(found)
    return f"{sum(rank is not None and rank <= limit for rank in all_of) / max(1, len(all_of)):.3f}"


def _rows(engine: str, found: Mapping[str, list[tuple[int | None, int | None]]]) -> list[list[object]]:
    return [
        [engine, kind, len(found[kind]), _share((near for _, near in found[kind]), 3),
         _share((near for _, near in found[kind]), 10), _share((wide for wide, _ in found[kind]), 10)]
        for kind in KINDS if found.get(kind)
    ]  # fmt: skip


def main() -> int:
    """Run it; the figures go to docs/benchmarks.md unless only some countries were asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--country", action="append", default=[], help="only laws of this country; nothing is written")
    options = parser.parse_args()
    if not GOLD.is_dir():
        print("The annotated laws are not beside this checkout: nothing to measure.")
        return 1
    settings = Settings.load()
    base = open_knowledge_base(settings)
    ways = {"embedded": replace(settings, search="embedded", semantic="off")}
    if address := os.environ.get("SSELEX_TEST_ELASTICSEARCH"):
        ways["Elasticsearch"] = replace(settings, search=address, search_index="bench-scores", semantic="off")
    if settings.semantic != "off":
        ways["embedded, with meaning"] = replace(settings, search="embedded")
    rows: list[list[object]] = []
    for name, chosen in ways.items():
        index = open_index(chosen)
        # The index on the server may be that of another home.
        if name == "Elasticsearch" or not index.health().fresh:
            print(rebuild(base.store, index))
        rows += _rows(
            name, ranks(replace(base, settings=chosen, open_index=lambda index=index: index), options.country)
        )
    body = table(["engine", "questions", "number", "in country @3", "in country @10", "over everything @10"], rows)
    if options.country:
        print(body)
    else:
        record("Retrieval, engine beside engine", "make bench-scores", "the annotated laws among all real laws", body)
    base.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
