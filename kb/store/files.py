"""The files themselves, kept by the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kb.errors import NotFound, StoreUnavailable


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class FileStore:
    """A folder of files named by their hash (`ab/abcdef…`): a file that is there is whole and never changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, path: Path, sha256: str) -> Path:
        """Keep a copy of the file; safe against a crash in between (written aside, synced, then named)."""
        target = self._place(sha256)
        if target.exists():
            return target
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as aside:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, aside)
                aside.flush()
                os.fsync(aside.fileno())
            Path(aside.name).replace(target)
        except OSError as error:
            raise StoreUnavailable(
                f"The file {path.name} cannot be kept in {self.folder}: {error.strerror}."
            ) from error
        return target

    def path(self, sha256: str) -> Path:
        """Where the file with this hash lies; raises `NotFound`."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(f"The file {sha256} is not kept here.")
        return place

    def remove(self, sha256: str) -> None:
        """Remove a file that nothing in the store names any more; one that is gone already is no mistake."""
        self._place(sha256).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        """The hashes of all files kept."""
        if self.folder.is_dir():
            yield from sorted(p.name for p in self.folder.glob("??/*") if not p.name.startswith("."))

    def _place(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NotFound(f"{sha256!r} is not the hash of a file.")
        return self.folder / sha256[:2] / sha256
