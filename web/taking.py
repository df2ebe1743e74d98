"""A text to take away: as Akoma Ntoso, Markdown or plain text, and its reference as RIS, BibTeX or CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kb import names
from kb.errors import NotFound
from kb.model.law import DIVISIONS, Expression, LegalText, Work
from web import here
from web.pages.text import TextPage

TYPES = {
    "akn": "application/akn+xml", "xml": "application/akn+xml", "md": "text/markdown", "txt": "text/plain",
    "json": "application/json",
    "ris": "application/x-research-info-systems", "bib": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}  # fmt: skip
"""Ending of an address → the type of what it gives."""
NEGOTIATED = {
    media_type: ending for ending, media_type in (*TYPES.items(), ("pdf", "application/pdf")) if ending != "akn"
}
"""Media type that a program may ask for → the ending under which the same is given."""
WHOLE = ("akn", "xml", "md", "txt")
"""Endings that need the text; the others give a reference, which every known work has."""
BILLS = frozenset({"bill"})


def ending_of(path: str) -> tuple[str, str | None]:
    """An address without its ending, and the ending where it is one that can be given."""
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and ending in (*TYPES, "pdf", "html") else (path, None)


def taken(page: TextPage, text: LegalText | None, ending: str) -> tuple[bytes, str]:
    """(bytes, media type) of the text or its reference; raises `NotFound` where no text is held."""
    if ending in WHOLE:
        if text is None or page.expression is None:
            raise NotFound(f"No text {page.work.id} is held.")
        whole = {"akn": _akn, "xml": _akn, "md": _markdown, "txt": _plain}[ending]
        return whole(page.work, page.expression, text), TYPES[ending]
    item = reference(page)
    words = {"ris": ris, "bib": bibtex, "csl": _csl}[ending]
    return words(item).encode(), TYPES[ending]


def reference(page: TextPage) -> dict[str, Any]:
    """A CSL-JSON item of the text, or of the provision that the address names."""
    work, held = page.work, page.expression
    lit = next((block for block in page.provisions if block.lit), None)
    found = {
        "id": page.permalink,
        "type": "bill" if work.status in BILLS or work.instrument in BILLS else "legislation",
        "title": work.title,
        "number": work.number,
        "section": lit.num if lit else None,
        "jurisdiction": names.jurisdiction_name(work.jurisdiction, here.ui()),
        "authority": work.issuing_body,
        "language": held.language if held else work.language,
        "URL": here.address(page.permalink),
        "references": _history(held),
        "source": page.official,
        "PDF": here.address(f"{held.id}.pdf") if held and page.pictured else None,
        "note": "specimen: not the law of any country" if work.specimen else None,
        "issued": _parts(work.date_adopted or work.date_published),
        "accessed": _parts(held.stored_at[:10]) if held else None,
    }
    return {name: value for name, value in found.items() if value}


def ris(item: dict[str, Any]) -> str:
    """The reference as RIS, of the type for statutes and bills."""
    lines = [("TY", "BILL" if item["type"] == "bill" else "STAT"), ("TI", item["title"])]
    pairs = (("M1", "number"), ("SE", "section"), ("PB", "authority"), ("CY", "jurisdiction"), ("LA", "language"),
             ("OP", "references"), ("UR", "URL"), ("L1", "PDF"), ("L2", "source"), ("N1", "note"))  # fmt: skip
    lines += [(tag, item[name]) for tag, name in pairs if name in item]
    if "issued" in item:
        lines.append(("DA", _slashed(item["issued"]["date-parts"][0])))
        lines.append(("PY", str(item["issued"]["date-parts"][0][0])))
    if "accessed" in item:
        lines.append(("Y2", _slashed(item["accessed"]["date-parts"][0])))
    return "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in [*lines, ("ER", "")])


def _slashed(parts: list[int]) -> str:
    """2014/07/31/ as the format wants days; months and days that are not known stay empty."""
    return "/".join([*(f"{part:02d}" for part in parts), *[""] * (4 - len(parts))])


def bibtex(item: dict[str, Any]) -> str:
    """The reference as BibTeX; statutes have no type of their own there, and who made them is one name, not a person's
    first and last."""
    key = re.sub(r"[^a-z0-9]+", "-", item["id"].lower()).strip("-")
    fields = {
        "title": item["title"], "number": item.get("number"),
        "author": f"\0{item.get('authority') or item['jurisdiction']}\0",
        "year": item["issued"]["date-parts"][0][0] if "issued" in item else None, "url": item["URL"],
        "urldate": "-".join(f"{p:02d}" for p in item["accessed"]["date-parts"][0]) if "accessed" in item else None,
        "language": item.get("language"), "note": item.get("section"), "howpublished": item.get("source"),
    }  # fmt: skip
    lines = [f"  {name} = {{{value if name == 'url' else _braced(value)}}}" for name, value in fields.items() if value]
    lines = [line.replace("{\0", "{{").replace("\0}", "}}") for line in lines]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _csl(item: dict[str, Any]) -> str:
    return json.dumps([{k: v for k, v in item.items() if k != "PDF"}], ensure_ascii=False, indent=1)


def _history(held: Expression | None) -> str | None:
    """The version that is meant, in the field that citation styles have for the history of a statute."""
    if held is None or held.version.startswith("sha-"):
        return None
    day = held.version.partition(".")[0]
    return f"{'consolidated' if held.text_state == 'consolidated' else 'version'} {day}"


def _akn(work: Work, held: Expression, text: LegalText) -> bytes:
    from kb.akoma_ntoso import to_akn

    country = work.jurisdiction.split("-")[0].lower()
    return to_akn(text, work.id, held.id, held.title, country=country, adopted=work.date_adopted)


def _markdown(work: Work, held: Expression, text: LegalText) -> bytes:
    depth: dict[str, int] = {}
    lines = [f"# {held.title}", "", *_head(work, held), ""]
    for provision in text.provisions:
        depth[provision.eid] = depth.get(provision.parent or "", 1) + 1
        if provision.label:
            lines += [f"{'#' * min(depth[provision.eid], 6)} {provision.label}", ""]
        if provision.type not in DIVISIONS and provision.text:
            lines += [*(f"{line}\n" for line in provision.text.split("\n") if line.strip())]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _plain(work: Work, held: Expression, text: LegalText) -> bytes:
    return ("\n".join([held.title, "", *_head(work, held), "", text.text]).rstrip() + "\n").encode()


def _head(work: Work, held: Expression) -> Iterator[str]:
    if work.specimen:
        yield "SPECIMEN: not the law of any country.  "
    yield f"{here.address(held.id)}  "
    if work.official_url:
        yield f"{work.official_url}  "


def _parts(iso: str | None) -> dict[str, Any] | None:
    parts = [int(part) for part in (iso or "")[:10].split("-") if part.isdigit()]
    return {"date-parts": [parts]} if parts else None


def _braced(value: object) -> str:
    return re.sub(r"([#$%&_])", r"\\\1", str(value).replace("{", "").replace("}", ""))
