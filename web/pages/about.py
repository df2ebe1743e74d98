"""Pages about the site itself."""

from __future__ import annotations

from dataclasses import dataclass

from kb.services.reading import Holdings


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the site is, how much it holds, which engine answers; `documents` is None where the engine is silent."""

    holdings: Holdings
    engine: str
    documents: int | None
    version: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The accessibility statement; `version` is that of the software."""

    version: str
