"""A text as linked data: schema.org `Legislation` with the properties of the European Legislation Identifier beside it.

Only publishers of law give ELIs: theirs stand as `sameAs`, and ours are addresses of this site that never pretend to be
one. The work is a `LegalResource`, the text that is shown its `LegalExpression`, and each file a `Format`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from kb import names
from web import here
from web.pages.text import Block, TextPage

ONTOLOGY = "http://data.europa.eu/eli/ontology#"
CONTEXT = ["https://schema.org", {"eli": ONTOLOGY}]
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
FORMAT = "http://www.iana.org/assignments/media-types/"
SCHEMA = "https://schema.org/"
FORCE = {"in-force": "InForce", "repealed": "NotInForce", "expired": "NotInForce", "not-yet-in-force": "NotInForce"}
ELI_FORCE = {"InForce": "InForce-inForce", "NotInForce": "InForce-notInForce"}
DATE = "http://www.w3.org/2001/XMLSchema#date"


def linked_data(page: TextPage) -> dict[str, Any]:
    """The work with the text that is shown of it and, where the address names one, the provision."""
    work, held = page.work, page.expression
    # An authority's own ELI is both where its text stands and a name of the law.
    named = [*work.aliases.values(), *([page.official] if page.official and "/eli/" in page.official else [])]
    official = sorted({name for name in named if name.startswith(("http://", "https://"))})
    force = FORCE.get(work.status)
    lit = next((block for block in page.provisions if block.lit), None)
    themes = [_iri(here.address(url_for("themes.show", theme=theme))) for theme in page.themes]
    texts = [_iri(here.address(other.id)) for other in page.versions]
    return _known({
        "@context": CONTEXT,
        "@type": ["Legislation", "eli:LegalResource"],
        "@id": here.address(work.id),
        "name": work.title,
        "alternateName": work.title_en if work.title_en != work.title else None,
        "inLanguage": work.language,
        "legislationIdentifier": work.number,
        "legislationType": names.instrument_name(work.instrument, "en") or None,
        "legislationDate": work.date_adopted,
        "datePublished": work.date_published,
        "legislationDateOfApplicability": work.date_in_force,
        "legislationLegalForce": _iri(SCHEMA + force) if force else None,
        "legislationJurisdiction": {
            "@type": "AdministrativeArea",
            "name": names.jurisdiction_name(work.jurisdiction, "en"),
            "identifier": work.jurisdiction,
        },
        "legislationPassedBy": {"@type": "Organization", "name": work.issuing_body} if work.issuing_body else None,
        "isBasedOn": _iri(page.official) if page.official else None,
        "sameAs": [_iri(value) for value in official],
        "about": themes,
        "creativeWorkStatus": "specimen: not the law of any country" if work.specimen else None,
        "workExample": texts,
        "hasPart": _subdivision(page, lit) if lit else None,
        "eli:id_local": work.number,
        "eli:type_document": names.instrument_name(work.instrument, "en") or None,
        "eli:jurisdiction": work.jurisdiction,
        "eli:date_document": _day(work.date_adopted),
        "eli:date_publication": _day(work.date_published),
        "eli:first_date_entry_in_force": _day(work.date_in_force),
        "eli:date_no_longer_in_force": _day(work.date_ended),
        "eli:passed_by": work.issuing_body,
        "eli:in_force": _iri(ONTOLOGY + ELI_FORCE[force]) if force else None,
        "eli:is_about": themes,
        "eli:cites": [_iri(here.address(other.id)) for other in page.cites],
        "eli:cited_by": _works(one.work.id for one in page.cited_by),
        "eli:amended_by": _works(one.work.id for one in page.cited_by if one.relation == "amends"),
        "eli:repealed_by": _works(repeal.by.id for repeal in page.repeals),
        "eli:related_to": [_iri(value) for value in official],
        "eli:is_realized_by": _expression(page) if held else None,
    })  # fmt: skip


def _expression(page: TextPage) -> dict[str, Any]:
    """The text that is shown, in its language, with its files."""
    held = page.expression
    assert held is not None
    code = held.id.rpartition("/")[2].partition("@")[0]
    version = None if held.version.startswith("sha-") else held.version.partition(".")[0]
    files = [(f"{held.id}.xml", "application/akn+xml"), (f"{held.id}.md", "text/markdown")]
    if page.pictured:
        files.append((f"{held.id}.pdf", "application/pdf"))
    return _known({
        "@type": ["Legislation", "eli:LegalExpression"],
        "@id": here.address(held.id),
        "name": held.title,
        "inLanguage": held.language,
        "legislationDateVersion": version,
        "legislationLegalValue": _iri(SCHEMA + "UnofficialLegalValue"),
        "legislationConsolidates": _iri(here.address(page.work.id)) if held.text_state == "consolidated" else None,
        "encoding": [_iri(here.address(path)) for path, _ in files],
        "eli:title": held.title,
        "eli:language": _iri(LANGUAGE + code.upper()) if len(code) == 3 else held.language,
        "eli:version_date": _day(version),
        "eli:realizes": _iri(here.address(page.work.id)),
        "eli:is_embodied_by": [_format(held.id, held.sha256, path, media_type) for path, media_type in files],
    })  # fmt: skip


def _format(text: str, sha256: str, path: str, media_type: str) -> dict[str, Any]:
    """A file of the text; the hash is that of the file that came, which the PDF is and the others are made from."""
    return _known({
        "@type": ["LegislationObject", "eli:Format"],
        "@id": here.address(path),
        "contentUrl": _iri(here.address(path)),
        "encodingFormat": media_type,
        "sha256": sha256 if media_type == "application/pdf" else None,
        "legislationLegalValue": _iri(SCHEMA + "UnofficialLegalValue"),
        "eli:format": _iri(FORMAT + media_type),
        "eli:legal_value": _iri(ONTOLOGY + "LegalValue-unofficial"),
        "eli:embodies": _iri(here.address(text)),
    })  # fmt: skip


def _subdivision(page: TextPage, lit: Block) -> dict[str, Any]:
    return _known({
        "@type": ["Legislation", "eli:LegalResourceSubdivision"],
        "@id": here.address(page.permalink),
        "name": " — ".join(part for part in (lit.num, lit.heading) if part),
        "eli:type_subdivision": lit.type,
        "eli:is_part_of": _iri(here.address(page.work.id)),
    })  # fmt: skip


def _known(found: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in found.items() if value}


def _works(ids: Iterable[str]) -> list[dict[str, str]]:
    return [_iri(here.address(work)) for work in dict.fromkeys(ids)]


def _iri(address: str) -> dict[str, str]:
    return {"@id": address}


def _day(iso: str | None) -> dict[str, str] | None:
    """A whole day as a typed date; months and years alone are no dates of XML Schema."""
    return {"@type": DATE, "@value": iso} if iso and len(iso) == 10 else None
