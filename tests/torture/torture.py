"""Kill everything at random while texts are handed in and ingested; then look whether anything acknowledged is lost.

    python tests/torture/torture.py --seed 7 --submissions 200 --store sqlite
    python tests/torture/torture.py --seed 7 --submissions 200 --store postgres

What must hold afterwards: every submission that was acknowledged is there once, with its file, read, with its history;
every file that `sselex ingest` was given is held once; `sselex check` finds nothing wrong. The seed fixes what is
killed when, as far as clocks allow. Exit code 0: all of that holds; 1: it does not, and what is wrong is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from servers import Postgres, Program, free_port, sselex, wait_for

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
from record import record

from kb.assemble import open_knowledge_base
from kb.services import KnowledgeBase, inviting, people
from kb.settings import Settings

LAW = """LOI n° {year}-{number} du 2 janvier {year} relative à l'économie sociale et solidaire

Article 1er
La coopérative numéro {number} est une société constituée par plusieurs personnes volontairement réunies.

Article 2
La réserve impartageable de la coopérative {number} ne peut être distribuée aux associés.
"""
CLIENTS = 4
THINK = 1.5
"""Most seconds between two submissions of one person."""
QUIET_SECONDS = 300.0


@dataclass
class Told:
    """What the site acknowledged: submission id → SHA-256 of the file handed in; and how often things were killed."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    twice: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> int:
    """Run it; see the module's words."""
    parser = argparse.ArgumentParser(description="Kill everything at random while texts are handed in.")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {chosen.submissions} submissions, store {chosen.store}", flush=True)
    with tempfile.TemporaryDirectory(prefix="sselex-torture-") as folder:
        return torture(Path(folder), chosen.seed, chosen.submissions, chosen.store)


def torture(folder: Path, seed: int, submissions: int, store: str) -> int:
    """One run in a folder of its own; gives the exit code."""
    environment = {"SSELEX_HOME": str(folder / "home"), "SSELEX_RATE_LIMIT": "0"}
    programs: list[Program] = []
    if store == "postgres":
        programs.append(Postgres(folder, folder / "store.log"))
        programs[0].start()
        environment["SSELEX_STORE"] = programs[0].address  # type: ignore[attr-defined]
    os.environ.update(environment)
    kb = open_knowledge_base(Settings.load())
    keys = [_key(kb, f"contact{n}@example.org") for n in range(CLIENTS)]
    kb.close()
    port = free_port()
    programs.append(Program("web", sselex("serve", "--port", str(port)), environment, folder / "web.log"))
    if store == "postgres":
        programs += [Program(f"worker{n}", sselex("worker"), environment, folder / f"worker{n}.log") for n in (1, 2)]
    for program in programs[1 if store == "postgres" else 0 :]:
        program.start()
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/healthz")

    told, over = Told(), threading.Event()
    files = _files(folder / "gazette", 12)
    threads = [
        threading.Thread(target=_hand_in, args=(address, key, range(n, submissions, CLIENTS), told))
        for n, key in enumerate(keys)
    ]
    killer = threading.Thread(target=_kill, args=(random.Random(seed), programs, address, told, over))
    ingester = threading.Thread(target=_ingest, args=(random.Random(seed + 1), folder, environment, told, over))
    for thread in (*threads, killer, ingester):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    killer.join()
    ingester.join()
    for program in programs:
        if program.process is None or program.process.poll() is not None:
            program.start()
    wait_for(f"{address}/healthz")
    wrong = _calm(told) or []
    for program in reversed(programs[1 if store == "postgres" else 0 :]):
        program.stop()
    wrong += _look(told, files)
    check = subprocess.run(sselex("check"), env={**os.environ, **environment}, capture_output=True, text=True)
    if check.returncode:
        wrong.append(f"sselex check ends with {check.returncode}: {check.stdout[-1500:]}")
    if store == "postgres":
        programs[0].stop()
    kills = ", ".join(f"{name} {number}" for name, number in sorted(told.kills.items()))
    words = f"{len(told.acknowledged)} acknowledged, {told.twice} of them there already when asked again."
    outcome = "Wrong: " + "; ".join(wrong) if wrong else "Nothing lost, nothing twice, `sselex check` is clean."
    body = f"{words}\n\nKilled with SIGKILL: {kills}.\n\n{outcome}"
    data = f"{submissions} submissions by {CLIENTS} people beside repeated ingests, seed {seed}"
    record(f"Everything killed at random, {store}", "make torture", data, body)
    return 1 if wrong else 0


def _key(kb: KnowledgeBase, email: str) -> str:
    person = people.add(kb, email, "Contact", "contact-point", organisation="france")
    return inviting.make_key(kb, person, "api", "torture")


