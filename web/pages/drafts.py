"""The pages of private drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb import names, resources
from kb.model.comparison import Cell
from kb.model.draft import Draft, DraftAnswer, DraftProvision
from kb.model.law import Work
from kb.search.index import SearchHit
from kb.services.drafting import DraftBeside
from kb.services.reading import HeldWork, Place

Balance = Literal["both", "draft-only", "missing", "neither"]
LINES = 3
"""Provisions of the draft that a row names; the others are counted."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list."""

    id: str
    name: str
    title: str
    state: str
    created_at: str
    articles: int


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """A person's drafts; `error` says what was wrong with the file handed in."""

    drafts: tuple[DraftLine, ...]
    most_megabytes: int
    error: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A theme: the draft's provisions, those of each column, and what one has that the other does not."""

    theme: str
    balance: Balance
    provisions: tuple[DraftProvision, ...]
    more: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class DraftAnswerRow:
    """A question: what the draft answers and where, and what each column does."""

    question: str
    own: tuple[tuple[DraftProvision, DraftAnswer], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A country, or one law where `work` is given."""

    code: str
    work: Work | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft beside the law. `covered` and `missing` count the themes; `places` can be chosen as columns, `held` are
    the laws of the chosen countries, each of which can stand alone; `proposed` is whether the site chose."""

    draft: Draft
    articles: int
    columns: tuple[DraftColumn, ...]
    rows: tuple[DraftRow, ...]
    covered: int
    missing: tuple[str, ...]
    answers: tuple[DraftAnswerRow, ...]
    places: tuple[tuple[str, bool], ...]
    held: tuple[tuple[HeldWork, bool], ...]
    proposed: bool


@dataclass(frozen=True, slots=True)
class NearPage:
    """A provision of a draft and the nearest provisions of the law."""

    draft: Draft
    provision: DraftProvision
    paragraphs: tuple[str, ...]
    hits: tuple[SearchHit, ...]


def drafts_page(found: Sequence[Draft], most_megabytes: int, error: str) -> DraftsPage:
    """The list from what the service found."""
    lines = (
        DraftLine(d.id, d.name, d.title or d.name, d.state, d.created_at, _articles(d)) for d in found
    )  # fmt: skip
    return DraftsPage(tuple(lines), most_megabytes, error)


def draft_page(
    found: DraftBeside,
    columns: Sequence[str],
    places: Sequence[Place],
    held: Sequence[HeldWork],
    language: str,
    *,
    proposed: bool,
) -> DraftPage:
    """The page from what the service found."""
    rows = []
    for theme, cells in zip(found.themes.rows, found.themes.cells, strict=True):
        own = found.on_theme(theme)
        elsewhere = any(cell.entries for cell in cells)
        balance: Balance = ("both" if elsewhere else "draft-only") if own else ("missing" if elsewhere else "neither")
        rows.append(DraftRow(theme, balance, own[:LINES], max(0, len(own) - LINES), cells))
    works = {work.id: work for work in found.works}
    chosen = set(columns)
    return DraftPage(
        draft=found.draft,
        articles=_articles(found.draft),
        columns=tuple(DraftColumn(code, works.get(code)) for code in columns),
        rows=tuple(rows),
        covered=sum(bool(row.provisions) for row in rows),
        missing=tuple(row.theme for row in rows if row.balance == "missing"),
        answers=tuple(
            DraftAnswerRow(question, found.answers_to(question), cells)
            for question, cells in zip(found.answers.rows, found.answers.cells, strict=True)
        ),
        places=tuple(
            (place.code, place.code in chosen)
            for place in sorted(places, key=lambda p: names.sort_key(names.jurisdiction_name(p.code, language)))
            if place.code in resources.jurisdictions() and (place.held or place.read)
        ),
        held=tuple((each, each.work.id in chosen) for each in held if each.texts),
        proposed=proposed,
    )


def near_page(draft: Draft, provision: DraftProvision, hits: Sequence[SearchHit]) -> NearPage:
    """The page from what the service found."""
    lines = tuple(line for line in provision.text.split("\n") if line.strip())
    return NearPage(draft, provision, lines, tuple(hits))


def _articles(draft: Draft) -> int:
    return sum(provision.type not in ("preamble", "conclusions", "annex") for provision in draft.provisions)
