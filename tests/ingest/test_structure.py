"""Blocks become provisions: what is a heading, what is quoted, what belongs to whom."""

from __future__ import annotations

from ingest.structure import structure
from kb.model.law import LegalText
from kb.model.layout import Block, Extraction, PageFacts


def _read(*blocks: Block | str, language: str = "es") -> tuple[LegalText, ...]:
    made = tuple(Block(block) if isinstance(block, str) else block for block in blocks)
    named = tuple(Block(b.text, b.kind, level=b.level, language=language, quoted=b.quoted) for b in made)
    return structure(Extraction((PageFacts(1, 0.0, 0.0, 1, text=True),), named, ()))


def _units(text: LegalText) -> list[tuple[str, str, str | None]]:
    return [(unit.eid, unit.type, unit.heading) for unit in text.provisions]


def _heading(words: str, level: int = 3) -> Block:
    return Block(words, "heading", level=level)


def test_ordinals_that_wrapped_text_runs_together_are_cut() -> None:
    (text,) = _read(
        "Artículo 1. La presente ley regula las cooperativas del Estado.",
        "Artículo 2. Son cooperativas las sociedades de personas que se rigen por esta ley.",
        "TRANSITORIOS",
        "PRIMERO. La presente ley entrará en vigor mañana.",
        "SEGUNDO. El Instituto se instalará en un plazo de un año. TERCERO. El reglamento se expedirá en seis meses. "
        "Segundo. En la frase no abre nada.",
    )
    assert [unit[0] for unit in _units(text)] == [
        "art_1",
        "art_2",
        "transitional",
        "transitional_1",
        "transitional_2",
        "transitional_3",
    ]
    assert text.provisions[-1].text.startswith("El reglamento") and text.provisions[-1].text.endswith("no abre nada.")


def test_a_heading_after_a_sentence_is_cut_only_where_line_breaks_are_lost() -> None:
    words = ("Le bénéficiaire reçoit un emploi qui correspond à son profil. " * 4).rstrip()
    lost = f"{words}Art. L. 12-1. – Objet{words}Art. L. 12-2. – Forme{words} Art. L. 12-3. – Champ{words}"
    (text,) = _read("Article 1er. Il est inséré un titre.", lost, language="fr")
    assert [unit.eid for unit in text.provisions] == ["art_1", "art_l12-1", "art_l12-2", "art_l12-3"]
    (kept,) = _read("Article 1er. Objet de la loi.", f"{words} Art. L. 12-3. – Champ {words}", language="fr")
    assert [unit.eid for unit in kept.provisions] == ["art_1"]


def test_a_number_before_a_group_s_words_makes_an_article() -> None:
    (text,) = _read(
        _heading("§ 80 Fristen"),
        "Die Frist beträgt zehn Tage.",
        _heading("§ 81 Übergangsbestimmungen"),
        "Zentrale Stellen können bis 2018 auf dem Postweg liefern.",
        language="de",
    )
    assert _units(text)[-1] == ("sec_81", "transitional", "Übergangsbestimmungen")


def test_a_group_s_words_below_a_bare_article_are_its_heading() -> None:
    (text,) = _read(
        _heading("Άρθρο 35", 5),
        "Ο συνεταιρισμός τηρεί βιβλία.",
        _heading("Άρθρο 36", 5),
        "Μεταβατικές διατάξεις",
        "1. Οι συνεταιρισμοί προσαρμόζουν τα καταστατικά τους.",
        language="el",
    )
    assert [unit[0] for unit in _units(text)] == ["art_35", "art_36"]
    assert text.provisions[-1].text.startswith("1. Οι συνεταιρισμοί")


def test_a_group_that_holds_plain_words_only_is_a_provision() -> None:
    (text,) = _read(
        "Artículo 1. Objeto de la ley.",
        "Artículo 2. Ámbito de la ley.",
        "Disposición transitoria.",
        "La presente ley no será de aplicación a los contratos adjudicados con anterioridad.",
        "Disposición final primera.",
        "La ley entra en vigor mañana.",
    )
    assert [unit[:2] for unit in _units(text)] == [
        ("art_1", "article"),
        ("art_2", "article"),
        ("transitional", "transitional"),
        ("final_1", "final"),
    ]


