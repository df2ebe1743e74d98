"""The figures that an embedded index keeps follow what is written into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.search import counts
from kb.search.clauses import Match
from kb.search.embedded import Embedded
from kb.search.engine import Answer, Ask
from kb.search.index import IndexRecord

FACETS = ("reviewed", "specimen", "held", "status")
ONE = IndexRecord(
    id="/akn/fr/act/2001/1/fra@2001~art_1", work="/akn/fr/act/2001/1", title="Loi", jurisdiction="FR", country="FR",
    text="La mutuelle est gérée par ses membres.", language="fr", status="in-force",
)  # fmt: skip


def found(engine: Embedded, word: str) -> Answer:
    with engine.view() as view:
        return view.ask([Ask("fr", Match("words", (word,)), size=5, facets=FACETS)])[0]


def test_a_value_that_all_records_have_is_counted_like_any_other(tmp_path: Path) -> None:
    engine = Embedded(tmp_path / "index")
    engine.put([ONE])
    assert found(engine, "mutuel").facets == {
        "reviewed": {"no": 1}, "specimen": {"no": 1}, "held": {"yes": 1}, "status": {"in-force": 1},
    }  # fmt: skip
    engine.put([replace(ONE, id="/akn/fr/act/2002/1", work="/akn/fr/act/2002/1", held=False, reviewed=True)])
    facets = found(engine, "mutuel").facets
    assert facets["held"] == facets["reviewed"] == {"yes": 1, "no": 1}
    assert facets["specimen"] == {"no": 2}


def test_words_are_lacking_until_they_are_written(tmp_path: Path) -> None:
    engine = Embedded(tmp_path / "index")
    engine.put([ONE])
    with engine.view() as view:
        assert view.lacks("fr", "words", ("fondat",)) and not view.lacks("fr", "words", ("mutuel",))
        assert view.frequencies({"fr": frozenset({"mutuel", "fondat"})}) == {"fr": {"mutuel": 1, "fondat": 0}}
    engine.put([replace(ONE, text="La fondation.")])
    with engine.view() as view:
        assert not view.lacks("fr", "words", ("fondat",))


def test_what_is_read_as_a_whole_says_the_same_as_what_is_looked_up(tmp_path: Path) -> None:
    engine = Embedded(tmp_path / "index")
    engine.put(
        replace(
            ONE, id=f"/akn/fr/act/2001/{n}", work=f"/akn/fr/act/2001/{n}", text=f"Mutuelle {n}. Association {n % 7}."
        )
        for n in range(counts.SMALL)
    )
    tokens = ("mutuel", "associ", "3", "399", "400", "fondat")
    with engine.view() as view:
        small = view.frequencies({"fr": frozenset(tokens)})["fr"]
    engine.put([replace(ONE, id="/akn/fr/act/1999/1", work="/akn/fr/act/1999/1", text="Rien.")])
    with engine.view() as view:
        large = view.frequencies({"fr": frozenset(tokens)})["fr"]
    assert small == large
    assert small["mutuel"] == counts.SMALL and small["3"] > 1 and small["399"] == 1 and not small["fondat"]
