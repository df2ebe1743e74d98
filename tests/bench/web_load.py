"""The site under load: home, search and texts asked 20 times a second, one process, and the weight of each page.

Requests leave by the clock and not when the last one has come back, so that a slow answer does not slow the questions.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import quantiles

import httpx
from record import record, table

SSELEX = str(Path(sys.executable).with_name("sselex"))
WORDS = (
    "réserve impartageable", "cooperative", "economía social", "intérêt collectif", "contratos reservados", "mutual*",
    "tax exemption", '"économie sociale"', "gouvernance démocratique", "public procurement", "asociación", "reserva",
)  # fmt: skip


def main() -> int:
    """Serve a knowledge base, ask it for a while, write the figures into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="A knowledge base to serve; default: a new one of the demo.")
    parser.add_argument("--rate", type=float, default=20, help="Requests a second (20).")
    parser.add_argument("--seconds", type=float, default=60, help="How long (60).")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        environment = {**os.environ, "SSELEX_HOME": str(home)}
        if chosen.home is None:
            subprocess.run([SSELEX, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
        server = subprocess.Popen([SSELEX, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            body, held = asyncio.run(_measure(f"http://127.0.0.1:{port}", server.pid, chosen.rate, chosen.seconds))
        finally:
            server.terminate()
            server.wait()
    record("The site under load", "make bench-web", held, body)
    return 0


async def _measure(address: str, server: int, rate: float, seconds: float) -> tuple[str, str]:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits, follow_redirects=True) as client:
        for _ in range(300):
            try:
                health = (await client.get("/healthz")).json()
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        works = (await client.get("/api/v1/works?held=yes&limit=500")).json()["works"]
        paths = {
            "home": ["/fr/", "/en/", "/es/"],
            "search": [
                f"/{language}/search?q={words}&sort={order}&group={group}"
                for group in ("provisions", "countries", "works")
                for order in ("relevance", "newest", "title")
                for language in ("fr", "en", "es")
                for words in WORDS
            ],
            "text": [f"/{language}{work['id']}" for work in works for language in ("fr", "en", "es")],
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
        taken = await _ask(client, paths, rate, seconds)
    rows = []
    for name, times in taken.items():
        cut = quantiles(times, n=100)
        rows.append(
            [name, len(times), *(f"{1000 * value:.0f} ms" for value in (cut[49], cut[94], cut[98])), *weights[name]]
        )
    body = (
        f"{rate:g} requests a second for {seconds:.0f} s, one process with 8 threads, client on the same machine. "
        "No search is asked twice; home and texts are, and are kept until something is written. "
        f"Load average of the machine before: {os.getloadavg()[0]:.1f}.\n\n"
    )
    body += table(["page", "requests", "p50", "p95", "p99", "processor, first time", "largest, compressed"], rows)
    return body, f"{len(works)} works held in {health['texts']} texts"


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