def test_a_division_without_articles_keeps_its_words() -> None:
    (text,) = _read(
        _heading("ČÁST PRVNÍ", 2),
        _heading("§ 1"),
        "Tento zákon upravuje postavení společností.",
        _heading("ČÁST DRUHÁ", 2),
        "Zákon o daních z příjmů se mění takto a v této části nabývá účinnosti dnem 1. ledna.",
        language="cs",
    )
    assert [unit[:2] for unit in _units(text)] == [("part_1", "part"), ("sec_1", "section"), ("part_2", "section")]


def test_numbers_after_side_headings_make_sections() -> None:
    laws = [f"Heading of section {n} Every cooperative shall keep the register {n}." for n in range(1, 15)]
    laws[4] = "Definitions of this Part 5"
    (text,) = _read(*laws[:5], "(1) The following definitions apply in 2 Parts.", *laws[5:], language="en")
    assert [unit.num for unit in text.provisions] == [str(n) for n in range(1, 15)]
    assert text.provisions[4].heading == "Definitions of this Part"
    assert text.provisions[4].text == "(1) The following definitions apply in 2 Parts."


def test_a_heading_for_several_articles_is_one_unit() -> None:
    (text,) = _read(
        _heading("Art. 956", 5),
        "Die Verwaltung führt ein Register der Gesellschaften.",
        _heading("Art. 957 und 958", 5),
        "Aufgehoben",
        _heading("Art. 959", 5),
        "Die Eintragung ist öffentlich.",
        language="de",
    )
    assert [unit.eid for unit in text.provisions] == ["art_956", "art_957-958", "art_959"]


def test_quoted_articles_of_an_amending_law_stay_inside() -> None:
    (text,) = _read(
        "Article 1er. Le code du travail est ainsi modifié :",
        "« Art. L. 5132-2. – L'État peut conclure des conventions.",
        "« Art. L. 5132-3. – Les entreprises agréées en bénéficient. »",
        "Article 2. La présente loi entre en vigueur le 1er janvier.",
        language="fr",
    )
    assert [unit.eid for unit in text.provisions] == ["art_1", "art_2"]
    assert "L. 5132-3" in text.provisions[0].text


def test_a_schedule_that_numbers_anew_is_one_annex() -> None:
    sections = [(_heading(f"{n}. Heading number {n}"), f"The Authority shall do the thing {n}.") for n in range(1, 6)]
    rules = [(_heading(f"{n}. Rule number {n}"), f"The Board shall meet on day {n}.") for n in range(1, 5)]
    (text,) = _read(
        *(block for pair in sections for block in pair),
        _heading("SCHEDULE 1", 2),
        *(block for pair in rules for block in pair),
        language="en",
    )
    assert [unit.eid for unit in text.provisions] == [*(f"sec_{n}" for n in range(1, 6)), "att_1"]


def test_several_laws_in_one_issue_are_works_of_their_own() -> None:
    texts = _read(
        _heading("Décret n° 2025-229 du 11 juin 2025 fixant les attributions", 1),
        "Article premier : Le présent décret fixe les attributions.",
        "Article 2 : Le ministre est chargé de son exécution.",
        _heading("Décret n° 2025-230 du 11 juin 2025 portant nomination", 1),
        "Article premier : Monsieur le directeur est nommé.",
        "Article 2 : Le décret sera publié.",
        language="fr",
    )
    assert [[unit.eid for unit in text.provisions] for text in texts] == [["art_1", "art_2"]] * 2


def test_every_provision_quotes_its_text() -> None:
    (text,) = _read(
        "Considerando que la economía social es de interés público,",
        "Artículo 1. Objeto. La ley regula las cooperativas y sus asociaciones.",
        "Artículo 2. La ley se aplica en todo el territorio.",
    )
    assert text.provisions[0].type == "preamble"
    for unit in text.provisions:
        assert text.text[unit.start : unit.end] == unit.text


