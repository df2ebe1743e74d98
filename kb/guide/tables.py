"""Rows of comparative tables: what each text answers, where, and what stands behind the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb import resources
from kb.guide.excerpts import words
from kb.guide.furniture import data
from kb.guide.material import ACCEPTED, Material
from kb.model.comparison import CellState
from kb.model.guide import Cell, CoverageRow, FrozenTable, Table, TableRow
from kb.model.law import Work
from kb.model.tags import Reading
from kb.store import StoredTag

QUOTE_WORDS = 45
"""Longest quotation that a footnote of a table repeats; a longer one is given by its provision alone."""


def freeze_table(material: Material, table: Table, countries: Sequence[str]) -> FrozenTable:
    """The rows of a table as the store stands now; `countries` are those of the guide, empty for all that are known."""
    chosen = table.countries or tuple(countries) or material.known_about
    rows: list[TableRow] = []
    left_out = 0
    silent: list[str] = []
    for country in chosen:
        texts = material.by_country.get(country, [])
        told = [row for work in texts if (row := _row(material, country, work, table)) is not None]
        if told:
            rows += told[: table.texts_per_country]
            left_out += len(told) - len(told[: table.texts_per_country])
        elif not any(work.id in material.used or work.id in material.read for work in texts):
            silent.append(country)
        else:
            rows.append(_gap(material, country, texts, table))
    if not table.countries and not countries:
        silent = [c for c in material.by_country if c not in set(material.known_about)]
    return FrozenTable(table.id, tuple(rows), left_out, tuple(silent))


def _row(material: Material, country: str, work: Work, table: Table) -> TableRow | None:
    """What one text tells; None where it tells nothing on this table."""
    cells = tuple(answer_cell(material, work, question) for question in table.questions)
    theme = theme_cell(material, work, table.theme) if table.theme else None
    telling = [*cells, *([theme] if theme else [])]
    if not any(cell.state in ("reviewed", "suggested", "read") for cell in telling):
        return None
    return TableRow(country, work.id, cells, theme)


def _gap(material: Material, country: str, texts: Iterable[Work], table: Table) -> TableRow:
    """A country whose known texts tell nothing on this table: each cell says which gap it is."""
    held = next((work for work in texts if work.id in material.used), None)
    if held is None:
        gap = Cell("no-text")
        return TableRow(country, None, (gap,) * len(table.questions), gap if table.theme else None)
    cells = tuple(answer_cell(material, held, question) for question in table.questions)
    return TableRow(country, None, cells, theme_cell(material, held, table.theme) if table.theme else None)


def answer_cell(material: Material, work: Work, question: str) -> Cell:
    """The answer of one text to one question: a decision of a person, else a person's reading, else a suggestion."""
    expression = material.used.get(work.id)
    readings = material.answers.get(work.id, {}).get(question, [])
    found = material.answer_tags.get(expression.id, {}).get(question, []) if expression else []
    accepted = [stored for stored in found if stored.tag.status in ACCEPTED]
    if accepted:
        return _from_tag(material, work, accepted[0], "reviewed", readings)
    if readings:
        return _from_reading(material, work, readings[0])
    if found:
        best = max(found, key=lambda stored: (stored.tag.score or 0.0, -stored.id))
        return _from_tag(material, work, best, "suggested", readings)
    return _empty(material, work, searched=bool(expression and material.answer_tags.get(expression.id)))


def theme_cell(material: Material, work: Work, theme: str) -> Cell:
    """The provisions of one text on a theme, by number: held ones first, else those that a person read."""
    candidates = material.candidates(work, theme)
    most = data("outline")["draft"]["provisions_per_cell"]
    if candidates:
        reviewed = [c for c in candidates if c.reviewed]
        shown = sorted((reviewed or candidates)[:most], key=lambda c: c.provision.position)
        state: CellState = "reviewed" if reviewed else "suggested"
        numbers = tuple(c.provision.num or c.provision.label or c.provision.eid for c in shown)
        return Cell(state, provisions=numbers, eids=tuple(c.provision.eid for c in shown))
    readings = material.articles.get(work.id, {}).get(theme, [])
    if readings:
        first = [r for r in readings if r.label == theme] or readings
        return Cell("read", provisions=tuple(number for r in first[:most] for number in r.provisions))
    expression = material.used.get(work.id)
    return _empty(material, work, searched=bool(expression and material.theme_tags.get(expression.id)))


def _empty(material: Material, work: Work, *, searched: bool) -> Cell:
    expression = material.used.get(work.id)
    if expression is None:
        return Cell("no-text")
    return Cell("none-found", found_by=expression.stored_at[:10]) if searched else Cell("not-searched")


def _from_tag(material: Material, work: Work, stored: StoredTag, state: CellState, readings: Sequence[Reading]) -> Cell:
    tag = stored.tag
    provision = material.provisions(stored.expression).get(tag.eid)
    quote = tag.evidence.quote if 0 < words(tag.evidence.quote) <= QUOTE_WORDS else None
    return Cell(
        state,
        tag.value,
        (provision.num or provision.label,) if provision else (),
        (tag.eid,) if provision else (),
        quote,
        tag.evidence.page,
        stored.decided_by or tag.evidence.found_by,
        contradicted=any(reading.check == "contradicts" for reading in readings),
    )


def _from_reading(material: Material, work: Work, reading: Reading) -> Cell:
    """A person's reading; where the text is held and the article was found, the cell leads to it."""
    expression = material.used.get(work.id)
    held = material.provisions(expression.id) if expression else {}
    eids = tuple(eid for eid in reading.matched if eid in held)
    numbers = tuple(held[eid].num for eid in eids) if eids else _numbers(reading)
    return Cell("read", reading.value, numbers, eids, contradicted=reading.check == "contradicts")


def _numbers(reading: Reading) -> tuple[str, ...]:
    return tuple(number for number in reading.provisions if number and number != "None")


def coverage(material: Material) -> tuple[CoverageRow, ...]:
    """For each country of the material: texts known, held, read; theme → articles held and tagged, or read."""
    rows = []
    for country, texts in material.by_country.items():
        counts: dict[str, int] = {}
        for theme in resources.leaf_themes():
            number = 0
            for work in texts:
                expression = material.used.get(work.id)
                tagged = material.theme_tags.get(expression.id, {}).get(theme.id, []) if expression else []
                number += len({s.tag.eid for s in tagged}) or len(material.articles.get(work.id, {}).get(theme.id, []))
            if number:
                counts[theme.id] = number
        held = sum(work.id in material.used for work in texts)
        read = sum(work.id in material.read and work.id not in material.used for work in texts)
        rows.append(CoverageRow(country, len(texts), held, read, counts))
    return tuple(rows)
