"""Search engines side by side over real provisions: indexing, searching with facets and totals, memory, agreement.

The provisions are doubled (a second version of each id) to 263,000; `--million` repeats them eight times. SQLite's FTS5
is measured in the same run over the same ready-made tokens; Elasticsearch where SSELEX_TEST_ELASTICSEARCH names one.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from record import record, table

from kb.search.analysis import analyser
from kb.search.clauses import All, Clause, Keyword, Match, best, every, some
from kb.search.documents import document_of
from kb.search.embedded import Embedded
from kb.search.engine import Ask, Engine
from kb.search.index import FACETS, IndexRecord

DATA = Path(__file__).resolve().parents[3] / "shared" / "bench" / "provisions.jsonl.xz"
COUNTED = tuple(name for name in FACETS if name != "language")
BATCH = 20_000


def records(copies: int, most: int | None = None) -> Iterator[IndexRecord]:
    """The real provisions, so many times under ids of their own."""
    for copy in range(copies):
        with lzma.open(DATA, "rt", encoding="utf-8") as lines:
            for line in islice(lines, most):
                row = json.loads(line)
                work = f"/akn/{row['country'].lower()}/act/{row['law']}-{copy}"
                expression = f"{work}/{row['lang']}@1"
                yield IndexRecord(
                    id=f"{expression}~{row['id']}", work=work, title=row["title"], jurisdiction=row["country"],
                    country=row["country"], expression=expression, eid=row["id"], num=row["num"],
                    path=(row["path"],) if row["path"] else (), text=row["text"], language=row["lang"],
                    region="europe" if row["country"] == "FR" else "americas", instrument=row["type"], kind="law",
                    status=row["status"], date=row["date"] or None, year=int(row["year"]) if row["year"] else None,
                    themes=tuple(row["topics"]),
                )  # fmt: skip


def batches(copies: int, most: int | None = None) -> Iterator[list[IndexRecord]]:
    """The same in lists, so that reading the file is not measured as indexing."""
    rest = records(copies, most)
    while batch := list(islice(rest, BATCH)):
        yield batch


def questions(count: int = 200) -> list[tuple[str, Clause, All]]:
    """(language, what is looked for, filters): words, all of several, any of several, phrases, words with filters.

    The words are drawn from the provisions themselves, always the same ones.
    """
    draw = random.Random(20)
    pool = [r for i, r in enumerate(records(1)) if i % 97 == 0 and len(r.text) > 200]
    made: list[tuple[str, Clause, All]] = []
    for number in range(count):
        found = draw.choice(pool)
        stems = [s for s in analyser(found.language).stems(found.text) if len(s) > 3] or ["ley"]
        words = [Match("words", (stem,)) for stem in draw.sample(stems, min(3, len(stems)))]
        limits = All(())
        clause: Clause = best([words[0], Match("title", words[0].tokens, weight=0.6)])
        if number % 5 == 1:
            clause = every(words)
        elif number % 5 == 2:
            clause = some(words)
        elif number % 5 == 3:
            place = draw.randrange(max(1, len(stems) - 1))
            clause = Match("words", tuple(stems[place : place + 2]))
        elif number % 5 == 4:
            clause = some(words)
            limits = All((Keyword("country", (found.country,)), Keyword("status", (found.status,))))
        made.append((found.language or "und", clause, All(limits.parts, (Keyword("current", ("no",)),))))
    return made


def timed(run: Callable[[Any], Any], asked: Iterable[Any]) -> tuple[float, float]:
    """(p50, p95) in milliseconds, each question once after a first round."""
    asked = list(asked)
    for question in asked:
        run(question)
    took = []
    for question in asked:
        began = time.perf_counter()
        run(question)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), sorted(took)[int(len(took) * 0.95)]


def filled(engine: Engine, copies: int, most: int | None = None) -> tuple[int, float]:
    """(records, records a second) of a fresh index."""
    count, seconds = 0, 0.0
    began = time.perf_counter()
    with engine.fresh("bench") as fresh:
        seconds += time.perf_counter() - began
        for batch in batches(copies, most):
            began = time.perf_counter()
            count += fresh.put(batch)
            seconds += time.perf_counter() - began
        began = time.perf_counter()
    seconds += time.perf_counter() - began
    return count, count / seconds


def asked(engine: Engine, made: list[tuple[str, Clause, All]], *, facets: bool) -> tuple[float, float]:
    """p50 and p95 of the first 20 hits with totals, and with the ten facets where asked."""
    with engine.view() as view:
        return timed(
            lambda q: view.ask([Ask(q[0], q[1], q[2], size=20, facets=COUNTED if facets else ())]), made
        )  # fmt: skip


def fts5(folder: Path, copies: int, most: int | None = None) -> tuple[float, float, float]:
    """(records a second, p50, p95) of SQLite over the same tokens, hits and totals without facets."""
    with closing(sqlite3.connect(folder / "fts.db")) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE VIRTUAL TABLE t USING fts5(words, title, tokenize='unicode61', content='')")
        count, seconds = 0, 0.0
        for batch in batches(copies, most):
            began = time.perf_counter()
            rows = [(d.text["words"], d.text["title"]) for d in map(document_of, batch)]
            base.executemany("INSERT INTO t(rowid, words, title) VALUES (?, ?, ?)",
                             ((count + i, *row) for i, row in enumerate(rows)))  # fmt: skip
            base.commit()
            count += len(rows)
            seconds += time.perf_counter() - began
        queries = [text for _, clause, _ in questions() if (text := _fts(clause))]

        def run(text: str) -> None:
            base.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT 20", (text,)).fetchall()
            base.execute("SELECT count(*) FROM t WHERE t MATCH ?", (text,)).fetchone()

        return count / seconds, *timed(run, queries)


def _fts(clause: Clause) -> str:
    match clause:
        case Match(field, tokens):
            return f'{{{field}}}: "{" ".join(tokens)}"'
        case All(parts):
            return " AND ".join(map(_fts, parts))
        case _:
            return " OR ".join(map(_fts, getattr(clause, "parts", ())))


def agreement(one: Engine, other: Engine, made: list[tuple[str, Clause, All]]) -> tuple[float, float]:
    """(share of the first ten hits that both name, ties counted as equal; share of questions with equal totals)."""
    same, totals, counted = 0.0, 0, 0
    with one.view() as a, other.view() as b:
        for language, clause, limits in made:
            ask = Ask(language, clause, limits, size=60)
            (x,), (y,) = a.ask([ask]), b.ask([ask])
            totals += x.total == y.total
            if x.total < 10:
                continue
            counted += 1
            first = {r.id for r in a.fetch(x.hits[:10])}
            least = y.hits[9].value if len(y.hits) > 9 else 0.0
            fitting = [hit for hit in y.hits if hit.value >= least * (1 - 1e-4)]
            same += len(first & {r.id for r in b.fetch(fitting)}) / 10
    return same / max(1, counted), totals / len(made)


def served(folder: Path, made: Sequence[str]) -> tuple[float, float, float]:
    """(p50, p95, processor time a request) in milliseconds of whole requests to the site over the index in this home:
    the page of results with facets and marks, each question once after a first round with another page size."""
    import httpx
    from waitress.server import create_server

    from kb.assemble import open_knowledge_base
    from kb.settings import Settings
    from web import create_app

    base = open_knowledge_base(Settings.load({"SSELEX_HOME": str(folder)}, folder=folder))
    server = create_server(create_app(base), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.effective_port}", timeout=60) as client:

            def run(question: tuple[str, int]) -> None:
                found = client.get("/en/search", params={"q": question[0], "size": question[1]})
                assert found.status_code == 200, found.text[:200]

            for text in made:
                run((text, 19))
            took, began = [], time.process_time()
            for text in made:
                start = time.perf_counter()
                run((text, 20))
                took.append((time.perf_counter() - start) * 1000)
            spent = (time.process_time() - began) * 1000 / len(made)
    finally:
        server.close()
        base.close()
    return statistics.median(took), sorted(took)[int(len(took) * 0.95)], spent


def typed(count: int) -> list[str]:
    """Questions as people type them: one to three words of a provision, every fifth one between quotation marks."""
    draw = random.Random(21)
    pool = [r for i, r in enumerate(records(1)) if i % 97 == 0 and len(r.text) > 200]
    texts = []
    for number in range(count):
        words = [w for w in analyser(None).verbatim(draw.choice(pool).text) if len(w) > 4] or ["registro"]
        start = draw.randrange(max(1, len(words) - 2))
        text = " ".join(words[start : start + 1 + number % 3])
        texts.append(f'"{text}"' if number % 5 == 4 else text)
    return texts


PARTS = ("embedded", "http", "elasticsearch", "fts5", "million")
"""What can be measured; the embedded index is made in any case, the others are compared with it."""
HEAD = (
    "engine", "provisions", "indexed a second", "a second of processor time", "p50", "p95", "p50 with facets",
    "p95 with facets", "peak memory",
)  # fmt: skip
ABOUT = (
    "200 questions (one word, all of three, any of three, two side by side, any of three under two filters), the first "
    "20 hits with the exact total, in the engine; ten facets where said. Processor time counts all threads of this "
    "process. "
)


def main() -> int:
    """Run it; the figures go to docs/benchmarks.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, help="only so many provisions of each copy; nothing is written down")
    parser.add_argument("--million", action="store_true", help="also a million provisions")
    parser.add_argument("--parts", default="embedded,http,elasticsearch,fts5", help=f"some of {', '.join(PARTS)}")
    options = parser.parse_args()
    parts = {*options.parts.split(","), *(("million",) if options.million else ())}
    if unknown := parts - set(PARTS):
        parser.error(f"unknown parts: {', '.join(unknown)}")
    if not DATA.is_file():
        print("The real provisions are not beside this checkout: nothing to measure.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        rows, notes = _measured(Path(folder), parts, options.most)
    body = table(HEAD, rows) + "\n\n" + ABOUT + " ".join(notes)
    if options.most:
        print(body)
    else:
        record("Search engines", "make bench-search", "real provisions of France and Uruguay, doubled", body)
    return 0


def _measured(folder: Path, parts: set[str], most: int | None) -> tuple[list[list[object]], list[str]]:
    made = questions()
    rows: list[list[object]] = []
    notes = [f"Load average before: {os.getloadavg()[0]:.1f}."]
    embedded = Embedded(folder / "home" / "index")
    rows.append(_row("embedded", embedded, 2, most, made))
    if "http" in parts:
        p50, p95, spent = served(folder / "home", typed(len(made)))
        notes.append(
            f"Whole HTTP requests (page of results with facets, marks and snippets, {len(made)} typed questions, none "
            f"twice, client in the same process): p50 {p50:.1f} ms, p95 {p95:.1f} ms; processor time {spent:.1f} ms."
        )
    address = os.environ.get("SSELEX_TEST_ELASTICSEARCH")
    if "elasticsearch" in parts and address:
        rows.append(_elasticsearch(address, embedded, made, notes, most, folder))
    elif "elasticsearch" in parts:
        notes.append("No Elasticsearch: SSELEX_TEST_ELASTICSEARCH names none.")
    if "fts5" in parts:
        rate, *took = fts5(folder, 2, most)
        rows.append(["SQLite FTS5", rows[0][1], f"{rate:,.0f}", "–", *_ms((took[0], took[1])), "–", "–", _peak()])
    if "million" in parts:
        rows.append(_row("embedded", Embedded(folder / "million"), 8, most, made))
    return rows, notes


def _row(name: str, engine: Engine, copies: int, most: int | None, made: list[tuple[str, Clause, All]]) -> list[object]:
    spent = time.process_time()
    count, rate = filled(engine, copies, most)
    spent = time.process_time() - spent
    plain, full = asked(engine, made, facets=False), asked(engine, made, facets=True)
    return [name, f"{count:,}", f"{rate:,.0f}", f"{count / spent:,.0f}", *_ms(plain), *_ms(full), _peak()]


def _peak() -> str:
    """The most memory that this process has held until now."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def _elasticsearch(
    address: str,
    embedded: Engine,
    made: list[tuple[str, Clause, All]],
    notes: list[str],
    most: int | None,
    folder: Path,
) -> list[object]:
    from elasticsearch import Elasticsearch

    from kb.search.elastic import Elastic
    from kb.settings import Settings

    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    elastic = Elastic(Settings.load({"SSELEX_SEARCH": address, "SSELEX_SEARCH_INDEX": prefix}, folder=folder))
    row = _row("Elasticsearch (one node)", elastic, 2, most, made)
    row[3] = row[-1] = "–"
    ranks, totals = agreement(embedded, elastic, made)
    notes.append(
        f"Embedded and Elasticsearch: first ten hits {ranks:.3f} the same (equal scores count as one place), totals "
        f"{totals:.3f} equal."
    )
    with Elasticsearch(address) as client:
        client.indices.delete(index=list(client.indices.get_alias(name=elastic.alias)))
    return row


def _ms(pair: tuple[float, float]) -> list[str]:
    return [f"{value:.2f} ms" for value in pair]


if __name__ == "__main__":
    sys.exit(main())
