"""Headings set letter by letter and large initials: the letters find their words again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from ingest.layout.document import PageWords, laid_out
from ingest.layout.frame import Frame
from ingest.layout.initials import bring_down, close_up
from ingest.layout.words import Words


def words_at(placed: Sequence[tuple[str, float, float, float]]) -> Words:
    """Words of (text, x, baseline, type size), half a type size a letter."""
    text = [word for word, *_ in placed]
    x0, base, size = (numpy.array([float(row[column]) for row in placed]) for column in (1, 2, 3))
    never = numpy.zeros(len(text), bool)
    return Words(
        text, x0, x0 + 0.5 * size * numpy.array([len(word) for word in text]), base - 0.8 * size, base + 0.2 * size,
        base, size, never, never.copy(), never.copy(), numpy.full(len(text), -1),
    )  # fmt: skip


def line(text: str, x: float, base: float, size: float = 10.0) -> list[tuple[str, float, float, float]]:
    """The words of a line, a space of four points between them."""
    placed = []
    for word in text.split():
        placed.append((word, x, base, size))
        x += 0.5 * size * len(word) + 4
    return placed


def spaced_out(text: str, spacing: float) -> Words:
    """Every letter a word, as pdfium gives type that is spaced out."""
    placed, x = [], 50.0
    for sign in text:
        if sign != " ":
            placed.append((sign, x, 100.0, 10.0))
        x += 5 + spacing if sign != " " else 2.5 + spacing
    return words_at(placed)


@pytest.mark.parametrize("spacing", [2.0, 2.5, 4.0])
@pytest.mark.parametrize("heading", ["Члан 12.", "ARTICLE PREMIER", "I. ОСНОВНЕ ОДРЕДБЕ", "Άρθρο 3 Σκοπός"])
def test_spaced_out_headings_close_up(heading: str, spacing: float) -> None:
    """The space between words is wider than that between letters, however wide they are set."""
    assert close_up(spaced_out(heading, spacing)).text == heading.split()


def test_a_row_of_figures_stays_a_row() -> None:
    """Single figures side by side are cells of a table."""
    figures = words_at([(str(n), 50.0 + 12 * n, 100.0, 10.0) for n in range(8)])
    assert close_up(figures).text == [str(n) for n in range(8)]


@pytest.mark.parametrize(
    ("initial", "first", "rest", "read"),
    [
        ("L", "a loi régit les", "sociétés de ce pays", "La loi régit les sociétés de ce pays"),
        ("L", "’association est une", "convention libre", "L’association est une convention libre"),
        ("A", "society may hold", "land as the society", "A society may hold land as the society"),
        ("I.", "- Le conseil statue", "sur toute demande", "I. - Le conseil statue sur toute demande"),
    ],
)
def test_an_initial_over_two_lines_opens_its_word(initial: str, first: str, rest: str, read: str) -> None:
    """On the line at its head, glued only where the word goes on."""
    cap = [(initial, 50.0, 113.0, 28.0)]
    x = 50.0 + 14 * len(initial) + 2
    more = line("and the society of all members of it", 50, 150)
    page = words_at([*cap, *line(first, x, 100), *line(rest, x, 112), *line("de la section", 50, 124), *more])
    text = " ".join(block.text for block in laid_out([PageWords(Frame(595.0, 842.0, 0, 0), page)]))
    assert text.startswith(f"{read} de la section")


def test_a_title_in_large_type_is_no_initial() -> None:
    """A letter alone in a line of its own stays where it is."""
    page = words_at([*line("A", 290, 60, 24), *line("Les membres du conseil", 50, 100)])
    assert bring_down(page, 10.0).base.tolist() == page.base.tolist()
