"""Tesseract as a command: which language packs are there, and the words of one image with their places."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

PACKS = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "ms": "msa", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie",
    "zh": "chi_sim",
}  # fmt: skip
"""ISO 639-1 code → the name of Tesseract's language pack."""
SCRIPTS = {
    "Arabic": ("ara", "fas"), "Greek": ("ell",), "Cyrillic": ("rus", "bul", "ukr", "srp"), "Hebrew": ("heb",),
    "Hangul": ("kor",), "Korean": ("kor",), "Japanese": ("jpn",), "Han": ("chi_sim",), "Thai": ("tha",),
    "Sinhala": ("sin",), "Tamil": ("tam",), "Devanagari": ("hin",),
}  # fmt: skip
"""Script as Tesseract names it → the packs that read it; every other script counts as Latin."""
LATIN = ("fra", "eng", "spa", "por", "ita", "deu", "nld", "ron", "cat", "pol")
_PAGE_SECONDS = 120
SLOTS = os.cpu_count() or 1
"""Pages that are read at once on this machine, over all files and processes."""
SLOTS_FOLDER = "SSELEX_OCR_SLOTS"
"""The environment variable that names the folder through which readers of several files agree on their slots."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word that OCR read: its line's key, its box in pixels, how sure (0 to 100)."""

    text: str
    line: tuple[str, str, str]
    left: float
    top: float
    width: float
    height: float
    sure: float


def installed() -> frozenset[str] | None:
    """The language packs at hand, None where there is no Tesseract."""
    if shutil.which("tesseract") is None:
        return None
    try:
        done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:] if line.strip())


def read_words(image: Any, packs: Sequence[str], dpi: int) -> list[ReadWord]:
    """The words of a grey image; nothing where Tesseract fails on it."""
    options = ["-l", "+".join(packs), "--psm", "3", "--dpi", str(dpi)]
    rows = csv.DictReader(io.StringIO(_run(image, [*options, "tsv"])), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text or float(row["conf"]) < 0:
            continue
        left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
        words.append(
            ReadWord(
                text, (row["block_num"], row["par_num"], row["line_num"]), left, top, width, height, float(row["conf"])
            )
        )
    return words


def orientation(image: Any) -> tuple[int, str]:
    """(degrees to turn the image clockwise, its script); (0, "Latin") where Tesseract cannot tell."""
    said = dict(line.split(": ", 1) for line in _run(image, ["--psm", "0", "-l", "osd"]).splitlines() if ": " in line)
    turn = said.get("Rotate", "0")
    sure = float(said.get("Orientation confidence", "0"))
    return int(turn) if turn.isdecimal() and sure > 1.5 else 0, said.get("Script", "Latin")


def _run(image: Any, options: Sequence[str]) -> str:
    height, width = image.shape[:2]
    picture = f"P5 {width} {height} 255\n".encode() + image.tobytes()
    try:
        with _slot():
            done = subprocess.run(
                ["tesseract", "stdin", "stdout", *options],
                input=picture,
                capture_output=True,
                timeout=_PAGE_SECONDS,
                check=False,
                # More threads than one make a page six times slower: they wait for each other.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


@contextmanager
def _slot() -> Iterator[None]:
    """Hold one of the machine's slots; a lock falls with the process that holds it, however that ends."""
    folder = Path(os.environ.get(SLOTS_FOLDER, ""))
    if SLOTS_FOLDER not in os.environ or not folder.is_dir():
        yield
        return
    with ExitStack() as held:
        files = [held.enter_context((folder / str(slot)).open("wb")) for slot in range(SLOTS)]
        while not any(map(_taken, files)):
            time.sleep(0.05)
        yield


def _taken(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
