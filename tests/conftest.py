"""What all tests share: the real parts, and a clear word when a part is missing on this machine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.assemble import open_knowledge_base
from kb.model.law import LegalText, Provision
from kb.model.tags import Evidence, Tag, TagStatus
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
    """No setting of the person who runs the tests reaches them, nor does the hour at which they run: the archive of
    everything, which a worker makes in one hour of the night, is asked for by the tests of it alone."""
    for name in list(os.environ):
        if name.startswith("SSELEX_") and not name.startswith("SSELEX_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SSELEX_BULK_HOUR", "")


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


@pytest.fixture
def legal_text() -> Callable[..., LegalText]:
    """Makes a text from (eid, number, heading, words) rows, offsets and all."""

    def make(*rows: tuple[str, str, str | None, str], language: str = "fr") -> LegalText:
        whole, found = "", []
        for position, (eid, num, heading, words) in enumerate(rows):
            whole += f"{num} {heading or ''}\n"
            found.append(
                Provision(
                    eid,
                    "article",
                    num,
                    heading,
                    words,
                    len(whole),
                    len(whole) + len(words),
                    position,
                    language=language,
                )
            )
            whole += words + "\n"
        return LegalText(language, whole, tuple(found))

    return make


@pytest.fixture
def theme_tag() -> Callable[..., Tag]:
    """Makes a theme tag on the first words of a provision."""

    def make(text: LegalText, eid: str, theme: str, status: TagStatus = "suggested", score: float = 0.8) -> Tag:
        home = next(p for p in text.provisions if p.eid == eid)
        quote = home.text[:20]
        evidence = Evidence(eid, home.start, home.start + len(quote), quote, "test 1")
        return Tag("theme", theme, eid, evidence, score, "test", None, status)

    return make


@pytest.fixture
def postgres_address() -> Iterator[str]:
    """The address of an empty PostgreSQL schema of the test's own; for tests marked `postgres`."""
    from sqlalchemy import create_engine, make_url, text

    server = make_url(os.environ["SSELEX_TEST_POSTGRES"]).set(drivername="postgresql+psycopg")
    schema = f"test_{secrets.token_hex(6)}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield server.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
