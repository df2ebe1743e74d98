"""Citations: every form in the data has an example, and what a mention points at and does."""

import tomllib

import pytest

from ingest.tag.citation_patterns import languages
from ingest.tag.citations import citations
from kb import resources

EXAMPLES = [
    (language, example["text"], example["finds"])
    for language in languages()
    for example in tomllib.loads((resources.SCHEMAS / "citations" / f"{language}.toml").read_text())["examples"]
]


@pytest.mark.parametrize(("language", "text", "finds"), EXAMPLES)
def test_every_example_of_the_forms_is_found_as_printed(language: str, text: str, finds: list[str]) -> None:
    found = [mention.words for mention in citations(text, language)]
    assert found == finds
