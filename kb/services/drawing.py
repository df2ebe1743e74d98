"""Pages of held PDFs as pictures, and where each word stands on them; both are made once and kept.

A PDF is a stranger's file: it is opened in a child process with limits, so that one that breaks the library or asks for
all memory costs one picture and not the site.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import NotFound, SourceUnreadable
from kb.services.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

SCALE = 2.0
"""Pixels of the picture for one point of the page."""
LARGEST_SIDE = 3000
"""Pixels; larger pages are drawn smaller."""
SECONDS = 20
MEMORY = 1 << 30
"""Bytes that the child may use."""
MOST_SIGNS = 60_000
"""Signs of a page whose places are told; the densest gazette has under 20,000."""
BROKEN = ("", "\u00ad", "\x02", "\ufffe", "\x02\r\n", "\ufffe\r\n", "\u00ad\r\n")
"""What may stand inside a word: pdfium writes the second or third for a hyphen that it takes for the end of a line."""
HYPHENS = ("-", "\u2010")
"""Signs that break a word where the line ends right after them."""
Place = tuple[float, float, float, float]
"""A box on the page: x0, y0, x1, y1 in points from its upper left corner."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `width` and `height` are those of the page in points, into which boxes point."""

    path: Path
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word as it is printed, without accents of its own code points and in small letters; a word that goes over the
    end of a line has two boxes."""

    text: str
    boxes: tuple[Place, ...]


def page_picture(kb: KnowledgeBase, sha256: str, page: int) -> Picture:
    """The page (counted from 1) of a held PDF as a PNG.

    Raises `NotFound` for a file that is not held or no PDF and for a page that it does not have, `SourceUnreadable`
    where the page cannot be drawn.
    """
    target = _kept(kb, sha256, page, "png")
    if not target.exists():
        said = _made(kb.files.path(sha256), page, target, "draw").strip()
        if said and float(said) != SCALE:
            target.with_suffix(".scale").write_text(said)
    with target.open("rb") as file:
        wide, high = struct.unpack(">II", file.read(24)[16:24])
    scale = float(target.with_suffix(".scale").read_text()) if target.with_suffix(".scale").exists() else SCALE
    return Picture(target, wide / scale, high / scale)


def page_words(kb: KnowledgeBase, sha256: str, page: int) -> tuple[PrintedWord, ...]:
    """The words that a page of a held PDF prints, in their order; none for a page that is only a picture.

    Raises as `page_picture` does.
    """
    target = _kept(kb, sha256, page, "words")
    if not target.exists():
        _made(kb.files.path(sha256), page, target, "words")
    found = json.loads(target.read_text(encoding="utf-8"))
    return tuple(PrintedWord(word, tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in boxes)) for word, boxes in found)


def places_of(words: Iterable[PrintedWord], sought: Iterable[str]) -> tuple[Place, ...]:
    """The boxes of these words and phrases among those of a page."""
    printed = tuple(words)
    phrases = {tuple(word for word, _ in _words((sign, (0, 0, 0, 0)) for sign in phrase)) for phrase in sought} - {()}
    firsts = {phrase[0] for phrase in phrases}
    found: dict[Place, None] = {}
    for place, word in enumerate(printed):
        if word.text not in firsts:
            continue
        for phrase in phrases:
            here = printed[place : place + len(phrase)]
            if tuple(one.text for one in here) == phrase:
                found.update(dict.fromkeys(box for one in here for box in one.boxes))
    return tuple(found)


def _kept(kb: KnowledgeBase, sha256: str, page: int, ending: str) -> Path:
    """Where what is made of a page is kept; raises `NotFound` for what is no page of a held PDF."""
    with kb.store.read() as session:
        known = session.texts.manifestation(sha256)
    if known.media_type != "application/pdf" or not 1 <= page <= known.pages:
        raise NotFound(f"The file {known.name} has no page {page} to show.")
    return kb.settings.home / "pages" / sha256[:2] / f"{sha256}-{page}.{ending}"


def _made(source: Path, page: int, target: Path, what: str) -> str:
    """Let the child make it and put it in its place; gives what the child says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "made"
        command = [sys.executable, "-m", "kb.services.drawing", what, str(source), str(page), str(made)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise SourceUnreadable(f"Page {page} takes longer than {SECONDS} s to draw.") from error
        if done.returncode or not made.exists():
            raise SourceUnreadable(f"Page {page} cannot be drawn.")
        made.replace(target)
    return done.stdout.decode("ascii", "ignore")


def _words(signs: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, list[Place | None]]]:
    """Runs of letters and digits with the place of each sign, None where a line ends inside the word."""
    run, places, seam = "", list[Place | None](), ""
    for sign, place in signs:
        if sign.isalnum() or (run and not seam and unicodedata.combining(sign)):
            if seam in BROKEN or (seam[:1] in HYPHENS and seam[1:].strip("\r\n") == "" != seam[1:]):
                if seam:
                    places.append(None)
            elif run:
                yield _folded(run), places
                run, places = "", []
            run, seam = run + sign, ""
            places.append(place)
        else:
            seam += sign
    if run:
        yield _folded(run), places


def _folded(run: str) -> str:
    return unicodedata.normalize("NFKC", run).casefold()


def _child(what: str, source: str, page: str, target: str) -> None:
    """Draw one page in this process and say the scale, or write down its words."""
    import resource

    import pypdfium2

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    shown = pypdfium2.PdfDocument(source)[int(page) - 1]
    if what == "words":
        found = [[word, _boxes(places)] for word, places in _words(_signs(shown))]
        Path(target).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        return
    scale = min(SCALE, LARGEST_SIDE / max(shown.get_size()))
    image = shown.render(scale=scale, grayscale=False).to_pil()
    colours = image.convert("RGB").quantize(64)
    colours.save(target, "PNG", optimize=True)
    print(scale)


def _signs(page: PdfPage) -> Iterator[tuple[str, Place]]:
    """The signs of a page as it is shown (turned and cropped as it says), in the order of the file."""
    import ctypes

    import pypdfium2.raw as raw

    text, (width, height) = page.get_textpage(), page.get_size()
    box, fine = raw.FS_RECTF(), 100
    x, y = ctypes.c_int(), ctypes.c_int()
    for place in range(min(raw.FPDFText_CountChars(text), MOST_SIGNS)):
        sign = chr(raw.FPDFText_GetUnicode(text, place))
        corners = []
        if raw.FPDFText_GetLooseCharBox(text, place, box):
            for right, up in ((box.left, box.top), (box.right, box.bottom)):
                raw.FPDF_PageToDevice(page, 0, 0, int(width * fine), int(height * fine), 0, right, up, x, y)
                corners.append((x.value / fine, y.value / fine))
        xs, ys = zip(*corners, strict=True) if corners else ((0.0,), (0.0,))
        yield sign, (min(xs), min(ys), max(xs), max(ys))


def _boxes(places: Iterable[Place | None]) -> list[Place]:
    """One box for each line that the signs of a word stand on."""
    found: list[list[Place]] = [[]]
    for place in places:
        if place is None:
            found.append([])
        elif place[2] > place[0]:
            found[-1].append(place)
    return [
        (min(p[0] for p in line), min(p[1] for p in line), max(p[2] for p in line), max(p[3] for p in line))
        for line in found
        if line
    ]


if __name__ == "__main__":
    _child(*sys.argv[1:5])
