"""Mentions of the Sustainable Development Goals: every form in the data has an example."""

from __future__ import annotations

import tomllib

import pytest

from ingest.tag.sdg import mentions
from kb import resources

TABLE = tomllib.loads((resources.SCHEMAS / "sdg.toml").read_text(encoding="utf-8"))
EXAMPLES = [(language, *example) for language, rows in TABLE.items() for example in rows["examples"]]


@pytest.mark.parametrize(("language", "words", "labels"), EXAMPLES)
def test_every_form_has_an_example(language: str, words: str, labels: list[str]) -> None:
    found = list(mentions(words, language))
    assert [label for label, _, _ in found] == labels
    assert all(words[start:end].strip() for _, start, end in found)


def test_there_are_seventeen_goals() -> None:
    assert list(mentions("l'ODD 18", "fr")) == [] and list(mentions("SDG 8", "xx")) == []
