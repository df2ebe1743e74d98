"""A cell of answers says beside the value whether it is a bound and which values hold in other cases."""

from __future__ import annotations

from flask import Flask, render_template_string

from kb.model.tags import Beside

CELL = "{% from '_macros.html' import beside with context %}{{ beside(said, 'entities-governance.q2') }}"


def test_a_bound_and_the_values_of_other_cases_are_shown(stocked_app: Flask) -> None:
    said = Beside("at least", "", (("cooperativas agrarias", 20), ("segundo grado", 2)))
    with stocked_app.test_request_context("/fr/"):
        shown = render_template_string(CELL, said=said)
    assert "au moins" in shown and "autres valeurs selon les cas" in shown
    assert "20 personnes (cooperativas agrarias)" in shown and "2 personnes (segundo grado)" in shown


def test_a_unit_of_account_is_shown_without_other_values(stocked_app: Flask) -> None:
    with stocked_app.test_request_context("/fr/"):
        shown = render_template_string(CELL, said=Beside("at most", "salarios minimos"))
    assert "au plus" in shown and "salarios minimos" in shown and "autres valeurs" not in shown
