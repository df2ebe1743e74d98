"""Pages of held PDFs as pictures, drawn once and kept.

A PDF is a stranger's file: it is opened in a child process with limits, so that one that breaks the library or asks for
all memory costs one picture and not the site.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kb.errors import NotFound, SourceUnreadable
from kb.services.knowledge_base import KnowledgeBase

SCALE = 2.0
"""Pixels of the picture for one point of the page."""
LARGEST_SIDE = 3000
"""Pixels; larger pages are drawn smaller."""
SECONDS = 20
MEMORY = 1 << 30
"""Bytes that the child may use."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `width` and `height` are those of the page in points, into which boxes point."""

    path: Path
    width: float
    height: float


def page_picture(kb: KnowledgeBase, sha256: str, page: int) -> Picture:
    """The page (counted from 1) of a held PDF as a PNG.

    Raises `NotFound` for a file that is not held or no PDF and for a page that it does not have, `SourceUnreadable`
    where the page cannot be drawn.
    """
    with kb.store.read() as session:
        known = session.texts.manifestation(sha256)
    if known.media_type != "application/pdf" or not 1 <= page <= known.pages:
        raise NotFound(f"The file {known.name} has no page {page} to show.")
    target = kb.settings.home / "pages" / sha256[:2] / f"{sha256}-{page}.png"
    if not target.exists():
        _draw(kb.files.path(sha256), page, target)
    with target.open("rb") as file:
        wide, high = struct.unpack(">II", file.read(24)[16:24])
    scale = float(target.with_suffix(".scale").read_text()) if target.with_suffix(".scale").exists() else SCALE
    return Picture(target, wide / scale, high / scale)


def _draw(source: Path, page: int, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        drawn = Path(folder) / "page.png"
        command = [sys.executable, "-m", "kb.services.drawing", str(source), str(page), str(drawn)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise SourceUnreadable(f"Page {page} takes longer than {SECONDS} s to draw.") from error
        if done.returncode or not drawn.exists():
            raise SourceUnreadable(f"Page {page} cannot be drawn.")
        scale = done.stdout.decode("ascii", "ignore").strip()
        if scale and float(scale) != SCALE:
            target.with_suffix(".scale").write_text(scale)
        drawn.replace(target)


def _child(source: str, page: str, target: str) -> None:
    """Draw one page in this process, and say the scale."""
    import resource

    import pypdfium2

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    document = pypdfium2.PdfDocument(source)
    drawn = document[int(page) - 1]
    scale = min(SCALE, LARGEST_SIDE / max(drawn.get_size()))
    image = drawn.render(scale=scale, grayscale=False).to_pil()
    colours = image.convert("RGB").quantize(64)
    colours.save(target, "PNG", optimize=True)
    print(scale)


if __name__ == "__main__":
    _child(*sys.argv[1:4])
