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
from kb.search.tree import Among, And, Node, Not, Or, Phrase, Words, Years, printed


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


@pytest.mark.parametrize(
    "words,asked,given", [(2, 50, 50), (6, 50, 50), (7, 50, 20), (9, 50, 10), (12, 50, 5), (13, 50, 3), (31, 2, 0),
                          (12, 4, 4), (2, 99, 50)],
)  # fmt: skip
def test_the_longer_a_phrase_the_nearer_its_words_stand(words: int, asked: int, given: int) -> None:
    text = " ".join(["de la"] * words)[: 3 * words - 1]
    tree, notices = parse(f'"{text}"~{asked}')
    assert isinstance(tree, Phrase)
    assert len(tree.text.split()) == words
    assert tree.slop == given
    said = (f"The words of a phrase of {words} words were looked for at most {given} places apart.",)
    assert notices == (said if given < asked else ())


@pytest.mark.parametrize(
    "text",
    ["-(" * 450 + "x" + ")" * 450 + " coop", "NOT " * 450 + "x coop", "coop (" + "-+" * 450 + "x)",
     "(" * 450 + "coop" + ")" * 450, "x:" * 120 + "coop", "(a OR " * 200 + "coop" + ")" * 200],
)  # fmt: skip
def test_a_query_however_deep_is_cut_and_can_be_walked(text: str) -> None:
    tree, notices = parse(text)
    assert tree is not None
    assert "coop" in printed(tree)
    assert printed(tree).count("(") + printed(tree).count("NOT") <= 60
    assert notices
    assert hash(tree)
    assert planned(text) is not None


def test_what_was_too_deep_is_still_refused() -> None:
    tree, _ = parse("-(" * 450 + "x" + ")" * 450 + " coop")
    assert isinstance(tree, And)
    assert tree.parts[0] == Words(("coop",))
    assert isinstance(tree.parts[1], Not)


@pytest.mark.parametrize(
    "text,words",
    [("LOI NO 2014-856", ("LOI", "NO", "2014 856")), ("LEY NO 27 DE COOPERATIVAS", None), ("LEY NO. 27", None)],
)
def test_no_before_a_figure_is_the_sign_of_a_number(text: str, words: tuple[str, ...] | None) -> None:
    assert parse(text)[0] == Words(words or tuple(text.replace(".", "").split()))


def test_no_before_a_word_refuses_it_and_is_norway_as_a_value() -> None:
    for text in ("cooperativa NO sindicato", "cooperativa NO (sindicato)"):
        assert parse(text)[0] == And((Words(("cooperativa",)), Not(Words(("sindicato",)))))
    assert parse("cooperativa NO (2014)")[0] == And((Words(("cooperativa",)), Not(Words(("2014",)))))
    assert parse("country:NO coop")[0] == And((Words(("coop",)), Among("country", ("NO",))))
    assert parse("coop country:ET")[0] == And((Words(("coop",)), Among("country", ("ET",))))


@pytest.mark.parametrize(
    "broken,whole",
    [("country:FR (coopérative", "country:FR coopérative"), ("country:FR coopérative)", "country:FR coopérative"),
     ("coopérative AND year:[2010 TO 2020] AND", "coopérative AND year:[2010 TO 2020]"),
     ("(coopér* OR statut~1", "coopér* OR statut~1")],
)  # fmt: skip
def test_a_repair_keeps_the_fields(broken: str, whole: str) -> None:
    tree, notices = parse(broken)
    assert tree == parse(whole)[0]
    assert len(notices) == 1
    assert notices[0].startswith("The query was not complete and was read as: ")


def test_signs_that_mean_nothing_are_left_out_where_that_is_needed() -> None:
    assert parse("year:[2010 TO coop")[1] == ("The query was not complete and was read as: year 2010 TO coop",)


def test_the_joiner_stays_in_its_word_and_the_soft_hyphen_does_not() -> None:
    assert parse("ශ්\u200dරී")[0] == Words(("ශ්\u200dරී",))
    assert parse("coopé\u00adrative")[0] == Words(("coopérative",))
    with pytest.raises(BadQuery):
        parse("\u200d")


@pytest.mark.parametrize(
    "text,first,last",
    [("year:>=2014", 2014, None), ("year:>2014", 2015, None), ("year:<=2014", None, 2014), ("year:<2014", None, 2013),
     ("année : ≥ 2014", 2014, None), ("año:=2014", 2014, 2014)],
)  # fmt: skip
def test_a_year_with_a_sign_is_a_span(text: str, first: int | None, last: int | None) -> None:
    assert parse(text) == (Years(first, last), ())
    assert parse(f"coop {text} loi")[0] == And((Words(("coop", "loi")), Years(first, last)))


def test_a_sign_in_a_phrase_or_after_another_field_is_no_span() -> None:
    assert parse('"year:>=2014"')[0] == Phrase("year:>=2014")
    assert parse("note:>=2014")[0] == Words(("note", "2014"))
    with pytest.raises(BadQuery, match="is not a year"):
        parse("year:>=14")
