"""What all tests share: the real parts, and a clear word when a part is missing on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.assemble import open_knowledge_base
from kb.services import KnowledgeBase
from kb.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a server, a browser or the real laws where there is none."""
    missing = {
        "elasticsearch": None
        if os.environ.get("SSELEX_TEST_ELASTICSEARCH")
        else "no Elasticsearch: set SSELEX_TEST_ELASTICSEARCH to its address",
        "postgres": None
        if os.environ.get("SSELEX_TEST_POSTGRES")
        else "no PostgreSQL: set SSELEX_TEST_POSTGRES to its address",
        "browser": None
        if any(Path(place).exists() for place in ("/usr/bin/chromium", "/usr/bin/chromium-browser"))
        else "no Chromium: apt-get install chromium",
        "shared": None if SHARED.is_dir() else "the real laws are not beside this checkout",
    }
    for item in items:
        for mark, reason in missing.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("SSELEX_") and not name.startswith("SSELEX_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an empty knowledge base in a folder of its own."""
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "home"))
    return Settings.load()


@pytest.fixture
def knowledge_base(settings: Settings) -> Iterator[KnowledgeBase]:
    """An empty knowledge base: SQLite store, embedded engine."""
    built = open_knowledge_base(settings)
    yield built
    built.close()
