"""The day of entry into force counted from publication: only where the clause and the day are both known."""

from __future__ import annotations

import tomllib

import pytest

from ingest.tag.metadata.entry import in_force
from kb import resources

TABLE = tomllib.loads(resources.path_of("metadata/entry.toml").read_text(encoding="utf-8"))
EXAMPLES = [(language, *example) for language, row in TABLE.items() for example in row["examples"]]


@pytest.mark.parametrize(("language", "words", "day"), EXAMPLES)
def test_each_example_gives_its_day(language: str, words: str, day: str) -> None:
    found = in_force(f"Art. 9\n{words}\n", language, published="2020-01-31", adopted=None)
    assert found is not None and found.value == day
    assert words.startswith(f"Art. 9\n{words}\n"[found.start : found.end][:20])


@pytest.mark.parametrize(("language", "words", "day"), EXAMPLES)
def test_without_the_day_of_publication_nothing_is_told(language: str, words: str, day: str) -> None:
    for published in (None, "2020", "2020-01"):
        assert in_force(words, language, published=published, adopted="2019-12-30") is None


def test_what_does_not_speak_of_the_law_itself_tells_nothing() -> None:
    for words in (
        "Les statuts entrent en vigueur le jour de leur publication.",
        "« La présente loi entre en vigueur le jour de sa publication. »",
        "La présente loi entre en vigueur à la date fixée par décret.",
        "La présente loi entre en vigueur le jour de sa publication.\n"
        "Art. 9. La présente loi entre en vigueur trente jours après sa publication.",
        "La présente loi entre en vigueur cinquante-sept jours après sa publication.",
    ):
        assert in_force(words, "fr", published="2020-01-31", adopted="2020-01-30") is None, words


def test_a_law_in_force_from_its_signature_counts_from_that_day() -> None:
    words = "Le présent arrêté entre en vigueur le jour de sa signature."
    found = in_force(words, "fr", published="2020-02-15", adopted="2020-01-31")
    assert found is not None and found.value == "2020-01-31"
