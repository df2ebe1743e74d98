"""Near-duplicates: the same text under another name, the same act as another work."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.pipeline import parse
from ingest.source import source_document
from kb.cli import root
from kb.model.source import Declared
from kb.services import KnowledgeBase, duplicates, saving

WORDS = "la cooperativa réserve part sociale assemblée membre vote fonds statut registre excédent travail".split()


def law(seed: int, *, articles: int = 12) -> str:
    """A text of random words that reads as a law; the same seed gives the same text."""
    rolling = random.Random(seed)
    return "\n".join(
        f"Article {number}\n{' '.join(rolling.choices(WORDS, k=60)).capitalize()}.\n" for number in range(1, articles)
    )


@pytest.fixture
def hold(knowledge_base: KnowledgeBase, tmp_path: Path) -> Callable[..., list[str]]:
    """Stores a text; gives what was told of near-duplicates."""

    def put(words: str, name: str, **declared: str) -> list[str]:
        path = tmp_path / name
        path.write_text(words, encoding="utf-8")
        source = source_document(path, Declared(**({"jurisdiction": "FR"} | declared)))
        saved = saving.save(knowledge_base, source, parse(source, knowledge_base.settings), parser="test")
        return [issue.message for issue in saved.issues if issue.code == "near-duplicate"]

    return put


@pytest.mark.parametrize("changed", [0, 3, 10, 40])
def test_the_estimate_is_near_the_true_share(changed: int) -> None:
    rolling = random.Random(changed)
    one = [f"mot{rolling.randrange(4000)}" for _ in range(6000)]
    other = [f"autre{i}" if i % 100 < changed else word for i, word in enumerate(one)]
    shingles = [{tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (one, other)]
    true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    estimate = duplicates.similarity(duplicates.sketch(" ".join(one)), duplicates.sketch(" ".join(other)))
    assert abs(estimate - true) < 0.08


def test_case_and_punctuation_do_not_count_and_scripts_without_spaces_are_compared() -> None:
    assert duplicates.similarity(duplicates.sketch("A, b; c. D e f"), duplicates.sketch("a b c d e f")) == 1
    one, other = "合作社是人们自愿联合的组织" * 3, "这是完全不同的另一部法律文本内容" * 3
    assert duplicates.similarity(duplicates.sketch(one), duplicates.sketch(one + "。")) > 0.8
    assert duplicates.similarity(duplicates.sketch(one), duplicates.sketch(other)) == 0
    assert duplicates.similarity(duplicates.sketch(""), duplicates.sketch("")) == 0


def test_the_same_text_under_another_work_is_told_and_nothing_is_merged(
    knowledge_base: KnowledgeBase, hold: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hold(f"LOI n° 7 du 2 mai 2019 sur les mutuelles\n\n{law(1)}", "a.txt") == []
    assert hold(f"LOI n° 9 du 3 mai 2019 sur les fondations\n\n{law(2)}", "b.txt") == []
    copied = law(1).replace("Article 11", "Article 11 bis")
    (told,) = hold(f"LOI n° 8 du 2 juin 2019 sur les mutuelles sociales\n\n{copied}", "c.txt")
    assert "c.txt" in told and "a.txt" in told and "%" in told
    (pair,) = duplicates.all_duplicates(knowledge_base)
    assert {pair.first.source_name, pair.second.source_name} == {"a.txt", "c.txt"} and not pair.same_work
    with knowledge_base.store.read() as session:
        assert len(session.works.find()) == 3
    monkeypatch.setenv("SSELEX_HOME", str(knowledge_base.settings.home))
    listed = CliRunner().invoke(root, ["corpus", "duplicates"])
    assert listed.exit_code == 1 and "a.txt" in listed.output


def test_a_version_that_changes_nothing_is_told(knowledge_base: KnowledgeBase, hold: Callable[..., list[str]]) -> None:
    words = f"LOI n° 7 du 2 mai 2019 sur les mutuelles\n\n{law(1)}"
    assert hold(words, "a.txt", version="2019-06-01") == []
    (told,) = hold(words + "\n", "b.txt", version="2021-06-01")
    assert "another version" in told
    assert hold(words + "\n" + law(5), "c.txt", version="2022-06-01") == []
    with knowledge_base.store.read() as session:
        assert len(session.works.find()) == 1
