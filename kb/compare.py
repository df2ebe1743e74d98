"""Countries side by side, on themes or on typed questions. Reads the store, never the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb import resources
from kb.model.comparison import Cell, CellState, Column, Entry, EntryState, Matrix
from kb.model.law import Expression, Work
from kb.model.tags import Reading
from kb.resources import country_of
from kb.store import Session
from kb.store.cells import Cells, Said, TaggedPlace, Words

_RANK = {"reviewed": 0, "suggested": 1, "read": 2}
Place = tuple[str, str]
"""(text, provision)."""


def theme_matrix(
    session: Session, themes: Sequence[str], countries: Sequence[str], *, language: str = "fr", limit: int = 3
) -> Matrix:
    """Provisions of each country on each theme, at most `limit` to a cell, best first.

    A country holds its subdivisions; the id of a work among `countries` is a column of that law alone. Of a work in
    several languages the interface's `language` is shown where it is held, else the work's own; of its versions only
    the current one.
    """
    return _matrix(session, "themes", themes, countries, language, limit)


def answer_matrix(
    session: Session, questions: Sequence[str], countries: Sequence[str], *, language: str = "fr", limit: int = 3
) -> Matrix:
    """Typed answers of each country to each question; otherwise as `theme_matrix`."""
    return _matrix(session, "answers", questions, countries, language, limit)


def current_texts(session: Session, works: Iterable[Work], language: str) -> dict[str, Expression]:
    """The one text to show of each work: its newest version, in `language`, else the work's own, else any."""
    known = {work.id: work for work in works}
    chosen: dict[str, Expression] = {}
    for expression in session.texts.current(works_=list(known)):
        before = chosen.get(expression.work)
        wanted = (language, known[expression.work].language)
        if before is None or _preference(expression, wanted) < _preference(before, wanted):
            chosen[expression.work] = expression
    return chosen


def binding(countries: Iterable[str], *, known: Iterable[str]) -> tuple[str, ...]:
    """The organisations among `known` whose law binds one of these countries and that are not among them themselves,
    in order of code."""
    chosen, here = set(countries), resources.jurisdictions()
    above = {code for country in chosen if country in here for code in here[country_of(country)].member_of}
    return tuple(sorted(above & set(known) - chosen))


def _preference(expression: Expression, wanted: tuple[str | None, ...]) -> int:
    return wanted.index(expression.language) if expression.language in wanted else len(wanted)


@dataclass(slots=True)
class _Country:
    """All that a column is made from."""

    works: dict[str, Work] = field(default_factory=dict)
    texts: dict[str, Expression] = field(default_factory=dict)
    """Work → the text shown of it."""
    tagged: dict[str, list[tuple[str, TaggedPlace]]] = field(default_factory=lambda: defaultdict(list))
    """Label → (work, place of a tag) of those texts."""
    readings: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    """Label → readings."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry before its words are fetched: `place` is None where no text is held."""

    entry: Entry
    place: Place | None = None
    tag: int | None = None


def _matrix(
    session: Session, kind: str, rows: Sequence[str], countries: Sequence[str], language: str, limit: int
) -> Matrix:
    cells = Cells(session.connection)
    columns = _load(session, cells, kind, rows, countries, language)
    numbers = _numbers(cells, columns.values())
    drafted = [[_drafts(kind, row, columns[code], numbers) for code in countries] for row in rows]
    shown = [draft for line in drafted for drafts in line for draft in drafts[:limit]]
    words = cells.words(draft.place for draft in shown if draft.place)
    said = cells.said(draft.tag for draft in shown if draft.tag is not None)
    table = tuple(
        tuple(
            _cell(kind, row, code, columns[code], drafts, limit, words, said)
            for code, drafts in zip(countries, line, strict=True)
        )
        for row, line in zip(rows, drafted, strict=True)
    )
    heads = tuple(Column(code, len(columns[code].works), len(columns[code].texts)) for code in countries)
    return Matrix("themes" if kind == "themes" else "answers", tuple(rows), heads, table)


def _load(
    session: Session, cells: Cells, kind: str, rows: Sequence[str], countries: Sequence[str], language: str
) -> dict[str, _Country]:
    """Every column from a handful of queries, however many there are."""
    columns = {code: _Country() for code in countries}
    alone = [code for code in columns if code.startswith("/akn/")]
    places = [code for code in columns if not code.startswith("/akn/")]
    works = {work.id: work for work in session.works.find(jurisdictions=places)} if places else {}
    works |= {work.id: work for work in session.works.find(ids=alone)} if alone else {}
    texts = current_texts(session, works.values(), language)
    of: dict[str, list[_Country]] = {}
    for work in works.values():
        names = {work.id, work.jurisdiction, country_of(work.jurisdiction)}
        of[work.id] = [columns[name] for name in names & columns.keys()]
        for column in of[work.id]:
            column.works[work.id] = work
            if work.id in texts:
                column.texts[work.id] = texts[work.id]
    work_of = {text.id: work for work, text in texts.items()}
    wanted = set(rows)
    for place in cells.tagged("theme" if kind == "themes" else "answer", list(rows), work_of):
        for column in of[work_of[place.expression]]:
            column.tagged[place.label].append((work_of[place.expression], place))
    for reading in session.readings.find(works=list(works), kind="themes" if kind == "themes" else "answer"):
        labels = wanted.intersection(reading.value if kind == "themes" else [reading.label])
        for column in of[reading.work]:
            for label in labels:
                column.readings[label].append(reading)
    return columns


