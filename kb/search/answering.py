"""A plan answered over any engine: all or most words, languages merged, facets, groups, highlights."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace

from kb.search import balancing, covering, spelling
from kb.search.analysis import analyser, table_of
from kb.search.clauses import Clause, Everything, Keyword, Nothing
from kb.search.compiling import filtering
from kb.search.documents import key_of
from kb.search.engine import Answer, Ask, Engine, RawHit, View
from kb.search.facets import Facets
from kb.search.highlighting import marks, segments, snippet
from kb.search.index import FreshIndex, HitGroup, IndexHealth, IndexRecord, SearchHit, SearchPage
from kb.search.likeness import telling_words
from kb.search.plan import SearchPlan
from kb.search.prepared import prepared, words_of
from kb.search.tree import Node

ENOUGH = 50
"""Where fewer provisions hold all words, those that hold most of them are shown too: the right one may say one of the
words otherwise."""
LARGEST = 4
"""Languages, those with most records first, that are counted before the rest."""
AT_ONCE = 200
"""Hits whose records are fetched at one time when all are given."""
MARKED = 20_000
"""Characters of a provision in which a list of hits looks for marks; annexes may be as long as books."""
IN_GROUP = 3
"""Hits shown of one work or country."""
SEEN = 300
"""Hits of a language that are looked through for the best ones of each country; only countries that have fewer hits
among them than are shown are asked for by themselves."""


class Answering:
    """A `SearchIndex` made of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(self, records: Iterable[IndexRecord]) -> int:
        """See `SearchIndex.put`."""
        return self.engine.put(records)

    def drop(self, ids: Iterable[str]) -> None:
        """See `SearchIndex.drop`."""
        self.engine.drop(ids)

    def fresh(self, version: str) -> AbstractContextManager[FreshIndex]:
        """See `SearchIndex.fresh`."""
        return self.engine.fresh(version)

    def health(self) -> IndexHealth:
        """See `SearchIndex.health`."""
        return self.engine.health()

    def languages(self) -> tuple[str, ...]:
        """See `SearchIndex.languages`."""
        with self.engine.view() as view:
            return tuple(_largest_first(view.held(), view))

    def suggest(self, prefix: str, language: str | None = None, limit: int = 10) -> tuple[str, ...]:
        """See `SearchIndex.suggest`."""
        start = prefix.strip().casefold()
        if not start:
            return ()
        found = self.engine.beginning(start, (table_of(language),) if language else (), limit * 5)
        return tuple(sorted(found, key=lambda word: (-found[word], word))[:limit])

    def search(self, plan: SearchPlan) -> SearchPage:
        """See `SearchIndex.search`."""
        began = time.perf_counter()
        with self.engine.view() as view:
            page = _Question(plan, view).page(self.engine.name)
            unknown = _unknown(plan.tree, view) if page.notices or not page.total else ()
        took = round((time.perf_counter() - began) * 1000, 2)
        nearest = spelling.nearest(plan.query.text, unknown, self.engine.beginning) if unknown else None
        return replace(page, took_ms=took, did_you_mean=nearest)

    def every(self, plan: SearchPlan) -> Iterator[SearchHit]:
        """See `SearchIndex.every`."""
        whole = replace(plan, query=replace(plan.query, group="provisions", offset=0))
        with ExitStack() as stack:
            view = stack.enter_context(self.engine.view())
            question = _Question(whole, view)
            order = question.order()
            kept = stack.pop_all()
        return _shown_from(question, order, kept)

    def telling(self, record: IndexRecord) -> tuple[str, ...]:
        """See `SearchIndex.telling`."""
        with self.engine.view() as view:
            return telling_words(record, view)


