"""The Elasticsearch engine over three servers, one of which is killed and comes back; and over one that asks who it is.

These start and stop servers of their own with the program that SSELEX_TEST_CLUSTER names (`make test-cluster`).
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb import thesaurus
from kb.errors import EngineUnavailable
from kb.search import lexicon, open_index
from kb.search.engine import ViewLost
from kb.search.index import IndexRecord, SearchIndex
from kb.search.plan import plan_query
from kb.search.query import Filters, SearchQuery
from kb.settings import Settings

PROGRAM = os.environ.get("SSELEX_TEST_CLUSTER", "")
SERVERS = "http://127.0.0.1:19200,http://127.0.0.1:19201,http://127.0.0.1:19202"
PASSWORD = "sselex-test-only"
IN_A_ROW = 4
"""Times, two seconds apart, that servers must say that they are ready."""
pytestmark = pytest.mark.skipif(not PROGRAM, reason="no cluster: `make test-cluster` starts one")


def program(*arguments: str) -> str:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def start(*arguments: str, login: dict[str, Any] | None = None, nodes: int = 1) -> None:
    """Start servers; on a busy machine they may need longer than the program waits for them. A server that asks who it
    is knows its users for a moment, and then not until the index that holds them stands: it must answer in a row."""
    from elasticsearch import ApiError, Elasticsearch, TransportError

    subprocess.run([PROGRAM, "start", "--heap", "512m", *arguments], capture_output=True, timeout=900)
    with Elasticsearch("http://127.0.0.1:19200", **(login or {})) as client:
        answered = 0
        for _ in range(150):
            try:
                health = client.cluster.health()
                ready = health["number_of_nodes"] == nodes and health["status"] in ("green", "yellow")
            except (ApiError, TransportError):
                ready = False
            answered = answered + 1 if ready else 0
            if answered == IN_A_ROW:
                return
            time.sleep(2)
    pytest.fail("the servers did not start in five minutes more")


@pytest.fixture(scope="module", autouse=True)
def nobody_else() -> Iterator[None]:
    """These tests need the ports for themselves."""
    status = subprocess.run([PROGRAM, "status"], capture_output=True, text=True).stdout
    if "http://" in status:
        pytest.skip("a server runs already: stop it first")
    yield
    subprocess.run([PROGRAM, "stop"], capture_output=True)


def opened(folder: Path, address: str, **more: str) -> SearchIndex:
    environment = {"SSELEX_SEARCH": address, "SSELEX_SEARCH_INDEX": "cluster", **more}
    return open_index(Settings.load(environment, folder=folder))


def law(number: int, articles: int = 20) -> list[IndexRecord]:
    work = f"/akn/xx/act/2020/{number}"
    first = IndexRecord(
        id="", work=work, title=f"Loi {number}", jurisdiction="XX", country="XX", expression=f"{work}/fra@1",
        language="fr", eid="", text=f"La réserve impartageable de la coopérative numéro {number}.",
    )  # fmt: skip
    return [replace(first, id=f"{work}/fra@1~art_{n}", eid=f"art_{n}", num=f"Art. {n}") for n in range(1, articles + 1)]


def ask(index: SearchIndex, text: str, **more: Any) -> Any:
    query = SearchQuery(text, Filters(country=("XX",)), **more)
    for pause in (0.1, 0.5, 2.0, 0.0):
        try:
            return index.search(plan_query(query, thesaurus.load(), lexicon.load(), index.languages()))
        except ViewLost:
            time.sleep(pause)
    raise AssertionError("the question was lost four times")


def test_a_server_killed_while_indexing_and_searching_loses_nothing(tmp_path: Path) -> None:
    try:
        start("--nodes", "3", nodes=3)
        _killed_and_revived(tmp_path)
    finally:
        program("stop")


def _killed_and_revived(tmp_path: Path) -> None:
    shared = {"SSELEX_SEARCH_SHARDS": "3", "SSELEX_SEARCH_REPLICAS": "1"}
    writer, reader = opened(tmp_path, SERVERS, **shared), opened(tmp_path, SERVERS, **shared)
    writer.put(law(0))
    acknowledged, refused, answered, failed = [0], [], [], []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            began = time.monotonic()
            try:
                assert ask(reader, "réserve impartageable").total >= 20
                answered.append((began, time.monotonic() - began))
            except EngineUnavailable as error:
                failed.append((began, str(error)))

    searching = threading.Thread(target=search)
    searching.start()
    try:
        number, killed, revived = _indexed_meanwhile(writer, acknowledged, refused)
    finally:
        done.set()
        searching.join()
    print(
        f"\n{len(acknowledged)} laws of 20 articles acknowledged, {len(refused)} refused {refused[:2]}; "
        f"{len(answered)} searches answered, {sum(killed < at < revived for at, _ in answered)} of them without the "
        f"server, the slowest in {max(took for _, took in answered):.1f} s; {len(failed)} failed {failed[:2]}"
    )
    assert any(killed < at < revived for at, _ in answered), "searches went on without the server"
    assert not failed
    assert number - len(refused) > 10
    _green(writer)
    held = {record.id for record in _everything(writer)}
    lost = [n for n in acknowledged if not {record.id for record in law(n)} <= held]
    assert lost == [], "what was acknowledged is there"
    assert ask(writer, "réserve impartageable").total == len(held), "and is found"


def _indexed_meanwhile(
    writer: SearchIndex, acknowledged: list[int], refused: list[tuple[int, str]]
) -> tuple[int, float, float]:
    """Index laws while a server is killed and comes back; (the last number, moments of death and return)."""
    client = writer.engine._client  # type: ignore[attr-defined]
    number, killed, coming, begun = 0, 0.0, None, time.monotonic()
    while True:
        number += 1
        try:
            writer.put(law(number))
            acknowledged.append(number)
        except EngineUnavailable as error:
            refused.append((number, str(error)))
        now = time.monotonic()
        if not killed and now - begun > 6:
            # The first one named: whoever asks must go on to the others.
            program("kill", "1")
            killed = time.monotonic()
        elif killed and coming is None and now - killed > 12:
            coming = subprocess.Popen([PROGRAM, "revive", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        elif coming and client.cluster.health()["number_of_nodes"] == 3:
            coming.wait(timeout=300)
            return number, killed, now
        assert now - begun < 900, "the server did not come back"


def _green(index: SearchIndex) -> None:
    client = index.engine._client  # type: ignore[attr-defined]
    for _ in range(60):
        if client.cluster.health()["status"] == "green":
            return
        time.sleep(1)
    pytest.fail("the cluster did not come back to green in a minute")


def _everything(index: SearchIndex) -> Iterator[Any]:
    query = SearchQuery("", Filters(country=("XX",)))
    return index.every(plan_query(query, thesaurus.load(), lexicon.load(), index.languages()))


def test_user_or_key_from_the_environment_open_a_server_that_asks_who_it_is(tmp_path: Path) -> None:
    try:
        start("--secure", login={"basic_auth": ("elastic", PASSWORD)})
        _let_in(tmp_path)
    finally:
        program("stop")


def _let_in(tmp_path: Path) -> None:
    from elasticsearch import Elasticsearch

    server = "http://127.0.0.1:19200"
    for wrong in ({}, {"SSELEX_SEARCH_USER": "elastic", "SSELEX_SEARCH_PASSWORD": "guess"},
                  {"SSELEX_SEARCH_API_KEY": "Z3Vlc3M6Z3Vlc3M="}):  # fmt: skip
        with pytest.raises(EngineUnavailable, match="refuses the login") as told:
            opened(tmp_path, server, **wrong).languages()
        assert "SSELEX_SEARCH_API_KEY" in told.value.advice and "guess" not in str(told.value)
    by_user = opened(tmp_path, server, SSELEX_SEARCH_USER="elastic", SSELEX_SEARCH_PASSWORD=PASSWORD)
    assert by_user.put(law(1)) == 20 and ask(by_user, "réserve").total == 20
    rights = {
        "sselex": {
            "cluster": ["monitor"],
            "indices": [{"names": ["cluster-*"], "privileges": ["all"]}],
        }
    }
    with Elasticsearch(server, basic_auth=("elastic", PASSWORD)) as client:
        key = client.security.create_api_key(name="sselex", role_descriptors=rights)["encoded"]
    by_key = opened(tmp_path, server, SSELEX_SEARCH_API_KEY=key)
    with by_key.fresh("1") as fresh:
        fresh.put(law(2))
    assert ask(by_key, "réserve").total == 20 and by_key.health().fresh
    assert {hit.work for hit in _everything(by_key)} == {"/akn/xx/act/2020/2"}
    assert by_key.suggest("imparta") == ("impartageable",)
    by_key.drop(["/akn/xx/act/2020/2"])
    assert by_key.languages() == ()