def _numbers(cells: Cells, columns: Iterable[_Country]) -> dict[Place, Words]:
    """The provisions to which readings are attached."""
    return cells.words(
        (column.texts[reading.work].id, eid)
        for column in columns
        for readings in column.readings.values()
        for reading in readings
        if reading.work in column.texts
        for eid in reading.matched
    )


def _drafts(kind: str, row: str, column: _Country, numbers: Mapping[Place, Words]) -> list[_Draft]:
    """What stands in a cell, best first."""
    found: dict[Place, _Draft] = {}
    for work, place in column.tagged.get(row, ()):
        state: EntryState = "suggested" if place.status == "suggested" else "reviewed"
        entry = replace(_entry(column.works[work], state, place.num), score=place.score)
        found[work, place.eid] = _Draft(entry, (place.expression, place.eid), place.id)
    for reading in column.readings.get(row, ()):
        _add_reading(kind, found, column, reading, numbers)
    return sorted(
        found.values(),
        key=lambda d: (_RANK[d.entry.state], -(d.entry.score or 0), d.entry.work, d.entry.num),
    )


def _add_reading(
    kind: str, found: dict[Place, _Draft], column: _Country, reading: Reading, numbers: Mapping[Place, Words]
) -> None:
    """A reading joins the provision it is attached to, or stands as an entry without text."""
    work, text = column.works[reading.work], column.texts.get(reading.work)
    value = reading.value if kind == "answers" else None
    attached = False
    for eid in reading.matched if text else ():
        known = found.get((work.id, eid))
        if known is not None and known.entry.reading is None:
            found[work.id, eid] = replace(known, entry=replace(known.entry, reading=reading))
            attached = True
        elif known is None and text is not None and (text.id, eid) in numbers:
            entry = replace(_entry(work, "read", numbers[text.id, eid].num), value=value, reading=reading)
            found[work.id, eid] = _Draft(entry, (text.id, eid))
            attached = True
    if not attached:
        words = ", ".join(reading.provisions)
        entry = replace(_entry(work, "read", words), value=value, language=work.language, reading=reading)
        found[work.id, "reading " + words] = _Draft(entry)


def _entry(work: Work, state: EntryState, num: str) -> Entry:
    return Entry(
        work=work.id, jurisdiction=work.jurisdiction, title=work.title, state=state, num=num,
        official_url=work.official_url, specimen=work.specimen,
    )  # fmt: skip


def _cell(
    kind: str,
    row: str,
    code: str,
    column: _Country,
    drafts: Sequence[_Draft],
    limit: int,
    words: Mapping[Place, Words],
    said: Mapping[int, Said],
) -> Cell:
    entries = tuple(_worded(kind, draft, words, said) for draft in drafts[:limit])
    searched = _searched(column)
    state: CellState
    if entries:
        state = entries[0].state
    elif searched:
        state = "none-found"
    else:
        state = "no-text" if column.works else "not-searched"
    by, on = searched if searched else (None, None)
    return Cell(row, code, state, entries, len(drafts), by, on)


def _worded(kind: str, draft: _Draft, words: Mapping[Place, Words], said: Mapping[int, Said]) -> Entry:
    """The entry with the words of its provision, and what its tag says."""
    entry = draft.entry
    if draft.place is not None:
        held = words[draft.place]
        entry = replace(
            entry, heading=held.heading, text=held.text, language=held.language, page=held.page,
            expression=draft.place[0], eid=draft.place[1],
        )  # fmt: skip
    if draft.tag is not None:
        value, beside, quote = said[draft.tag]
        if kind == "answers":
            entry = replace(entry, value=value, beside=beside)
        entry = replace(entry, quote=quote)
    return entry


def _searched(column: _Country) -> tuple[str, str] | None:
    """Who looked through the texts of a country, and when they did last; None where no text could be looked through."""
    days = [text.stored_at[:10] for text in column.texts.values() if not text.poor_text]
    return ("SSELEX", max(days)) if days else None


def countries_with_something(session: Session) -> list[str]:
    """States and organisations of which a text is held or a reading is known, in order of code."""
    held = {code for code, (_, texts) in session.works.count_by_country().items() if texts}
    read = {reading.work for reading in session.readings.find()}
    return sorted(held | {country_of(work.jurisdiction) for work in session.works.find(ids=read)})
