"""The site under load: home, search and texts asked 20 times a second, one process, and the weight of each page.

The knowledge base is filled with the catalogue, the readings and real provisions of two countries, doubled to 263,000.
Requests leave by the clock and not when the last one has come back, so that a slow answer does not slow the questions.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import lzma
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from record import record, table
from sqlalchemy import text

from kb import resources
from kb.assemble import open_knowledge_base
from kb.catalogue import load_catalogue, load_readings
from kb.identity import expression_uri, slug
from kb.model.law import Expression, LegalText, Provision, Work
from kb.model.source import SourceDocument
from kb.model.tags import Evidence, Tag
from kb.search.rebuild import rebuild
from kb.settings import Settings
from kb.store import Session
from kb.store.codec import now

SSELEX = str(Path(sys.executable).with_name("sselex"))
WORDS = (
    "réserve impartageable", "cooperative", "economía social", "intérêt collectif", "contratos reservados", "mutual*",
    "tax exemption", '"économie sociale"', "gouvernance démocratique", "public procurement", "asociación", "reserva",
)  # fmt: skip


DATA = Path(__file__).resolve().parents[3] / "shared" / "bench" / "provisions.jsonl.xz"
COPIES = 2
AT_ONCE = 300
"""Laws stored in one transaction."""
LONG = 800
"""Articles of the long text that is opened."""
TEXTS = 400
"""Texts that are asked for, each in three languages of the page."""
TAGGED = 3
"""Every third provision bears a theme, in turn: a knowledge base that was read by machine has about as many."""


def main() -> int:
    """Fill and serve a knowledge base, ask it for a while, write the figures into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    home_words = "Where the knowledge base stands: filled where nothing does, and kept; default: one that goes."
    parser.add_argument("--home", type=Path, help=home_words)
    parser.add_argument("--laws", type=int, help="Only so many laws, each twice; default: all.")
    parser.add_argument("--quiet", action="store_true", help="Do not write into docs/benchmarks.md.")
    parser.add_argument("--rate", type=float, default=20, help="Requests a second (20).")
    parser.add_argument("--seconds", type=float, default=60, help="How long (60).")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        environment = {**os.environ, "SSELEX_HOME": str(home)}
        if not (home / "index" / "CURRENT").exists():
            shutil.rmtree(home, ignore_errors=True)
            fill(home, chosen.laws)
        texts, long, held = texts_of(home)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
        server = subprocess.Popen([SSELEX, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            asked = _measure(f"http://127.0.0.1:{port}", server.pid, chosen.rate, chosen.seconds, texts, long)
            body = asyncio.run(asked)
        finally:
            server.terminate()
            server.wait()
    if chosen.quiet:
        print(held, body, sep="\n")
    else:
        record("The site under load", "make bench-web", held, body)
    return 0


def fill(home: Path, most: int | None) -> None:
    """A knowledge base of the catalogue, the readings and so many real laws (None: all), each in two copies."""
    began = time.monotonic()
    kb = open_knowledge_base(Settings.load({"SSELEX_HOME": str(home)}))
    with kb.store.write() as session:
        load_catalogue(session)
        load_readings(session)
    waiting: list[tuple[list[dict[str, Any]], int]] = []
    for number, rows in enumerate(_laws()):
        if most is not None and number >= most:
            break
        waiting += [(rows, copy) for copy in range(COPIES)]
        if len(waiting) >= AT_ONCE:
            _store(kb.store, waiting)
    _store(kb.store, waiting)
    print(f"stored after {time.monotonic() - began:.0f} s", flush=True)
    print(rebuild(kb.store, kb.index), f"indexed after {time.monotonic() - began:.0f} s", flush=True)
    kb.close()


def texts_of(home: Path) -> tuple[list[str], tuple[int, str], str]:
    """Texts drawn evenly, the one that comes nearest to the long one with its articles, and what is held in words."""
    kb = open_knowledge_base(Settings.load({"SSELEX_HOME": str(home)}))
    with kb.store.read() as session:
        counts = session.texts.counts()
        each = text("SELECT expression, count(*) AS many FROM provisions GROUP BY expression ORDER BY expression")
        rows = list(session.connection.execute(each))
    kb.close()
    name, many = min(rows, key=lambda row: abs(row.many - LONG))
    drawn = [row.expression for row in rows[:: max(1, len(rows) // TEXTS)]]
    return drawn, (many, name), f"{counts['provisions']} provisions of {counts['texts']} texts"


def _laws() -> Iterator[list[dict[str, Any]]]:
    with lzma.open(DATA, "rt", encoding="utf-8") as lines:
        for _, rows in groupby(map(json.loads, lines), key=lambda row: row["law"]):
            yield list(rows)


def _store(store: Any, waiting: list[tuple[list[dict[str, Any]], int]]) -> None:
    with store.write() as session:
        for rows, copy in waiting:
            _put(session, rows, copy)
    waiting.clear()


def _put(session: Session, rows: list[dict[str, Any]], copy: int) -> None:
    first = rows[0]
    name = f"{slug(first['law'])}-{copy}"
    uri = f"/akn/{first['country'].lower()}/act/{first['date'] or 'undated'}/{name}"
    work = Work(
        id=uri, jurisdiction=first["country"], title=first["title"], instrument="law", number=first["law"],
        language=first["lang"], date_adopted=first["date"] or None, status="in-force", confidence="detected",
    )  # fmt: skip
    session.works.put(work)
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    source = SourceDocument(Path(f"{name}.txt"), sha256, 1, "text/plain")
    session.texts.put_file(source, outcome="ok", parser="bench", pages=0, quality={}, issues=())
    whole, provisions, tags = "", [], []
    themes = [leaf.id for leaf in resources.leaf_themes()]
    for position, row in enumerate(rows):
        whole += f"{row['num']}\n"
        start, eid = len(whole), f"art_{position + 1}"
        whole += row["text"] + "\n"
        end = start + len(row["text"])
        provisions.append(Provision(eid, "article", row["num"], None, row["text"], start, end, position))
        if position % TAGGED == 0:
            evidence = Evidence(eid, start, min(end, start + 40), row["text"][:40], "bench")
            tags.append(Tag("theme", themes[position % len(themes)], eid, evidence, 0.5, "bench"))
    version = first["date"] or f"sha-{sha256[:8]}"
    expression = Expression(
        id=expression_uri(uri, first["lang"], version), work=uri, language=first["lang"], version=version,
        title=first["title"], text_state="consolidated", sha256=sha256, source_name=source.name, pages=0, quality={},
        issues=(), metadata={}, declared={}, stored_at=now(),
    )  # fmt: skip
    session.texts.put(expression, LegalText(first["lang"], whole, tuple(provisions)), tags)


async def _measure(
    address: str, server: int, rate: float, seconds: float, texts: list[str], long: tuple[int, str]
) -> str:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits, follow_redirects=True) as client:
        for _ in range(300):
            try:
                await client.get("/healthz")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        paths = {
            "home": ["/fr/", "/en/", "/es/"],
            "search": [
                f"/{language}/search?q={words}&sort={order}&group={group}"
                for group in ("provisions", "countries", "works")
                for order in ("relevance", "newest", "title")
                for language in ("fr", "en", "es")
                for words in WORDS
            ],
            "text": [f"/{language}{name}" for name in texts for language in ("fr", "en", "es")],
        }
        weights = {}
        for name, some in paths.items():
            asked = some[:: max(1, len(some) // 30)]
            before, sizes = _processor_seconds(server), []
            for path in asked:
                answer = await client.get(path)
                answer.raise_for_status()
                sizes.append(answer.num_bytes_downloaded)
            spent = (_processor_seconds(server) - before) / len(asked)
            weights[name] = (f"{1000 * spent:.0f} ms", f"{max(sizes) / 1000:.0f} kB")
        opened = []
        before = _processor_seconds(server)
        for number in range(5):
            began = time.perf_counter()
            whole = await client.get(f"/fr{long[1]}?first={number}")
            whole.raise_for_status()
            opened.append(time.perf_counter() - began)
        spent = (_processor_seconds(server) - before) / len(opened)
        taken = await _ask(client, paths, rate, seconds)
    rows = []
    for name, times in taken.items():
        cut = quantiles(times, n=100)
        rows.append(
            [name, len(times), *(f"{1000 * value:.0f} ms" for value in (cut[49], cut[94], cut[98])), *weights[name]]
        )
    long_row = [
        f"a text of {long[0]} articles, first time", len(opened), f"{1000 * sorted(opened)[len(opened) // 2]:.0f} ms",
        f"{1000 * max(opened):.0f} ms", "–", f"{1000 * spent:.0f} ms", f"{whole.num_bytes_downloaded / 1000:.0f} kB",
    ]  # fmt: skip
    rows.append(long_row)
    body = (
        f"{rate:g} requests a second for {seconds:.0f} s, one process with 8 threads, client on the same machine. "
        "No search is asked twice; home and texts are, and are kept until something is written. "
        f"Load average of the machine before: {os.getloadavg()[0]:.1f}.\n\n"
    )
    body += table(["page", "requests", "p50", "p95", "p99", "processor, first time", "largest, compressed"], rows)
    return body


def _processor_seconds(process: int) -> float:
    """Time that the process has had of a processor: it says the same on a busy machine as on a quiet one."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _ask(
    client: httpx.AsyncClient, paths: dict[str, list[str]], rate: float, seconds: float
) -> dict[str, list[float]]:
    """Seconds of each answer, by kind of page; kinds take turns and each goes through its addresses."""
    taken: dict[str, list[float]] = defaultdict(list)

    async def once(name: str, path: str) -> None:
        started = time.perf_counter()
        answer = await client.get(path)
        answer.raise_for_status()
        taken[name].append(time.perf_counter() - started)

    names, waiting, began = list(paths), [], time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        name = names[number % len(names)]
        some = paths[name]
        waiting.append(asyncio.create_task(once(name, some[number // len(names) % len(some)])))
    await asyncio.gather(*waiting)
    return taken


if __name__ == "__main__":
    sys.exit(main())
