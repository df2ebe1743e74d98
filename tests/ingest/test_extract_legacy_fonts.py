"""Fonts of before Unicode give Latin letters for another script: the text is noticed, not believed."""

from __future__ import annotations

from pathlib import Path

from ingest.extract.worker import Allowance, read
from ingest.language import languages_of, makes_no_words
from ingest.quality import is_poor, measure
from ingest.structure import structure

SINHALA_IN_LATIN = (
    "iuqmldr iñ;shla hkq ;u fmdÿ wd¾Ól yd iudÔh wjYH;d imqrd .ekSu i|yd tla jQ mqoa.,hkaf.a ixúOdkhls",
    "fuu mk; hgf;a lghq;= lrk ish¨u iñ;s ,shdmÈxÑ l< hq;=h yd jd¾Isl jd¾;d bÈßm;a l< hq;= fõ",
)
FRENCH = (
    "Article 1. La société coopérative est constituée par plusieurs personnes qui se réunissent",
    "volontairement pour satisfaire à leurs besoins économiques ou sociaux par leur effort commun.",
)


def pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF of these lines, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        shown = "".join(
            f"1 0 0 1 50 {780 - 14 * n} Tm ({line.translate(str.maketrans({'(': '', ')': '', chr(92): ''}))}) Tj\n"
            for n, line in enumerate(lines)
        )
        content = f"BT /F1 9 Tf\n{shown}ET"
        objects.append(f"<< /Length {len(content.encode('cp1252', 'replace'))} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>"
    path.write_bytes(out + f"{end}\nstartxref\n{len(out)}\n%%EOF".encode())
    return path


def test_letters_that_make_no_words_are_told_page_by_page(tmp_path: Path) -> None:
    """One page is sound and stays so; the other is named in an issue, and the text is called poor."""
    found = read(
        pdf(tmp_path / "gazette.pdf", [list(FRENCH) * 12, list(SINHALA_IN_LATIN) * 12]),
        "application/pdf",
        Allowance(10, 60),
    )
    assert [page.unmapped for page in found.pages] == [0.0, 1.0]
    assert [(issue.code, issue.page) for issue in found.issues if issue.code == "no-words"] == [("no-words", 2)]
    assert is_poor(measure(found, structure(found)))


def test_a_sound_gazette_is_not_doubted(tmp_path: Path) -> None:
    """Nor is a page of figures, which makes no words either."""
    figures = [" ".join(str(7919 * n * m % 99991) for m in range(1, 12)) for n in range(1, 40)]
    found = read(pdf(tmp_path / "gazette.pdf", [list(FRENCH) * 12, figures]), "application/pdf", Allowance(10, 60))
    assert [page.unmapped for page in found.pages] == [0.0, 0.0]
    assert not found.issues and not any(page.ocr for page in found.pages)
    assert languages_of(found.blocks) == ("fr",)


def test_what_makes_no_words() -> None:
    """Short passages and tables of figures are not judged."""
    assert makes_no_words(" ".join(SINHALA_IN_LATIN) * 4)
    assert not makes_no_words(" ".join(FRENCH) * 4)
    assert not makes_no_words(SINHALA_IN_LATIN[0])
    assert not makes_no_words("Total 45 312,00 12 9 " * 60)
