"""An edition of 23 chapters, 300 quotations of 20 real laws and 40 tables: all formats, and opening the editor.

The laws are read from the folder beside this checkout into a knowledge base that goes away; with the address of one
that is filled already (SSELEX_HOME of it as the only argument) a copy of that is used.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from record import record, table

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
LAWS, CHAPTERS, QUOTATIONS, TABLES = 20, 23, 300, 40
FORMATS = ("docx", "pdf", "html", "epub", "odt", "xlsx", "csl", "akn", "datacite")
SSELEX = str(Path(sys.executable).with_name("sselex"))


def main() -> int:
    """Build the edition, export it, open the editor on it; the figures go to docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {**os.environ, "SSELEX_HOME": str(home), "SSELEX_RATE_LIMIT": "0"}
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], home)
        elif not _ingest(Path(folder), environment):
            return 1
        os.environ.update(environment)
        quotations, laws, tables = _edition()
        out = Path(folder) / "out"
        command = [SSELEX, "guide", "export", "bench", "--out", str(out), "--to", *FORMATS]
        runs = [_measured(command, environment, out) for _ in range(2)]
        seconds, processor, largest, together = min(runs)
        opened = _editor()
        sizes = ", ".join(f"{path.name} {_size(path) / 1e6:.1f} MB" for path in sorted(out.iterdir()))
        load = os.getloadavg()[0]
    body = table(
        ["chapters", "quotations", "laws", "tables", "all formats", "processor", "largest process", "all processes",
         "editor, median (processor)", "editor, largest"],
        [[
            CHAPTERS, quotations, laws, tables, f"{seconds:.1f} s", f"{processor:.1f} s", f"{largest:.0f} MB",
            f"{together:.0f} MB", f"{statistics.median(opened):.0f} ms", f"{max(opened):.0f} ms",
        ]],
    )  # fmt: skip
    body += f"\n\nThe better of two runs of the command; load average {load:.1f}. Files: {sizes}."
    record("An edition of the guide in all formats", "make bench-guide", "an edition of real laws", body)
    return 0


def _ingest(folder: Path, environment: dict[str, str]) -> bool:
    """Read Markdown laws of different countries; the one that the manifest lists first for each."""
    if not (CORPUS / "manifest.csv").is_file():
        print("The real laws are not beside this checkout: nothing to measure.")
        return False
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["path"].endswith(".md") and r["status"] == "in_force"]
    chosen: dict[str, Path] = {}
    for row in rows:
        if row["instrument_type"] in ("framework law", "sector law", "code") and row["sse_relevant"] == "yes":
            chosen.setdefault(row["country"], CORPUS / row["path"])
    files = [str(path) for path in list(chosen.values())[: LAWS + 4]]
    command = [SSELEX, "ingest", *files, "--manifest", str(CORPUS / "manifest.csv"), "--quiet"]
    return subprocess.run(command, env=environment, check=False).returncode in (0, 1)


