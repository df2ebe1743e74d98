"""Writes a benchmark's figures into docs/benchmarks.md: one section a benchmark, with command, data and date."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(value) for value in line) + " |" for line in lines)


def record(title: str, command: str, data: str, body: str) -> None:
    """Put (or replace) the section of this title."""
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    section = f"## {title}\n\n`{command}` on {data}; {date.today().isoformat()}, {machine}.\n\n{body.strip()}\n"
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
    page = pattern.sub(lambda _: section + "\n", page) if pattern.search(page) else page.rstrip() + "\n\n" + section
    PAGE.write_text(page.rstrip() + "\n", encoding="utf-8")
    print(section)
