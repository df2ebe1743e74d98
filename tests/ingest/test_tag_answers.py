"""Answers: values are read as laws print them, sentences keep their places, nothing is given that is not sure."""

from __future__ import annotations

import itertools
import json
import math
import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy
import pytest

from ingest.tag import answer_model, answers
from ingest.tag.answer_cues import ZERO, cover, cues, english
from ingest.tag.answer_features import sentence_rows, sentences
from ingest.tag.answer_judge import DEPTH, Trees
from ingest.tag.answer_names import named, names_in
from ingest.tag.answer_phrases import tells, told
from ingest.tag.answer_signs import best_list
from ingest.tag.answer_texts import AMENDED, CITED, texts_in
from ingest.tag.answer_values import beside_in, marks_in, value_in
from ingest.tag.mentions import marked
from ingest.tag.study import Study
from kb import resources
from kb.model.law import LegalText, Metadata, Provision, Value
from kb.model.tags import Beside, Evidence

VALUES = [
    ("entities-profit-assets.q3", "es", "destinará al menos el 20 por ciento de los excedentes al fondo", 20),
    ("entities-profit-assets.q3", "es", "el veinte por ciento (20 %) de los excedentes", 20),
    ("entities-profit-assets.q3", "en", "at least one-fourth of the net profits is carried to a reserve fund", 25),
    ("entities-profit-assets.q3", "fr", "un dixième des excédents est affecté à la réserve", 10),
    ("entities-profit-assets.q3", "ko", "잉여금의 100분의 10 이상을 적립하여야 한다", 10),
    ("entities-profit-assets.q3", "es", "entre el 10 % y el 25 % de los excedentes", None),
    ("entities-profit-assets.q3", "es", "un mínimo del 30 por 100 de los excedentes", 30),
    ("entities-profit-assets.q3", "et", "tuleb kanda reservkapitali vähemalt 1/20 puhaskasumist", 5),
    ("entities-governance.q2", "en", "The minimum number of members is five hundred (500).", 500),
    ("entities-governance.q2", "fr", "Elle compte au moins sept membres.", 7),
    ("entities-governance.q2", "es", "un número mínimo de setenta y cinco (75) afiliados", 75),
    ("entities-governance.q2", "en", "A founder may be one or more natural persons", 1),
    ("entities-governance.q2", "sk", "Nadáciu môže založiť aj jeden zakladateľ", 1),
    ("entities-governance.q2", "en", "not less than ten persons who have attained the age of majority", 10),
    ("entities-governance.q2", "es", "dentro de los treinta días siguientes", None),
    ("entities-qualification.q4", "fr", "dans un délai de deux mois à compter de la demande", 60),
    ("entities-qualification.q4", "es", "en el plazo de quince días hábiles", 15),
    ("entities-qualification.q4", "ca", "en un termini de trenta dies des de la presentació", 30),
    ("entities-qualification.q4", "lv", "lēmumu pieņem septiņu dienu laikā", 7),
    ("entities-qualification.q4", "fr", "dans un délai de soixante quinze (75) jours", 75),
    ("international-implementation.q2", "es", "en el plazo de un año", 12),
    ("international-implementation.q2", "ro", "în termen de 90 de zile", 3),
    ("institutions-data.q2", "es", "elaborará un informe anual", 1),
    ("institutions-data.q2", "es", "aprobará un manual de evaluación", None),
    ("institutions-data.q2", "fr", "publie tous les trois ans un rapport", 3),
    ("entities-profit-assets.q4", "ro", "diferențe care să depășească raportul de 1 la 8", 8),
    ("entities-profit-assets.q4", "fr", "ne peut excéder un plafond correspondant à six fois le salaire minimum", 6),
    ("entities-profit-assets.q4", "es", "dentro de los diez días siguientes", None),
    ("institutions-supervision.q3", "fr", "une amende de 100 000 francs à un million (1 000 000) de francs", 1000000),
    ("institutions-supervision.q3", "sr", "Новчаном казном од 300.000 до 900.000 динара казниће се", 900000),
    ("institutions-supervision.q3", "es", "multa de hasta 500 salarios mínimos legales mensuales", 500),
    ("institutions-supervision.q3", "en", "within 30 days of the decision", None),
    ("institutions-supervision.q3", "en", "fine which may extend to five thousand rupees", 5000),
    ("institutions-supervision.q3", "ko", "7년 이하의 징역 또는 7천만원 이하의 벌금", 70000000),
]  # fmt: skip


