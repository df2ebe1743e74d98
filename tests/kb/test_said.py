"""What a tag says, with what stands beside it, goes into a row and comes back; rows of before hold the value alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.model.tags import Beside
from kb.store.codec import said_from_json, said_to_json

FOUNDERS = Beside("at least", "", (("cooperativas agrarias", 20), ("segundo grado", 2)), "salvo ley especial")


@pytest.mark.parametrize("value", [75, True, "2021-05-01", ["cooperative", "mutual"], None])
def test_what_stands_beside_a_value_comes_back(value: Any) -> None:
    row = json.loads(json.dumps(said_to_json(value, FOUNDERS)))
    assert said_from_json(row) == (value, FOUNDERS)


@pytest.mark.parametrize("row", [75, False, None, [1, 2], {"relation": "cites", "target": None}])
def test_rows_of_before_are_read_as_they_are(row: Any) -> None:
    assert said_from_json(row) == (row, None)
    assert said_to_json(row, None) == row
