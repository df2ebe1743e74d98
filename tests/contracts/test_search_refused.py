"""A real Elasticsearch that refuses: busy for a while, full for good, one record that its mapping cannot take."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.errors import EngineUnavailable
from kb.search.elastic import Elastic
from kb.search.index import IndexRecord
from kb.settings import Settings

pytestmark = pytest.mark.elasticsearch

ELASTICSEARCH = os.environ.get("SSELEX_TEST_ELASTICSEARCH", "")


def record(number: int) -> IndexRecord:
    work = f"/akn/xa/act/2020/{number // 10}"
    return IndexRecord(
        id=f"{work}/fra@1~art_{number}", work=work, title="Loi", jurisdiction="XA", country="XA",
        expression=f"{work}/fra@1", eid=f"art_{number}", num=f"Art. {number}", text="La réserve est impartageable.",
        language="fr", year=2020,
    )  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[tuple[Elastic, Any]]:
    """The engine with an index of its own, and a client beside it."""
    from elasticsearch import Elasticsearch

    prefix = f"test-{uuid.uuid4().hex[:10]}"
    made = Elastic(Settings.load({"SSELEX_SEARCH": ELASTICSEARCH, "SSELEX_SEARCH_INDEX": prefix}, folder=tmp_path))
    made.put([record(0)])
    with Elasticsearch(ELASTICSEARCH) as client:
        yield made, client
        client.indices.delete(index=list(client.indices.get_alias(name=made.alias)))


def full(client: Any, engine: Elastic, yes: bool) -> None:
    """What the server does itself when its disk is full: it answers 429 to every record."""
    client.indices.put_settings(index=engine.alias, settings={"index.blocks.read_only_allow_delete": yes or None})


def held(engine: Elastic) -> int:
    with engine.view() as view:
        return sum(view.held().values())


def test_records_refused_for_a_while_are_sent_again_and_none_is_lost(engine: tuple[Elastic, Any]) -> None:
    elastic, client = engine
    full(client, elastic, True)
    later = threading.Timer(1.5, full, (client, elastic, False))
    began = time.monotonic()
    later.start()
    try:
        assert elastic.write((record(number) for number in range(100, 1300)), elastic.alias) == 1200
    finally:
        later.join()
    assert time.monotonic() - began > 1.4
    client.indices.refresh(index=elastic.alias)
    assert held(elastic) == 1201


def test_a_server_that_stays_full_is_told_with_how_many_it_refused(engine: tuple[Elastic, Any]) -> None:
    elastic, client = engine
    full(client, elastic, True)
    try:
        with pytest.raises(EngineUnavailable, match=r"refused 12 of 12 records.*read-only") as told:
            elastic.write((record(number) for number in range(100, 112)), elastic.alias)
        assert told.value.advice and "sselex rebuild" in told.value.advice
    finally:
        full(client, elastic, False)
    assert held(elastic) == 1


def test_one_record_that_the_mapping_refuses_does_not_hide_the_others(engine: tuple[Elastic, Any]) -> None:
    elastic, client = engine
    odd = replace(record(200), year=10**12)
    with pytest.raises(EngineUnavailable, match=r"refused 1 of 3 records.*year"):
        elastic.write([record(199), odd, record(201)], elastic.alias)
    client.indices.refresh(index=elastic.alias)
    assert held(elastic) == 3


def test_an_index_built_aside_that_was_refused_a_record_never_takes_the_place(engine: tuple[Elastic, Any]) -> None:
    elastic, client = engine
    before = set(client.indices.get(index=f"{elastic.alias}-*"))
    with pytest.raises(EngineUnavailable, match="refused 1 of 2"), elastic.fresh("2026") as fresh:
        fresh.put([record(1), replace(record(2), year=10**12)])
    assert set(client.indices.get(index=f"{elastic.alias}-*")) == before
    assert held(elastic) == 1
