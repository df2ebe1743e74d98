"""The embedded engine: tantivy, one sub-index per language, so that its figures are those of that language.

A folder `index/` holds generations (`g-…`) and the file `CURRENT`, which names the one in use: building aside and
swapping is writing that file. This is the only module that imports tantivy.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Document, FieldType, Index, Occur, Order, Query, Schema, SchemaBuilder

from kb.errors import EngineUnavailable, IndexNotReady
from kb.search.clauses import (
    All,
    Begins,
    Best,
    Clause,
    Constant,
    Everything,
    Keyword,
    Match,
    Near,
    Nothing,
    Some,
    Span,
    Weighted,
)  # fmt: skip
from kb.search.counts import Counts
from kb.search.documents import (
    CLOSED_FIELDS,
    TEXT_FIELDS,
    IndexDocument,
    document_of,
    record_of,
)  # fmt: skip
from kb.search.engine import Answer, Ask, RawHit
from kb.search.generations import Generations
from kb.search.index import IndexHealth, IndexRecord
from kb.search.open_indexes import OpenIndexes
from kb.search.writing import FreshGeneration, Writers

MEMORY = 64_000_000
"""Bytes that one writer may fill before it writes a segment."""
PATIENCE = 15.0
"""Seconds that a writer waits for another process to finish writing."""
MOST_VALUES = 50_000
NUMBERS = frozenset({"year", "work_key"})
"""Facets whose values are numbers."""
YES_NO = frozenset({"reviewed", "specimen", "held"})
"""Facets of which every record has the value yes or no."""
KEPT = 30_000
"""Parts of questions whose queries stay made: pages, facets and views of a question ask for the same parts again."""
SPELLINGS = 200
"""Words with one beginning that are counted."""
ONE_BY_ONE = 64
"""Values of a closed field that are looked up one by one; the set query walks through all values that a field has."""
Made = dict[int, tuple[Clause, Query]]
SORTS = {"newest": ("date", Order.Desc), "oldest": ("date", Order.Asc), "title": ("title_key", Order.Asc)}


class Embedded:
    """The index in a folder."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder, str(tantivy.__version__))  # type: ignore[attr-defined]
        self._open = OpenIndexes(self.generations, _opened)
        self._made: Made = {}
        self._counts = Counts()

    # -- reading -------------------------------------------------------------------------------------------

    @contextmanager
    def view(self) -> Iterator[EmbeddedView]:
        """The newest committed state."""
        searchers, state = self._open.searchers()
        if len(self._made) > KEPT:
            self._made.clear()
        yield EmbeddedView(searchers, state, self._made, self._counts)

    def beginning(self, prefix: str, languages: Sequence[str], limit: int) -> Mapping[str, int]:
        """See `Engine.beginning`."""
        found: dict[str, int] = {}
        with self.view() as view:
            for language, searcher in view.searchers.items():
                if not languages or language in languages:
                    for word, count in searcher.terms_with_prefix("verbatim", prefix, None, limit):
                        found[word] = found.get(word, 0) + count
        return found

    def health(self) -> IndexHealth:
        """See `Engine.health`."""
        place, current = str(self.generations.folder), self.generations.current()
        if current is None or not self.generations.usable(current):
            version = str(current.get("version")) if current else None
            return IndexHealth(self.name, place, 0, version, False, {})
        with self.view() as view:
            held = view.held()
        return IndexHealth(self.name, place, sum(held.values()), current["version"], True, held)

    # -- writing -------------------------------------------------------------------------------------------

    def put(self, records: Iterable[IndexRecord]) -> int:
        """See `Engine.put`. All records of one work come in one call."""
        count, seen = 0, set[str]()
        with self._writing() as writers:
            for record in records:
                if record.work not in seen:
                    writers.drop("work", record.work)
                    seen.add(record.work)
                writers.add(document_of(record))
                count += 1
        return count

    def drop(self, ids: Iterable[str]) -> None:
        """See `Engine.drop`."""
        with self._writing() as writers:
            for gone in ids:
                writers.drop("work", gone)
                writers.drop("expression", gone)

    @contextmanager
    def fresh(self, version: str) -> Iterator[FreshGeneration]:
        """See `Engine.fresh`."""
        place = self.generations.begin()
        try:
            with Writers(self, place) as writers:
                fresh = FreshGeneration(writers)
                yield fresh
            found = sum(self.index(part).searcher().num_docs for part in place.iterdir())
            if found != fresh.count:
                raise EngineUnavailable(
                    f"The new index holds {found} records instead of {fresh.count}; the old one stays."
                )
        except BaseException:
            self._forget(place)
            raise
        self.generations.swap(place, version)
        self._open.look_again()
        for old in self.generations.others(place):
            self._forget(old)

    # -- files ---------------------------------------------------------------------------------------------

    def _forget(self, place: Path) -> None:
        self._open.close(place)
        self.generations.remove(place)

    @contextmanager
    def _writing(self) -> Iterator[Writers]:
        """The writers of the generation in use; raises `EngineUnavailable` where another one replaced it meanwhile."""
        generation = self.generations.in_use(make=True)
        try:
            with Writers(self, generation) as writers:
                yield writers
        except (IndexNotReady, OSError, ValueError) as error:
            if self.generations.in_use() == generation:
                raise
            raise EngineUnavailable("The index was made anew meanwhile.", advice="Run the command again.") from error
        finally:
            self._open.look_again()

    def native(self, document: IndexDocument) -> Document:
        """A document as the engine takes it."""
        return _native(document)

    def index(self, place: Path, *, make: bool = False) -> Index:
        """A sub-index, opened once; raises `IndexNotReady` for one that cannot be opened."""
        index: Index = self._open.index(place, make=make)
        return index

    def writer(self, place: Path) -> Any:
        """A writer of one sub-index; raises `EngineUnavailable` while another process writes."""
        index = self.index(place, make=True)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return index.writer(MEMORY, num_threads=1)
            except ValueError as error:
                if "Lock" not in str(error):
                    raise EngineUnavailable(f"The index in {place} cannot be written: {error}.") from error
                if time.monotonic() > until:
                    raise EngineUnavailable(
                        "Another process is writing to the index.", advice="Let it finish, then run the command again."
                    ) from error
                time.sleep(0.05)


