"""Frozen rows as tables of the document: by country, by question, by choice; lists of texts; glossary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kb import resources
from kb.guide.document import Block, Paragraph, Run, Runs, TableBlock
from kb.guide.furniture import Furniture, pick
from kb.guide.material import international
from kb.guide.quoting import Citing
from kb.model.guide import (
    Cell,
    FrozenTable,
    Glossary,
    GoodPractice,
    GuideEdition,
    Quotation,
    Source,
    Table,
    TableRow,
    TextList,
)

TELLING = ("reviewed", "suggested", "read")
KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("constitution", frozenset({"constitution"})),
    ("framework", frozenset({"framework-law"})),
    ("sector", frozenset({"sector-law", "code", "directive"})),
    ("procurement", frozenset({"procurement-law"})),
    ("regulation", frozenset({"decree", "regulation"})),
    (
        "policy",
        frozenset({"strategy", "resolution", "recommendation", "declaration", "agreement", "convention/agreement"}),
    ),
)
"""Columns of the table of recognition: name → instruments."""


class Tabulating:
    """The tables of one edition, in one language."""

    def __init__(self, edition: GuideEdition, say: Furniture, citing: Citing) -> None:
        self.edition = edition
        self.say = say
        self.citing = citing
        self.frozen = {table.section: table for table in edition.tables}

    # -- comparative tables --------------------------------------------------------------------------------

    def answered(self, section: Table) -> bool:
        """Whether any cell of a table tells something."""
        return any(cell.state in TELLING for row in self.frozen[section.id].rows for cell in _all(row))

    def blocks(self, section: Table) -> Iterator[Block]:
        """A finding, the table, its legend and date; or one sentence where nothing is known."""
        frozen = self.frozen[section.id]
        telling = [c for row in frozen.rows for c in _all(row) if c.state in TELLING]
        if not telling:
            yield Paragraph((Run(self.say("profile_none" if section.form == "profile" else "table_none")),), "note")
            return
        if section.form == "profile":
            yield self._profile(section, frozen)
            return
        if section.form == "choices":
            yield Paragraph((Run(self.say("choices_sentence")),), "finding")
            yield self._choices(section, frozen)
            return
        yield Paragraph((Run(self._finding(section, frozen, telling)),), "finding")
        yield self._by_country(section, frozen)

    def _finding(self, section: Table, frozen: FrozenTable, telling: Sequence[Cell]) -> str:
        states = Counter(cell.state for cell in telling)
        shown = [row for row in frozen.rows if row.work]
        words = self.say(
            "table_sentence",
            texts=len(shown),
            countries=len({row.country for row in shown}),
            reviewed=states["reviewed"],
            suggested=states["suggested"],
            read=states["read"],
        )
        for number, question in enumerate(section.questions):
            kind = resources.questions()[question].answer_type
            if kind not in ("yes-no", "enum"):
                continue
            answers = [row.cells[number] for row in shown if row.cells[number].state in TELLING]
            counted = Counter(self.say.answer(cell.value, kind) for cell in answers)
            if len(answers) >= 3:
                counts = ", ".join(f"{value}\u00a0: {count}" for value, count in counted.most_common(4))
                asked = pick(self.edition.vocabulary[question], self.say.language)
                return words + " " + self.say("table_answers", question=asked, counts=counts)
        return words

    def _below(self, section: Table, frozen: FrozenTable, asked: Sequence[int]) -> str:
        present = {row.cells[n].state for row in frozen.rows for n in asked}
        present |= {row.theme.state for row in frozen.rows if row.theme}
        parts = [self.legend(present), self.say("table_date", date=self.say.date(self.edition.frozen_at))]
        silent = [q for n, q in enumerate(section.questions) if n not in asked]
        if silent:
            words = " · ".join(pick(self.edition.vocabulary[question], self.say.language) for question in silent)
            parts.append(self.say("table_unanswered", questions=words))
        if frozen.left_out:
            parts.append(self.say("table_left_out", count=frozen.left_out))
        return " ".join(parts)

    def legend(self, states: Iterable[str]) -> str:
        """The marks that occur, with their words."""
        present = set(states)
        return (
            " · ".join(f"{mark} {self.say.of('short', s)}" for s, mark in self.say.marks.items() if s in present) + "."
        )

    def _by_country(self, section: Table, frozen: FrozenTable) -> TableBlock:
        asked = [n for n in range(len(section.questions)) if any(row.cells[n].state in TELLING for row in frozen.rows)]
        questions = [resources.questions()[section.questions[n]] for n in asked]
        head = [self.say("text"), *(pick(self.edition.vocabulary[q.id], self.say.language) for q in questions)]
        if section.theme:
            head.append(self.say("provision"))
        rows = []
        for row in self._sorted(frozen.rows):
            source = self.citing.of_work(row.work) if row.work else None
            cells: list[Runs] = [self._row_head(row, source)]
            cells += [
                self._cell(cell, source, question.answer_type, question.unit)
                for cell, question in zip([row.cells[n] for n in asked], questions, strict=True)
            ]
            if row.theme is not None:
                cells.append(self._provisions(row.theme, source))
            rows.append(tuple(cells))
        others = len(head) - 1
        first = {1: 0.5, 2: 0.38, 3: 0.3, 4: 0.28}.get(others, 0.24)
        widths = (first, *((1 - first) / others,) * others)
        title = pick(section.title, self.say.language)
        about = pick(self.edition.vocabulary[section.theme], self.say.language) if section.theme else ""
        return TableBlock(
            section.id,
            f"{title} — {about}" if about else title,
            tuple(head),
            tuple(rows),
            widths,
            others > 5,
            True,
            (Run(self._below(section, frozen, asked)),),
        )

    def _sorted(self, rows: Sequence[TableRow]) -> list[TableRow]:
        """Rows in the order of the language's names of countries; texts of one country stay in their order."""
        return sorted(rows, key=lambda row: self.say.sort_key(self.citing.country(row.country)))

    def _row_head(self, row: TableRow, source: Source | None) -> Runs:
        country = Run(self.citing.place(source.jurisdiction if source else row.country), strong=True)
        if source is None:
            return (country,)
        runs: list[Run] = [country, Run(". "), self.citing.title(source, short=True)]
        if source.specimen:
            runs.append(Run(f" ({self.say('specimen')})", emphasis=True))
        return tuple(runs)

    def _cell(self, cell: Cell, source: Source | None, answer_type: str, unit: str) -> Runs:
        """Mark and value; the provisions in brackets; the quotation as a footnote; for a gap its mark alone."""
        mark = self.say.marks[cell.state]
        if cell.state not in TELLING:
            return (Run(mark),)
        words = self.say.answer(cell.value, answer_type, unit)
        runs: list[Run] = [Run(f"{mark}\u00a0{words}")]
        places = self._places(cell, source)
        if places:
            runs += [Run(" ("), *places, Run(")")]
        if cell.contradicted:
            runs.append(Run(f" [{self.say('contradicted')}]"))
        if cell.quote and source and source.expression and cell.eids:
            label = self.citing.provision(
                cell.provisions[0] or cell.eids[0], source.expression, cell.eids[0], source.language
            )
            note = self.citing.note(cell.quote, label, source.language)
            last = runs[-1]
            runs[-1] = Run(last.text, last.emphasis, last.strong, last.language, last.link, note)
        return tuple(runs)

    def _provisions(self, cell: Cell, source: Source | None) -> Runs:
        mark = self.say.marks[cell.state]
        if cell.state not in TELLING:
            return (Run(mark),)
        return (Run(f"{mark}\u00a0"), *self._places(cell, source))

    def _places(self, cell: Cell, source: Source | None) -> list[Run]:
        """The provisions by number: linked where the text is held, as a person wrote them down where it is not."""
        if cell.eids and source and source.expression:
            runs: list[Run] = []
            for label, eid in zip(cell.provisions, cell.eids, strict=True):
                runs += [Run(", ")] if runs else []
                runs.append(self.citing.provision(label, source.expression, eid, source.language))
            return runs
        printed = dict.fromkeys(cell.provisions)
        plain = all(number.isdigit() for number in printed)
        numbers = ", ".join(sorted(printed, key=int) if plain else printed)
        if not numbers:
            return []
        return [Run(self.say("article", numbers=numbers) if numbers[0].isdigit() else numbers)]

    # -- other forms ---------------------------------------------------------------------------------------

    def _profile(self, section: Table, frozen: FrozenTable) -> TableBlock:
        """The questions of one country: the answer of its first text that has one."""
        rows: list[tuple[Runs, ...]] = []
        for number, name in enumerate(section.questions):
            question = resources.questions()[name]
            telling = next((row for row in frozen.rows if row.cells[number].state in TELLING), None)
            cell = telling.cells[number] if telling else frozen.rows[0].cells[number]
            source = self.citing.of_work(telling.work) if telling and telling.work else None
            title = (self.citing.title(source, short=True),) if source else (Run(""),)
            asked = Run(pick(self.edition.vocabulary[name], self.say.language))
            rows.append(((asked,), self._cell(cell, source, question.answer_type, question.unit), title))
        head = (self.say("question"), self.say("answer"), self.say("text"))
        country = self.citing.country(section.countries[0])
        return TableBlock(
            section.id, f"{self.say('profile_answers')} — {country}", head, tuple(rows), (0.4, 0.34, 0.26), titled=True
        )

    def themes_of(self, country: str) -> TableBlock | None:
        """Where a country's texts speak of each theme, as the tables of the themes show it; None where nothing is."""
        rows: list[tuple[Runs, ...]] = []
        for chapter, section in self.edition.outline.sections():
            if not isinstance(section, Table) or section.theme is None:
                continue
            runs: list[Run] = []
            for row in self.frozen[section.id].rows:
                if row.country == country and row.work and row.theme and row.theme.state in TELLING:
                    source = self.citing.of_work(row.work)
                    runs += [Run("; ")] if runs else []
                    runs.append(Run(f"{self.say.marks[row.theme.state]}\u00a0"))
                    runs += [self.citing.title(source, short=True, link=False), Run(", ")] if source else []
                    runs += self._places(row.theme, source)
            if runs:
                title = pick(self.edition.vocabulary[section.theme], self.say.language)
                rows.append(((Run(title, link=f"#chapter-{chapter.id}"),), tuple(runs)))
        if not rows:
            return None
        head = (self.say("theme"), self.say("provision"))
        caption = f"{self.say('profile_themes')} — {self.citing.country(country)}"
        return TableBlock(f"country-{country.lower()}-themes", caption, head, tuple(rows), (0.32, 0.68), titled=True)

    def _choices(self, section: Table, frozen: FrozenTable) -> TableBlock:
        """The values of one question, each with the texts that chose it."""
        question = resources.questions()[section.questions[0]]
        groups: dict[str, list[Run]] = {}
        for row in self._sorted([row for row in frozen.rows if row.work and row.cells[0].state in TELLING]):
            cell, source = row.cells[0], self.citing.of_work(row.work or "")
            runs = groups.setdefault(self.say.answer(cell.value, question.answer_type, question.unit), [])
            runs += [Run("; ")] if runs else []
            runs.append(Run(f"{self.say.marks[cell.state]}\u00a0{self.citing.country(row.country)}, "))
            if source:
                runs.append(self.citing.title(source, short=True))
            places = self._places(cell, source)
            runs += [Run(", "), *places] if places else []
        rows = tuple(((Run(value, strong=True),), tuple(runs)) for value, runs in groups.items())
        title = pick(self.edition.vocabulary[question.id], self.say.language)
        return TableBlock(
            section.id, title, (self.say("choice"), self.say("choice_texts")), rows, (0.24, 0.76), titled=True
        )

    def recognition(self, section: Table) -> Iterator[Block]:
        """For each country how many texts of which kind are known, and how many of them are held."""
        counts: dict[str, dict[str, list[int]]] = {}
        for source in self.edition.sources:
            kind = next((name for name, instruments in KINDS if source.instrument in instruments), None)
            if kind is None or source.status == "bill" or source.instrument == "bill":
                continue
            country = resources.country_of(source.jurisdiction)
            number = counts.setdefault(country, {}).setdefault(kind, [0, 0])
            number[0] += 1
            number[1] += source.expression is not None
        rows = []
        for country in sorted(counts, key=lambda code: self.say.sort_key(self.citing.country(code))):
            cells: list[Runs] = [(Run(self.citing.country(country), strong=True),)]
            for name, _ in KINDS:
                known, held = counts[country].get(name, [0, 0])
                cells.append((Run(f"{known} ({held})" if held else str(known) if known else "–"),))
            rows.append(tuple(cells))
        head = (self.say("country"), *(self.say.of("kinds", name) for name, _ in KINDS))
        title = pick(section.title, self.say.language)
        below = (Run(self.say("recognition_note")),)
        yield TableBlock(section.id, title, head, tuple(rows), (0.28, *(0.12,) * 6), titled=True, below=below)

    def texts(self, section: TextList) -> TableBlock | Paragraph:
        """The texts of the section's countries, with what is known of each; a sentence where there are none."""
        alone = len(section.countries) == 1
        chosen: dict[str, Source] = {}
        for source in self.edition.sources:
            country = resources.country_of(source.jurisdiction)
            if section.countries and country not in section.countries:
                continue
            if section.scope == "all" or (section.scope == "international") == international(source):
                chosen.setdefault(source.work, source)
        order = sorted(
            chosen.values(),
            key=lambda s: (self.say.sort_key(self.citing.place(s.jurisdiction)), s.date or "9999", s.work),
        )
        if not order:
            return Paragraph((Run(self.say("texts_none")),), "note")
        rows = []
        for source in order:
            state: list[Run] = [Run(self.say.of("statuses", source.status))]
            if source.confidence == "from-memory":
                state.append(Run(f" ({self.say('unverified')})"))
            if source.specimen:
                state.append(Run(f" ({self.say('specimen')})", emphasis=True))
            held = self.say("held") if source.expression else self.say("read") if source.read else "–"
            first: list[Runs] = [] if alone else [(Run(self.citing.place(source.jurisdiction), strong=True),)]
            cells: tuple[Runs, ...] = (
                *first,
                self.citing.whole_title(source),
                (Run(self.say.date(source.date)),),
                tuple(state),
                (Run(held),),
            )
            rows.append(cells)
        head: tuple[str, ...] = (
            self.say("text"),
            self.say("date"),
            self.say("status"),
            f"{self.say('held')} / {self.say('read').lower()}",
        )
        widths: tuple[float, ...] = (0.5, 0.16, 0.2, 0.14)
        if not alone:
            head, widths = (self.say("country"), *head), (0.18, 0.4, 0.14, 0.16, 0.12)
        caption = (
            pick(section.title, self.say.language)
            or f"{self.say('profile_texts')} — {self.citing.country(section.countries[0])}"
        )
        return TableBlock(section.id, caption, tuple(head), tuple(rows), widths, titled=True)

    def glossary(self, section: Glossary) -> TableBlock:
        """Terms with their definitions in the words of the law."""
        rows = []
        for term in sorted(section.terms, key=lambda t: self.say.sort_key(t.term)):
            source = next((s for s in self.edition.sources if s.expression == term.pin.expression), None)
            language = source.language if source and source.language != self.say.language else None
            quote = Run(" ".join(term.pin.quote.split()), language=language)
            place: list[Run] = [Run(f"{self.say.marks[term.state]}\u00a0{self.citing.country(term.country)}, ")]
            if source:
                label = term.pin.label.split(" — ")[0] or term.pin.eid
                place += [self.citing.title(source, short=True), Run(", ")]
                place.append(self.citing.provision(label, term.pin.expression, term.pin.eid, source.language))
            rows.append(((Run(term.term, strong=True, language=language),), (quote,), tuple(place)))
        head = (self.say("term"), self.say("definition"), self.say("source"))
        return TableBlock(section.id, self.say("term"), head, tuple(rows), (0.2, 0.5, 0.3), titled=True)

    def cited(self) -> TableBlock:
        """Every pinned provision with the hash of its version."""
        rows = []
        for chapter, section in self.edition.outline.sections():
            if not isinstance(section, Quotation | GoodPractice):
                continue
            source = next((s for s in self.edition.sources if s.expression == section.pin.expression), None)
            label = section.pin.label.split(" — ")[0] or section.pin.eid
            where = pick(chapter.title, self.say.language)
            if source is not None:
                place = self.citing.provision(label, section.pin.expression, section.pin.eid, source.language)
                cells: tuple[Runs, ...] = (
                    (
                        Run(self.citing.country(section.country), strong=True),
                        Run(". "),
                        self.citing.title(source, short=True),
                    ),
                    (place,),
                    (Run(where, link=f"#chapter-{chapter.id}"),),
                    (Run(section.pin.sha256[:12]),),
                )
                rows.append(cells)
        rows.sort(key=lambda cells: self.say.sort_key("".join(run.text for run in cells[0])))
        head = (self.say("text"), self.say("provision"), self.say("theme"), self.say("hash"))
        return TableBlock("cited", self.say("cited_title"), head, tuple(rows), (0.42, 0.18, 0.24, 0.16), titled=True)


def _all(row: TableRow) -> tuple[Cell, ...]:
    return (*row.cells, row.theme) if row.theme is not None else row.cells
