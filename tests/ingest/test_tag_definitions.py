"""Definitions: every form in the data has an example."""

import tomllib

import pytest

from ingest.tag.definitions import definitions
from kb import resources

EXAMPLES = [
    (path.stem, example)
    for path in sorted((resources.SCHEMAS / "definitions").glob("*.toml"))
    for example in tomllib.loads(path.read_text(encoding="utf-8"))["examples"]
]


@pytest.mark.parametrize(("language", "example"), EXAMPLES)
def test_every_example_of_the_forms_is_found(language: str, example: dict) -> None:
    text = example["text"]
    found = [text[start:end] for start, end in definitions(text, example.get("heading"), language)]
    assert found == example["finds"]


def test_a_colon_in_an_ordinary_list_defines_nothing() -> None:
    text = "Le conseil comprend :\na) trois membres : le maire;\nb) deux autres"
    assert list(definitions(text, "Composition", "fr")) == []
