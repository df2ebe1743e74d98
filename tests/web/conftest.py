"""A stocked knowledge base that the tests of the pages only read: catalogue, readings, four specimen texts, a guide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from ingest.cli import ingest
from kb import resources
from kb.assemble import open_knowledge_base
from kb.catalogue import load_catalogue, load_readings
from kb.guide.cli import guide
from kb.services import KnowledgeBase
from kb.settings import Settings
from web import create_app

HELD = (
    "xa-loi-2021-47-economie-sociale-solidaire-2021-06-18", "xa-loi-2021-47-economie-sociale-solidaire-2025-04-01",
    "xb-ley-12-2019-economia-social-solidaria", "xf-qanun-14-2023-iqtisad-tadamuni",
)  # fmt: skip


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Two versions of one law, a Spanish and an Arabic one, and an edition of a guide, beside the catalogue."""
    folder = resources.CORPORA / "specimens"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSELEX_HOME", str(tmp_path_factory.mktemp("stocked") / "home"))
        environment.setenv("SSELEX_RATE_LIMIT", "0")
        built = open_knowledge_base(Settings.load())
        with built.store.write() as session:
            load_catalogue(session)
            load_readings(session)
        files = [str(folder / "pdf" / f"{name}.pdf") for name in HELD]
        for command, arguments in (
            (ingest, [*files, "--manifest", str(folder / "manifest.csv"), "--quiet"]),
            (guide, ["draft", "first", "--language", "fr"]),
            (guide, ["freeze", "first"]),
        ):
            done = CliRunner().invoke(command, arguments, catch_exceptions=False)
            assert done.exit_code == 0, done.output
    yield built
    built.close()


@pytest.fixture(scope="session")
def stocked_app(stocked: KnowledgeBase) -> Flask:
    """The site over it."""
    return create_app(stocked)


@pytest.fixture
def reader(stocked_app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return stocked_app.test_client()


@pytest.fixture
def own(stocked: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """A copy that the test may change."""
    shutil.copytree(stocked.settings.home, tmp_path / "home")
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "home"))
    built = open_knowledge_base(Settings.load())
    yield built
    built.close()
