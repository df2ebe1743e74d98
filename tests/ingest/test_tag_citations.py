"""Citations: every form in the data has an example, and what a mention points at and does."""

import tomllib

import pytest

from ingest.tag.citation_patterns import languages
from ingest.tag.citations import citations
from kb import resources

EXAMPLES = [
    (language, example["text"], example["finds"])
    for language in languages()
    for example in tomllib.loads((resources.SCHEMAS / "citations" / f"{language}.toml").read_text())["examples"]
]


@pytest.mark.parametrize(("language", "text", "finds"), EXAMPLES)
def test_every_example_of_the_forms_is_found_as_printed(language: str, text: str, finds: list[str]) -> None:
    found = [mention.words for mention in citations(text, language)]
    assert found == finds


@pytest.mark.parametrize(
    ("language", "text", "relation", "whole"),
    [
        ("es", "Queda derogada la Ley 4/1993, de 24 de junio, así como lo que se oponga a ella.", "repeals", True),
        ("es", "Queda derogada la Ley 4/1993, de 24 de junio, en lo que se oponga a la presente.", "repeals", False),
        ("es", "Se modifica la Ley 5/2011, de 29 de marzo, en los siguientes términos", "amends", True),
        ("es", "la Ley 1/1990, derogada por la Ley 4/1993, de 24 de junio", "cites", True),
        ("es", "la Ley del Principado de Asturias 4/2010, de 29 de junio, queda derogada", "repeals", True),
        ("fr", "La loi n° 85-703 du 12 juillet 1985 est abrogée à l'exception de son article 3.", "repeals", False),
        ("fr", "La loi n° 85-703 du 12 juillet 1985 est abrogée.", "repeals", True),
        ("en", "Law n° 16/2008 of 11/06/2008 is repealed.", "repeals", True),
        ("es", "Se derogan diversas disposiciones de la Ley 5/2011, de 29 de marzo.", "repeals", False),
        ("es", "el Reglamento 3/2016, por el que se deroga la Directiva 95/46/CE, se aplica", "cites", True),
        ("fr", "les articles 3 et 4 de la loi n° 85-703 du 12 juillet 1985 sont abrogés", "repeals", False),
        ("fr", "La présente loi transpose la directive 2014/24/UE du 26 février 2014.", "transposes", True),
        ("es", "Mediante esta ley se transpone la Directiva 2014/24/UE.", "transposes", True),
        ("es", "el Real Decreto 56/2016, por el que se transpone la Directiva 2012/27/UE", "cites", True),
        ("en", "This Act implements Directive 2014/24/EU of the European Parliament.", "transposes", True),
        ("de", "Dieses Gesetz dient der Umsetzung der Richtlinie 2014/24/EU.", "transposes", True),
        ("no", "Fra samme tid oppheves lov 16. juli 1999 nr. 69 om anskaffelser.", "repeals", True),
        ("sv", "Lagen (1987:667) om ekonomiska föreningar upphör att gälla.", "repeals", True),
        ("hu", "Hatályát veszti a 2006. évi X. törvény.", "repeals", True),
        ("tr", "24/4/1969 tarihli ve 1163 sayılı Kooperatifler Kanunu yürürlükten kaldırılmıştır.", "repeals", True),
        ("pt", "Incluído pela Lei nº 13.204, de 2015, (revogado)", "cites", True),
        ("fr", "La loi n° 85-703 du 12 juillet 1985 (J.O. n. 5) est abrogée.", "repeals", True),
    ],
)
def test_what_a_sentence_does_to_the_text_that_it_cites(language: str, text: str, relation: str, whole: bool) -> None:
    mention = [found for found in citations(text, language) if found.target and found.target["number"]][-1]
    assert (mention.relation, mention.whole) == (relation, whole)


@pytest.mark.parametrize(
    ("language", "text", "number", "articles"),
    [
        ("fr", "le dahir n° 1-14-192 du 1er rebia I 1436 (24 décembre 2014)", "1-14-192", []),
        ("bg", "чл. 5 от Закон № 12/2018", "12/2018", ["5"]),
        ("fi", "osuuskuntalain (421/2013) 5 luvun 3 §:n", "421/2013", ["3"]),
        ("no", "lov 29. juni 2007 nr. 81 § 12", "81", ["12"]),
        ("tr", "1163 sayılı Kooperatifler Kanununun 5 inci maddesi", "1163", ["5"]),
        ("pt", "nos termos do artigo 5.º da Lei n.º 5/98", "5/98", ["5"]),
        ("es", "el artículo 5.º de la Ley 27/1999", "27/1999", ["5"]),
    ],
)
def test_an_article_beside_an_act_is_the_act_s(language: str, text: str, number: str, articles: list[str]) -> None:
    (mention,) = citations(text, language)
    assert mention.target is not None
    assert (mention.target["number"], mention.target["articles"]) == (number, articles)


def test_a_point_in_the_bracket_behind_an_act_ends_no_sentence() -> None:
    (mention,) = citations("The Co-operative Societies Act, 1965 (No. 12 of 1965) is repealed.", "en")
    assert mention.relation == "repeals"


def test_a_sentence_goes_on_over_the_end_of_a_printed_line() -> None:
    (mention,) = citations("según el artículo 7 de la\nLey 5/2011, de 29 de\nmarzo, y", "es")
    assert mention.words == "artículo 7 de la Ley 5/2011, de 29 de marzo"


def test_whose_act_it_is_stands_between_kind_and_number() -> None:
    (mention,) = citations("la Ley del Principado de Asturias 4/2010, de 29 de junio, de Cooperativas", "es", "ES-AS")
    assert mention.target == {
        "act": "Ley", "number": "4/2010", "date": "2010-06-29", "jurisdiction": "ES-AS", "articles": []
    }  # fmt: skip


def test_a_footnote_in_a_repealing_provision_repeals_nothing() -> None:
    text = "Ley 4/1993, de 24 de junio.\n^46) Ley 27/1999, de 16 de julio."
    assert [m.relation for m in citations(text, "es", repealing=True)] == ["repeals", "cites"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "「근로기준법」 제15조제2항에 따라", [("근로기준법", ["15"])]),
        ("ko", "「사회적기업 육성법」에 따라 제8조의2제1항을 적용한다", [None, (None, ["8조의2"])]),
        ("ko", "같은 법 제5조와 달리 이 법 제7조", [None, (None, ["7"])]),
        ("fr", "les articles 5 et 6 du code du travail", [("code du travail", ["5", "6"])]),
        ("fr", "l'article 12 des statuts, ou l'article 9 de la présente loi", [None, (None, ["9"])]),
        ("en", "section 7 or section 9(1) of the bye-laws", [None, None]),
        ("en", "as section 7 says", [(None, ["7"])]),
        ("no", "konkursloven § 142", [("konkursloven", ["142"])]),
        ("cs", "podle § 5 zákona", [None]),
        ("ko", "「상법」 제382조, 제385조부터 제390조까지 및 제393조", [("상법", ["382"]), None, None, None]),
    ],
)
def test_articles_are_the_text_s_own_only_where_nothing_says_otherwise(
    language: str, text: str, expected: list[tuple[str | None, list[str]] | None]
) -> None:
    found = [
        mention.target and (mention.target["act"], mention.target["articles"]) for mention in citations(text, language)
    ]
    assert found == expected
