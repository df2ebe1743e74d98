"""LaTeX sources of statutes and by-laws, read through pandoc."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.decode import decoded
from ingest.extract.markdown import blocks_of
from kb.errors import SourceDamaged, SourceUnsupported
from kb.model.layout import Block, Extraction, PageFacts

if TYPE_CHECKING:
    from ingest.extract.worker import Allowance


def read(path: Path, allowance: Allowance) -> Extraction:
    """The source's blocks, sections numbered as LaTeX would print them.

    Raises `SourceUnsupported` where pandoc is missing, `SourceDamaged` where it cannot read the file.
    """
    import pypandoc

    text, issues = decoded(path)
    try:
        pandoc = pypandoc.get_pandoc_path()
    except OSError as error:
        raise SourceUnsupported(f"{path.name} is LaTeX, which needs pandoc to be read.") from error
    # --sandbox: a source may not include other files of this machine.
    command = [pandoc, "--sandbox", "-f", "latex", "-t", "commonmark+pipe_tables", "--wrap=none"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=120, check=False)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().split("\n")[0][:200]
        raise SourceDamaged(f"{path.name} is LaTeX that pandoc cannot read: {reason}")
    blocks = tuple(_numbered(blocks_of(done.stdout.decode("utf-8", "replace"))))
    return Extraction(
        (PageFacts(1, 0.0, 0.0, sum(len(b.text) for b in blocks), text=bool(blocks)),), blocks, issues, {}
    )


def _numbered(blocks: object) -> list[Block]:
    counts: list[int] = []
    found: list[Block] = []
    for block in blocks:  # type: ignore[attr-defined]
        if block.kind == "heading":
            counts = [*counts[: block.level], *[0] * (block.level - len(counts))]
            counts[-1] += 1
            block = replace(block, text=f"{'.'.join(map(str, counts))} {block.text}")
        found.append(block)
    return found
