"""Figures of quality: what they say of clean and of misread text."""

from __future__ import annotations

from ingest.dictionary import known_share, soundness
from ingest.quality import is_poor, measure
from kb.model.law import LegalText, Provision
from kb.model.layout import Extraction, PageFacts

CLEAN = (
    "les sociétés coopératives sont des sociétés dont les membres se groupent volontairement pour satisfaire leurs "
    "besoins économiques et sociaux par leur effort commun et la mise en place des moyens nécessaires elles exercent "
    "leur activité dans toutes les branches de cette activité humaine et respectent les principes suivants une "
    "adhésion volontaire et ouverte chacun une gouvernance démocratique la participation économique de leurs membres "
)
MISREAD = CLEAN.replace("é", "c").replace("l", "I").replace("m", "rn").replace("oo", "on").replace("ss", "fs")


def law(*nums: str, text: str = CLEAN, annex: str | None = None) -> LegalText:
    """A text of articles with these numbers."""
    held, provisions = "", []
    for place, num in enumerate(nums):
        provisions.append(
            Provision(f"art_{place}", "article", num, None, text, len(held), len(held) + len(text), place)
        )
        held += text
    if annex is not None:
        provisions.append(
            Provision("annex_1", "annex", "Annexe", None, annex, len(held), len(held) + len(annex), len(nums))
        )
    return LegalText("fr", held + (annex or ""), tuple(provisions))


def figures(text: LegalText, *pages: PageFacts) -> dict[str, object]:
    """What is measured of one text."""
    return measure(Extraction(pages or (PageFacts(1, 595, 842, 3000),), ()), [text])


def test_misread_words_are_told_from_clean_ones() -> None:
    """The share of words that a dictionary holds falls, and the text is called poor."""
    clean, misread = figures(law("1", "2", "3")), figures(law("1", "2", "3", text=MISREAD))
    assert clean["words_known"] > 0.9 > 0.7 > misread["words_known"]
    assert not is_poor(clean)
    assert is_poor(misread)


def test_a_language_without_a_dictionary_gives_none() -> None:
    """Unknown is not bad."""
    assert known_share("urwego rushobora " * 60, "rw") is None
    assert known_share("조합원은 " * 60, "ko") is None
    assert known_share(CLEAN, None) is None
    assert soundness(0.5, "sw") is None


def test_continuity_counts_numbers_that_go_on() -> None:
    """ "5 bis" goes on from 5 and a new law begins at 1; a leap does not."""
    assert figures(law("Art. 1", "2", "2 bis", "3", "1", "2"))["continuity"] == 1.0
    assert figures(law("1", "2", "9", "10", "11"))["continuity"] == 0.75
    assert figures(law("1", "2"))["continuity"] is None


def test_an_annex_that_nothing_speaks_of_is_an_orphan() -> None:
    """Its law was left unread, or it belongs to another."""
    assert figures(law("1", annex="Tableau"))["orphan_annexes"] == 1
    assert figures(law("1", text=CLEAN + "selon l'annexe", annex="Tableau"))["orphan_annexes"] == 0


def test_pages_read_by_ocr_are_named_with_their_confidence() -> None:
    """So that a reader sees which pages to check."""
    told = figures(law("1"), PageFacts(1, 595, 842, 3000), PageFacts(2, 595, 842, 2500, ocr=True, confidence=0.5))
    assert [page["page"] for page in told["doubtful_pages"]] == [2]
    assert (told["ocr"], told["ocr_confidence"]) == (0.5, 0.5)
    assert is_poor(told)
