"""A question over one state of the index: its figures and clauses, made once for all pages, facets and views of it."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from kb.search import balancing
from kb.search.analysis import analyser
from kb.search.clauses import Clause, Everything
from kb.search.compiling import Compiler
from kb.search.engine import View
from kb.search.figures import NO_FIGURES, Rarity
from kb.search.plan import SearchPlan
from kb.search.tree import And, Node, Not, Or, Words

KEPT = 128
"""Questions that stay prepared, of each process."""


class Prepared:
    """What can be said of a question before any hit is looked for."""

    def __init__(self, plan: SearchPlan, view: View, languages: Sequence[str]) -> None:
        self.tree = plan.tree
        self._view = view
        self.rarities: Mapping[str, Rarity] = (
            balancing.figures_of(plan.tree, view, languages) if plan.expanded else {}
        )  # fmt: skip
        every = [node for node in words_of(plan.tree) if len(node.units) > 1]
        self.several = tuple(dict.fromkeys(every))
        """Nodes of several words, of which all may be wanted or most."""
        self._places = {id(node): self.several.index(node) for node in every}
        self._compilers: dict[str, Compiler] = {}
        self._clauses: dict[tuple[Any, ...], Clause] = {}

    @functools.cached_property
    def ideals(self) -> Mapping[str, float]:
        """See `balancing.ideals`."""
        return balancing.ideals(self.tree, self.rarities)

    def all_words(self, place: int, language: str) -> Clause:
        """What holds every word of one of `several`."""
        return self._kept(("all", place, language), self.several[place], language, frozenset())

    def clause(self, language: str, most: frozenset[int]) -> Clause:
        """What is looked for in a language; of the nodes at these places of `several`, only most words are wanted."""
        if self.tree is None:
            return Everything()
        return self._kept((language, most), self.tree, language, most)

    def _kept(self, key: tuple[Any, ...], node: Node, language: str, most: frozenset[int]) -> Clause:
        if key not in self._clauses:
            if language not in self._compilers:
                rarity = self.rarities.get(language, NO_FIGURES)
                lacks = functools.partial(self._view.lacks, language)
                self._compilers[language] = Compiler(analyser(language), rarity, lacks)
            made = self._compilers[language].clause(node, lambda words: self._places.get(id(words)) not in most)
            self._clauses[key] = made
        return self._clauses[key]


_KEPT: OrderedDict[tuple[Any, ...], Prepared] = OrderedDict()


def prepared(plan: SearchPlan, view: View, languages: Sequence[str]) -> Prepared:
    """The plan prepared; kept where the view names its state, since pages, facets and views of a question follow."""
    if plan.tree is None or view.state is None:
        return Prepared(plan, view, languages)
    key = (id(plan.tree), plan.expanded, view.state)
    found = _KEPT.get(key)
    if found is None or found.tree is not plan.tree:
        found = _KEPT[key] = Prepared(plan, view, languages)
        kept = list(_KEPT)
        gone = kept[:-KEPT]
        if kept[0][-1] != view.state:
            gone += [other for other in kept if other[-1] != view.state]
        for old in gone:
            _KEPT.pop(old, None)
    return found


def words_of(node: Node | None) -> list[Words]:
    """The words of a tree, those that are refused too."""
    match node:
        case Words():
            return [node]
        case And(parts) | Or(parts):
            return [words for part in parts for words in words_of(part)]
        case Not(part):
            return words_of(part)
        case _:
            return []
