"""The document as a folder of HTML pages that reads without a network: one page a chapter, its own fonts and style."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb import resources
from kb.errors import Conflict
from kb.guide.document import Document
from kb.guide.export.running import pandoc


def write(document: Document, path: Path) -> None:
    """Write the folder; one that is there is replaced if an earlier export made it, else `Conflict` is raised."""
    if path.exists():
        if not (path / "guide.css").is_file():
            raise Conflict(f"{path} exists and is not an export of the guide.", advice="Choose another folder.")
        shutil.rmtree(path)
    template = resources.path_of("guide/page.html")
    pandoc(
        document,
        "chunkedhtml",
        path,
        [
            "--template",
            str(template),
            "--split-level",
            "2",
            "--toc",
            "--toc-depth",
            "2",
            "--section-divs",
            "--chunk-template",
            "%i.html",
        ],
        pages=False,
    )
    shutil.copyfile(resources.path_of("guide/guide.css"), path / "guide.css")
    fonts = resources.path_of("fonts")
    (path / "fonts").mkdir()
    for font in sorted(fonts.glob("*.ttf")) + sorted(fonts.glob("OFL-*.txt")):
        shutil.copyfile(font, path / "fonts" / font.name)
    (path / "sitemap.json").unlink(missing_ok=True)
