"""Ingest the whole folder of real laws into an empty knowledge base: files, pages, provisions, minutes, memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from record import record, table

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def main() -> int:
    """Run it, in the empty folder that is named, or in one that goes away; the figures go to docs/benchmarks.md."""
    corpus = SHARED / "corpus"
    if not corpus.is_dir():
        print("The real laws are not beside this checkout: nothing to measure.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        home = sys.argv[1] if len(sys.argv) > 1 else str(Path(folder) / "home")
        report = Path(folder) / "report.jsonl"
        command = [
            str(Path(sys.executable).with_name("sselex")), "ingest", str(corpus),
            "--manifest", str(corpus / "manifest.csv"), "--report", str(report), "--quiet",
        ]  # fmt: skip
        started = time.monotonic()
        done = subprocess.run(command, env={**os.environ, "SSELEX_HOME": home}, check=False)
        minutes = (time.monotonic() - started) / 60
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    outcomes = Counter(row["outcome"] for row in rows)
    failed = [
        f"* `{Path(row['file']).relative_to(corpus)}`: {row['issues'][0]['message']}"
        for row in rows
        if row["outcome"] == "failed"
    ]
    codes = Counter(issue["code"] for row in rows for issue in row["issues"] if issue["level"] != "info")
    body = table(
        ["files", "read", "to check", "failed", "pages", "provisions", "minutes", "peak memory", "exit code"],
        [[
            len(rows), outcomes["ok"], outcomes["ok-with-issues"], outcomes["failed"], sum(r["pages"] for r in rows),
            sum(r["provisions"] for r in rows), f"{minutes:.1f}", f"{memory:.0f} MB", done.returncode,
        ]],
    )  # fmt: skip
    body += "\n\nWhat is told to check: " + ", ".join(f"{code} ({n})" for code, n in codes.most_common()) + "."
    if failed:
        body += "\n\nNot read:\n\n" + "\n".join(failed)
    record("Ingesting all real laws", "make bench-ingest", "338 real documents in 22 languages, with manifest", body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
