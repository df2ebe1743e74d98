"""Senses of the lexicon: forms that stemming leaves apart are found, and words that only look alike are not."""

from __future__ import annotations

import pytest

from ingest.tag.mentions import marked
from ingest.tag.near import Near
from ingest.tag.remarks import without_remarks
from ingest.tag.senses import senses
from ingest.tag.words import words_of
from kb.model.law import LegalText, Provision


@pytest.mark.parametrize(
    ("language", "written", "met"),
    [
        ("pt", "fundação", "fundações"),
        ("pt", "contribuição", "contribuições"),
        ("ro", "membru", "membrii"),
        ("ro", "serviciu", "servicii"),
        ("ro", "acreditare", "acreditării"),
        ("sr", "задруга", "задрузи"),
        ("sk", "neziskový", "neziskovej"),
        ("ar", "إدارة", "االدارة"),
        ("ar", "عضو", "أعضاء"),
        ("ar", "عضو", "االعضاء"),
        ("ko", "협동조합", "협동조합등"),
    ],
)
def test_a_form_has_the_senses_of_the_word_that_the_lexicon_writes(language: str, written: str, met: str) -> None:
    def found(word: str) -> set[str]:
        return {key for _, _, key in senses(language).found(words_of(word, language).stems)}

    assert found(written) and found(written) <= found(met)


def test_expressions_are_met_in_other_forms() -> None:
    nominative, genitive = (
        {key for first, last, key in senses("ro").found(words_of(words, "ro").stems) if last > first}
        for words in ("adunare generală ordinară", "adunării generale ordinare")
    )
    assert nominative and nominative <= genitive


def test_words_stand_for_none_that_they_only_begin_like() -> None:
    near = Near(("particular", "estado", "prestaca"), "pt")
    assert near["participar"] == () and near["esta"] == () and near["12345"] == ()
    assert near["prestaco"] == ("prestaca",) and near["estado"] == ("estado",)


def test_a_compound_has_the_senses_of_its_parts() -> None:
    near = Near(("bund", "agentur", "agent"), "de")
    assert near["bundesagentur"] == ("bund", "agentur")
    assert Near(("bund", "agentur"), "fr")["bundesagentur"] == ()


def test_remarks_of_editors_are_not_read_as_words_of_the_law() -> None:
    words = "O termo de fomento (Redação dada pela Lei nº 13.204, de 2015) será publicado (art. 3º)."
    kept = without_remarks(words)
    assert len(kept) == len(words) and "13.204" not in kept
    assert kept.startswith("O termo de fomento ") and kept.endswith("será publicado (art. 3º).")
    provision = Provision("art_1", "article", "Art. 1º", None, words, 0, len(words), 1)
    (found,) = marked(LegalText("pt", words, (provision,)))
    assert "publicado"[:6] in " ".join(found.stems) and not any(stem.startswith("redac") for stem in found.stems)
    for mention in found.words:
        assert words[mention.start : mention.end].strip() == words[mention.start : mention.end] != ""