def _signed_law(title: str) -> tuple[LegalText, ...]:
    return _read(
        _heading(title, 1),
        "Article premier : Est autorisé l'acte dont le texte est annexé à la présente loi.",
        "Article 2 : La présente loi sera publiée au Journal officiel.",
        "Fait à Brazzaville, le 25 juin 2025",
        "Par le Président de la République,",
        _heading("TEXTE ANNEXÉ SUR LES COOPÉRATIVES", 2),
        _heading("ARTICLE I – OBJET", 4),
        "Les parties conviennent de ce qui suit.",
        _heading("ARTICLE II – DURÉE", 4),
        "Le présent texte est conclu pour dix ans.",
        language="fr",
    )


def test_an_agreement_that_a_law_ratifies_is_its_annex() -> None:
    (text,) = _signed_law("Loi n° 14-2025 du 25 juin 2025 autorisant la ratification de l'accord de financement")
    assert [unit.eid for unit in text.provisions] == ["art_1", "art_2", "conclusions", "att_1"]
    assert "ARTICLE II" in text.provisions[-1].text


def test_a_text_that_a_law_approves_keeps_its_articles() -> None:
    (text,) = _signed_law("Loi n° 14-2025 du 25 juin 2025 portant code des coopératives")
    assert [unit.eid for unit in text.provisions if unit.type == "article"] == ["art_1", "art_2", "art_i", "art_ii"]


def test_a_single_section_of_a_code_is_a_provision() -> None:
    (text,) = _read(
        Block("504.1504 Amended certificate of authority.", "heading"),
        "1. A foreign corporation shall obtain an amended certificate if it changes its name.",
        "Referred to in 504.1506 and elsewhere.",
        language="en",
    )
    assert _units(text) == [("sec_504-1504", "section", "Amended certificate of authority")]


def test_an_article_run_into_the_line_before_is_found_where_it_is_missing() -> None:
    (text,) = _read(
        "المادة األولى",
        "تعتبر التعاونية جماعة مكونة من أشخاص طبيعيين أو اعتباريين.",
        "المادة 2",
        "تؤسس التعاونيات في جميع ميادين النشاط الإنساني.المادة 3 يعهد إلى المكتب بمسك سجل التعاونيات.",
        "المادة 4",
        "تطبق أحكام المادة 3 من هذا القانون على الاتحادات.",
        "المادة 5",
        "تمسك التعاونية سجلا لأعضائها.",
        language="ar",
    )
    assert [unit.eid for unit in text.provisions] == [f"art_{n}" for n in range(1, 6)]
    assert text.provisions[2].text.startswith("يعهد")


def test_a_mention_after_a_sentence_is_no_article() -> None:
    (text,) = _read(
        "Artículo 1. Objeto de la ley.",
        "Artículo 2. Rige lo dispuesto en la ley anterior. Artículo 4 de dicha ley queda sin efecto.",
        "Artículo 3. Ámbito de la ley.",
        "Artículo 4. Vigencia de la ley.",
    )
    assert [unit.eid for unit in text.provisions] == ["art_1", "art_2", "art_3", "art_4"]


def test_a_section_above_its_subsections_keeps_words_of_its_own() -> None:
    """ "2.1" with a sentence above 2.1.1 is a section; "2.2" without one only gathers."""
    (text,) = _read(
        _heading("1. Name"), _heading("1.1 The name"), "The name is the Collective.",
        _heading("2. Indemnification"), _heading("2.1 Definitions"), "For the purpose of this part, words mean:",
        _heading("2.1.1 Agent"), "An agent is any person.", _heading("2.1.2 Claim"), "A claim is a demand.",
        _heading("2.2 Scope"), _heading("2.2.1 Success"), "An agent who succeeds is paid.",
        _heading("2.2.2 Settlement"), "An agent who settles is not paid.",
        _heading("3. End"), _heading("3.1 Force"), "These rules apply at once.", language="en",
    )  # fmt: skip
    held = {p.num: (p.type, p.text) for p in text.provisions}
    assert held["2.1"] == ("section", "For the purpose of this part, words mean:")
    assert held["2.1.1"] == ("section", "An agent is any person.")
    assert held["2.2"] == ("subchapter", "")
