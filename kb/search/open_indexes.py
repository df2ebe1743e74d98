"""The sub-indexes of the embedded engine that this process has open, while other processes replace and remove them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from kb.errors import IndexNotReady
from kb.search.generations import Generations

LOOK_AGAIN = 0.005
"""Seconds after which another process may have committed: one question asks several times for the present state."""


class OpenIndexes:
    """`opened` opens the sub-index in a folder; with its second argument, makes one where there is none."""

    def __init__(self, generations: Generations, opened: Callable[[Path, bool], Any]) -> None:
        self._generations = generations
        self._opened = opened
        self._open: dict[Path, Any] = {}
        self._read: dict[str, tuple[tuple[int, int, int], Any, Path]] = {}
        """Folder of a sub-index → its last commit, the searcher of that, and the file that tells of commits."""
        self._state: tuple[Hashable, ...] = ()
        self._last: Path | None = None
        """The generation that was read last: what is open of it holds its room on the disk."""
        self._looked: tuple[float, tuple[dict[str, Any], Hashable]] | None = None
        """When the files were last looked at, and what was found."""
        self._commits = 0

    def searchers(self) -> tuple[dict[str, Any], Hashable]:
        """The searchers of all sub-indexes in use, by language, and what tells this state from others.

        A generation that is removed while it is opened may open all the same, as if it held nothing: one that is no
        longer in use when all of it is open was opened in vain. Raises `IndexNotReady`.
        """
        looked, now = self._looked, time.monotonic()
        if looked is None or now - looked[0] > LOOK_AGAIN:
            commits = self._commits
            looked = now, self._present()
            if commits == self._commits:
                self._looked = looked
        return looked[1]

    def look_again(self) -> None:
        """Forget what was last seen: this process has committed."""
        self._commits += 1
        self._looked = None

    def _present(self) -> tuple[dict[str, Any], Hashable]:
        while True:
            generation, found, written = self._generations.in_use(), dict[str, Any](), list[tuple[int, int, int]]()
            try:
                for name in _folders(generation):
                    commit, found[name] = self._newest(f"{generation}{os.sep}{name}")
                    written.append(commit)
            except (IndexNotReady, OSError, ValueError) as error:
                if self._generations.in_use() == generation:
                    raise IndexNotReady(f"The index in {generation} cannot be read: {error}.") from error
            if self._generations.in_use() == generation:
                if self._last not in (None, generation):
                    self.close(self._last)
                self._last = generation
                state = self._state
                if state != (present := (str(generation), *written)):
                    self._state = state = present
                # The same state is the same object: whoever compares two of them is done at once.
                return found, state
            self.close(generation)

    def index(self, place: Path, *, make: bool = False) -> Any:
        """A sub-index, opened once; raises `IndexNotReady` for one that cannot be opened."""
        index = self._open.get(place)
        if index is None:
            try:
                if make:
                    place.mkdir(exist_ok=True)
                index = self._opened(place, make)
            except (ValueError, OSError) as error:
                raise IndexNotReady(f"The index in {place} cannot be opened: {error}.") from error
            self._open[place] = index
        return index

    def close(self, generation: Path | None) -> None:
        """Let go of the sub-indexes of a generation; searchers that are in use stay as they are."""
        self._looked = None
        for place in [place for place in tuple(self._open) if place.parent == generation]:
            self._open.pop(place, None)
            self._read.pop(str(place), None)

    def _newest(self, place: str) -> tuple[tuple[int, int, int], Any]:
        """The last commit of a sub-index, which writes `meta.json`: looking at that is cheaper than reading it; and its
        searcher."""
        read = self._read.get(place)
        told = Path(place, "meta.json") if read is None else read[2]
        file = told.stat()
        written = (file.st_ino, file.st_mtime_ns, file.st_size)
        if read is None or read[0] != written:
            index = self.index(Path(place))
            index.reload()
            read = self._read[place] = written, index.searcher(), told
        return read[:2]


def _folders(generation: Path) -> list[str]:
    """The names of the sub-indexes in a generation."""
    try:
        with os.scandir(generation) as places:
            return sorted(place.name for place in places if place.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
