"""Facets with counts that stay true under selection: a facet is counted as if nothing were chosen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.search.analysis import table_of
from kb.search.clauses import Clause
from kb.search.compiling import filtering
from kb.search.engine import Answer, Ask
from kb.search.index import FACETS, Facet, FacetValue
from kb.search.query import Filters

_ALWAYS = ("work_key", "country")
"""Counted with every filter on, for the totals of the page. Works are counted by their numbers: there are thousands of
them in one answer, and names would have to be looked up for each."""


class Facets:
    """The facets of one question: which are counted with the hits, and which by questions of their own."""

    def __init__(self, filters: Filters, every: Sequence[str], chosen: Sequence[str]) -> None:
        self._filters = filters
        self._every = tuple(every)
        self._languages = tuple(chosen)
        self._selected = dict(filters.chosen())
        if filters.year_from is not None or filters.year_to is not None:
            self._selected["year"] = ()
        counted = [name for name in FACETS if name != "language"]
        self._sideways = tuple(name for name in counted if name in self._selected)
        self.free = tuple(dict.fromkeys([*_ALWAYS, *(name for name in counted if name not in self._selected)]))

    def asks(self, clauses: Mapping[str, Clause]) -> list[Ask]:
        """The questions that the facets with a selection need beside those for the hits."""
        return [
            Ask(language, clauses[language], filtering(self._filters, besides=name), facets=(name,))
            for name in self._sideways
            for language in self._languages
        ] + [
            Ask(language, clauses[language], filtering(self._filters))
            for language in self._every
            if language not in self._languages
        ]

    def counts(self, found: Sequence[Answer], name: str) -> dict[str, int]:
        """Value → count over all languages."""
        counted: dict[str, int] = {}
        for answer in found:
            values = answer.facets.get(name, {})
            if not counted:
                counted.update(values)
                continue
            for value, count in values.items():
                counted[value] = counted.get(value, 0) + count
        return counted

    def values(self, found: Sequence[Answer], sideways: Sequence[Answer]) -> tuple[Facet, ...]:
        """All facets; `found` are the answers with the hits, `sideways` those to `asks`."""
        width = len(self._languages)
        own = {name: sideways[i * width : (i + 1) * width] for i, name in enumerate(self._sideways)}
        facets = []
        for name in FACETS:
            if name == "language":
                left = [language for language in self._every if language not in self._languages]
                others = zip(left, sideways[len(self._sideways) * width :], strict=True)
                counted = {language: answer.total for language, answer in zip(self._languages, found, strict=True)}
                counted |= {language: answer.total for language, answer in others}
                counted = {language: count for language, count in counted.items() if count}
                selected = tuple(map(table_of, self._selected.get(name, ())))
            else:
                counted = self.counts(own.get(name, found), name)
                selected = self._selected.get(name, ())
            facets.append(Facet(name, _ordered(name, counted, selected)))
        return tuple(facets)


def _ordered(name: str, counted: Mapping[str, int], selected: Sequence[str]) -> tuple[FacetValue, ...]:
    values = [FacetValue(value, count, value in selected) for value, count in counted.items()]
    values += [FacetValue(value, 0, True) for value in selected if value not in counted]
    if name == "year":
        return tuple(sorted(values, key=lambda v: v.value, reverse=True))
    return tuple(sorted(values, key=lambda v: (-v.count, v.value)))