class _Question:
    """One plan over one state of the index."""

    def __init__(self, plan: SearchPlan, view: View) -> None:
        self._plan = plan
        self._query = plan.query
        self._view = view
        self._every = tuple(sorted(view.held()))
        chosen = set(map(table_of, self._query.filters.language))
        self._languages = tuple(name for name in self._every if not chosen or name in chosen)
        self._limits = filtering(self._query.filters)
        self._reachable = self._within_limits()
        self._notices = list(plan.notices)
        self._prepared = prepared(plan, view, self._every)
        self._scale = self._prepared.ideals if plan.expanded and self._query.sort == "relevance" else {}
        self._rarities = self._prepared.rarities
        self._records: dict[int, IndexRecord] = {}
        self._weighed: dict[int, float] = {}
        self._lowest = float("inf")

    def page(self, engine: str) -> SearchPage:
        """The page that was asked for."""
        query = self._query
        clauses = self._clauses()
        facets = Facets(query.filters, self._every, self._languages)
        until = query.offset + query.limit
        size = {"provisions": max(until, self._first), "works": until * 10, "countries": SEEN}[query.group]
        main = [
            Ask(
                language,
                clauses[language] if language in self._reachable else Nothing(),
                self._limits,
                query.sort,
                size,
                facets.free,
            )
            for language in self._languages
        ]
        sideways = facets.asks(clauses)
        answers = self._view.ask([*main, *sideways])
        found = answers[: len(main)]
        total = sum(answer.total for answer in found)
        works = facets.counts(found, "work_key")
        countries = facets.counts(found, "country")
        groups: tuple[HitGroup, ...] = ()
        if query.group == "provisions":
            shown = tuple(self.shown(self._covering(self._merged(found))[query.offset : until]))
        else:
            groups = (
                self._by_country(found, clauses, countries)
                if query.group == "countries"
                else self._by_work(found, clauses, main, works)
            )
            shown = tuple(hit for group in groups for hit in group.hits)
        return SearchPage(
            engine=engine, query=query, plan=self._plan, total=total, works=len(works),
            countries=sum("-" not in code for code in countries), hits=shown,
            facets=facets.values(found, answers[len(main) :]), groups=groups, notices=tuple(self._notices),
        )  # fmt: skip

    def order(self) -> list[RawHit]:
        """All hits in their order."""
        clauses = self._clauses()
        asks = [Ask(language, clauses[language], self._limits, self._query.sort) for language in self._languages]
        totals = self._view.ask(asks)
        sized = [replace(ask, size=answer.total) for ask, answer in zip(asks, totals, strict=True) if answer.total]
        return self._covering(self._merged(self._view.ask(sized)))

    # -- all words or most of them -------------------------------------------------------------------------

    def _clauses(self) -> dict[str, Clause]:
        """The clause of each language that is held. Whether all words of a node are wanted is settled for the node by
        itself, under the filters: so "A NOT B" is always what A gives without what B gives."""
        most = set()
        for place in range(len(self._prepared.several)):
            count = self._holding_all(place)
            if count < ENOUGH:
                most.add(place)
                self._notices.append(_few(count))
        return {language: self._prepared.clause(language, frozenset(most)) for language in self._every}

    def _holding_all(self, place: int) -> int:
        """How many provisions hold all words of a node; where those in the languages of the words, or those in the
        largest ones, are enough, the others are not asked."""
        reachable = _largest_first(self._reachable, self._view)
        spoken = [language for language in reachable if language in self._plan.query_languages]
        others = [language for language in reachable if language not in spoken]
        count = 0
        for languages in (spoken, others[:LARGEST], others[LARGEST:]):
            if languages and count < ENOUGH:
                asks = [Ask(name, self._prepared.all_words(place, name), self._limits) for name in languages]
                count += sum(answer.total for answer in self._view.ask(asks))
        return count

    # -- merging and showing -------------------------------------------------------------------------------

    def _merged(self, answers: Iterable[Answer]) -> list[RawHit]:
        rising = self._query.sort in ("oldest", "title")
        return balancing.merged((answer.hits for answer in answers), self._scale, rising=rising)

    def _within_limits(self) -> frozenset[str]:
        """The languages in which the filters leave anything: one country has few, and only those are asked."""
        if not self._query.filters:
            return frozenset(self._languages)
        asks = [Ask(language, Everything(), self._limits) for language in self._languages]
        return frozenset(
            language for language, left in zip(self._languages, self._view.ask(asks), strict=True) if left.total
        )

    @property
    def _first(self) -> int:
        """How many hits are weighed anew."""
        return covering.FIRST if self._scale else 0

    def _covering(self, hits: list[RawHit]) -> list[RawHit]:
        """The first hits in the order of their scores by what they hold of the question; the others follow."""
        first = hits[: self._first]
        if len(first) < 2:
            return hits
        records = self._view.fetch(first)
        self._records = {id(hit): record for hit, record in zip(first, records, strict=True)}
        for hit, weight in zip(first, covering.weights(records, self._plan.tree, self._rarities), strict=True):
            self._weighed[id(hit)] = weight * balancing.comparable(hit, self._scale)
        order = sorted(first, key=lambda hit: -self._weighed[id(hit)])
        again = covering.repeated([self._records[id(hit)] for hit in order])
        order = [hit for hit, said in zip(order, again, strict=True) if not said] + [
            hit for hit, said in zip(order, again, strict=True) if said
        ]
        for hit in order:
            self._lowest = self._weighed[id(hit)] = min(self._lowest, self._weighed[id(hit)])
        return order + hits[len(first) :]

    def _score(self, hit: RawHit) -> float:
        if self._query.sort != "relevance":
            return 0.0
        return self._weighed.get(id(hit)) or min(self._lowest, balancing.comparable(hit, self._scale))

    def shown(self, hits: Sequence[RawHit]) -> Iterator[SearchHit]:
        """These hits with their records and marks."""
        left = [hit for hit in hits if id(hit) not in self._records]
        fetched = {id(hit): record for hit, record in zip(left, self._view.fetch(left) if left else (), strict=True)}
        for hit in hits:
            record = self._records.get(id(hit)) or fetched[id(hit)]
            yield _hit(record, self._score(hit), self._plan)

    # -- groups --------------------------------------------------------------------------------------------

    def _by_country(
        self, found: Sequence[Answer], clauses: Mapping[str, Clause], counts: Mapping[str, int]
    ) -> tuple[HitGroup, ...]:
        """The best provisions of each country side by side, the country with the best one first."""
        pairs = [
            (code, language)
            for language, answer in zip(self._languages, found, strict=True)
            for code in answer.facets.get("country", {})
            if "-" not in code
        ]
        return self._grouped("country", pairs, clauses, counts, self._seen(pairs, found) if self._view.steady else {})

    def _seen(self, pairs: Sequence[tuple[str, str]], found: Sequence[Answer]) -> dict[tuple[str, str], Answer]:
        """(country, language) → its best hits, where enough of them are among those of the language."""
        by_key: dict[tuple[str, int], list[RawHit]] = {}
        for answer in found:
            for hit in answer.hits:
                by_key.setdefault((hit.language, hit.country_key), []).append(hit)
        answers = dict(zip(self._languages, found, strict=True))
        seen = {}
        for code, language in pairs:
            total = answers[language].facets["country"][code]
            hits = by_key.get((language, key_of(code)), [])
            if len(hits) >= min(IN_GROUP, total):
                seen[code, language] = Answer(total, tuple(hits[:IN_GROUP]))
        return seen

    def _by_work(
        self, found: Sequence[Answer], clauses: Mapping[str, Clause], main: Sequence[Ask], counts: Mapping[str, int]
    ) -> tuple[HitGroup, ...]:
        """Works in the order of their best provision; the window of hits grows until the page is full."""
        until, size = self._query.offset + self._query.limit, max((ask.size for ask in main), default=0)
        while True:
            hits = self._merged(found)
            first: dict[int, RawHit] = {}
            for hit in hits:
                first.setdefault(hit.work_key, hit)
            if len(first) >= min(until, len(counts)) or all(len(answer.hits) == answer.total for answer in found):
                break
            size *= 8
            found = self._view.ask([replace(ask, size=size, facets=()) for ask in main])
        best = list(first.values())[self._query.offset : until]
        works = [record.work for record in self._view.fetch(best)]
        held = {language for language, clause in clauses.items() if not isinstance(clause, Nothing)}
        pairs = [(work, language) for work in works for language in self._languages if language in held]
        totals = {work: counts.get(str(key_of(work)), 0) for work in works}
        groups = {group.key: group for group in self._grouped("work", pairs, clauses, totals, {}, whole=True)}
        return tuple(groups[work] for work in works if work in groups)

    def _grouped(
        self, field: str, pairs: Sequence[tuple[str, str]], clauses: Mapping[str, Clause],
        counts: Mapping[str, int], seen: Mapping[tuple[str, str], Answer], *, whole: bool = False,
    ) -> tuple[HitGroup, ...]:  # fmt: skip
        asks = []
        left = [pair for pair in pairs if pair not in seen]
        for key, language in left:
            limits = replace(self._limits, parts=(*self._limits.parts, Keyword(field, (key,))))
            asks.append(Ask(language, clauses[language], limits, self._query.sort, IN_GROUP))
        answers = {**seen, **dict(zip(left, self._view.ask(asks), strict=True))}
        by_key: dict[str, list[Answer]] = {}
        for pair in pairs:
            by_key.setdefault(pair[0], []).append(answers[pair])
        best = {key: self._merged(answers)[:IN_GROUP] for key, answers in by_key.items()}
        first = {id(hits[0]): key for key, hits in best.items() if hits}
        order = [first[id(hit)] for hit in self._merged(Answer(0, (hits[0],)) for hits in best.values() if hits)]
        if not whole:
            order = order[self._query.offset : self._query.offset + self._query.limit]
        return tuple(HitGroup(key, counts.get(key, 0), tuple(self.shown(best[key]))) for key in order)


