"""Metadata: every form in the data has an example, and nothing is known that the text does not say."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.extract.front_matter import split_front
from ingest.tag.dates import dates
from ingest.tag.metadata import disagreements, metadata
from ingest.tag.metadata.formulas import capital, in_formula
from ingest.tag.metadata.front import number_of_identifier
from ingest.tag.metadata.instrument import instrument_of
from ingest.tag.metadata.jurisdiction import jurisdiction_of
from ingest.tag.metadata.opening import is_junk, number_in
from ingest.tag.metadata.state import amended, state_of
from kb import resources
from kb.identity import same_number
from kb.model.law import LegalText, Metadata, Value
from kb.model.source import Declared


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.SCHEMAS / name).read_text(encoding="utf-8"))


def plain_text(words: str, language: str = "en") -> LegalText:
    return LegalText(language, words, ())


DATES = [(language, row) for language, rows in table("metadata/dates.toml").items() for row in rows["examples"]]
NUMBERS = [
    (language, *example) for language, rows in table("metadata/numbers.toml").items() for example in rows["examples"]
]
ACTS = [
    (None if language == "titles" else language, *example)
    for language, rows in table("instruments/acts.toml").items()
    if language != "subjects"
    for example in rows["examples"]
]
STATES = [
    (language, *example)
    for language, rows in table("metadata/titles.toml")["states"].items()
    for example in rows["examples"]
]


@pytest.mark.parametrize(("language", "example"), DATES)
def test_every_formula_of_a_day_has_an_example(language: str, example: dict[str, str]) -> None:
    assert [day.value for day in in_formula(example["text"], language, example["field"])] == [example["day"]]


@pytest.mark.parametrize(("language", "title", "number"), NUMBERS)
def test_every_form_of_a_number_has_an_example(language: str, title: str, number: str) -> None:
    found = number_in(title, language)
    assert (found.value if found else "") == number
    assert found is None or title[found.start : found.end] == found.value


@pytest.mark.parametrize(("language", "title", "instrument"), ACTS)
def test_every_kind_of_act_has_an_example(language: str | None, title: str, instrument: str) -> None:
    assert instrument_of(title, language) == instrument


@pytest.mark.parametrize(("language", "words", "state"), STATES)
def test_every_state_of_a_text_has_an_example(language: str, words: str, state: str) -> None:
    found = state_of(plain_text(words, language), len(words))
    assert found is not None and found[0] == state


def test_notes_of_later_acts_make_a_text_a_consolidated_one() -> None:
    note = "\n(Artículo sustituido por Ley N° 25.027 de 1999)"
    assert amended(plain_text("Ley 20.337" + 3 * note, "es"), "1973-05-15") is not None
    assert amended(plain_text("Ley 20.337" + 2 * note, "es"), "1973-05-15") is None
    assert amended(plain_text("Ley 25.027" + 3 * note, "es"), "1999-01-15") is None
    assert amended(plain_text("La ley modificada por la Ley 5 de 2020 se aplica." * 3, "es"), "1973") is None


def test_a_list_of_contents_is_no_title_and_a_short_title_is_one() -> None:
    contents = "LOI n° 3 du 2 mai 2019 sur les fonds ........ 7\nLoi n° 5 du 3 mai 2019 relative aux mutuelles\n"
    assert metadata(plain_text(contents, "fr"), {}).get("number") == "5"
    cited = "PART 1\n1. Short title\nThis Act may be cited as the Neighbourhood Funds Act 2021.\n2. Funds"
    found = metadata(plain_text(cited), {})
    assert (found.get("title"), found.get("instrument")) == ("Neighbourhood Funds Act 2021", "sector-law")


def test_identifiers_of_sources_and_junk_titles() -> None:
    for identifier, number, day in table("metadata/front.toml")["identifiers"]["examples"]:
        assert number_of_identifier(identifier) == (number or None, day or None)
    titles = table("metadata/titles.toml")
    assert all(map(is_junk, titles["examples_junk"])) and not any(map(is_junk, titles["examples_kept"]))


def test_every_code_of_the_signs_is_a_jurisdiction_and_no_phrase_is_of_two() -> None:
    owners: dict[str, set[str]] = {}
    for kind, rows in table("metadata/jurisdictions.toml").items():
        if kind == "homonyms":
            continue
        assert set(rows) <= set(resources.jurisdictions()), set(rows) - set(resources.jurisdictions())
        for code, phrases in rows.items():
            for phrase in phrases:
                owners.setdefault(phrase, set()).add(code.split("-")[0] if kind == "subdivisions" else code)
    assert {phrase: codes for phrase, codes in owners.items() if len(codes) > 1} == {}
    assert set(table("metadata/capitals.toml")) <= set(resources.jurisdictions())
    assert capital("Yaoundé") == "CM" and capital("Port-Clair") is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("el", "ΝΟΜΟΣ 3/2020\nΗ Βουλή ψήφισε τον ακόλουθο νόμο.\nΆρθρο 1\nΟι συνεταιρισμοί είναι ενώσεις προσώπων."),
        ("pt", "Lei n.º 3/2020, de 2 de maio\nA Assembleia decreta:\nArtigo 1.º\nAs cooperativas são entidades."),
        ("ko", "협동조합법\n제1조(목적) 이 법은 협동조합의 설립을 목적으로 한다."),
        ("fr", "Loi n° 3 du 2 mai 2020\nArticle 1er\nLa convention faite à Paris, le 20 mars 1883, s'applique."),
    ],
)  # fmt: skip
def test_the_language_of_a_text_names_no_country(language: str, words: str) -> None:
    assert "jurisdiction" not in metadata(plain_text(words, language), {}).fields


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [
        ("fr", "Loi n° 7 du 3 mai 2019\nL'Assemblée a adopté :\nArticle 1er\nTexte.\nFait à Lomé, le 3 mai 2019", "TG"),
        ("en", "Act 3 of 2019\nParliament of Zambia\nThis Act extends to Zambia.", "ZM"),
        ("es", "LEY 3\nEL CONGRESO NACIONAL DE HONDURAS\nen todo el territorio de Honduras", "HN"),
        ("fr", "Loi n° 3\nRépublique de Guinée équatoriale. En Guinée équatoriale, la loi", "GQ"),
        ("es", "Ley 3/2019\nlas Cortes de Aragón. Comunidad Autónoma de Aragón. Boletín Oficial del Estado", "ES-AR"),
    ],
)
def test_names_gazettes_organs_and_the_place_of_signature_name_it(language: str, words: str, code: str) -> None:
    found = metadata(plain_text(words, language), {}).fields["jurisdiction"]
    assert found.value == code and found.evidence and words[found.evidence.start : found.evidence.end]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            "La réunion est convoquée. Réunion du conseil. La réunion délibère. Après la réunion, un procès-verbal.",
        ),
        ("tr", "Kooperatif mali yıl sonunda mali tablolarını hazırlar. Mali denetim yapılır."),
        ("vi", "Hợp tác xã hoạt động theo pháp luật. Người đại diện theo pháp luật của hợp tác xã."),
        ("it", "I mali sociali; mali da evitare; i mali."),
        ("ru", "Кроме того, кооператив; после того как; для того чтобы. Того же мнения."),
    ],
)
def test_words_that_are_names_of_states_elsewhere_name_none(language: str, words: str) -> None:
    assert jurisdiction_of(LegalText(language, words * 3, ())) is None


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [
        ("fr", "République Démocratique du Congo. Loi sur les coopératives.", "CD"),
        ("pt", "República da Guiné Bissau. Lei das cooperativas.", "GW"),
        ("en", "Northern Ireland Act on societies. This Act applies to Northern Ireland.", "GB"),
    ],
)
def test_a_longer_name_is_not_its_neighbour_s(language: str, words: str, code: str) -> None:
    assert metadata(plain_text(words * 2, language), {}).fields["jurisdiction"].value == code


@pytest.mark.parametrize(
    ("words", "language"),
    [("5 décret 2010", "fr"), ("12 marchés 2015", "fr"), ("Decree 5, 1999", "en"), ("Junta 12 de 2010", "es")],
)  # fmt: skip
def test_a_word_that_begins_like_a_month_is_none(words: str, language: str) -> None:
    assert [day.value for day in dates(words, language) if "-" in day.value] == []


def test_two_countries_named_alike_are_no_country() -> None:
    words = "Accord entre le Togo et le Bénin. Le Togo et le Bénin conviennent de ce qui suit."
    assert jurisdiction_of(plain_text(words, "fr")) is None


def test_a_day_of_another_act_is_not_the_day_of_this_one() -> None:
    words = "Loi modifiant la loi n° 5 du 10 juillet 1999\nVu la convention faite à Rome, le 4 novembre 1950,"
    found = metadata(plain_text(words, "fr"), {})
    assert found.get("date_adopted") is None and found.get("number") is None


@pytest.mark.parametrize(
    ("language", "words", "printed"),
    [
        ("es", "DECRETO NÚMERO 57-2008\nEL CONGRESO DE LA REPÚBLICA\nCONSIDERANDO:\n", "DECRETO NÚMERO 57-2008"),
        ("es", "VISTO la Ley N° 27.345, y\nLey N° 27.345 y en los términos que\nResulta", None),
        ("rw", "Loi……...2\nITEGEKO N° 4/2021\nRIGENGA PARIKI\nISHAKIRO\n", "ITEGEKO N° 4/2021 RIGENGA PARIKI"),
        ("en", "LAW N° 4 OF 2021\nGOVERNING PARKS\nTABLE OF CONTENTS\n", "LAW N° 4 OF 2021 GOVERNING PARKS"),
        ("fr", "JOURNAL OFFICIEL\nLoi du 2 mai\nsur le don\nVu la Constitution", "Loi du 2 mai sur le don"),
        ("fr", "Dahir du 14 rejeb 1432\n(17 juin 2011) sur le don", "Dahir du 14 rejeb 1432 (17 juin 2011) sur le don"),
    ],
)  # fmt: skip
def test_a_title_ends_where_the_act_begins(language: str, words: str, printed: str | None) -> None:
    assert metadata(plain_text(words, language), {}).get("title") == printed


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("5 تشرين الثاني 2018", "2018-11-05"),
        ("فاتح أبريل 1999", "1999-04-01"),
        ("في 28 جويلية سنة 2016", "2016-07-28"),
        ("21أغسطس 2017", "2017-08-21"),
        ("27من محرم 21( 1436نوفمبر )2014", "2014-11-21"),
        ("٤ ديسمبر سنة ٢٠٢٣", "2023-12-04"),
        ("9 ذي الحجة 1442", None),
    ],
)  # fmt: skip
def test_arabic_days_are_read_as_each_region_names_the_months(words: str, day: str | None) -> None:
    assert next((found.value for found in dates(words, "ar")), None) == day


def test_the_day_to_which_a_text_was_brought_and_that_of_its_repeal_are_not_its_own() -> None:
    words = "قانون يتعلق بالسلفات\nصيغة محينة بتاريخ 24 يناير 2013\n"
    words += "تم نسخ أحكامه بمقتضى الظهير الشريف رقم 1.21.76 صادر في 14 يوليو 2021\n"
    found = metadata(plain_text(words, "ar"), {})
    assert (found.get("date_adopted"), found.get("version")) == (None, "2013-01-24")


@pytest.mark.parametrize("language", [None, "ja", "en"])
def test_a_day_in_a_title_is_read_in_any_language_and_in_none(language: str | None) -> None:
    found = metadata(LegalText(language, "Act of 2001-05-05 on parks\nAll parks.", ()), {})
    assert metadata(LegalText(language, "All parks.", ()), {"title": "Act of 2001-05-05 on parks"}).get("date_adopted")
    assert found.get("language") == language


def test_days_have_their_formula_as_evidence() -> None:
    words = "LEY DE MUTUALES\nPublicada en el Diario Oficial el 3 de agosto de 1994\nArtículo 1.- La presente Ley\n"
    words += "Dado en Lima, a los 30 días del mes de mayo, el 30 de mayo de 1994."
    found = metadata(plain_text(words, "es"), {})
    assert (found.get("date_published"), found.get("date_adopted")) == ("1994-08-03", "1994-05-30")
    for field in ("date_published", "date_adopted"):
        evidence = found.fields[field].evidence
        assert evidence and evidence.quote == words[evidence.start : evidence.end]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2020 No. 17", "17 of 2020", True),
        ("2020 No. 17", "2020", False),
        ("Ley 5/2011", "5-2011", True),
        ("5/2011", "5/2012", False),
        ("LEY-31725-2023", "Ley 31725", True),
        ("23.427", "23427", True),
        ("117/AN/11/6ème L", "117/AN/11/6", True),
        ("القانون ١٤٩ لسنة ٢٠١٩", "149/2019", True),
        ("12", "13", False),
    ],
)
def test_numbers_of_one_act_agree_however_they_are_printed(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same and same_number(other, one) is same


def test_only_what_contradicts_is_told() -> None:
    found = Metadata({"number": Value("17 of 2020"), "language": Value("en"), "instrument": Value("framework-law")})
    agreeing = Declared(number="2020 No. 17", language="rw+en+fr", instrument="sector-law")
    assert list(disagreements(found, agreeing)) == []
    told = list(disagreements(found, Declared(number="18/2020", instrument="decree")))
    assert len(told) == 2 and all(issue.code == "metadata-disagreement" for issue in told)


@pytest.mark.shared
def test_real_laws_are_told_right_or_not_at_all(structured: Callable[[Path], tuple[LegalText, dict[str, str]]]) -> None:
    """Without front matter: what a text is wrong about weighs more than what it leaves open."""
    corpus = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if re.fullmatch(r"texts/.*\.md", row["path"])][::9]
    right = wrong = 0
    for row in rows:
        text, _ = structured(corpus / row["path"])
        found = metadata(text, {}).get("jurisdiction")
        if found:
            right += found.casefold() == row["country"].casefold()
            wrong += found.casefold() != row["country"].casefold()
    assert len(rows) > 15 and right >= 0.5 * len(rows) and wrong <= 0.1 * len(rows), (right, wrong)


@pytest.fixture
def structured() -> Callable[[Path], tuple[LegalText, dict[str, str]]]:
    """The first text of a file with its front matter."""
    from ingest.extract import extract
    from ingest.source import source_document
    from ingest.structure import structure
    from kb.settings import Settings

    def read(path: Path) -> tuple[LegalText, dict[str, str]]:
        extraction = extract(source_document(path), Settings.load())
        return structure(extraction)[0], dict(extraction.front)

    return read


def test_front_matter_in_korean_tells_the_version_and_not_the_act_that_changed_the_law_last() -> None:
    front, words = split_front(
        "---\n제목: 협동조합 기본법\n법령구분: 법률\n소관부처:\n- 기획예산처\n공포일자: 2025-12-23\n공포번호: '21226'\n"
        "시행일자: 2026-06-24\n상태: 시행\n---\n\n# 협동조합 기본법\n"
    )
    assert front["소관부처"] == "기획예산처" and words.strip() == "# 협동조합 기본법"
    known = metadata(plain_text(words, "ko"), front)
    told = {name: known.get(name) for name in ("title", "version", "status", "number", "date_adopted")}
    assert told == {
        "title": "협동조합 기본법", "version": "2026-06-24", "status": "in-force", "number": None, "date_adopted": None,
    }  # fmt: skip
