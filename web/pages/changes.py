"""The page of what changed between two versions of a text."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.law import DIVISIONS, Expression, Work
from kb.services.differing import Differences, Kind, Stretch


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """A provision that changed: its paragraphs are stretches of words that stayed, came (`ins`) and went (`del`)."""

    kind: Kind
    eid: str
    num: str
    division: bool
    heading: tuple[Stretch, ...]
    paragraphs: tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Two versions of a work; `blocks` are the provisions that changed, `same` counts the others."""

    work: Work
    older: Expression
    newer: Expression
    versions: tuple[Expression, ...]
    blocks: tuple[ChangedBlock, ...]
    changed: int
    added: int
    removed: int
    same: int


def changes_page(found: Differences) -> ChangesPage:
    """The page from what the service found."""
    return ChangesPage(
        work=found.work,
        older=found.older,
        newer=found.newer,
        versions=found.texts,
        blocks=tuple(
            ChangedBlock(
                change.kind,
                change.provision.eid,
                change.provision.num,
                change.provision.type in DIVISIONS,
                change.heading,
                _paragraphs(change.words),
            )
            for change in found.changes
            if change.kind != "same"
        ),
        changed=found.count("changed"),
        added=found.count("added"),
        removed=found.count("removed"),
        same=found.count("same"),
    )


def _paragraphs(words: tuple[Stretch, ...]) -> tuple[tuple[Stretch, ...], ...]:
    """Stretches cut where a line ends."""
    found: list[list[Stretch]] = [[]]
    for kind, text in words:
        first, *rest = text.split("\n")
        found[-1].append((kind, first))
        found += [[(kind, line)] for line in rest]
    return tuple(tuple(s for s in line if s[1]) for line in found if any(text.strip() for _, text in line))
