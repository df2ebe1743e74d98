"""Layout on pages set word by word: columns, running heads, line numbers, headings that OCR misread."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.columns import Cutter
from ingest.layout.document import PageWords, laid_out
from ingest.layout.frame import Frame
from ingest.layout.restored import is_heading, restored
from ingest.layout.rows import row_text
from ingest.layout.words import Words
from kb.model.layout import Block, Box, Line

SIZE = 10.0


def page(lines: Sequence[tuple[float, float, str]]) -> PageWords:
    """A page of (x, baseline, text) lines, 5 points a letter."""
    words: list[str] = []
    x0: list[float] = []
    base: list[float] = []
    for left, y, text in lines:
        x = left
        for word in text.split():
            words.append(word)
            x0.append(x)
            base.append(y)
            x += 5.0 * len(word) + 4.0
    starts, bases = numpy.array(x0), numpy.array(base)
    ends = starts + numpy.array([5.0 * len(word) for word in words])
    never = numpy.zeros(len(words), bool)
    held = Words(
        words, starts, ends, bases - SIZE, bases + 2, bases, numpy.full(len(words), SIZE), never, never.copy(),
        never.copy(), numpy.full(len(words), -1),
    )  # fmt: skip
    return PageWords(Frame(595.0, 842.0, 0, 0), held)


def prose(seed: int, letters: int) -> str:
    """Words of one line, other ones for every seed."""
    stock = "loi société coopérative membre capital conseil statut réserve part registre fonds agrément".split()
    chosen = random.Random(seed)
    return " ".join(chosen.choice(stock) for _ in range(letters))[:letters].rsplit(" ", 1)[0]


def paragraphs(pages: Sequence[PageWords]) -> str:
    """All text that layout keeps."""
    return "\n".join(block.text for block in laid_out(pages))


@pytest.mark.parametrize("head", ["Journal officiel n° 26 {}", "{} Journal officiel", "- {} -"])
@pytest.mark.parametrize("top", [60.0, 160.0])
def test_a_running_head_that_counts_with_the_pages_goes(head: str, top: float) -> None:
    """At the page's edge, or where the print of a small leaf on a large page begins."""
    pages = [
        page([(60, top, head.format(700 + n)), *((60, top + 40 + 12 * k, prose(n * 31 + k, 70)) for k in range(30))])
        for n in range(6)
    ]
    text = paragraphs(pages)
    assert "officiel" not in text
    assert "70" not in text


def test_headings_at_the_top_of_pages_stay() -> None:
    """Their numbers do not follow the pages."""
    pages = [
        page([(60, 60, f"Article {number}"), *((60, 84 + 12 * k, prose(number * 97 + k, 70)) for k in range(40))])
        for number in (3, 12, 19, 31)
    ]
    text = paragraphs(pages)
    assert all(f"Article {number}" in text for number in (3, 12, 19, 31))


def test_a_foot_goes_with_the_specks_beyond_it() -> None:
    """OCR reads stamps and page edges as letters below the foot."""
    pages = [
        page([
            *((60, 80 + 12 * k, prose(n * 97 + k, 70)) for k in range(50)),
            (60, 770, "Imprimerie nationale de la capitale"), (300, 790 + n, "xk" * (n + 1)),
        ])
        for n in range(5)
    ]  # fmt: skip
    assert "Imprimerie" not in paragraphs(pages)


def test_line_numbers_go_on_pages_that_show_few_of_them() -> None:
    """The margin that counts lines on three pages counts them on the others."""

    def numbered(seed: int, fifths: Sequence[int]) -> PageWords:
        lines = [(60.0, 100 + 12.0 * k, prose(seed + k, 60)) for k in range(32)]
        return page([*lines, *((560.0, 100 + 12.0 * fifth, str(fifth)) for fifth in fifths)])

    pages = [numbered(n, (5, 10, 15, 20, 25, 30)) for n in range(3)] + [numbered(9, (10, 20))]
    assert not any(character.isdigit() for character in paragraphs(pages))


