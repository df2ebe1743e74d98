"""Themes: their list, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb import names, resources
from kb.model.comparison import Cell, Matrix
from kb.model.vocabulary import Question, Theme
from kb.services.defining import Term
from kb.services.reading import ThemePage as Found
from web.pictures.dots import DotPlot, dot_plot
from web.pictures.tiles import Region, shades, tile_map


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme in the list: provisions of held texts that bear it, and articles that people read on it."""

    theme: Theme
    number: int
    held: int
    read: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with its themes."""

    theme: Theme
    themes: tuple[ThemeLine, ...]


@dataclass(frozen=True, slots=True)
class ThemesPage:
    """The branches and themes of the guide."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class CountryCell:
    """What one country has on the theme."""

    country: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """A typed question with the answers of the countries, best known first; `plot` is a picture of numbers.

    `tally` counts the countries by answer, for questions with a closed list.
    """

    question: Question
    answers: tuple[CountryCell, ...]
    silent: int
    plot: DotPlot | None
    tally: tuple[tuple[object, int], ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """One theme: `map` shades each country by its number of provisions, `countries` holds them, `silent` counts the
    countries where something is known but nothing on this theme; `siblings` are the other themes of its branch."""

    theme: Theme
    number: int
    branch: Theme
    siblings: tuple[Theme, ...]
    map: tuple[Region, ...]
    countries: tuple[CountryCell, ...]
    silent: int
    provisions: int
    questions: tuple[QuestionTable, ...]
    terms: tuple[Term, ...] = ()
    """Terms that laws define in provisions of this theme."""


def themes_page(totals: Mapping[str, tuple[int, int]]) -> ThemesPage:
    """The list with its counts."""
    leaves = resources.leaf_themes()
    numbers = {leaf.id: place for place, leaf in enumerate(leaves, start=1)}
    return ThemesPage(
        tuple(
            Branch(
                branch,
                tuple(
                    ThemeLine(leaf, numbers[leaf.id], *totals.get(leaf.id, (0, 0)))
                    for leaf in leaves
                    if leaf.parent == branch.id
                ),
            )
            for branch in resources.themes().values()
            if branch.parent is None
        )
    )


def theme_page(found: Found, language: str, terms: tuple[Term, ...] = ()) -> ThemePage:
    """The page of a theme from what the service found."""
    theme = found.theme
    leaves = resources.leaf_themes()
    countries = _cells(found.provisions, 0, language)
    counts = {each.country: each.cell.total for each in countries}
    looks = {place.code: "held" if place.held or place.read else "known" for place in found.places}
    looks = {code: "zero" if look == "held" else look for code, look in looks.items()} | shades(counts)
    return ThemePage(
        theme=theme,
        number=next(place for place, leaf in enumerate(leaves, start=1) if leaf.id == theme.id),
        branch=resources.themes()[theme.parent or theme.id],
        siblings=tuple(leaf for leaf in leaves if leaf.parent == theme.parent and leaf.id != theme.id),
        map=tile_map(looks, counts),
        countries=countries,
        silent=len(found.provisions.columns) - len(countries),
        provisions=sum(counts.values()),
        questions=tuple(question_table(found.answers, question, language) for question in found.questions),
        terms=terms,
    )


def question_table(matrix: Matrix, question: Question, language: str) -> QuestionTable:
    """A question with its answers by country."""
    answers = _cells(matrix, matrix.rows.index(question.id), language)
    tally: dict[object, int] = {}
    if question.answer_type in ("yes-no", "enum", "multi-enum"):
        for answer in answers:
            said = {value for entry in answer.cell.entries for value in _values(entry.value)}
            for value in said:
                tally[value] = tally.get(value, 0) + 1
    return QuestionTable(
        question,
        answers,
        len(matrix.columns) - len(answers),
        dot_plot(question, {answer.country: answer.cell for answer in answers}, language),
        tuple(sorted(tally.items(), key=lambda pair: -pair[1])),
    )


def _values(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _cells(matrix: Matrix, row: int, language: str) -> tuple[CountryCell, ...]:
    """The cells of one row in which something stands, by name of the country."""
    found = [
        CountryCell(column.code, cell)
        for column, cell in zip(matrix.columns, matrix.cells[row], strict=True)
        if cell.entries
    ]
    return tuple(sorted(found, key=lambda c: names.sort_key(names.jurisdiction_name(c.country, language))))