@pytest.mark.parametrize(("question", "language", "sentence", "value"), VALUES)
def test_a_value_is_read_as_printed_or_not_at_all(question: str, language: str, sentence: str, value: Any) -> None:
    assert value_in(resources.questions()[question], sentence, language) == value


def test_what_stands_around_a_number_is_marked() -> None:
    assert marks_in("un número mínimo de diez socios, y un máximo de 30 días", 10, "es") == (1.0, 1.0, 1.0, 1.0, 1.0)
    assert marks_in("in dreißig Tagen", 30, "de") == (0.0, 0.0, 0.0, 0.0, 0.0)
    assert marks_in("hasta el 10 por ciento", 10, "es") == (0.0, 1.0, 0.0, 0.0, 1.0)
    apart = "al menos una vez al año se reunirá la asamblea general de la cooperativa, con asistencia de diez socios"
    assert marks_in(apart, 10, "es") == (1.0, 0.0, 1.0, 0.0, 0.0)


BESIDE = [
    ("entities-governance.q2", "es", "no menos de diez personas", Beside("at least")),
    ("entities-profit-assets.q3", "en", "at least 10 per cent of the surplus", Beside("at least")),
    ("partnership-participation.q2", "fr", "ne peut excéder 50 % du capital", Beside("at most")),
    ("entities-governance.q2", "fr", "Elle compte sept membres.", None),
    ("scope-principles.q2", "es", "al menos dos principios", None),
]


@pytest.mark.parametrize(("question", "language", "sentence", "found"), BESIDE)
def test_a_bound_is_said_beside_the_value(question: str, language: str, sentence: str, found: Beside | None) -> None:
    assert beside_in(resources.questions()[question], sentence, language) == found


def test_a_unit_of_account_is_named_as_printed() -> None:
    question = resources.questions()["institutions-supervision.q3"]
    found = beside_in(question, "multa de hasta 500 salarios mínimos legales", "es")
    assert found == Beside("at most", "salarios minimos legales")
    assert beside_in(question, "une amende de 5 000 euros", "fr") is None


def test_sentences_keep_their_places_and_numbers_stay_whole() -> None:
    text = "  Primero, el 12.5 por ciento se reserva. Segundo, lo demás se reparte;\n\ny nada más queda aquí."
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [
        "Primero, el 12.5 por ciento se reserva.", "Segundo, lo demás se reparte;", "y nada más queda aquí.",
    ]  # fmt: skip


