"""Countries side by side, on themes or on typed questions. Reads the store, never the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.model.comparison import Cell, CellState, Column, Entry, EntryState, Matrix
from kb.model.law import Expression, LegalText, Provision, Work
from kb.model.tags import Reading
from kb.resources import country_of
from kb.store import Session, StoredTag

_RANK = {"reviewed": 0, "suggested": 1, "read": 2}


def theme_matrix(
    session: Session, themes: Sequence[str], countries: Sequence[str], *, language: str = "fr", limit: int = 3
) -> Matrix:
    """Provisions of each country on each theme, at most `limit` to a cell, best first.

    A country holds its subdivisions. Of a work in several languages the interface's `language` is shown where it is
    held, else the work's own; of its versions only the current one.
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


def _preference(expression: Expression, wanted: tuple[str | None, ...]) -> int:
    return wanted.index(expression.language) if expression.language in wanted else len(wanted)


@dataclass(frozen=True, slots=True)
class _Country:
    """All that a column is made from."""

    code: str
    works: Mapping[str, Work]
    texts: Mapping[str, Expression]
    """Work → the text shown of it."""
    tags: Mapping[str, Sequence[StoredTag]]
    """Label → tags of those texts."""
    readings: Mapping[str, Sequence[tuple[str, Reading]]]
    """Label → (work, reading)."""


def _matrix(
    session: Session, kind: str, rows: Sequence[str], countries: Sequence[str], language: str, limit: int
) -> Matrix:
    loaded: dict[str, LegalText] = {}
    columns = [_load(session, kind, code, language) for code in countries]
    cells = tuple(tuple(_cell(session, kind, row, column, loaded, limit) for column in columns) for row in rows)
    heads = tuple(Column(column.code, len(column.works), len(column.texts)) for column in columns)
    return Matrix("themes" if kind == "themes" else "answers", tuple(rows), heads, cells)


def _load(session: Session, kind: str, code: str, language: str) -> _Country:
    works = {work.id: work for work in session.works.find(jurisdictions=[code])}
    texts = current_texts(session, works.values(), language)
    shown = [expression.id for expression in texts.values()]
    tags: dict[str, list[StoredTag]] = defaultdict(list)
    for stored in session.texts.tagged("theme" if kind == "themes" else "answer", expressions_=shown):
        tags[stored.tag.label].append(stored)
    readings: dict[str, list[tuple[str, Reading]]] = defaultdict(list)
    for reading in session.readings.find(works=list(works), kind="themes" if kind == "themes" else "answer"):
        for label in reading.value if kind == "themes" else [reading.label]:
            readings[label].append((reading.work, reading))
    return _Country(code, works, texts, tags, readings)


def _cell(session: Session, kind: str, row: str, column: _Country, loaded: dict[str, LegalText], limit: int) -> Cell:
    entries: dict[tuple[str, str], Entry] = {}
    by_expression = {expression.id: work for work, expression in column.texts.items()}
    for stored in column.tags.get(row, ()):
        work = column.works[by_expression[stored.expression]]
        provision = _provision(session, loaded, stored.expression, stored.tag.eid)
        if provision is not None:
            decided: EntryState = "suggested" if stored.tag.status == "suggested" else "reviewed"
            entry = _held(work, stored.expression, provision, decided)
            value = stored.tag.value if kind == "answers" else None
            entries[work.id, stored.tag.eid] = replace(
                entry, score=stored.tag.score, value=value, quote=stored.tag.evidence.quote
            )
    for work_id, reading in column.readings.get(row, ()):
        _add_reading(session, kind, entries, column, work_id, reading, loaded)
    ranked = sorted(entries.values(), key=lambda e: (_RANK[e.state], -(e.score or 0), e.work, e.num))
    searched = _searched(column)
    state: CellState
    if ranked:
        state = ranked[0].state
    elif searched:
        state = "none-found"
    else:
        state = "no-text" if column.works else "not-searched"
    by, on = searched if searched else (None, None)
    return Cell(row, column.code, state, tuple(ranked[:limit]), len(ranked), by, on)


def _add_reading(
    session: Session,
    kind: str,
    entries: dict[tuple[str, str], Entry],
    column: _Country,
    work_id: str,
    reading: Reading,
    loaded: dict[str, LegalText],
) -> None:
    """A reading joins the provision it is attached to, or stands as an entry without text."""
    work, text = column.works[work_id], column.texts.get(work_id)
    value = reading.value if kind == "answers" else None
    attached = False
    for eid in reading.matched if text else ():
        known = entries.get((work_id, eid))
        if known is not None and known.reading is None:
            entries[work_id, eid] = replace(known, reading=reading)
            attached = True
        elif known is None and text is not None:
            provision = _provision(session, loaded, text.id, eid)
            if provision is not None:
                entry = _held(work, text.id, provision, "read")
                entries[work_id, eid] = replace(entry, value=value, reading=reading)
                attached = True
    if not attached:
        numbers = ", ".join(reading.provisions)
        entries[work_id, "reading " + numbers] = Entry(
            work=work.id, jurisdiction=work.jurisdiction, title=work.title, state="read", num=numbers, value=value,
            language=work.language, official_url=work.official_url, specimen=work.specimen, reading=reading,
        )  # fmt: skip


def _held(work: Work, expression: str, provision: Provision, state: EntryState) -> Entry:
    return Entry(
        work=work.id, jurisdiction=work.jurisdiction, title=work.title,
        state=state,
        num=provision.num, heading=provision.heading, text=provision.text, language=provision.language,
        expression=expression, eid=provision.eid, page=provision.page, official_url=work.official_url,
        specimen=work.specimen,
    )  # fmt: skip


def _provision(session: Session, loaded: dict[str, LegalText], expression: str, eid: str) -> Provision | None:
    if expression not in loaded:
        loaded[expression] = session.texts.text(expression)
    return next((p for p in loaded[expression].provisions if p.eid == eid), None)


def _searched(column: _Country) -> tuple[str, str] | None:
    """Who looked through the texts of a country, and when they did last; None where no text could be looked through."""
    days = [text.stored_at[:10] for text in column.texts.values() if not text.poor_text]
    return ("SSELEX", max(days)) if days else None


def countries_with_something(session: Session) -> list[str]:
    """States and organisations of which a text is held or a reading is known, in order of code."""
    held = {code for code, (_, texts) in session.works.count_by_country().items() if texts}
    read = {reading.work for reading in session.readings.find()}
    return sorted(held | {country_of(work.jurisdiction) for work in session.works.find(ids=read)})
