"""Laws of lands and programs whose way of setting a law differs: what each of them was misread by."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from docx import Document
from docx.oxml import parse_xml

from ingest.extract import extract
from ingest.extract.worker import Allowance, read
from ingest.layout.document import PageWords, laid_out
from ingest.layout.frame import Frame
from ingest.layout.hyphens import Vocabulary
from ingest.layout.script_order import in_order
from ingest.layout.words import Glyphs, Words, words_of
from ingest.source import source_document
from ingest.structure import structure
from ingest.structure.headings import inline_heading
from ingest.structure.openers import opens_heading
from kb.model.law import Provision
from kb.model.layout import Block, Extraction
from kb.settings import Settings

ALLOWED = Allowance(100, 0)
WORDS_OF_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
AKN = 'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"'

Reading = Callable[[str, str | bytes], list[Provision]]


@pytest.fixture
def units(tmp_path: Path) -> Reading:
    """Reads a file of this name and content, as ingestion does, and gives its units in order."""

    def from_text(name: str, content: str | bytes) -> list[Provision]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = extract(source_document(path), Settings.load())
        return [unit for text in structure(found) for unit in text.provisions]

    return from_text


def of_blocks(texts: Sequence[str], language: str) -> list[Provision]:
    """The units of paragraphs in this language."""
    blocks = tuple(Block(text, language=language) for text in texts)
    (text,) = structure(Extraction((), blocks, (), languages=(language,)))
    return [unit for unit in text.provisions if unit.type in ("article", "section")]


@pytest.mark.parametrize(
    ("language", "heads", "eids"),
    [
        ("ru", "Статья 1. Предмет|Статья 2. Понятия|Статья 2.1. Реестр|Статья 3. Члены", "art_1 art_2 art_2-1 art_3"),
        ("uk", "Стаття 1. Сфера|Стаття 2. Терміни|Стаття 2-1. Реєстр|Стаття 3. Члени", "art_1 art_2 art_2-1 art_3"),
        ("hu", "1. §|2. §|2/A. §|3. §", "art_1 art_2 art_2-a art_3"),
        ("tr", "MADDE 1 –|MADDE 2 –|MADDE 3 –", "art_1 art_2 art_3"),
        ("sv", "1 §|2 §|2 a §|3 §", "art_1 art_2 art_2-a art_3"),
        ("da", "§ 1.|§ 2.|§ 2 a.|§ 3.", "sec_1 sec_2 sec_2-a sec_3"),
        ("lt", "1 straipsnis. Paskirtis|2 straipsnis. Sąvokos|3 straipsnis. Nariai", "art_1 art_2 art_3"),
        ("sl", "1. člen|2. člen|2.a člen|3. člen", "art_1 art_2 art_2-a art_3"),
        ("hr", "Članak 1.|Članak 2.|Članak 2.a|Članak 3.", "art_1 art_2 art_2-a art_3"),
        ("ja", "第一条　|第二条　|第二条の二　|第三条　", "art_1 art_2 art_2-2 art_3"),
        ("hi", "धारा १.|धारा २.|धारा ३.", "sec_1 sec_2 sec_3"),
        ("th", "มาตรา ๑|มาตรา ๒|มาตรา ๒/๑|มาตรา ๓", "art_1 art_2 art_2-1 art_3"),
        ("vi", "Điều 1.|Điều 2.|Điều 3.", "art_1 art_2 art_3"),
        ("id", "Pasal 1|Pasal 2|Pasal 3", "art_1 art_2 art_3"),
        ("fa", "ماده ۱ ـ|ماده ۲ ـ|ماده ۳ ـ", "art_1 art_2 art_3"),
        ("kk", "1-бап.|2-бап.|3-бап.", "art_1 art_2 art_3"),
        ("ka", "მუხლი 1.|მუხლი 2.|მუხლი 3.", "art_1 art_2 art_3"),
    ],
)
def test_articles_of_a_law_are_found_in_its_own_language(language: str, heads: str, eids: str) -> None:
    labels = heads.split("|")
    texts = [part for label in labels for part in (label, "x" * 30 + ", " + "y" * 200 + ".")]
    assert [unit.eid for unit in of_blocks(texts, language)] == eids.split()
    assert all(opens_heading(label) for label in labels)


@pytest.mark.parametrize(
    "mention",
    ["2 kap. 5 § gäller inte för ett förbund.", "A 4. § (2) bekezdésében foglaltakat kell alkalmazni.",
     "Статья 5 настоящего закона применяется.", "第五条の規定により設立する。", "Pasal 5 ayat (2) berlaku."],
)  # fmt: skip
def test_a_mention_of_an_article_is_no_heading(mention: str) -> None:
    language = {"2": "sv", "A": "hu", "С": "ru", "第": "ja", "P": "id"}[mention[0]]
    assert of_blocks([mention], language) == []


def test_the_first_sentence_of_an_article_is_not_its_heading() -> None:
    """Polish, Swedish and Chinese articles have no names: short first sentences stand where others have theirs."""
    said = [
        "Każdy członek ma jeden głos bez względu na liczbę posiadanych udziałów.",
        "Walne zgromadzenie zwołuje zarząd co najmniej raz w roku.",
        "Spółdzielnia prowadzi rachunkowość i ogłasza roczne sprawozdanie.",
        "Nadwyżkę bilansową dzieli się między członków według ich obrotów.",
    ]
    texts = [part for n, words in enumerate(said, 1) for part in (f"Art. {n}. {words}", f"2. {said[n % 4]}")]
    found = of_blocks(texts, "pl")
    assert [unit.heading for unit in found] == [None] * 4
    assert [unit.text.split("\n")[0] for unit in found] == said
    chinese = [f"第{n}条　合作社成员以其账户内记载的出资额为限承担责任。" for n in "一二三四"]
    followed = [part for line in chinese for part in (line, "违反本法规定的，由登记机关责令改正。")]
    assert [unit.heading for unit in of_blocks(followed, "zh")] == [None] * 4


def test_names_of_articles_stay_names() -> None:
    names = ["Objeto.", "Ámbito de aplicación.", "Socios.", "El consejo rector. Composición y cargos."]
    body = "La presente ley regula la constitución y el funcionamiento de las cooperativas y sus uniones."
    texts = [part for n, name in enumerate(names, 1) for part in (f"Artículo {n}. {name}", body)]
    assert [unit.heading for unit in of_blocks(texts, "es")] == [name.rstrip(".") for name in names]


def test_names_in_brackets_beside_below_and_above() -> None:
    korean = [
        "제1조(목적) 이 법은 협동조합의 설립을 정한다.",
        "제2조(정의) 뜻은 다음과 같다.",
        "제3조의2(법인격) 법인으로 한다.",
    ]
    assert [(u.eid, u.heading) for u in of_blocks(korean, "ko")] == [
        ("art_1", "목적"), ("art_2", "정의"), ("art_3-2", "법인격"),
    ]  # fmt: skip
    italian = ["Art. 1", "(Oggetto)", "La legge disciplina le cooperative.", "Art. 2", "(Soci)", "I soci votano."]
    assert [u.heading for u in of_blocks(italian, "it")] == ["Oggetto", "Soci"]
    japanese = [
        "（目的）",
        "第一条　この法律は目的とする。",
        "（定義）",
        "第二条　この法律において定める。",
        "（総会）",
        "第三条　総会は招集する。",
    ]
    found = of_blocks(japanese, "ja")
    assert [u.heading for u in found] == ["目的", "定義", "総会"]
    assert found[0].text == "この法律は目的とする。"


def test_wrapped_lines_of_any_language_part_at_their_headings(units: Reading) -> None:
    lines = []
    for n, name in enumerate(("Сфера дії", "Визначення термінів", "Державна реєстрація", "Члени кооперативу"), 1):
        lines.append(f"Стаття {n}. {name}. Цей Закон визначає правові засади діяльності усіх")
        lines.append("кооперативів, а також соціальних підприємств, що створені на території")
        lines.append("України громадянами, і поширюється також на спілки таких кооперативів.")
    found = units("law.txt", "\r\n".join(lines))
    assert [(unit.eid, unit.heading) for unit in found] == [
        ("art_1", "Сфера дії"), ("art_2", "Визначення термінів"), ("art_3", "Державна реєстрація"),
        ("art_4", "Члени кооперативу"),
    ]  # fmt: skip


def test_letters_from_the_right_are_set_in_the_order_of_reading() -> None:
    def edges(count: int, rising: bool) -> tuple[numpy.ndarray, numpy.ndarray]:
        starts = numpy.arange(count, dtype=float) * 5
        starts = starts if rising else starts[::-1]
        return starts, starts + 5

    assert in_order("ىلع", *edges(3, rising=True)) == "على"
    assert in_order("على", *edges(3, rising=False)) == "على"
    assert in_order("12", *edges(2, rising=True)) == "12"
    # A ligature of lam and alef, which the reader of the file has turned: both letters have the same box.
    starts = numpy.array([20.0, 15.0, 10.0, 10.0, 5.0])
    assert in_order("ساال"[:2] + "الم", starts, starts + 5) == "سالام"


def glyphs(letters: str, x: Sequence[float], guessed: Sequence[int]) -> Words:
    """The words of glyphs 5 points wide that stand at these places; blanks at `guessed` are not in the file."""
    codes = numpy.array([ord(letter) for letter in letters], numpy.uint32)
    x0 = numpy.array(x, float)
    blank = codes == 32
    level = numpy.full(len(codes), 100.0)
    made = numpy.zeros(len(codes), bool)
    made[list(guessed)] = True
    ten, never = numpy.full(len(codes), 10.0), numpy.zeros(len(codes), bool)
    return words_of(
        Glyphs(codes, x0, x0 + numpy.where(blank, 0, 5), level - 9, level + 2.2, level, ~blank, ~never, made,
               lambda places: (ten[places], never[places]))
    )  # fmt: skip


def test_a_guessed_space_without_room_is_none() -> None:
    assert glyphs("lo i", [10, 15, 20, 20], [2]).text == ["loi"]
    assert glyphs("lo i", [10, 15, 20, 20], []).text == ["lo", "i"]
    assert glyphs("lo i", [10, 15, 20, 22.5], [2]).text == ["lo", "i"]


def test_a_letter_drawn_from_another_font_joins_its_word() -> None:
    words = glyphs("h p tác ợ", [10, 15, 20, 25, 27.5, 32.5, 37.5, 42.5, 15], [])
    (block,) = laid_out([PageWords(Frame(595.0, 842.0, 0, 0), words)])
    assert block.text == "hợp tác"


def page(lines: Sequence[tuple[float, float, str]]) -> PageWords:
    """A page of (x, baseline, text) lines, 5 points a letter."""
    placed = [(x, y, word) for x, y, line in lines for x, word in _spread(x, line)]
    x0 = numpy.array([x for x, _, _ in placed])
    base = numpy.array([y for _, y, _ in placed])
    never = numpy.zeros(len(placed), bool)
    held = Words(
        [word for _, _, word in placed], x0, x0 + numpy.array([5.0 * len(word) for _, _, word in placed]), base - 10.0,
        base + 2, base, numpy.full(len(placed), 10.0), never, never.copy(), never.copy(), numpy.full(len(placed), -1),
    )  # fmt: skip
    return PageWords(Frame(595.0, 842.0, 0, 0), held)


def _spread(x: float, line: str) -> list[tuple[float, str]]:
    made = []
    for word in line.split():
        made.append((x, word))
        x += 5.0 * len(word) + 4.0
    return made


def test_the_number_of_a_section_at_the_top_of_a_page_stays() -> None:
    prose = [
        (60.0, 110 + 14.0 * n, "Die Genossenschaft führt ihre Bücher und legt Rechnung ab " + "abcdefgh"[n % 8])
        for n in range(40)
    ]
    pages = [page([(280, 60, f"{n} §" if n % 2 else f"§ {n}"), *prose]) for n in range(3, 9)]
    said = "\n".join(block.text for block in laid_out(pages))
    assert [f"§ {n}" in said or f"{n} §" in said for n in range(3, 9)] == [True] * 6


def test_a_sentence_that_ends_two_pages_is_kept() -> None:
    last = "Chaque associé dispose d'une voix, quel que soit le nombre de ses parts."
    pages = []
    for count in ("deux", "trois", "quatre"):
        prose = [f"Les parts {chr(97 + n % 26)} sont nominatives et {count} fois cessibles" for n in range(55)]
        pages.append(page([*((60.0, 60 + 12.0 * n, line) for n, line in enumerate(prose)), (60.0, 726.0, last)]))
    assert "".join(block.text for block in laid_out(pages)).count("quel que soit") == 3


def test_what_only_screen_readers_say_is_not_read(units: Reading) -> None:
    section = (
        '<h4>{1}</h4><div><h5><span aria-hidden="true">§ {0}.</span><span class="sr-only">Paragraph {0},</span></h5>'
        '<div><span class="Absatzzahl">(1)</span>Dieses Gesetz gilt für Genossenschaften und ihre Verbände.</div></div>'
    )
    heads = ((1, "Anwendungsbereich"), (2, "Begriffe"), (3, "Eintragung"))
    found = units("ris.html", "<html><body>" + "".join(section.format(*head) for head in heads) + "</body></html>")
    assert [(unit.num, unit.heading) for unit in found] == [(f"§ {n}", name) for n, name in heads]
    assert {unit.text for unit in found} == {"(1) Dieses Gesetz gilt für Genossenschaften und ihre Verbände."}


def test_words_struck_through_and_notes_of_the_site_are_no_words_of_the_law(units: Reading) -> None:
    found = units(
        "lei.html",
        "<html><body><p>Art. 1 Esta Lei institui a política nacional de economia <strike>popular</strike> solidária e "
        "dá outras providências a respeito das cooperativas.</p><p><del>Art. 2 Texto antigo.</del></p>"
        "<p>Art. 2 São princípios da economia solidária a autogestão e a democracia entre os seus membros.</p>"
        '<p class="nota_pie">Se modifica por el art. 2 de la Ley 3/2022.</p>'
        "<p>Art. 3 Esta Lei entra em vigor na data de sua publicação no diário oficial da república.</p></body></html>",
    )
    assert [unit.eid for unit in found] == ["art_1", "art_2", "art_3"]
    assert "popular" not in found[0].text
    assert found[0].notes == ("popular", "Art. 2 Texto antigo.")
    assert found[1].notes == ("Se modifica por el art. 2 de la Ley 3/2022.",)


def test_numbers_that_a_style_sheet_sets_apart(units: Reading) -> None:
    section = (
        '<h3 class="LegP1GroupTitle">{1}</h3><p><span class="LegP1No">{0}</span><span class="LegP1Text">'
        '<span class="LegP2No">(1)</span>A society must keep a register of its members.</span></p>'
    )
    heads = ((1, "Meaning"), (2, "Registration"), (3, "Members"))
    found = units("uk.html", "<html><body>" + "".join(section.format(*head) for head in heads) + "</body></html>")
    sections = [unit for unit in found if unit.type == "section"]
    assert [unit.eid for unit in sections] == ["sec_1", "sec_2", "sec_3"]
    assert {unit.text for unit in sections} == {"(1) A society must keep a register of its members."}


def test_subsections_of_british_acts_are_paragraphs_and_their_contents_no_words(units: Reading) -> None:
    section = (
        "<section><num>{0}</num><heading>{1}</heading><subsection><num>(1)</num><content><p>A society keeps books."
        "</p></content></subsection></section>"
    )
    heads = ((1, "Meaning"), (2, "Books"), (3, "Audit"))
    found = units(
        "act.xml",
        f'<akomaNtoso {AKN}><act name="ukpga"><coverPage><toc><tocItem level="1" href="#p">Part 1 General</tocItem>'
        "</toc></coverPage><body><part><num>Part 1</num><heading>General</heading>"
        + "".join(section.format(*head) for head in heads)
        + "</part></body></act></akomaNtoso>",
    )
    assert [(unit.eid, unit.heading) for unit in found] == [
        ("part_1", "General"), ("sec_1", "Meaning"), ("sec_2", "Books"), ("sec_3", "Audit"),
    ]  # fmt: skip
    assert found[1].text == "(1) A society keeps books."


def test_articles_that_word_counts_through_the_chapters(tmp_path: Path) -> None:
    document = Document()
    lists = document.part.numbering_part.element
    lists.insert(
        0,
        parse_xml(
            f'<w:abstractNum {WORDS_OF_WORD} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
            'w:val="upperRoman"/><w:lvlText w:val="CHAPITRE %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="Article %2."/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    lists.append(parse_xml(f'<w:num {WORDS_OF_WORD} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for words, level in (("Objet", 0), ("Champ", 1), ("Parts", 1), ("Organes", 0), ("Conseil", 1)):
        paragraph = document.add_paragraph(words, style=f"Heading {level + 1}")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {WORDS_OF_WORD}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
        document.add_paragraph("La présente loi fixe les règles de création des coopératives.")
    held = io.BytesIO()
    document.save(held)
    path = tmp_path / "loi.docx"
    path.write_bytes(held.getvalue())
    found = read(path, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ALLOWED)
    articles = [unit.eid for text in structure(found) for unit in text.provisions if unit.type == "article"]
    assert articles == ["art_1", "art_2", "art_3"]


def test_lines_of_scripts_without_spaces_are_joined_without_one() -> None:
    vocabulary = Vocabulary(())
    assert vocabulary.joined("組合のため忠実にその職務を行", "う。") == "組合のため忠実にその職務を行う。"
    assert vocabulary.joined("ตามหลักเกณฑ์และ", "วิธีการ") == "ตามหลักเกณฑ์และวิธีการ"
    assert vocabulary.joined("조합원은 출자좌수에", "관계없이") == "조합원은 출자좌수에 관계없이"


def test_an_abbreviation_ends_no_name_of_an_article() -> None:
    assert inline_heading("Przepis art. 5 ust. 2 stosuje się odpowiednio do związków spółdzielni.") is None
    assert inline_heading("A 4. § (2) bekezdésében foglaltakat megfelelően alkalmazni kell.") is None
    assert inline_heading("Geschäftsanteile. § 5 Abs. 2 gilt sinngemäß für Verbände.") == ("Geschäftsanteile", 18)
    assert inline_heading("Objeto. 1. La presente ley regula las cooperativas y sus uniones.") == ("Objeto", 8)


def test_a_heading_at_the_end_of_a_column_waits_for_its_words() -> None:
    prose = "leden stemmen bestuur roept vergadering statuten bepalen jaarlijks kapitaal reserve register".split()
    pages = []
    for seed in range(3):
        lines = []
        for n in range(40):
            left, right = (" ".join(prose[(7 * seed + n * k + j) % 11] for j in range(5)) for k in (1, 2))
            lines += [(60.0, 60 + 14.0 * n, left[:44]), (310.0, 60 + 14.0 * n, right[:44])]
        if seed == 1:
            lines.append((60.0, 60 + 14.0 * 42.5, "Artikel 5 Algemene vergadering"))
            lines.append((310.0, 60 + 14.0 * 40, "De laatste regel van deze kolom"))
        pages.append(page(lines))
    said = "\n".join(block.text for block in laid_out(pages))
    assert said.index("Artikel 5") < said.index("De laatste regel")


def test_the_marks_of_footnotes_that_hang_in_the_margin_stay_with_them() -> None:
    """Browsers' kin set "1." out to the left of the note, where other gazettes have side notes."""
    prose = [
        (60.0, 60 + 14.0 * n, f"Les parts {chr(97 + n % 26)} sont nominatives et deux fois cessibles")
        for n in range(40)
    ]
    notes = [(60.0, 660 + 10.0 * n, f"Voir le décret du {n} mai 2019, journal officiel.") for n in range(3)]
    marks = [(45.0, 660 + 10.0 * n, f"{n + 1}.") for n in range(3)]
    whole = page([*prose, *notes, *marks])
    size = numpy.where(whole.words.base > 650, 8.0, 10.0)
    blocks = laid_out([replace(whole, words=replace(whole.words, size=size))])
    assert [block.text for block in blocks if block.kind == "note"] == [
        f"{n + 1}. Voir le décret du {n} mai 2019, journal officiel." for n in range(3)
    ]
    assert not [block for block in blocks if block.kind == "side-note"]