class EmbeddedView:
    """One state of all sub-indexes. `made` keeps the queries that clauses became, by the identity of the clause;
    `counts` how many records hold a token."""

    steady = True

    def __init__(self, searchers: Mapping[str, Any], state: Hashable, made: Made, counts: Counts) -> None:
        self.searchers = searchers
        self.state = state
        self._schema = _schema()
        self._made = made
        self._counts = counts
        self._held = {language: count for language, searcher in searchers.items() if (count := searcher.num_docs)}

    def held(self) -> Mapping[str, int]:
        """See `View.held`."""
        return self._held

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """See `View.ask`."""
        return [self._answer(ask) for ask in asks]

    def fetch(self, hits: Sequence[RawHit]) -> list[IndexRecord]:
        """See `View.fetch`."""
        return [record_of(bytes(self.searchers[hit.language].doc(hit.address)["record"][0]).decode()) for hit in hits]

    def frequencies(self, tokens: Mapping[str, frozenset[str]]) -> Mapping[str, Mapping[str, int]]:
        """See `View.frequencies`."""
        return {
            language: {token: self._records(language, token) for token in wanted}
            for language, wanted in tokens.items()
            if language in self.searchers
        }

    def lacks(self, language: str, field: str, tokens: Sequence[str]) -> bool:
        """See `View.lacks`."""
        searcher = self.searchers.get(language)
        if searcher is None:
            return True
        return not all(map(self._counts.of(searcher, language, field).__getitem__, tokens))

    def _records(self, language: str, token: str) -> int:
        searcher = self.searchers[language]
        if not token.endswith("*"):
            return self._counts.of(searcher, language, "words")[token]
        counts = [count for _, count in searcher.terms_with_prefix("exact", token[:-1], None, SPELLINGS)]
        return int(min(sum(counts), searcher.num_docs))

    def _answer(self, ask: Ask) -> Answer:
        searcher = self.searchers.get(ask.language)
        if searcher is None or any(self._void(ask.language, part) for part in (ask.clause, *ask.limits.parts)):
            return Answer(0)
        query = self._query(ask.clause)
        without = [part for part in ask.limits.without if not self._void(ask.language, part)]
        if ask.limits.parts or without:
            wanted = [(Occur.Must, self._query(part)) for part in ask.limits.parts]
            refused = [(Occur.MustNot, self._query(part)) for part in without]
            query = Query.boolean_query([(Occur.Must, query), *wanted, *refused])
        if not ask.size:
            # Who is not listed needs no score.
            query = _silent(query)
        field, order = SORTS.get(ask.sort, (None, Order.Desc))
        result = searcher.search(query, max(1, ask.size), order_by_field=field if ask.size else None, order=order)
        facets = self._facets(ask, query, result.count) if ask.facets and result.count else {}
        if not ask.size or not result.hits:
            return Answer(result.count, (), facets)
        values, addresses = zip(*result.hits, strict=True)
        works = searcher.fast_field_values("work_key", list(addresses))
        countries = searcher.fast_field_values("country_key", list(addresses))
        hits = tuple(map(RawHit, (ask.language,) * len(values), values, addresses, works, countries))
        return Answer(result.count, hits, facets)

    def _facets(self, ask: Ask, query: Query, total: int) -> dict[str, dict[str, int]]:
        """The counts of each facet; one that has a single value in all of the sub-index is not counted."""
        searcher = self.searchers[ask.language]
        alone = self._counts.alone(searcher, ask.language, YES_NO.intersection(ask.facets), ("yes", "no"))
        names = [name for name in ask.facets if name not in alone]
        counted = searcher.aggregate(query, {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names})
        found = {name: {b["key"]: b["doc_count"] for b in counted[name]["buckets"]} for name in names}
        for name in NUMBERS.intersection(found):
            found[name] = {str(int(number)): count for number, count in found[name].items()}
        return found | {name: {value: total} for name, value in alone.items()}

    def _void(self, language: str, clause: Clause) -> bool:
        """Whether a clause is known to find nothing, without looking."""
        if isinstance(clause, Keyword) and clause.field != "year":
            counts = self._counts.of(self.searchers[language], language, clause.field)
            return not any(map(counts.__getitem__, clause.values))
        return isinstance(clause, Nothing)

    def _query(self, clause: Clause) -> Query:
        kept = self._made.get(id(clause))
        if kept is None or kept[0] is not clause:
            kept = self._made[id(clause)] = clause, self._new_query(clause)
        return kept[1]

    def _new_query(self, clause: Clause) -> Query:
        match clause:
            case Match(field, tokens, slop, weight):
                made = (
                    Query.term_query(self._schema, field, tokens[0])
                    if len(tokens) == 1
                    else Query.phrase_query(self._schema, field, list(tokens), slop)
                )
                return made if weight == 1.0 else Query.boost_query(made, weight)
            case Begins(field, start):
                return _begins(field, start)
            case Near(field, token, distance):
                return Query.const_score_query(Query.fuzzy_term_query(self._schema, field, token, distance), 1.0)
            case Keyword(field, values):
                return _silent(self._keyword(field, values))
            case Span(first, last, field):
                return _silent(self._span(field, first, last))
            case All(parts, without):
                wanted = [(Occur.Must, self._query(part)) for part in parts]
                return Query.boolean_query(wanted + [(Occur.MustNot, self._query(part)) for part in without])
            case Some(parts, least):
                return Query.boolean_query(
                    [(Occur.Should, self._query(part)) for part in parts], minimum_number_should_match=least
                )
            case Best(parts, others):
                return Query.disjunction_max_query([self._query(part) for part in parts], others)
            case Weighted(part, weight):
                return Query.boost_query(self._query(part), weight)
            case Constant(score):
                return Query.const_score_query(Query.all_query(), score)
            case Everything():
                return Query.all_query()
            case _:
                return Query.empty_query()

    def _keyword(self, field: str, values: Sequence[str]) -> Query:
        if field == "year":
            return Query.boolean_query(
                [(Occur.Should, self._span("year", int(v), int(v))) for v in values if v.isdecimal()]
                or [(Occur.Must, Query.empty_query())]
            )
        if len(values) > ONE_BY_ONE:
            return Query.term_set_query(self._schema, field, list(values))
        found = [Query.term_query(self._schema, field, value, "basic") for value in values]
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, one) for one in found])

    def _span(self, field: str, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, first, last, True, True)


