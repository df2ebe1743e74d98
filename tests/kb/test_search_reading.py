"""How words of a question are read: the nearest written word of a stem, letters put right, marks, nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import thesaurus
from kb.errors import BadQuery
from kb.search import lexicon
from kb.search.analysis import analyser, fold, fold_text
from kb.search.highlighting import marks
from kb.search.plan import plan_query
from kb.search.query import SearchQuery
from kb.search.syntax import parse
from kb.search.tree import Among, And, Node, Not, Or, Years


def senses(word: str, language: str, other: str) -> dict[str, float]:
    """The first name of each sense of a word in another language, with its weight."""
    held = lexicon.load()
    return {held.names(sense, other)[0]: weight for sense, weight in held.senses((word,), language)}


@pytest.mark.parametrize(
    "word,language,other,right,wrong",
    [("loi", "fr", "en", "law", "rent"), ("deberes", "es", "en", "duties", "debit"),
     ("réservé", "fr", "es", "reservado", "reserva")],
)  # fmt: skip
def test_a_stem_shared_by_accident_is_not_a_sense(word: str, language: str, other: str, right: str, wrong: str) -> None:
    found = senses(word, language, other)
    assert found[right] == 1.0
    assert found.get(wrong, 0.0) < 1.0


@pytest.mark.parametrize(
    "language,one,other",
    [("es", "día", "días"), ("es", "año", "años"), ("pt", "dia", "dias"), ("pt", "ano", "anos"),
     ("ar", "الأعضاء", "األعضاء"), ("ar", "الاجتماع", "االجتماع"), ("ar", "خلال", "خالل"), ("ar", "للأعضاء", "لألعضاء"),
     ("ar", "إعفاء", "اإلعفاء")],
)  # fmt: skip
def test_words_that_are_one_word_have_one_token(language: str, one: str, other: str) -> None:
    assert analyser(language).stems(one) == analyser(language).stems(other) != []


def test_letters_of_an_arabic_pdf_are_put_right_in_phrases_too() -> None:
    assert analyser("ar").exact("األعضاء") == analyser("ar").exact("الأعضاء")
    assert analyser("ar").exact("ألف") == [fold("ألف")]


@given(st.text(alphabet=st.sampled_from("aÀéñşıŁœßΆςЖةأكｋ '-2"), max_size=40))
def test_a_long_text_is_folded_as_its_words_are(text: str) -> None:
    assert fold_text(text) == "".join(map(fold, text)) or fold_text(text) == fold(text)


def test_marks_stand_at_the_characters_of_each_field() -> None:
    text = "Ces coopératives distribuent les bénéfices à leurs associés : la coopérative est libre."
    tree = plan_query(
        SearchQuery('coopératives "les bénéfices" associ*'), thesaurus.load(), lexicon.load(), ("fr", "es")
    ).tree
    marked = [text[mark.start : mark.end] for mark in marks(text, "fr", tree)]
    assert marked == ["coopératives", "les bénéfices", "associés", "coopérative"]
    in_korean = [KOREAN[mark.start : mark.end] for mark in marks(KOREAN, "ko", planned("협동조합"))]
    assert in_korean == ["협동조합"]


KOREAN = "제1조 협동조합은 법인으로 한다."


def planned(text: str) -> Node | None:
    return plan_query(SearchQuery(text), thesaurus.load(), lexicon.load(), ("fr", "ko")).tree


def wants(node: Node) -> bool:
    """Whether a tree limits what is listed."""
    match node:
        case Not() | Years(None, None) | Among(_, ()):
            return False
        case And(parts):
            return any(map(wants, parts))
        case Or(parts):
            return all(map(wants, parts))
        case _:
            return True


PIECES = st.sampled_from(
    ["coop", "loi", '"', "(", ")", "AND", "OR", "NOT", "ET", "SAUF", "Y", "NO", "*", "~", "~2", ":", "year:[", "TO",
     "2010", "]", "pays:", "FR", "país:", "article:", "1 bis", "-", "+", "^2", "{", "}", "/re/", "\\", "\x00", "é",
     "الأعضاء", "협동", "title:(", "lang:fr", "theme:", "status:x", "🙂", "  "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=30))
def test_no_query_breaks_and_none_lists_everything(text: str) -> None:
    try:
        tree, _ = parse(text)
    except BadQuery as refused:
        assert refused.position is None or 0 <= refused.position <= len(text)
        return
    if tree is None:
        assert not text.strip()
    else:
        assert wants(tree)


def test_a_question_asked_again_is_understood_once() -> None:
    one, two = planned("distribution des bénéfices"), planned("distribution des bénéfices")
    assert one is two


@pytest.mark.parametrize(
    "text,field",
    [("country:", "country"), ("coopérative pays :", "pays"), ("(lang:)", "lang"), ("theme: AND coop", "theme"),
     ("año:  ", "año"), ('title:""', "title"), ("status: \t", "status")],
)  # fmt: skip
def test_a_field_without_a_value_is_refused_where_it_stands(text: str, field: str) -> None:
    with pytest.raises(BadQuery, match="is given no value") as refused:
        parse(text)
    assert refused.value.position == text.index(field)


def test_a_field_parted_from_its_value_is_read_and_told() -> None:
    assert parse("pays : France")[0] == parse("pays:France")[0]
    assert parse("coop country: FR")[0] == parse("coop country:FR")[0]
    assert parse("pays : France")[1] == ("“pays :” was read as a field: what follows is its value.",)
    assert parse("note : les membres") == parse("note les membres")
