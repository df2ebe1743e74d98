"""Typst in a process of its own: what it takes in memory is given back, and a site that makes a PDF stays small.

Run as a module with the folder that holds `guide.typ`, the folder of fonts, `alone` or `with-system-fonts`, and the
moment of the edition (ISO 8601). Writes `made.pdf` into the folder; tells on standard error why it could not, with exit
code 1.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from kb.errors import SselexError

STANDARDS: tuple[Any, ...] = ("ua-1", "a-2a")
SECONDS = 300
"""Longest run that is waited for."""


def typeset(folder: Path, fonts: Path, *, alone: bool, moment: str) -> bytes:
    """The PDF of `guide.typ` in the folder; raises `SselexError` with Typst's own words where it cannot be set."""
    command = [
        sys.executable, "-m", "kb.guide.export.setting",
        str(folder), str(fonts), "alone" if alone else "with-system-fonts", moment,
    ]  # fmt: skip
    root = Path(__file__).resolve().parents[3]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, cwd=root)
    except subprocess.TimeoutExpired as error:
        raise SselexError(f"The PDF was not set within {SECONDS} s.") from error
    if done.returncode:
        raise SselexError(f"The PDF cannot be set: {done.stderr.decode(errors='replace').strip() or done.returncode}.")
    return (folder / "made.pdf").read_bytes()


def main(arguments: list[str]) -> int:
    """Set the PDF; gives the exit code."""
    import typst

    folder, fonts, which, moment = arguments
    try:
        made = typst.compile(
            str(Path(folder) / "guide.typ"),
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=which == "alone",
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=datetime.fromisoformat(moment),
        )
    except typst.TypstError as error:
        print(error, file=sys.stderr)
        return 1
    (Path(folder) / "made.pdf").write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
