"""Extraction of PDFs: articles, text, pages and running heads against the truth; speed against pdfplumber; memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from record import record, table

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PARTS = (
    ("Extraction of PDFs: typeset gazettes", "lab/pdf/gen", "13 typeset documents whose every word is known"),
    ("Extraction of PDFs: real gazettes and statutes", "gold/pdf", "17 real documents read by people"),
)
REMARKS = (
    "A table inside an article is part of that article here and a unit of its own in the truth, which lowers the text "
    "ratio of documents with tables; a head leak is also counted where the law itself names its gazette."
)
SPEED = ("ohada/auscgie-2014.pdf", "cg/journal-officiel-2025-26.pdf")


def main() -> int:
    """Run all; each part goes to docs/benchmarks.md as soon as it is measured."""
    if not (SHARED / "corpus" / "pdf").is_dir():
        print("The real laws are not beside this checkout: nothing to measure.")
        return 1
    for title, gold, data in PARTS:
        rows = [[name, *_figures(row)] for name, row in sorted(_scored(gold).items())]
        body = table(["file", "article F1", "text ratio", "page right", "head leaks"], rows)
        record(title, "make bench-extract", data, body + "\n\n" + REMARKS)
    speed = json.loads(_alone("speed"))
    memory = json.loads(_alone("memory"))
    body = "One process, processor time after start-up, without OCR; pdfplumber is `extract_text` of every page.\n\n"
    body += table(["file", "pages", "pages a second", "pdfplumber", "times"], speed)
    body += f"\n\nPeak memory while a document of {memory[0]} pages is read: {memory[1]} MB."
    record("Extraction of PDFs: speed and memory", "make bench-extract", "two gazettes and a decree", body)
    return 0


def _figures(row: dict[str, Any]) -> list[object]:
    if "error" in row:
        return [row["error"], "", "", ""]
    return [row["article_f1"], row["text_ratio"], row["page_right"], row["header_leaks"]]


def _scored(gold: str) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "score.json"
        command = [
            sys.executable, str(SHARED / "eval" / "score.py"), "typeset", str(SHARED / gold), str(SHARED / "corpus"),
            "--command", str(Path(sys.executable).with_name("sselex")), "--json", str(answer),
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        scored: dict[str, dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))["summary"]
    return scored


def _alone(what: str) -> str:
    command = [sys.executable, str(Path(__file__)), what]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def _speed() -> list[list[object]]:
    import pdfplumber

    rows: list[list[object]] = []
    _read(SHARED / "corpus" / "pdf" / "ohada" / "traite-ohada-1993.pdf")
    for name in SPEED:
        path = SHARED / "corpus" / "pdf" / name
        started = time.process_time()
        pages = _read(path)
        own = time.process_time() - started
        started = time.process_time()
        with pdfplumber.open(path) as file:
            for page in file.pages:
                page.extract_text()
                page.close()
        other = time.process_time() - started
        rows.append([name, pages, f"{pages / own:.1f}", f"{pages / other:.1f}", f"{other / own:.1f}"])
    return rows


def _memory() -> list[int]:
    pages = _read(SHARED / "corpus" / "pdf" / "co" / "decreto-1072-2015-sector-trabajo.pdf")
    return [pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]


def _read(path: Path) -> int:
    from ingest.extract.worker import Allowance, read

    return len(read(path, "application/pdf", Allowance(5000, 0)).pages)


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.path.insert(0, str(ROOT))
        print(json.dumps({"speed": _speed, "memory": _memory}[sys.argv[1]]()))
        sys.exit(0)
    sys.exit(main())
