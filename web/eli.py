"""The European Legislation Identifier's properties of a text. Only publishers of law give ELIs: theirs stand as
aliases, and ours are addresses of this site that never pretend to be one."""

from __future__ import annotations

from typing import Any

from web import here
from web.pages.text import TextPage

ONTOLOGY = "http://data.europa.eu/eli/ontology#"
CONTEXT = ["https://schema.org", {"eli": ONTOLOGY}]
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
FORMAT = "http://www.iana.org/assignments/media-types/"


def properties(page: TextPage) -> dict[str, Any]:
    """What is known of the text in ELI's words, to stand beside the schema.org properties of the same JSON-LD."""
    work, held = page.work, page.expression
    force = {"in-force": "inForce", "repealed": "notInForce", "expired": "notInForce", "not-yet-in-force": "notInForce"}
    official = sorted(value for scheme, value in work.aliases.items() if scheme == "eli")
    found: dict[str, Any] = {
        "eli:id_local": work.number,
        "eli:date_document": _day(work.date_adopted),
        "eli:date_publication": _day(work.date_published),
        "eli:first_date_entry_in_force": _day(work.date_in_force),
        "eli:date_no_longer_in_force": _day(work.date_ended),
        "eli:passed_by": work.issuing_body,
        "eli:in_force": _iri(ONTOLOGY + "InForce-" + force[work.status]) if work.status in force else None,
        "eli:cites": [_iri(here.address(other.id)) for other in page.cites] or None,
        "eli:cited_by": [_iri(here.address(i)) for i in dict.fromkeys(c.work.id for c in page.cited_by)] or None,
        "eli:related_to": [_iri(value) for value in official if value.startswith(("http://", "https://"))] or None,
    }  # fmt: skip
    if held is not None:
        found["eli:is_realized_by"] = _realized(page)
    return {"@context": CONTEXT, **{name: value for name, value in found.items() if value}}


def _realized(page: TextPage) -> dict[str, Any]:
    """The text that is shown, in its language, with the file behind it."""
    held = page.expression
    assert held is not None
    code = held.id.rpartition("/")[2].partition("@")[0]
    given: dict[str, Any] = {
        "@type": "eli:LegalExpression",
        "@id": here.address(held.id),
        "eli:title": held.title,
        "eli:language": _iri(LANGUAGE + code.upper()) if len(code) == 3 else held.language,
        "eli:version_date": None if held.version.startswith("sha-") else _day(held.version.partition(".")[0]),
        "eli:is_embodied_by": {
            "@type": "eli:Format",
            "@id": here.address(f"{held.id}.xml"),
            "eli:format": _iri(FORMAT + "application/akn+xml"),
            "eli:legal_value": _iri(ONTOLOGY + "LegalValue-unofficial"),
        },
    }
    return {name: value for name, value in given.items() if value}


def _iri(address: str) -> dict[str, str]:
    return {"@id": address}


def _day(iso: str | None) -> dict[str, str] | None:
    """A whole day as a typed date; months and years alone are no dates of XML Schema."""
    return {"@type": "http://www.w3.org/2001/XMLSchema#date", "@value": iso} if iso and len(iso) == 10 else None
