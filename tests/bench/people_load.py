"""Fifty people at once: browsing, handing texts in, reviewing; on the default parts, or PostgreSQL with Elasticsearch.

    python tests/bench/people_load.py                         # SQLite, embedded engine
    python tests/bench/people_load.py --elasticsearch http://127.0.0.1:19200   # PostgreSQL and that engine beside it

The knowledge base is the demo's (catalogue, readings, specimens). No request may fail; what is refused for a reason of
its own (somebody else decided first: 409) is counted apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from record import record

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "torture"))
from servers import Postgres, Program, free_port, sselex, wait_for

from kb.assemble import open_knowledge_base
from kb.services import inviting, people
from kb.settings import Settings

BROWSING, SUBMITTING, REVIEWING = 35, 10, 5
SECONDS = 60.0
QUESTIONS = (
    "réserve impartageable",
    "cooperativas",
    "social enterprise",
    "marchés réservés",
    "mutuelle",
    "gouvernance",
)
LAW = "LOI n° 2020-{n} du 2 janvier 2020\n\nArticle 1er\nLa coopérative {n} est une société de personnes.\n"


@dataclass
class Told:
    """Seconds by kind of request, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0


def main() -> None:
    """Run one or both set-ups and record the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--elasticsearch", help="address of an Elasticsearch; PostgreSQL is started beside it")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args()
    setups = ["SQLite, embedded engine"] + (["PostgreSQL, Elasticsearch"] if chosen.elasticsearch else [])
    lines = ["| set-up | request | number | p50 | p95 | slowest |", "| --- | --- | --- | --- | --- | --- |"]
    words = []
    for setup in setups:
        with tempfile.TemporaryDirectory(prefix="sselex-people-") as folder:
            told = one(Path(folder), chosen.elasticsearch if setup != setups[0] else None, chosen.seconds)
        for kind, seconds in sorted(told.seconds.items()):
            ordered = sorted(seconds)
            p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            figures = " | ".join(f"{value * 1000:.0f} ms" for value in (p50, p95, ordered[-1]))
            lines.append(f"| {setup} | {kind} | {len(ordered)} | {figures} |")
        faults = ", ".join(f"{name} × {number}" for name, number in told.faults.items()) or "no request failed"
        words.append(f"{setup}: {faults}; {told.conflicts} decisions came second (409).")
    body = "\n".join([*lines, "", *words])
    data = f"{BROWSING} people browsing, {SUBMITTING} handing in, {REVIEWING} reviewing, {chosen.seconds:.0f} s each"
    record("Fifty people at once", "make bench-people", data, body)
    print(body)


def one(folder: Path, elasticsearch: str | None, seconds: float) -> Told:
    """One set-up in a folder of its own."""
    environment = {"SSELEX_HOME": str(folder / "home"), "SSELEX_RATE_LIMIT": "0"}
    programs: list[Program] = []
    if elasticsearch:
        store = Postgres(folder, folder / "store.log")
        store.start()
        programs.append(store)
        environment |= {"SSELEX_STORE": store.address, "SSELEX_SEARCH": elasticsearch, "SSELEX_SEARCH_INDEX": "people"}
    port = free_port()
    whole = {**os.environ, **environment}
    subprocess.run(sselex("demo", "--no-serve"), env=whole, check=True, stdout=subprocess.DEVNULL)
    before = dict(os.environ)
    os.environ.update(environment)
    kb = open_knowledge_base(Settings.load())
    keys: dict[str, list[str]] = defaultdict(list)
    for role, number, place in (("contact-point", SUBMITTING, "france"), ("secretariat", REVIEWING, None)):
        for n in range(number):
            person = people.add(kb, f"{role}{n}@example.org", "P", role, organisation=place)
            keys[role].append(inviting.make_key(kb, person, "api", "load"))
    kb.close()
    os.environ.clear()
    os.environ.update(before)
    programs.append(
        Program("web", sselex("serve", "--port", str(port), "--threads", "16"), environment, folder / "web.log")
    )
    if elasticsearch:
        programs.append(Program("worker", sselex("worker"), environment, folder / "worker.log"))
    for program in programs[1 if elasticsearch else 0 :]:
        program.start()
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/readyz")
    told = Told()
    try:
        asyncio.run(_everybody(address, keys, seconds, told))
    finally:
        for program in reversed(programs):
            program.stop()
    return told


async def _everybody(address: str, keys: dict[str, list[str]], seconds: float, told: Told) -> None:
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=80)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits, follow_redirects=True) as client:
        tasks = [_browse(client, n, until, told) for n in range(BROWSING)]
        tasks += [_submit(client, key, n, until, told) for n, key in enumerate(keys["contact-point"])]
        tasks += [_review(client, key, until, told) for key in keys["secretariat"]]
        await asyncio.gather(*tasks)


async def _browse(client: httpx.AsyncClient, n: int, until: float, told: Told) -> None:
    """A reader: home, a question, a text, a country, a comparison, with pauses to read."""
    chance = random.Random(n)
    while time.monotonic() < until:
        await _ask(client, told, "home", "GET", "/fr/")
        await asyncio.sleep(chance.uniform(0.5, 3))
        question = chance.choice(QUESTIONS)
        answer = await _ask(client, told, "search", "GET", "/api/v1/search", params={"q": f"{question} {n}"[:40]})
        await asyncio.sleep(chance.uniform(0.5, 3))
        hits = answer.json().get("hits", []) if answer is not None and answer.status_code == 200 else []
        texts = [hit["expression"] for hit in hits if hit.get("expression")]
        if texts:
            await _ask(client, told, "text", "GET", "/fr" + chance.choice(texts))
        await asyncio.sleep(chance.uniform(0.5, 3))
        await _ask(client, told, "country", "GET", f"/fr/countries/{chance.choice(('FR', 'ES', 'XA', 'BR'))}")
        await asyncio.sleep(chance.uniform(0.5, 3))


async def _submit(client: httpx.AsyncClient, key: str, n: int, until: float, told: Told) -> None:
    """A contact point: hands a text in, waits until it is read, sends it."""
    head, number = {"Authorization": f"Bearer {key}"}, n * 10_000
    while time.monotonic() < until:
        number += 1
        files = {"file": (f"loi-{number}.txt", LAW.format(n=number).encode(), "text/plain")}
        said = {"metadata": json.dumps({"kind": "new-text", "jurisdiction": "FR"})}
        made = await _ask(client, told, "hand in", "POST", "/api/v1/submissions", headers=head, files=files, data=said)
        for _ in range(60):
            await asyncio.sleep(1)
            if made is None or time.monotonic() > until:
                return
            place = f"/api/v1/submissions/{made.json()['id']}"
            now = await _ask(client, told, "look at one's submission", "GET", place, headers=head)
            if now is not None and now.json()["submission"]["state"] == "needs-metadata":
                fields = {"kind": "new-text", "title": f"Loi {number}", "jurisdiction": "FR"}
                body = {"metadata": fields, "revision": now.json()["submission"]["revision"]}
                await _ask(client, told, "send", "POST", f"{place}/send", headers=head, json=body)
                break


async def _review(client: httpx.AsyncClient, key: str, until: float, told: Told) -> None:
    """A reviewer: takes what waits and decides."""
    head, chance = {"Authorization": f"Bearer {key}"}, random.Random(key)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(0.5, 2))
        listed = await _ask(client, told, "list", "GET", "/api/v1/submissions", headers=head)
        waiting = [] if listed is None else [s for s in listed.json()["submissions"] if s["state"] == "submitted"]
        if waiting:
            one = chance.choice(waiting)
            body = {"to": chance.choice(("accepted", "declined")), "reason": "essai", "revision": one["revision"]}
            await _ask(
                client, told, "decide", "POST", f"/api/v1/submissions/{one['id']}/decide", headers=head, json=body
            )


async def _ask(
    client: httpx.AsyncClient, told: Told, kind: str, method: str, path: str, **more: object
) -> httpx.Response | None:
    start = time.perf_counter()
    try:
        answer = await client.request(method, path, **more)  # type: ignore[arg-type]
    except httpx.HTTPError as error:
        told.faults[f"{kind}: {type(error).__name__}"] += 1
        return None
    told.seconds[kind].append(time.perf_counter() - start)
    if answer.status_code == 409:
        told.conflicts += 1
    elif answer.status_code >= 400:
        told.faults[f"{kind}: {answer.status_code}"] += 1
    return answer


if __name__ == "__main__":
    main()