def test_columns_are_read_one_after_the_other() -> None:
    """Also where their lines do not stand on one grid."""
    left = [(60.0, 100 + 12.0 * k, f"L{k:02d} " + prose(k, 38)) for k in range(30)]
    right = [(320.0, 104 + 12.0 * k, f"R{k:02d} " + prose(k + 5, 38)) for k in range(30)]
    text = paragraphs([page([*left, *right])])
    marks = [word for word in text.split() if word[0] in "LR" and word[1:].isdigit()]
    assert marks == [f"L{k:02d}" for k in range(30)] + [f"R{k:02d}" for k in range(30)]


def test_nothing_goes_on_from_an_entry_of_a_list_of_contents() -> None:
    listed = "Loi régissant les coopératives " + "…" * 20 + "...2"
    first = [(70.0, 100.0 + 12 * number, prose(number, 70)) for number in range(10)] + [(70.0, 220.0, listed)]
    second = [(70.0, 100.0, "LOI N° 024/2021 DU 27/04/2021 RÉGISSANT LES COOPÉRATIVES")]
    second += [(70.0, 112.0 + 12 * number, prose(number + 10, 70)) for number in range(10)]
    assert f"{listed}\nLOI N° 024/2021" in paragraphs([page(first), page(second)])


def test_one_gap_in_one_line_is_no_gutter() -> None:
    """A centred heading and two short last lines around it leave a white band that parts nothing."""
    lines = [
        (60, 100, prose(1, 90)), (60, 112, "le registre des sociétés coopératives"), (256, 112, prose(2, 50)),
        (60, 124, "du conseil."), (270, 148, "CHAPITRE V"), (270, 160, "SANCTIONS"), (60, 184, "Article 57. Abrogé."),
        (420, 194, "Article abrogé"), (60, 218, prose(4, 90)),
    ]  # fmt: skip
    held = page(lines).words
    regions = Cutter(held, SIZE).regions(range(len(held)), 60, 530)
    assert [row_text(held, row)[:9] for region in regions for row in region.rows][1].startswith("le regist")
    assert len(regions) == 1


def scanned(*texts: str) -> list[Block]:
    """Blocks of one line each on page 1."""
    return [Block(text, "heading", 1, (Line(0, Box(1, 0, 0, 9, 9)),)) for text in texts]


def test_headings_that_ocr_misread_are_put_right() -> None:
    """The word by the law's own spelling, the number by its neighbours; other blocks stay."""
    blocks = scanned("Άρθρο 1", "Σκοπός", "Άρθρο2", "΄Ἀρθρο 3", "ρθρο 4", "Άρθρος5", "Άρθροθ", "Άρθρο 7")
    told, pages = restored(blocks, {1})
    assert [block.text for block in told] == [
        "Άρθρο 1", "Σκοπός", "Άρθρο 2", "Άρθρο 3", "Άρθρο 4", "Άρθρο 5", "Άρθρο 6", "Άρθρο 7",
    ]  # fmt: skip
    assert pages == [1]


def test_a_number_that_its_neighbours_do_not_tell_stays_unknown() -> None:
    """Between 4 and 9 one heading may be any of four."""
    blocks = scanned("Article 3", "Article 4", "Article ?", "Article 9", "Article 10")
    assert [block.text for block in restored(blocks, {1})[0]] == [block.text for block in blocks]


def test_pages_that_were_not_scanned_are_left_alone() -> None:
    """What the file itself says is not corrected."""
    blocks = scanned("Article 1", "Artcle 2", "Article 3", "Article 4")
    assert restored(blocks, set()) == (blocks, [])


@given(st.text(max_size=40))
def test_any_line_is_a_heading_or_none(line: str) -> None:
    """No line brings the reading of headings down, and long ones are none."""
    assert not is_heading(line + " de la présente loi relative aux sociétés")
    is_heading(line)


@pytest.mark.parametrize("line", ["Artículo 12", "Art1cle", "المادة (٣) :", "Articlc 4", "ρθρο 4"])
def test_headings_read_in_part(line: str) -> None:
    """One letter may be wrong where a number follows."""
    assert is_heading(line) is (line != "Art1cle")
