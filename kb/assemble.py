"""Settings → knowledge base: the only place that chooses implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import StoreUnavailable
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store import Store
from kb.store.database import Database
from kb.store.files import FileStore

if TYPE_CHECKING:
    from kb.search.index import SearchIndex
    from kb.thesaurus import Thesaurus


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the knowledge base, its tables brought up to date; raises `StoreUnavailable` or `BadSettings`."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"The folder {settings.home} cannot be made: {error.strerror}.") from error
    database = Database(settings.store)
    database.migrate()

    def index() -> SearchIndex:
        from kb.search import open_index

        return open_index(settings)

    def thesaurus() -> Thesaurus:
        from kb.thesaurus import load

        return load()

    return KnowledgeBase(settings, Store(database), FileStore(settings.home / "files"), index, thesaurus)
