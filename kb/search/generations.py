"""The folder of the embedded index: generations `g-…`, and the file `CURRENT` that names the one in use."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.errors import EngineUnavailable, IndexNotReady
from kb.search.documents import FORMAT


class Generations:
    """Building aside and swapping is writing one small file; `library` is the version that the files are written by."""

    def __init__(self, folder: Path, library: str) -> None:
        self.folder = folder
        self.library = library
        self._read: tuple[tuple[int, int, int], dict[str, Any]] | None = None

    def current(self) -> dict[str, Any] | None:
        """What `CURRENT` says, None where there is no index; raises `IndexNotReady` for a damaged one."""
        try:
            # The file is replaced as a whole: one that looks the same says the same.
            file = (self.folder / "CURRENT").stat()
            seen = (file.st_ino, file.st_mtime_ns, file.st_size)
            if self._read and self._read[0] == seen:
                return self._read[1]
            found: dict[str, Any] = json.loads((self.folder / "CURRENT").read_text(encoding="utf-8"))
            self._read = seen, found
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise IndexNotReady(f"The index in {self.folder} cannot be read: {error}.") from error
        return found

    def usable(self, current: Mapping[str, Any]) -> bool:
        """Whether this version of SSELEX can search and change it."""
        return current.get("format") == FORMAT and current.get("library") == self.library

    def in_use(self, *, make: bool = False) -> Path:
        """The folder of the generation in use; an empty one is begun where there is none and `make` is given."""
        current = self.current()
        if current is None and make:
            place = self.begin()
            self.swap(place, "new")
            return place
        if current is None:
            raise IndexNotReady("There is no index yet.")
        if not self.usable(current):
            raise IndexNotReady("The index was made by another version of SSELEX.")
        return self.folder / str(current["generation"])

    def begin(self) -> Path:
        """A new, empty generation beside the one in use."""
        place = self.folder / f"g-{uuid.uuid4().hex[:12]}"
        try:
            place.mkdir(parents=True)
        except OSError as error:
            raise EngineUnavailable(f"The folder {place} cannot be made: {error.strerror}.") from error
        return place

    def swap(self, place: Path, version: str) -> None:
        """Take a generation into use; readers of the old one keep what they have open."""
        current = {
            "generation": place.name,
            "version": version,
            "format": FORMAT,
            "library": self.library,
            "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        aside = self.folder / f"CURRENT.{uuid.uuid4().hex[:8]}"
        try:
            aside.write_text(json.dumps(current), encoding="utf-8")
            aside.replace(self.folder / "CURRENT")
        except OSError as error:
            raise EngineUnavailable(
                f"The index in {self.folder} cannot be taken into use: {error.strerror}."
            ) from error

    def others(self, kept: Path) -> list[Path]:
        """Generations that are not in use."""
        return [place for place in self.folder.glob("g-*") if place != kept]

    def remove(self, place: Path) -> None:
        """Remove a generation; where the system forbids removing files that are open, the next swap does it."""
        shutil.rmtree(place, ignore_errors=True)
