"""Analysis is ours: what it makes of a text is what both engines hold, token by token and place by place."""

from __future__ import annotations

import os
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.search import open_index
from kb.search.analysis import WORD, Analyser, analyser, languages, table_of, words_of
from kb.search.clauses import Begins, Match
from kb.search.documents import TEXT_FIELDS, document_of
from kb.search.engine import Ask
from kb.search.index import IndexRecord
from kb.settings import Settings

ELASTICSEARCH = os.environ.get("SSELEX_TEST_ELASTICSEARCH", "")
SENTENCES: dict[str, str] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
HELD = ("ar", "bg", "ca", "cs", "de", "el", "en", "es", "et", "fi", "fr", "ko", "lv", "no", "pt", "ro", "rw",
        "sk", "sq", "sr", "sr-Latn")  # fmt: skip
FORMS: dict[str, Callable[[Analyser, str], list[str]]] = {
    "words": lambda a, text: a.stems(text), "exact": lambda a, text: a.exact(text),
    "verbatim": lambda a, text: a.verbatim(text),
}  # fmt: skip


def a_record(language: str, text: str, number: int = 1) -> IndexRecord:
    work = f"/akn/xx/act/2020/{language}-{number}"
    return IndexRecord(
        id=f"{work}/{language}@1~art_1", work=work, title=text[:60], jurisdiction="XX", country="XX",
        expression=f"{work}/{language}@1", eid="art_1", num="Art. 1", heading=text[:40], text=text, language=language,
    )  # fmt: skip


RECORDS = [a_record(language, text) for language, text in SENTENCES.items()]


def login() -> dict[str, Any]:
    user = os.environ.get("SSELEX_TEST_SEARCH_USER")
    return {"basic_auth": (user, os.environ["SSELEX_TEST_SEARCH_PASSWORD"])} if user else {}


@pytest.fixture(scope="module")
def elastic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An index on the server with one passage a language; gives the engine and a client of its own."""
    from elasticsearch import Elasticsearch

    prefix = f"test-{uuid.uuid4().hex[:10]}"
    environment = {"SSELEX_SEARCH": ELASTICSEARCH, "SSELEX_SEARCH_INDEX": prefix}
    for name in ("USER", "PASSWORD"):
        if f"SSELEX_TEST_SEARCH_{name}" in os.environ:
            environment[f"SSELEX_SEARCH_{name}"] = os.environ[f"SSELEX_TEST_SEARCH_{name}"]
    index: Any = open_index(Settings.load(environment, folder=tmp_path_factory.mktemp("tokens")))
    index.put(RECORDS)
    with Elasticsearch(ELASTICSEARCH, **login()) as client:
        yield index.engine, client
        client.indices.delete(index=list(client.indices.get_alias(name=index.engine.alias)))


def of_server(client: Any, engine: Any, field: str, text: str) -> list[tuple[str, int]]:
    """(token, place) of each token that the server makes of a text in a field of the index in use."""
    name = next(iter(client.indices.get_alias(name=engine.alias)))
    found = client.indices.analyze(index=name, field=field, text=text)["tokens"]
    return [(token["token"], token["position"]) for token in found]


def of_embedded(text: str) -> list[str]:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    return list(TextAnalyzerBuilder(Tokenizer.whitespace()).build().analyze(text))


def test_there_is_a_passage_of_every_language_held() -> None:
    assert set(HELD) == set(SENTENCES)
    assert {table_of(language) for language in HELD} <= set(languages())
    for language, text in SENTENCES.items():
        assert len(analyser(language).stems(text)) >= 5, language


@pytest.mark.parametrize("language", HELD)
def test_a_text_read_by_bytes_has_the_tokens_of_its_words(language: str) -> None:
    read = analyser(language)
    odd = "½ µ Œuvre_ŒUVRE straße 1º 2ª l’impôt ’s Đorđe İstanbul naı̈ve e\u0301t\u00e9 Größe x\u00a0y ΌΣΟΣ ὅσος 5/2011"
    for text in (SENTENCES[language], SENTENCES[language].upper(), odd, *odd.split(" "), *map(chr, range(32, 0x2200))):
        parts = read.stems(text), read.exact(text), read.verbatim(text)
        assert read.forms(text) == tuple(map(" ".join, parts)), text
        assert list(words_of(text)) == WORD.findall(text)


@pytest.mark.elasticsearch
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", HELD)
def test_the_server_holds_our_tokens_in_our_order(elastic: Any, language: str, form: str) -> None:
    engine, client = elastic
    text, table = SENTENCES[language], table_of(language)
    ours = FORMS[form](analyser(language), text)
    sent = " ".join(ours)
    assert of_server(client, engine, f"{form}.{table}", sent) == [(token, at) for at, token in enumerate(ours)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", HELD)
def test_the_embedded_engine_holds_our_tokens_in_our_order(language: str, form: str) -> None:
    ours = FORMS[form](analyser(language), SENTENCES[language])
    assert of_embedded(" ".join(ours)) == ours


@pytest.mark.elasticsearch
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.language)
def test_every_field_of_a_document_is_the_same_in_both(elastic: Any, record: IndexRecord) -> None:
    engine, client = elastic
    document = document_of(record)
    for field in TEXT_FIELDS:
        if sent := document.text[field]:
            server = [token for token, _ in of_server(client, engine, f"{field}.{document.language}", sent)]
            assert server == of_embedded(sent) == sent.split(" "), field


@pytest.mark.parametrize("engine", ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def test_each_word_of_each_passage_is_found_again(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if engine == "embedded":
        index: Any = open_index(Settings.load({"SSELEX_HOME": str(tmp_path)}, folder=tmp_path))
        index.put(RECORDS)
        asked = index.engine
    else:
        asked = request.getfixturevalue("elastic")[0]
    with asked.view() as view:
        for record in RECORDS:
            table, read = table_of(record.language), analyser(record.language)
            asks = [Ask(table, Match("words", (token,)), size=5) for token in dict.fromkeys(read.stems(record.text))]
            plain = read.exact(record.text)
            asks += [Ask(table, Match("exact", tuple(plain[at : at + 3])), size=5) for at in range(len(plain) - 2)]
            asks.append(Ask(table, Begins("verbatim", read.verbatim(record.text)[0][:2]), size=5))
            for ask, answer in zip(asks, view.ask(asks), strict=True):
                assert record.id in {found.id for found in view.fetch(answer.hits)}, ask


@pytest.mark.parametrize("engine", ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def test_words_of_any_length_are_held(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A file read wrongly may hold a "word" of a hundred thousand letters; the text around it is found all the same."""
    odd = [
        replace(a_record("fr", f"avant {'x' * length} après réserve", length), title=f"t{length}")
        for length in (254, 256, 1000, 8000, 32_766, 40_000, 100_000)
    ]
    if engine == "embedded":
        asked: Any = open_index(Settings.load({"SSELEX_HOME": str(tmp_path)}, folder=tmp_path)).engine  # type: ignore[attr-defined]
    else:
        asked = request.getfixturevalue("elastic")[0]
    assert asked.put(odd) == len(odd)
    try:
        with asked.view() as view:
            (answer,) = view.ask([Ask("fr", Match("exact", ("apres", "reserve")), size=20)])
            assert {hit.id for hit in view.fetch(answer.hits)} == {record.id for record in odd}
    finally:
        asked.drop([record.work for record in odd])
