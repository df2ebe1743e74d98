"""Collections: pins that people gather before they stand in a guide. Moments are UTC, ISO 8601."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.comparison import CellState
from kb.model.guide import Pin


@dataclass(frozen=True, slots=True)
class Collection:
    """Pins that people who work on the guide gather together, in an order, each with a note."""

    id: int
    name: str
    note: str
    revision: int
    created_by: str
    created_at: str
    changed_by: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class CollectedPin:
    """A pin of a collection; `state` is that of its tag when it was pinned."""

    id: int
    collection: int
    position: int
    country: str
    pin: Pin
    state: CellState
    note: str
    added_by: str
    added_at: str
