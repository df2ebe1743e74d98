"""What a learned model's weights say of named features; and that tagging leaves the garbage collector as it was."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy
import pytest

from ingest.tag import tag
from ingest.tag.weighing import add_sums, known, unit
from kb.model.law import LegalText, Provision
from kb.model.source import Declared

PLACES = {"w:one": 0, "w:two": 1, "w:three": 2}
WEIGHTS = numpy.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]], dtype=numpy.float32)


def test_each_row_gets_the_weights_of_the_features_that_are_known() -> None:
    found = numpy.zeros((3, 2), dtype=numpy.float32)
    add_sums(found, known([{"w:two": 0.5, "w:other": 9.0, "w:one": 3.0}, {}, {"w:three": 1.0}], PLACES), WEIGHTS)
    assert found.tolist() == [[4.0, 40.0], [0.0, 0.0], [4.0, 40.0]]


def test_no_rows_and_rows_without_features_are_no_trouble() -> None:
    assert len(known([], PLACES).rows) == 0
    assert len(unit(known([{}], PLACES), numpy.ones(3), 1).values) == 0


def test_weighed_rows_have_length_one() -> None:
    rows = unit(known([{"w:one": 3.0, "w:two": 2.0}, {"w:three": 7.0}], PLACES), numpy.array([1.0, 2.0, 0.5]), 2)
    assert rows.values.tolist() == pytest.approx([0.6, 0.8, 1.0])


def test_tagging_leaves_the_garbage_collector_as_it_was() -> None:
    words = "Article 1. La coopérative est une société."
    provision = Provision("art_1", "article", "1", None, words, 0, len(words), 0)
    text = LegalText("fr", words, (provision,))
    assert gc.isenabled()
    tag(text, front={}, declared=Declared(), name="loi.txt")
    assert gc.isenabled()
    with pytest.raises(TypeError):
        tag(replace(text, text=None), front={}, declared=Declared(), name="loi.txt")  # type: ignore[arg-type]
    assert gc.isenabled()
