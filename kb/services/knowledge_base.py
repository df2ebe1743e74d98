"""The built knowledge base: the parts that every verb works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kb.settings import Settings
from kb.store import Store
from kb.store.files import FileStore

if TYPE_CHECKING:
    from kb.search.index import SearchIndex
    from kb.thesaurus import Thesaurus


@dataclass(frozen=True)
class KnowledgeBase:
    """Store, files, search index and thesaurus; the last two are opened when first asked for."""

    settings: Settings
    store: Store
    files: FileStore
    open_index: Callable[[], SearchIndex] = field(repr=False)
    open_thesaurus: Callable[[], Thesaurus] = field(repr=False)

    @cached_property
    def index(self) -> SearchIndex:
        """The search engine in use; raises `EngineUnavailable` where it does not answer."""
        return self.open_index()

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """Concepts with their labels in all languages."""
        return self.open_thesaurus()

    def close(self) -> None:
        """Give back the connections of the store."""
        self.store.database.close()
