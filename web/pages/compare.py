"""The page of a comparison: what was chosen, the table, and what else could be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import MultiDict

from kb import names, resources
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


def compare_page(
    view: View,
    matrix: Matrix | None,
    found: Sequence[Place],
    arguments: MultiDict[str, str],
    *,
    proposed: bool,
    language: str,
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
    )


def _option(branch: Theme, rows: set[str]) -> ThemeOption:
    leaves = [leaf for leaf in resources.leaf_themes() if leaf.parent == branch.id]
    own = {leaf.id for leaf in leaves}
    return ThemeOption(
        branch,
        tuple((leaf, leaf.id in rows) for leaf in leaves),
        tuple((q, q.id in rows) for q in resources.questions().values() if q.theme in own),
    )