SENTENCES = [
    ("Conform art. 5 alin. (2) din Legea nr. 1/2005. (3) Asociația are sediul în România.",
     ["Conform art. 5 alin. (2) din Legea nr. 1/2005.", "(3) Asociația are sediul în România."]),
    ("Η παρ. 3 του άρθρου 134 του ν. 4001/2011 αντικαθίσταται ως εξής: «α) έχει τη μορφή εταιρείας».",
     ["Η παρ. 3 του άρθρου 134 του ν. 4001/2011 αντικαθίσταται ως εξής:", "«α) έχει τη μορφή εταιρείας»."]),
    ("Zákon č. 149/1995 Sb., o daních, se mění takto. Družstvo je právnickou osobou.",
     ["Zákon č. 149/1995 Sb., o daních, se mění takto.", "Družstvo je právnickou osobou."]),
    ("desde la inscripción en el Registro\nde Personas;\na) los socios fundadores;\nb) los demás socios.",
     ["desde la inscripción en el Registro\nde Personas;", "a) los socios fundadores;", "b) los demás socios."]),
    ("이 법은 다른 조합에 적용하지 아니한다. ② 조합은 법인으로 하여야 한다.",
     ["이 법은 다른 조합에 적용하지 아니한다.", "② 조합은 법인으로 하여야 한다."]),
    ("Задругу може основати најмање 5. лица из чл. 3. овог закона. Задруга има статут.",
     ["Задругу може основати најмање 5. лица из чл. 3. овог закона.", "Задруга има статут."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_sentence_does_not_end_at_an_abbreviation(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == wanted


def law(*articles: str, language: str = "es") -> LegalText:
    words, provisions = "", []
    for number, article in enumerate(articles, 1):
        start = len(words)
        words += article + "\n"
        provisions.append(
            Provision(f"art_{number}", "article", f"Artículo {number}", None, article, start, start + len(article),
                      number, language=language)
        )  # fmt: skip
    return LegalText(language, words, tuple(provisions))


COOPERATIVE = law(
    "La cooperativa es una sociedad constituida por personas que se asocian, en régimen de libre adhesión y baja "
    "voluntaria, para realizar actividades empresariales, con estructura y funcionamiento democrático.",
    "La cooperativa quedará constituida y tendrá personalidad jurídica desde su inscripción en el Registro de "
    "Sociedades Cooperativas.",
    "Cada socio tendrá un voto en la asamblea general.",
    "De los excedentes se destinará al menos el veinte por ciento al fondo de reserva obligatorio.",
)


def test_every_answer_quotes_its_sentence_and_fits_its_question() -> None:
    places, words, made = answers.candidates(Study(COOPERATIVE, marked(COOPERATIVE)))
    assert len(places) == len(words)
    assert len(made) > 20 and len({candidate.question for candidate in made}) == len(made)
    for candidate in made:
        question = resources.questions()[candidate.question]
        given = candidate.value if isinstance(candidate.value, list) else [candidate.value]
        if question.values:
            assert set(given) <= set(question.values)
        elif question.answer_type == "yes-no":
            assert isinstance(candidate.value, bool)
        assert 0 <= candidate.sure <= 1
    reserve = next(candidate for candidate in made if candidate.question == "entities-profit-assets.q3")
    assert reserve.value == 20 and "veinte por ciento" in words[reserve.row][0]


def test_what_reserves_leave_may_be_distributed() -> None:
    _, _, made = answers.candidates(Study(COOPERATIVE, marked(COOPERATIVE)))
    assert {candidate.value for candidate in made if candidate.question == "entities-profit-assets.q2"} == {80}


def test_trees_follow_their_signs_to_a_leaf() -> None:
    inner, leaves = 2**DEPTH - 1, 2**DEPTH
    limits = numpy.full((2, inner), numpy.inf)
    limits[0, 0], limits[0, 2] = 0.5, 2.0
    signs = numpy.zeros((2, inner), dtype=numpy.int16)
    signs[0, 2] = 1
    worth = numpy.zeros((2, leaves))
    worth[0, :4], worth[0, 4:6], worth[0, 6:], worth[1] = 1.0, 2.0, 4.0, 0.25
    grown = Trees(signs, limits, worth, -1.0)
    rows = numpy.array([[0.0, 9.0], [1.0, 1.0], [1.0, 3.0]])
    assert grown.sums(rows).tolist() == [0.25, 1.25, 3.25]


NAMES = [
    ("Ministre de la Sécurité sociale, sous les conditions", "Ministre de la Sécurité sociale"),
    ("la consejería competente en materia de hacienda implantará", "consejería competente en materia de hacienda"),
    ("a través del Ministerio de Trabajo y Asuntos Sociales, salvo pacto", "Ministerio de Trabajo y Asuntos Sociales"),
    ("An order of the Minister in charge of cooperatives may determine", "Minister in charge of cooperatives"),
    ("de către Ministerul Agriculturii și Dezvoltării Rurale.", "Ministerul Agriculturii și Dezvoltării Rurale"),
    ("고용노동부장관은 기본계획을 수립하여야 한다", "고용노동부"),
    ("Nærings- og fiskeridepartementet kan gi forskrift", "Nærings- og fiskeridepartementet"),
    ("register, ktorý vedie Ministerstvo vnútra Slovenskej republiky", "Ministerstvo vnútra Slovenskej republiky"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "name"), NAMES)
def test_a_public_body_is_named_in_full(sentence: str, name: str) -> None:
    assert name in {sentence[found.start : found.end] for found in names_in(sentence)}


def test_a_sentence_without_a_public_body_names_none() -> None:
    assert list(names_in("Cada socio tendrá un voto en la asamblea general.")) == []


def test_the_act_of_registering_is_no_register() -> None:
    sentence = "must be registered with the Registrar of Societies"
    assert [sentence[found.start : found.end] for found in names_in(sentence)] == ["Registrar of Societies"]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Ministerului Muncii", "Ministerul Muncii"),
        ("Υπουργού Περιβάλλοντος", "Υπουργείο Περιβάλλοντος"),
        ("министарства надлежног за рад", "министарство надлежног за рад"),
        ("Ministerio de Trabajo", "Ministerio de Trabajo"),
    ],
)
def test_a_name_stands_as_a_title_prints_it(printed: str, title: str) -> None:
    assert named(printed) == title


def test_texts_are_named_in_their_short_form() -> None:
    amending = "Se modifica el artículo 44 de la Ley 55/2003, de 16 de diciembre, del Estatuto Marco."
    assert list(texts_in(AMENDED, amending, "es")) == ["Ley 55/2003"]
    assert list(texts_in(AMENDED, "Conforme a la Ley 55/2003, de 16 de diciembre.", "es")) == []
    named = "The Micro Finance Deposit Taking Institutions Act, 2003 is amended"
    assert list(texts_in(AMENDED, named, "en")) == ["Micro Finance Deposit Taking Institutions Act, 2003"]
    chain = "Η παρ. 13 του άρθρου 2 του ν. 3468/2006, όπως προστέθηκε με τον ν. 4414/2016, αντικαθίσταται ως εξής:"
    assert next(texts_in(AMENDED, chain, "el")) == "ν. 3468/2006"
    title = "Le titre Ier de la loi n° 78-753 du 17 juillet 1978 portant diverses mesures est ainsi modifié"
    assert list(texts_in(AMENDED, title, "fr")) == ["loi n° 78-753"]
    european = "de la Directiva 2014/24/UE del Parlamento y del Tratado de Funcionamiento de la Unión Europea"
    found = list(texts_in(CITED, european, "es"))
    assert found == ["Directiva 2014/24/UE", "Tratado de Funcionamiento de la Unión Europea"]


def test_every_cue_is_a_word_of_the_lexicon_or_thesaurus() -> None:
    questions = resources.questions()
    for (question, value), patterns in cues().items():
        listed = questions[question].values if questions[question].answer_type != "yes-no" else ("true", "false")
        assert value in ("", ZERO, *listed) or json.loads(value) in listed
        assert patterns and all(word.casefold() in english() for p in patterns for group in p for word in group)


def test_a_sentence_holds_the_cues_of_a_question_in_any_language() -> None:
    column = ("institutions-data.q1", "")
    for text in (
        law("El instituto publicará estadísticas de las cooperativas."),
        law("L’institut publie des statistiques sur les coopératives.", language="fr"),
        law("Цена услуге одређује се одлуком.", language="sr"),
    ):
        senses = [row.senses for row in sentence_rows(marked(text))]
        held = cover((column,), senses)[:, 0]
        assert bool(held.any()) == (text.language != "sr")


def test_every_turn_of_phrase_belongs_to_a_question_and_a_value_of_its_list() -> None:
    table = tomllib.loads(resources.path_of("answers/phrases.toml").read_text(encoding="utf-8"))
    for rows in table.values():
        for name, turns in rows.items():
            question, _, value = name.partition(" = ")
            kind = resources.questions()[question]
            assert value in ("", *kind.values, *(("true", "false") if kind.answer_type == "yes-no" else ()))
            assert turns and all(all(words.split("|")) for turn in turns for words in turn.split(" .. "))


TURNS = [
    ("La presente ley no será de aplicación a las fundaciones del Patrimonio Nacional", "es", True),
    ("This Law shall not apply to public procurement of classified items", "en", True),
    ("Le présent alinéa ne s’applique pas aux organismes agréés", "fr", True),
    ("Zákon se nevztahuje na zemědělské družstevní organizace", "cs", True),
    ("다른 법률에 따라 설립된 협동조합에 대하여는 이 법을 적용하지 아니한다", "ko", True),
    ("لا تسري أحكام هذا النظام على المؤسسات الخيرية", "ar", True),
    ("This Law applies to every cooperative, and shall be published", "en", False),
    ("No será socio quien incumpla la presente ley", "es", False),
    ("Zákon se nevztahuje na organizace", None, False),
]


@pytest.mark.parametrize(("sentence", "language", "wanted"), TURNS)
def test_a_turn_of_phrase_is_met_in_its_order(sentence: str, language: str | None, wanted: bool) -> None:
    columns = (("scope-definition.q3", "true"), ("scope-definition.q3", ""))
    assert told(columns, [(sentence, language)]).tolist() == [[False, wanted]]
    assert tells("scope-definition.q3", sentence, language) is wanted


def test_a_value_is_told_apart_from_its_question() -> None:
    columns = (("entities-profit-assets.q5", ""), ("entities-profit-assets.q5", '"members"'))
    sentence = "El remanente de la liquidación se distribuirá entre los socios"
    far = f"El remanente {'que quede de todo ello ' * 5}se distribuirá entre los socios"
    assert told(columns, [(sentence, "es"), (far, "es")]).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize(
    ("chances", "listed"),
    [
        ({"cooperative": 0.95, "mutual": 0.4, "association": 0.1}, ["cooperative"]),
        ({"cooperative": 0.9, "mutual": 0.7, "association": 0.2}, ["cooperative", "mutual"]),
        ({"cooperative": 0.9, "mutual": 0.85, "association": 0.6}, ["cooperative", "mutual", "association"]),
    ],
)
def test_as_many_items_are_listed_as_make_a_right_list_likeliest(chances: dict[str, float], listed: list[str]) -> None:
    def right(count: int) -> float:
        """How likely at least half of the union is in both, all possible truths counted one by one."""
        names, whole = list(chances), 0.0
        for truth in itertools.product((False, True), repeat=len(names)):
            likely = math.prod(chances[n] if held else 1 - chances[n] for n, held in zip(names, truth, strict=True))
            met = sum(truth[:count])
            whole += likely * (met > 0 and met / (count + sum(truth[count:])) >= 0.5)
        return whole

    found, likely = best_list(chances)
    assert found == listed
    assert likely == pytest.approx(max(right(count) for count in range(1, len(chances) + 1)))
    assert likely == pytest.approx(right(len(found)))


def test_other_cases_stand_beside_the_general_value() -> None:
    founders = law(
        "Las cooperativas de trabajo se constituirán con un mínimo de cinco personas asociadas;\n"
        "las cooperativas agrarias se constituirán con un mínimo de veinte personas asociadas;\n"
        "las cooperativas de segundo grado se constituirán con dos cooperativas asociadas."
    )
    study = Study(founders, marked(founders))
    places, words, _ = answers.candidates(study)
    made = answer_model.Candidate("entities-governance.q2", 5, 0, 0.9)
    found = answers.beside(made, places, words)
    assert found is not None and found.direction == "at least"
    assert [value for _, value in found.others] == [20, 2]
    assert found.others[0][0].startswith("las cooperativas agrarias")


def test_only_sure_answers_are_given_each_with_its_place() -> None:
    found = list(answers.tags(Study(COOPERATIVE, marked(COOPERATIVE))))
    for tag in found:
        assert tag.score is not None and tag.score >= round(answer_model.load().limit, 3)
        assert COOPERATIVE.text[tag.evidence.start : tag.evidence.end] == tag.evidence.quote
    empty = law("La presente ley se publicará en el diario oficial.")
    assert list(answers.tags(Study(empty, marked(empty)))) == []


def test_a_declared_day_of_entry_into_force_counts_where_a_provision_prints_it() -> None:
    declared = Metadata({"date_in_force": Value("2021-05-01", None, 0.9)})
    text = law("Objeto de la ley.", "Esta norma rige desde el 1 de mayo de 2021.")
    (tag,) = answers.tags(Study(text, marked(text), declared))
    assert (tag.label, tag.value, tag.eid, tag.evidence.quote) == (
        answers.IN_FORCE, "2021-05-01", "art_2", "1 de mayo de 2021",
    )  # fmt: skip
    silent = law("Objeto de la ley.", "Esta norma rige desde el 2 de mayo de 2021.")
    assert list(answers.tags(Study(silent, marked(silent), declared))) == []


def test_the_day_of_entry_into_force_is_an_answer_where_a_provision_says_it() -> None:
    text = law("Esta ley entrará en vigor el 1 de mayo de 2021.")
    place = Evidence("art_1", 30, 47, text.text[30:47], "metadata 1")
    found = Metadata({"date_in_force": Value("2021-05-01", place, 0.9)})
    (tag,) = answers.tags(Study(text, marked(text), found))
    assert (tag.label, tag.value, tag.eid) == (answers.IN_FORCE, "2021-05-01", "art_1")
    elsewhere = Metadata({"date_in_force": Value("2021-05-01", replace(place, eid=None), 0.9)})
    assert list(answers.tags(Study(text, marked(text), elsewhere))) == []


def test_a_law_without_words_has_no_answers(legal_text: Callable[..., LegalText]) -> None:
    assert list(answers.tags(Study(LegalText("es", "", ()), ()))) == []
