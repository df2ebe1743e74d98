"""The project's own material for learning: what it says is in order, and it keeps to the words that were read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.tag.theme_model import MOST
from ingest.training import material
from kb import resources

THEMES = {theme.id for theme in resources.leaf_themes()}
SPECIMENS = tuple(material.specimens())


def test_what_was_read_has_known_themes_and_each_provision_once() -> None:
    read = material.themes_read()
    places = [(law, one.text, one.eid) for law, rows in read.items() for one in rows]
    assert len(places) == len(set(places))
    for one in (one for rows in read.values() for one in rows):
        assert set(one.themes) <= THEMES and len(set(one.themes)) == len(one.themes) <= MOST
        assert len(one.mark) == 8


@pytest.mark.parametrize("path", sorted((material.FOLDER / "specimens").glob("*.jsonl")), ids=lambda path: path.stem)
def test_specimens_hold_all_themes_in_provisions_that_can_be_marked(path: Path) -> None:
    laws = [law for law in SPECIMENS if law.text.language == path.stem]
    assert {theme for law in laws for themes in law.themes.values() for theme in themes} == THEMES
    for law in laws:
        assert [provision.eid for provision in law.text.articles()] == list(law.themes)
        for provision in law.text.provisions:
            assert law.text.text[provision.start : provision.end] == provision.text
            assert len(law.themes[provision.eid]) <= MOST
    rows = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(set(rows))


def test_themes_go_to_the_words_that_were_read_and_to_no_others() -> None:
    law, scope = SPECIMENS[0], ("scope-definition",)
    first, second = law.text.provisions[:2]
    read = [material.Read(0, one.eid, material.mark_of(one), scope) for one in (first, second)]
    changed = replace(law.text, provisions=(first, replace(second, text=f"No longer. {second.text}")))
    assert material.placed([law.text], read) == {(0, first.eid): scope, (0, second.eid): scope}
    assert material.placed([changed], read) == {(0, first.eid): scope}
    assert material.placed([law.text, law.text], [replace(read[0], text=1)]) == {(1, first.eid): scope}
