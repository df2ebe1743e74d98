"""Citations meet works: what is resolved, what is repealed, and which cited texts are not held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import parse
from ingest.source import source_document
from kb.errors import NotFound
from kb.model.law import Work
from kb.model.source import Declared
from kb.services import KnowledgeBase, citing, opening, repeals, saving
from kb.store.reviews import Reviews

OLD = """LEY 4/1993, de 24 de junio, de Cooperativas

Artículo 1. Objeto
La presente ley regula las cooperativas.

Artículo 2. Definición
Son cooperativas las sociedades que se ajusten a la Ley 27/1999, de 16 de julio.
"""
NEW = """LEY 11/2019, de 20 de diciembre, de Cooperativas

Artículo 1. Objeto
La presente ley sustituye el régimen del artículo 2 de la Ley 4/1993, de 24 de junio.

Artículo 2. Registro
El registro se rige por el Real Decreto 136/2002, de 1 de febrero, y por la Ley 27/1999, de 16 de julio.

Disposición derogatoria única. Derogación normativa
{clause}
"""
WHOLE = "Queda derogada la Ley 4/1993, de 24 de junio, así como cuantas normas se opongan a la presente ley."
PART = "Queda derogado el artículo 2 de la Ley 4/1993, de 24 de junio."
EXCEPT = "Queda derogada la Ley 4/1993, de 24 de junio, salvo su título III."
OTHER = "Queda derogado el Real Decreto 4/1993, de 8 de enero."


Hold = Callable[..., tuple[str, ...]]


@pytest.fixture
def hold(knowledge_base: KnowledgeBase, tmp_path: Path) -> Hold:
    """Reads a text and stores it; gives the codes of what was told."""

    def put(words: str, name: str, **declared: str) -> tuple[str, ...]:
        path = tmp_path / name
        path.write_text(words, encoding="utf-8")
        source = source_document(path, Declared(**({"jurisdiction": "ES", "status": "in-force"} | declared)))
        saved = saving.save(knowledge_base, source, parse(source, knowledge_base.settings), parser="test")
        return tuple(issue.message for issue in saved.issues if issue.code == "repealed")

    return put


def of_number(kb: KnowledgeBase, number: str) -> Work:
    with kb.store.read() as session:
        return next(work for work in session.works.find() if work.number == number)


@pytest.mark.parametrize("order", ["old first", "new first"])
def test_a_repealing_clause_marks_the_text_even_if_its_source_says_in_force(
    knowledge_base: KnowledgeBase, hold: Hold, order: str
) -> None:
    texts = [(OLD, "old.txt"), (NEW.format(clause=WHOLE), "new.txt")]
    told = [hold(*text) for text in (texts if order == "old first" else reversed(texts))][-1]
    assert len(told) == 1 and "in force" in told[0]
    old = of_number(knowledge_base, "4/1993")
    assert old.status == "repealed"
    (repeal,) = repeals.repeals_of(knowledge_base, old.id)
    assert repeal.by.number == "11/2019" and repeal.words == "Ley 4/1993, de 24 de junio"
    with knowledge_base.store.read() as session:
        assert repeal.words in session.texts.provision(repeal.expression, repeal.eid).text


@pytest.mark.parametrize("clause", [PART, EXCEPT, OTHER])
def test_a_repeal_of_a_part_or_of_another_act_marks_nothing(
    knowledge_base: KnowledgeBase, hold: Hold, clause: str
) -> None:
    hold(OLD, "old.txt")
    assert hold(NEW.format(clause=clause), "new.txt") == ()
    assert of_number(knowledge_base, "4/1993").status == "in-force"


def test_a_bill_repeals_nothing(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(OLD, "old.txt")
    assert hold(NEW.format(clause=WHOLE), "bill.txt", instrument="bill", status="bill") == ()
    assert of_number(knowledge_base, "4/1993").status == "in-force"


def test_a_citation_that_a_person_rejected_repeals_nothing(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(NEW.format(clause=WHOLE), "new.txt")
    with knowledge_base.store.write() as session:
        for stored in session.texts.tagged("citation"):
            if stored.tag.value["relation"] == "repeals":
                Reviews(session.connection).decide(stored.id, "rejected", "ana@example.org")
    assert hold(OLD, "old.txt") == ()


def test_articles_of_a_held_text_are_found(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(OLD, "old.txt")
    hold(NEW.format(clause=WHOLE), "new.txt")
    new, old = of_number(knowledge_base, "11/2019"), of_number(knowledge_base, "4/1993")
    with knowledge_base.store.read() as session:
        expression = session.texts.find(work=new.id)[0]
        resolver = citing.Resolver(session)
        found = {s.tag.eid: resolver.target(s, new) for s in session.texts.tags(expression.id, kind="citation")}
    first = found["art_1"]
    assert first is not None and (first.work.id, first.eids, first.by) == (old.id, ("art_2",), "number")
    page = opening.text(knowledge_base, old.id)
    assert [cited.work.id for cited in page.cited_by] == [new.id, new.id]
    assert [work.id for work in opening.text(knowledge_base, new.id).targets] == [old.id]


def test_a_citation_leads_to_the_article_that_it_names(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(OLD, "old.txt")
    hold(
        "LEY 11/2019, de 20 de diciembre, de Cooperativas\n\nArtículo 1. Objeto\n"
        "Según el artículo 2 de la Ley 4/1993, de 24 de junio, y los estatutos.\n\nArtículo 2. Registro\n"
        "El registro previsto en el artículo 3 de esta ley. Véase el artículo 1.\n\nArtículo 3. Socios\n"
        "Conforme al artículo 2 de los estatutos y al artículo 9.\n\nArtículo 4. Reforma\n"
        "Se modifica la Ley 4/1993, de 24 de junio. El artículo 1 queda sin efecto.\n",
        "new.txt",
    )
    new, old = of_number(knowledge_base, "11/2019"), of_number(knowledge_base, "4/1993")
    page = opening.text(knowledge_base, new.id)
    assert page.expression is not None
    own = page.expression.id
    assert {one.provision.eid: [cited.target for cited in one.citations] for one in page.provisions} == {
        "art_1": [f"{old.id}~art_2"],
        "art_2": [f"{own}~art_3", f"{own}~art_1"],
        "art_3": [None, None],
        "art_4": [old.id, None],
    }


def test_an_act_that_is_cited_by_its_name_is_found_with_its_article(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    for title, name in (("The Co-operative Societies Act, 1965", "act.txt"), ("The Banking Act, 1990", "banking.txt")):
        body = "1. Short title\nThis Act may be cited as it is.\n\n2. Interpretation\nIn this Act, words mean much.\n"
        words = "section 2 of the Co-operative Societies Act, 1965" if name == "banking.txt" else "no other Act"
        hold(f"{title}\n\n{body}\n3. Application\nSubject to {words}, it applies.\n", name, jurisdiction="GH")
    with knowledge_base.store.read() as session:
        cited = next(work for work in session.works.find() if "1965" in work.title)
    (related,) = citing.about(knowledge_base, cited.id)
    assert (related.citing.title, related.articles) == ("The Banking Act, 1990", ("2",))
    (told,) = opening.text(knowledge_base, cited.id).cited_by
    assert told.at == ("sec_2",)


def test_cited_texts_that_are_not_held_are_ranked(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(OLD, "old.txt")
    hold(NEW.format(clause=WHOLE), "new.txt")
    found = citing.backlog(knowledge_base)
    assert [(one.name, one.country, len(one.texts)) for one in found] == [
        ("Ley 27/1999", "ES", 2), ("Real Decreto 136/2002", "ES", 1)
    ]  # fmt: skip
    assert citing.backlog(knowledge_base, country="FR") == []
    with knowledge_base.store.write() as session:
        session.works.put(Work("/akn/es/act/1999-07-16/27-1999", "ES", "Ley 27/1999", number="Ley 27/1999"))
    assert citing.backlog(knowledge_base)[0].work == "/akn/es/act/1999-07-16/27-1999"


def test_cited_texts_with_a_name_of_their_own_are_missing_too(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    words = "Subject to section 4 of the Companies Act, 1965, the Tax Act and the Constitution, it applies."
    for name in ("The Banking Act, 1990", "The Credit Act, 1991"):
        sections = f"1. Short title\n{words}\n\n2. Rule\nThe Banking Act, 1990 applies.\n\n3. Other\nNothing else.\n"
        hold(f"{name}\n\n{sections}", f"{name[4:8]}.txt", jurisdiction="GH")
    assert [(one.name, one.mentions, len(one.texts)) for one in citing.backlog(knowledge_base)] == [
        ("the Companies Act, 1965", 2, 2)
    ]


def test_a_region_cites_its_state_only_with_the_day(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold("LEY 27/1999, de 16 de julio, de Cooperativas\n\nArtículo 1. Objeto\nEsta ley es estatal.\n", "state.txt")
    words = "LEY 3/2020, de 2 de mayo, del registro\n\nArtículo 1\nSe rige por la Ley 27/1999, de 16 de julio.\n"
    hold(words + "\nArtículo 2. Otro\nY por la Ley 27/1999.\n", "region.txt", jurisdiction="ES-PV")
    state = of_number(knowledge_base, "27/1999")
    assert [related.eid for related in citing.about(knowledge_base, state.id)] == ["art_1"]


def test_an_amendment_without_a_trace_is_told(knowledge_base: KnowledgeBase, hold: Hold) -> None:
    hold(OLD, "old.txt")
    hold(
        "LEY 1/2026, de 8 de abril, de impulso\n\nArtículo 1. Modificación\n"
        "Se modifica la Ley 4/1993, de 24 de junio, en los términos siguientes.\n",
        "amending.txt",
    )
    old = of_number(knowledge_base, "4/1993")
    hold(
        "PROYECTO DE LEY 2/2026, de 9 de abril, de reforma\n\nArtículo 1. Modificación\n"
        "Se modifica la Ley 4/1993, de 24 de junio, en los términos siguientes.\n",
        "bill.txt", instrument="bill", status="bill", number="2/2026",
    )  # fmt: skip
    (untraced,) = repeals.untraced_amendments(knowledge_base, old.id)
    assert untraced.citing.number == "1/2026" and old.status == "in-force"
    with pytest.raises(NotFound):
        repeals.untraced_amendments(knowledge_base, "/akn/es/act/none")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("repealed", "repealing", "place"),
    [
        ("es-pv/ley-4-1993-cooperativas-derogada", "es-pv/ley-11-2019-cooperativas", "ES-PV"),
        ("es-as/ley-4-2010-cooperativas", "es-as/ley-4-2026-cooperativas", "ES-AS"),
    ],
)
def test_laws_that_their_source_lists_as_in_force_are_repealed_here(
    knowledge_base: KnowledgeBase, repealed: str, repealing: str, place: str
) -> None:
    texts = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "texts"
    told = []
    for name in (repealed, repealing):
        source = source_document(texts / f"{name}.md", Declared(jurisdiction=place, status="in-force"))
        told = saving.save(knowledge_base, source, parse(source, knowledge_base.settings), parser="test").issues
    assert [issue.code for issue in told if issue.code == "repealed"] == ["repealed"]
    with knowledge_base.store.read() as session:
        assert {work.status for work in session.works.find()} == {"repealed", "in-force"}
