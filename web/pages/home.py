"""The first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from kb.services.reading import Holdings, Home
from kb.store.overview import Addition, DatedWork
from web.pictures.tiles import Region, tile_map
from web.pictures.timeline import Timeline, timeline

NEWEST = 4
EXAMPLES = {
    "fr": (
        "réserves impartageables",
        "marchés réservés à l’insertion",
        "définition de l’entreprise sociale",
    ),
    "en": ("indivisible reserves", "procurement reserved for social enterprises", "definition of social economy"),
    "es": ("reserva irrepartible", "contratos reservados a empresas de inserción", "definición de economía social"),
}
"""Three questions in each language; a test asks them of the specimens."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """What is here, what came last, where and when.

    `examples` are questions to try; `additions` the texts that came last; `newest` the most recent laws of the
    catalogue; `edition` the guide's last edition (guide, number, moment).
    """

    holdings: Holdings
    examples: tuple[str, ...]
    additions: tuple[Addition, ...]
    newest: tuple[DatedWork, ...]
    map: tuple[Region, ...]
    timeline: Timeline
    edition: tuple[str, int, str] | None


def home_page(found: Home, language: str) -> HomePage:
    """The page from what the service found."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    dated = [work for work in found.timeline if work.date <= today]
    return HomePage(
        holdings=found.holdings,
        examples=EXAMPLES[language],
        additions=tuple({text.work: text for text in reversed(found.additions)}.values())[::-1][:NEWEST],
        newest=tuple(reversed(dated[-NEWEST:])),
        map=tile_map({place.code: place.state for place in found.places}),
        timeline=timeline(found.timeline, datetime.now(UTC).year),
        edition=found.edition,
    )
