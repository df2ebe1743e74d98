"""Article numbers as printed in real laws, made comparable."""

from __future__ import annotations

import pytest

from kb import resources
from kb.catalogue.numbers import number_of, number_of_provision
from kb.model.law import Provision

SAME = [
    ("1er", "Article premier", "Art. 1.-", "ARTÍCULO 1o.-", "Artículo primero", "المادة الأولى", "Art. 1º"),
    ("5 bis", "5bis", "Artículo 5 bis", "Art. 5 bis."),
    ("2º-A", "Art. 2º-A", "2-A"),
    ("L. 593-5", "Article L593-5", "Art. L. 593-5"),
    ("9의2", "제9조의2"),
    ("26^1", "26.¹", "Art. 26¹"),
    ("Décimo Quinto", "Artículo 15", "Art. XV"),
    ("Disposición final segunda", "Disposición Final 2ª", "Final disposition second"),
    ("الفصل 5", "الفصل ٥", "§ 5", "Член 5", "Άρθρο 5"),
    ("84-C", "Section 84C", "84 c"),
    ("78 Bis 2", "Artículo 78 bis 2"),
    ("Annex I", "Anexo I, 2", "Annexe 1"),
]


@pytest.mark.parametrize("prints", SAME, ids=lambda prints: prints[0])
def test_prints_of_one_number_share_a_key(prints: tuple[str, ...]) -> None:
    keys = {number_of(printed) for printed in prints}
    assert len(keys) == 1 and None not in keys, {printed: number_of(printed) for printed in prints}


def test_different_numbers_have_different_keys() -> None:
    different = [
        "5", "5 bis", "5 ter", "5-1", "51", "15", "5a", "Disposición adicional quinta", "Disposición final quinta",
        "Disposición transitoria quinta", "Annex 5", "L. 5-1", "3.2", "preamble",
    ]  # fmt: skip
    keys = [number_of(printed) for printed in different]
    assert len(set(keys)) == len(different), dict(zip(different, keys, strict=True))


@pytest.mark.parametrize("printed", ["", "None", "front matter", "s", "Artículo"])
def test_words_without_a_number_give_none(printed: str) -> None:
    assert number_of(printed) is None


def test_the_type_of_a_provision_completes_its_number() -> None:
    def provision(type_: str, num: str) -> Provision:
        return Provision(eid="x", type=type_, num=num, heading=None, text="", start=0, end=0, position=0)  # type: ignore[arg-type]

    assert number_of_provision(provision("final", "Segunda")) == number_of("Disposición final segunda")
    assert number_of_provision(provision("article", "Segunda")) == "2"
    assert number_of_provision(provision("preamble", "Exposé des motifs")) == number_of("preamble")


def test_nearly_all_numbers_of_the_readings_are_understood() -> None:
    printed = [row["provision"] for row in resources.rows(resources.CORPORA / "readings" / "provisions.csv")]
    lost = [number for number in printed if number_of(number) is None]
    assert len(printed) > 3900
    assert len(lost) / len(printed) < 0.005, lost