def _edition() -> tuple[int, int, int]:
    """Draft, fill up to the figures, freeze: quotations, laws quoted, tables."""
    from kb import resources
    from kb.assemble import open_knowledge_base
    from kb.guide.draft import draft
    from kb.guide.editions import freeze
    from kb.guide.excerpts import excerpt, pin
    from kb.guide.material import Material
    from kb.model.guide import Commentary, Part, Quotation, Table
    from kb.settings import Settings

    kb = open_knowledge_base(Settings.load())
    outline = draft(kb.store, "bench", "fr").guide.outline
    themes = [chapter for part in outline.parts for chapter in part.chapters if chapter.theme]
    with kb.store.read() as session:
        material = Material(session, outline.countries)
        by_law = {
            work.id: {c.id: material.candidates(work, c.theme or "") for c in themes}
            for work in material.works.values()
            if work.id in material.used and (source := material.source(work)).address and source.date
        }
    laws = sorted(by_law, key=lambda work: -sum(map(bool, by_law[work].values())))[:LAWS]
    # The best of each law, then the next best of each, so that every chapter quotes as many laws as it can.
    found = {
        c.id: [
            candidate
            for rank in zip_longest(*(by_law[work][c.id] for work in laws))
            for candidate in rank
            if candidate is not None
        ]
        for c in themes
    }
    shares = dict.fromkeys(found, 0)
    while sum(shares.values()) < QUOTATIONS and any(shares[name] < len(found[name]) for name in found):
        for name in found:
            if shares[name] < len(found[name]) and sum(shares.values()) < QUOTATIONS:
                shares[name] += 1
    questions = [question.id for question in resources.questions().values() if question.answer_type != "text"]
    chapters, extra = [], TABLES - len(themes)
    for number, chapter in enumerate(themes):
        taken = found[chapter.id][: shares[chapter.id]]
        quotations = tuple(
            Quotation(
                f"{chapter.id}-b{n}", resources.country_of(c.work.jurisdiction),
                pin(c.expression.id, c.provision, *excerpt(c.provision, 120, c.around)),
            )
            for n, c in enumerate(taken)
        )  # fmt: skip
        more = (
            (Table(f"{chapter.id}-b", resources.questions()[questions[number]].text, "countries", None,
                   (questions[number],)),)
            if number < extra
            else ()
        )  # fmt: skip
        kept = tuple(s for s in chapter.sections if isinstance(s, Commentary | Table))
        chapters.append(replace(chapter, sections=(*kept, *more, *quotations)))
    places = {resources.country_of(material.works[work].jurisdiction) for work in laws}
    outline = replace(outline, countries=tuple(sorted(places)))
    made = replace(outline, parts=(Part("themes", {"fr": "Les thèmes"}, tuple(chapters)),))
    with kb.store.write() as session:
        session.guides.change("bench", made, revision=1, person="bench")
    freeze(kb.store, "bench", person="bench", public_url="http://127.0.0.1:8000")
    kb.close()
    pins = [p for _, p in made.pins()]
    tables = sum(isinstance(section, Table) for _, section in made.sections())
    return len(pins), len({p.expression for p in pins}), tables


def _measured(command: list[str], environment: dict[str, str], out: Path) -> tuple[float, float, float, float]:
    """Seconds, processor seconds, the largest process and all at once in MB."""
    shutil.rmtree(out, ignore_errors=True)
    before = os.times()
    begun = time.monotonic()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    peaks = [0.0, 0.0]
    watching = threading.Event()

    def watch() -> None:
        while not watching.wait(0.02):
            sizes = _resident(running.pid)
            if sizes:
                peaks[0], peaks[1] = max(peaks[0], *sizes), max(peaks[1], sum(sizes))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = running.wait()
    seconds = time.monotonic() - begun
    watching.set()
    watcher.join()
    after = os.times()
    assert code == 0, f"the export ended with {code}"
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used, *peaks


def _resident(pid: int) -> list[float]:
    """Resident memory of a process and of those that it started, in MB each."""
    found: list[float] = []
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            found.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError):
            continue
    return found


def _editor() -> list[float]:
    """Processor milliseconds of opening chapters of the editor, each after a first visit of another."""
    from kb.assemble import open_knowledge_base
    from kb.services import people
    from kb.settings import Settings
    from web import create_app

    kb = open_knowledge_base(Settings.load())
    person = people.add(kb, "bench@example.org", "Bench", "secretariat")
    people.set_password(kb, person.email, "correct horse battery staple")
    client = create_app(kb).test_client()
    page = client.get("/fr/account/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post(
        "/fr/account/sign-in",
        data={"csrf_token": token, "email": person.email, "password": "correct horse battery staple"},
    )
    with kb.store.read() as session:
        outline = session.guides.get("bench").outline
    taken = []
    for chapter in outline.parts[0].chapters:
        begun = time.process_time()
        answer = client.get(f"/fr/guide/bench/write/{chapter.id}")
        taken.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    kb.close()
    return taken[1:]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


if __name__ == "__main__":
    sys.exit(main())
