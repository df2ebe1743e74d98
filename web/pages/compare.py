"""The page of a comparison: what was chosen, the table, and what else could be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from werkzeug.datastructures import MultiDict

from kb import names, resources
from kb.compare import binding
from kb.model.comparison import Matrix
from kb.model.vocabulary import Question, Theme
from kb.services.reading import Place
from web.addresses import Address
from web.pages.themes import QuestionTable, question_table

View = Literal["themes", "answers"]


@dataclass(frozen=True, slots=True)
class Option:
    """A country that can be chosen; `state` says what is had of it."""

    code: str
    state: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ThemeOption:
    """A branch with its themes (and their questions) and which are chosen."""

    branch: Theme
    themes: tuple[tuple[Theme, bool], ...]
    questions: tuple[tuple[Question, bool], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Countries beside each other. `matrix` is None where nothing can be compared yet; `proposed` is whether the site
    chose the countries and themes because the address names none."""

    view: View
    matrix: Matrix | None
    tables: tuple[QuestionTable, ...]
    countries: tuple[Option, ...]
    themes: tuple[ThemeOption, ...]
    proposed: bool
    as_themes: str
    as_answers: str
    data: str
    table_file: str
    workbook: str
    document: str
    above: tuple[tuple[str, str], ...]
    """Organisations whose law binds these countries: (code, address of the page with it)."""
    orders: tuple[tuple[str, str, bool], ...]
    """(order of the countries, address, whether it is the present one)."""
    by: tuple[str, ...]
    """Addresses of the answers in the order of each question's values, in the order of the rows."""
    widened: str
    """The table alone on the page, or the page again where it is."""
    alone: bool


ORDERS = ("given", "name", "held")


def ordered(matrix: Matrix, order: str, by: str | None, language: str) -> Matrix:
    """The matrix with its columns in another order: by name, by texts held, or by the answers to a question."""
    if by is None and order == "given":
        return matrix
    answers = dict(zip(matrix.rows, matrix.cells, strict=True)).get(by or "", ())

    def key(place: int) -> tuple[object, ...]:
        column = matrix.columns[place]
        name = names.sort_key(names.jurisdiction_name(column.code, language))
        if answers:
            value = answers[place].entries[0].value if answers[place].entries else None
            if isinstance(value, bool):
                return 1, -float(value), "", name
            if isinstance(value, int | float):
                return 1, float(value), "", name
            return (3 if value is None else 2), 0.0, str(value), name
        return (-column.held if order == "held" else 0, name)

    places = sorted(range(len(matrix.columns)), key=key)
    return replace(
        matrix,
        columns=tuple(matrix.columns[place] for place in places),
        cells=tuple(tuple(line[place] for place in places) for line in matrix.cells),
    )


def compare_page(
    view: View,
    matrix: Matrix | None,
    found: Sequence[Place],
    arguments: MultiDict[str, str],
    *,
    proposed: bool,
    language: str,
    order: str = "given",
) -> ComparePage:
    """The page from the comparison and the places that can be chosen."""
    here = Address("compare.show", arguments)
    chosen = {column.code for column in matrix.columns} if matrix else set()
    rows = set(matrix.rows) if matrix else set()
    questions = resources.questions()
    return ComparePage(
        view=view,
        matrix=matrix,
        tables=tuple(question_table(matrix, questions[row], language) for row in matrix.rows)
        if matrix and view == "answers"
        else (),
        countries=tuple(
            Option(place.code, place.state, place.code in chosen)
            for place in sorted(found, key=lambda p: names.sort_key(names.jurisdiction_name(p.code, language)))
        ),
        themes=tuple(_option(branch, rows) for branch in resources.themes().values() if branch.parent is None),
        proposed=proposed,
        as_themes=here.without("view", "question"),
        as_answers=here.setting("view", "answers"),
        data=here.setting("format", "json"),
        table_file=here.setting("format", "csv"),
        workbook=here.setting("format", "xlsx"),
        document=here.setting("format", "docx"),
        above=tuple(
            (code, _with(arguments, (*(column.code for column in matrix.columns), code)))
            for code in binding(chosen, known=(place.code for place in found))
        )
        if matrix
        else (),
        orders=tuple(
            (name, here.without("order", "by") if name == "given" else here.setting("order", name), name == order)
            for name in ORDERS
        ),
        by=tuple(here.setting("by", row) for row in matrix.rows) if matrix and view == "answers" else (),
        widened=here.without("alone") if arguments.get("alone") else here.setting("alone", "yes"),
        alone=bool(arguments.get("alone")),
    )


def _with(arguments: MultiDict[str, str], countries: Sequence[str]) -> str:
    """The address of the page with these countries."""
    changed = arguments.copy()
    changed.setlist("country", list(countries))
    return Address("compare.show", changed).without()


def _option(branch: Theme, rows: set[str]) -> ThemeOption:
    leaves = [leaf for leaf in resources.leaf_themes() if leaf.parent == branch.id]
    own = {leaf.id for leaf in leaves}
    return ThemeOption(
        branch,
        tuple((leaf, leaf.id in rows) for leaf in leaves),
        tuple((q, q.id in rows) for q in resources.questions().values() if q.theme in own),
    )