@functools.lru_cache(maxsize=500)
def _begins(field: str, start: str) -> Query:
    """Making this one takes as long as asking it."""
    return Query.const_score_query(Query.regex_query(_schema(), field, re.escape(start) + ".*"), 1.0)


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _opened(place: Path, make: bool) -> Index:
    return Index(_schema(), path=str(place)) if make else Index.open(str(place))


@functools.cache
def _schema() -> Schema:
    build = SchemaBuilder()
    build.add_bytes_field("record", stored=True, indexed=False, fast=False)
    build.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        build.add_text_field(name, tokenizer_name="whitespace")
    for name in CLOSED_FIELDS:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field("title_key", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("year", "since", "until"):
        build.add_integer_field(name, indexed=True, fast=True)
    build.add_integer_field("date", fast=True)
    for name in ("work_key", "country_key"):
        build.add_unsigned_field(name, fast=True)
    return build.build()


def _native(document: IndexDocument) -> Document:
    made = Document()
    made.add_bytes("record", document.record.encode())
    for name in ("id", "title_key"):
        made.add_text(name, getattr(document, name))
    for name, tokens in document.text.items():
        if tokens:
            made.add_text(name, tokens)
    for name, values in document.closed.items():
        for value in values:
            made.add_text(name, value)
    if document.year is not None:
        made.add_integer("year", document.year)
    if document.date is not None:
        made.add_integer("date", document.date)
    made.add_integer("since", document.since)
    made.add_integer("until", document.until)
    made.add_unsigned("work_key", document.work_key)
    made.add_unsigned("country_key", document.country_key)
    return made
