"""The reference document of the DOCX: pandoc's own with the guide's styles, page, running heads and foot."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.guide.document import Document
from kb.guide.furniture import data


def write_reference(document: Document, path: Path) -> None:
    """Write the reference document; `schemas/guide/reference.toml` says how its styles look."""
    import docx
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    path.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    made = docx.Document(str(path))
    recipe = data("reference")
    for name, wanted in recipe["styles"].items():
        _style(made.styles[name] if name in [s.name for s in made.styles] else _new(made, name, "Normal"), wanted)
    for name, wanted in recipe["added"].items():
        _style(_new(made, name, wanted["base"]), wanted)
    _page(made.sections[0], recipe["page"])
    _heads(made.sections[0], document)
    made.save(str(path))


def _new(made: Any, name: str, base: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = made.styles[base]
    return style


def _style(style: Any, wanted: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    if "font" in wanted:
        style.font.name = wanted["font"]
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            fonts.set(qn(attribute), wanted["font"])
        fonts.set(qn("w:cs"), "Noto Naskh Arabic")
    if "size" in wanted:
        style.font.size = Pt(wanted["size"])
    style.font.bold = wanted.get("bold", style.font.bold)
    if "colour" in wanted:
        style.font.color.rgb = RGBColor.from_string(wanted["colour"])
    layout = style.paragraph_format
    for key, name in (("before", "space_before"), ("after", "space_after"), ("line", "line_spacing")):
        if key in wanted:
            setattr(layout, name, Pt(wanted[key]))
    if "left_mm" in wanted:
        layout.left_indent = Mm(wanted["left_mm"])
        layout.right_indent = Mm(0)
    if wanted.get("align") == "left":
        layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if wanted.get("page_break"):
        layout.page_break_before = True
    if wanted.get("keep_with_next"):
        layout.keep_with_next = True


def _page(section: Any, page: Mapping[str, Any]) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(page["width_mm"]), Mm(page["height_mm"])
    section.top_margin, section.bottom_margin = Mm(page["top_mm"]), Mm(page["bottom_mm"])
    section.left_margin, section.right_margin = Mm(page["left_mm"]), Mm(page["right_mm"])
    section.different_first_page_header_footer = True


def _heads(section: Any, document: Document) -> None:
    """Running heads that follow the part and the chapter by themselves; the foot names edition, page and date."""
    head = section.header.paragraphs[0]
    head.text = ""
    _field(head, 'STYLEREF "Heading 1"', document.title)
    head.add_run("\t\t")
    _field(head, 'STYLEREF "Heading 2"', "")
    foot = section.footer.paragraphs[0]
    foot.text = f"{document.edition} · {document.status}\t"
    _field(foot, "PAGE", "1")
    foot.add_run(f"\t{document.date}")
    from docx.shared import Mm, Pt

    for paragraph in (head, foot):
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(77))
        from docx.enum.text import WD_TAB_ALIGNMENT

        stops.add_tab_stop(Mm(154), WD_TAB_ALIGNMENT.RIGHT)
        for run in paragraph.runs:
            run.font.size = Pt(8)
            run.font.name = "Source Sans 3"


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field with what it shows until it is updated."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
            run._r.append(element)
        elif kind == "shown":
            run.text = shown
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
