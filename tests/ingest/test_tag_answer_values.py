"""Values in words: a number of several words is read whole or not at all, units are whole words, bounds are found."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ingest.tag.answer_values import beside_in, marks_in, value_in, values_in
from kb import resources
from kb.model.tags import Beside

SHARE, DAYS, MONTHS, YEARS, PERSONS, FINE = (
    "entities-profit-assets.q3", "entities-qualification.q4", "international-implementation.q2",
    "institutions-data.q2", "entities-governance.q2", "institutions-supervision.q3",
)  # fmt: skip

WORDS = [
    (SHARE, "en", "at least fifty-one per cent of the surplus", (51,)),
    (SHARE, "fr", "au moins cinquante et un pour cent du capital", (51,)),
    (SHARE, "es", "el cincuenta y uno por ciento de los votos", (51,)),
    (SHARE, "es", "el treinta y tres por ciento de los votos", (33,)),
    (SHARE, "es", "hasta en un treinta por ciento de su salario", (30,)),
    (SHARE, "pt", "cinquenta e um por cento dos votos", (51,)),
    (SHARE, "fr", "soixante-cinq pour cent", (65,)),
    (SHARE, "fr", "quatre-vingt-cinq pour cent", (85,)),
    (SHARE, "fr", "soixante‑treize pour cent", (73,)),
    (SHARE, "ca", "trenta-cinc per cent dels vots", (35,)),
    (SHARE, "cs", "dvacet pět procent hlasů", (25,)),
    (SHARE, "en", "sixty-six and two thirds of the votes", (66.7,)),
    (SHARE, "en", "two ten per cent", ()),
    (DAYS, "en", "within twenty-eight days", (28,)),
    (DAYS, "fr", "dans les vingt-huit jours", (28,)),
    (DAYS, "es", "en el plazo de ciento cincuenta y un días", (151,)),
    (DAYS, "en", "within ten and five days respectively", (5,)),
    (PERSONS, "en", "one hundred and fifty members", (150,)),
    (PERSONS, "en", "four hundred and twenty-five members", (425,)),
    (PERSONS, "fr", "dix-sept personnes", (17,)),
    (PERSONS, "fr", "deux cent vingt personnes", (220,)),
    (PERSONS, "en", "ten and two thirds of the members", (2, 10)),
    (PERSONS, "en", "between three and five members", (3, 5)),
    (PERSONS, "en", "two thousand members", ()),
    (PERSONS, "fr", "dix pour cent des membres", ()),
    (FINE, "en", "a fine of fifty-five thousand rupees", (55000,)),
    (FINE, "es", "multa de dos mil quinientos pesos", (2500,)),
    (FINE, "es", "multa de dos millones quinientos mil pesos", ()),
    (YEARS, "en", "under sections 5 and 6 of this Act", ()),
    (YEARS, "en", "seven members and a chairperson", ()),
    (YEARS, "en", "two of any members", ()),
    (YEARS, "ca", "cada any es publica; per un any", (1,)),
    (YEARS, "fr", "tous les trois ans; pour trois années", (3,)),
    (YEARS, "el", "τρεις εταιρείες", ()),
    (DAYS, "fr", "sept membres dans le conseil", ()),
    (DAYS, "es", "dos diálogos", ()),
    (MONTHS, "en", "within two years", (24,)),
    (YEARS, "en", "every 12 months", (1,)),
    (YEARS, "en", "every 18 months", (1.5,)),
    (YEARS, "en", "within 30 days", (0.08,)),
    (YEARS, "en", "within 1 day", ()),
    (MONTHS, "en", "within 7 days", (0.23,)),
]  # fmt: skip


@pytest.mark.parametrize(("question", "language", "sentence", "values"), WORDS)
def test_a_number_is_read_whole_or_not_at_all(
    question: str, language: str, sentence: str, values: tuple[Any, ...]
) -> None:
    assert values_in(resources.questions()[question], sentence, language) == values


@pytest.mark.parametrize("sentence", ["jusqu’à 20 % des excédents", "un taux n’excédant pas 20 % du capital"])
def test_a_curly_apostrophe_hides_no_bound(sentence: str) -> None:
    question = resources.questions()[SHARE]
    assert beside_in(question, sentence, "fr") == Beside("at most")
    assert beside_in(question, sentence.replace("’", "'"), "fr") == Beside("at most")
    assert marks_in(sentence, 20, "fr")[1] == 1.0


def test_a_long_row_of_numbers_is_read_in_no_time() -> None:
    start = time.process_time()
    assert value_in(resources.questions()[SHARE], "vingt et un " * 3000, "fr") is None
    assert time.process_time() - start < 2