def _files(folder: Path, number: int) -> list[str]:
    """Laws for `sselex ingest`; gives their hashes."""
    folder.mkdir()
    found = []
    for n in range(number):
        words = LAW.format(year=1950 + n, number=5000 + n).encode()
        (folder / f"loi-{n}.txt").write_bytes(words)
        found.append(hashlib.sha256(words).hexdigest())
    return found


def _hand_in(address: str, key: str, numbers: range, told: Told) -> None:
    """Hand texts in one by one; a lost answer is asked again, as a person would."""
    with httpx.Client(timeout=20, headers={"Authorization": f"Bearer {key}"}) as client:
        for number in numbers:
            time.sleep(THINK * (number % 7) / 7)
            words = LAW.format(year=2020, number=number).encode()
            while True:
                try:
                    answer = client.post(
                        f"{address}/api/v1/submissions", files={"file": (f"loi-{number}.txt", words, "text/plain")},
                        data={"metadata": json.dumps({"kind": "new-text", "jurisdiction": "FR"})},
                    )  # fmt: skip
                except httpx.HTTPError:
                    time.sleep(0.3)
                    continue
                if answer.status_code in (201, 409):
                    break
                with told.lock:
                    told.refused[answer.status_code] += 1
                time.sleep(0.3)
            digest = hashlib.sha256(words).hexdigest()
            with told.lock:
                if answer.status_code == 201:
                    told.acknowledged[answer.json()["id"]] = digest
                else:
                    told.twice += 1
                    told.acknowledged[answer.json()["detail"].rsplit(" ", 1)[1].rstrip(".")] = digest


def _kill(chance: random.Random, programs: list[Program], address: str, told: Told, over: threading.Event) -> None:
    """Kill one program after the other; each time the site answers again before the next, or nothing would get done."""
    while not over.wait(chance.uniform(0.1, 1.5)):
        program = chance.choice(programs)
        worker = program.worker() if chance.random() < 0.4 else None
        if worker is not None:
            os.kill(worker, 9)
            told.kills["worker beside the site"] += 1
            continue
        program.kill()
        told.kills[program.name] += 1
        over.wait(chance.uniform(0.1, 1.5))
        program.start()
        wait_for(f"{address}/healthz")


def _ingest(
    chance: random.Random, folder: Path, environment: dict[str, str], told: Told, over: threading.Event
) -> None:
    """Ingest the same folder again and again, killed at random; in the end once in peace."""
    command = sselex("ingest", str(folder / "gazette"), "--quiet")
    while not over.is_set():
        running = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        over.wait(chance.uniform(1.0, 8.0))
        if running.poll() is None:
            os.killpg(running.pid, 9)
            told.kills["ingest"] += 1
        running.wait()
    while subprocess.run(command, env={**os.environ, **environment}, capture_output=True).returncode == 2:
        time.sleep(1)


def _calm(told: Told) -> list[str] | None:
    """Wait until the worker has read everything; gives what is wrong where it does not come to an end."""
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until:
        kb = open_knowledge_base(Settings.load())
        with kb.store.read() as session:
            counts = session.submissions.counts()
            waiting = counts.get("received", 0) + counts.get("parsing", 0)
            stale = len(session.texts.stale())
        kb.close()
        if not waiting and not stale:
            return None
        time.sleep(2)
    return [f"{waiting} submissions and {stale} texts still wait after {QUIET_SECONDS:.0f} s"]


def _look(told: Told, files: list[str]) -> list[str]:
    """What is wrong with what was acknowledged."""
    wrong: list[str] = []
    kb = open_knowledge_base(Settings.load())
    with kb.store.read() as session:
        kept = {one.id: one for one in session.submissions.find()}
        hashes = Counter(one.sha256 for one in kept.values())
        for number, digest in told.acknowledged.items():
            one = kept.get(number)
            if one is None:
                wrong.append(f"{number} was acknowledged and is gone")
                continue
            if one.sha256 != digest or hashlib.sha256(kb.files.path(digest).read_bytes()).hexdigest() != digest:
                wrong.append(f"{number}: the file is another one")
            if hashes[digest] != 1:
                wrong.append(f"{number}: its file was handed in {hashes[digest]} times")
            steps = [event.what for event in session.submissions.history(number)]
            if steps != ["received", "parsing", "needs-metadata"]:
                wrong.append(f"{number}: its history is {steps}")
        if len(kept) != len(told.acknowledged):
            wrong.append(f"{len(kept)} submissions are kept, {len(told.acknowledged)} were acknowledged")
        held = Counter(text.sha256 for text in session.texts.find())
        wrong += [f"{digest} is held {held[digest]} times" for digest in files if held[digest] != 1]
        dead = session.jobs.find(states=("dead",))
        wrong += [f"job {job.id} {job.kind} was given up: {job.error}" for job in dead]
    kb.close()
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
