"""Guides in the store: nobody overwrites another in silence, and what goes in comes out."""

from __future__ import annotations

import dataclasses
import json

import pytest

from kb.errors import BadRequest, Conflict, NotFound
from kb.guide.draft import draft
from kb.model.guide import Outline
from kb.store import Store, guide_codec


def test_a_draft_comes_back_as_it_went_in(store: Store) -> None:
    made = draft(store, "first").guide
    with store.read() as session:
        assert session.guides.get("first") == made
        assert [(s.name, s.revision, s.editions) for s in session.guides.list()] == [("first", 1, 0)]


def test_of_two_people_who_edit_the_same_revision_the_second_is_told(store: Store) -> None:
    guide = draft(store, "first").guide
    mine = dataclasses.replace(guide.outline, parts=guide.outline.parts[:1])
    theirs = dataclasses.replace(guide.outline, parts=guide.outline.parts[1:])
    with store.write() as session:
        assert session.guides.change("first", mine, revision=1, person="ana").revision == 2
    with pytest.raises(Conflict, match="changed by ana"), store.write() as session:
        session.guides.change("first", theirs, revision=1, person="ben")
    with store.read() as session:
        assert session.guides.get("first").outline == mine


def test_a_name_is_given_once(store: Store) -> None:
    draft(store, "first")
    with pytest.raises(Conflict, match="exists already"):
        draft(store, "first")


def test_what_is_not_there_is_named(store: Store) -> None:
    with store.read() as session:
        with pytest.raises(NotFound, match="'none'"):
            session.guides.get("none")
        with pytest.raises(NotFound, match="any edition"):
            session.guides.edition("none")


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ({"title": {}, "parts": [{"id": "a", "title": {}, "chapters": "b"}]}, "must be a list"),
        ({"title": {}}, "lacks the field 'parts'"),
        ({"title": {}, "parts": [], "colour": 1}, "unknown field 'colour'"),
        (
            {
                "title": {},
                "parts": [
                    {"id": "a", "title": {}, "chapters": [{"id": "c", "title": {}, "sections": [{"kind": "poem"}]}]}
                ],
            },
            "poem",
        ),
    ],
)
def test_an_outline_that_is_not_one_is_refused_with_its_place(outline: object, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        guide_codec.outline_from_json(outline)


def test_the_codec_keeps_everything_through_json(store: Store) -> None:
    outline = draft(store, "first").guide.outline
    through = json.loads(json.dumps(guide_codec.to_json(outline)))
    assert guide_codec.outline_from_json(through) == outline
    assert guide_codec.outline_from_json({"title": {"fr": "Vide"}, "parts": []}) == Outline({"fr": "Vide"}, ())