def _shown_from(question: _Question, order: Sequence[RawHit], kept: ExitStack) -> Iterator[SearchHit]:
    with kept:
        for start in range(0, len(order), AT_ONCE):
            yield from question.shown(order[start : start + AT_ONCE])


def _unknown(tree: Node | None, view: View) -> tuple[str, ...]:
    """Words typed that were not understood and stand in no text."""
    alone = [
        unit.typed
        for node in words_of(tree)
        for unit in node.units
        if all(one.via == "typed" for one in unit.alternatives) and len(unit.typed.split()) == 1
    ]
    if not alone:
        return ()
    stems = {language: {word: tuple(analyser(language).stems(word)) for word in alone} for language in view.held()}
    counts = view.frequencies({name: frozenset(s for made in of.values() for s in made) for name, of in stems.items()})
    return tuple(
        word
        for word in dict.fromkeys(alone)
        if not any(counts.get(name, {}).get(stem) for name, of in stems.items() for stem in of[word])
    )


def _few(count: int) -> str:
    if not count:
        return "No provision holds all the words; those that hold most of them are shown."
    held = "1 provision holds" if count == 1 else f"{count} provisions hold"
    return f"Only {held} all the words; those that hold most of them are shown too."


def _hit(record: IndexRecord, score: float, plan: SearchPlan) -> SearchHit:
    tree = plan.tree
    in_text = marks(record.text[:MARKED], record.language, tree)
    in_heading = marks(record.heading or "", record.language, tree)
    in_title = marks(record.title, record.language, tree)
    matched = dict.fromkeys(mark.term for mark in (*in_text, *in_heading, *in_title))
    return SearchHit(
        id=record.id, work=record.work, expression=record.expression, eid=record.eid, num=record.num,
        heading=record.heading, title=record.title, jurisdiction=record.jurisdiction, language=record.language,
        page=record.page, score=round(score, 4), snippet=snippet(record.text, in_text), matched=tuple(matched),
        themes=record.themes, held=record.held, source_name=record.source_name, specimen=record.specimen,
        instrument=record.instrument, status=record.status, date=record.date, number=record.number,
        reviewed=record.reviewed, poor_text=record.poor_text, version=record.version, current=record.current,
        heading_marked=segments(record.heading or "", in_heading), title_marked=segments(record.title, in_title),
    )  # fmt: skip


def _largest_first(languages: Iterable[str], view: View) -> list[str]:
    held = view.held()
    return sorted(languages, key=lambda language: (-held[language], language))
