"""Every grammar of headings, held to the examples that it carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ingest.structure.grammar import FALLBACK, grammar_for, sources
from ingest.structure.marks import Mark, classify
from kb.model.layout import Block

EXAMPLES = [
    pytest.param(name, example, id=f"{name}: {example['text'][:40]}")
    for name, source in sources().items()
    for example in source["examples"]
]


def _mark(name: str, text: str) -> Mark | None:
    grammar = grammar_for(() if name == FALLBACK else (name,))
    return classify(Block(text), grammar)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_heading_is_read_as_its_grammar_says(name: str, example: Mapping[str, Any]) -> None:
    mark = _mark(name, example["text"])
    if example["type"] == "none":
        assert mark is None
        return
    assert mark is not None
    found = {"contents": "contents", "preamble": "preamble"}.get(mark.kind, mark.word.type)
    assert found == example["type"]
    assert (mark.number.key if mark.number else "") == example["number"]
    assert example["text"][mark.rest :].strip(" *.:–—-") == example["heading"].strip(" *.:–—-") or mark.kind in (
        "contents",
        "preamble",
        "group",
    )


@pytest.mark.parametrize(
    "language",
    [name for name in sources() if name != FALLBACK],
)
def test_each_language_has_a_grammar_with_examples_of_headings_and_of_mentions(language: str) -> None:
    examples = sources()[language]["examples"]
    assert sum(example["type"] != "none" for example in examples) >= 3
    assert any(example["type"] == "none" for example in examples)
