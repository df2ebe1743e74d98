"""Running pandoc, and making archives whose bytes do not depend on the moment."""

from __future__ import annotations

import calendar
import json
import os
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kb.errors import SselexError
from kb.guide.document import Document
from kb.guide.export.tree import tree

SECONDS = 300
"""Longest run of pandoc that is waited for."""


def pandoc(document: Document, to: str, path: Path, options: Sequence[str] = (), *, pages: bool = True) -> None:
    """Write the document in one of pandoc's formats; raises `SselexError` with pandoc's own words where it fails.

    Pandoc runs in its sandbox and takes dates and identifiers from the edition, so that the same edition gives the same
    bytes.
    """
    import pypandoc

    command = [
        pypandoc.get_pandoc_path(),
        "--from",
        "json",
        "--to",
        to,
        "--output",
        str(path),
        "--wrap",
        "none",
        *options,
    ]
    moment = calendar.timegm(datetime.fromisoformat(document.iso_date).utctimetuple())
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment), "LC_ALL": "C.UTF-8"}
    data = json.dumps(tree(document, pages=pages), ensure_ascii=False).encode()
    try:
        done = subprocess.run(command, input=data, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise SselexError(f"Pandoc did not end within {SECONDS} s while writing {path.name}.") from error
    if done.returncode:
        raise SselexError(f"Pandoc cannot write {path.name}: {done.stderr.decode(errors='replace').strip()}")


def settle(path: Path, document: Document, first: str = "") -> None:
    """Rewrite a zip archive so that its bytes depend on its content alone; the member `first` goes first, bare."""
    moment = datetime.fromisoformat(document.iso_date)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(members, key=lambda n: (n != first, n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(entry, members[name])
