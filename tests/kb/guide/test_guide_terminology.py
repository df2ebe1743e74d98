"""The words of the commentary are checked by rules whose examples hold."""

from __future__ import annotations

import pytest

from kb.guide.terminology import Rule, check_words, rules, words
from kb.model.guide import Chapter, Commentary, Outline, Part, Prose


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.language}-{rule.use}")
def test_each_rule_finds_and_spares_its_examples(rule: Rule) -> None:
    assert rule.use and rule.why
    assert {wrong for _, wrong in rule.examples} == {True, False}
    for sentence, wrong in rule.examples:
        assert (rule in [found for _, _, found in words(sentence, rule.language)]) == wrong, sentence


def test_a_longer_name_is_told_once_and_a_statutory_name_is_kept() -> None:
    sentence = "A social business may be a Business Trust."
    assert [(word, rule.use) for _, word, rule in words(sentence, "en", ["business trust"])] == [
        ("social business", "social enterprise")
    ]
    assert list(words(sentence, "fr", ["business trust"])) != []
    assert list(words(sentence, "es")) == []


def test_the_findings_of_a_guide_name_section_language_and_place() -> None:
    prose = (
        Prose("fr", "Le plan d’affaires.", "secrétariat", "2026-11-01"),
        Prose("en", "The business plan.", "s", "2026"),
    )
    part = Part("themes", {"fr": "Thèmes"}, (Chapter("one", {"fr": "Un"}, (Commentary("one-c", prose),)),))
    (found,) = check_words(Outline({"fr": "Guide"}, (part,)))
    assert (found.section, found.language, found.start, found.word) == ("one-c", "en", 4, "business")
    assert "enterprise" in found.message
