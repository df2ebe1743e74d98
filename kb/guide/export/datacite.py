"""What a DOI of the edition would be registered with: DataCite's metadata, kernel 4, as JSON.

The permanent address is what the DOI will lead to: whoever registers one puts `doi` in and sends the rest as it is. The
form is that of DataCite's JSON schema 4.5.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.guide.document import Document

KERNEL = "http://datacite.org/schema/kernel-4"
MEDIA_TYPES = (
    "application/pdf",
    "application/epub+zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "application/akn+xml",
    "text/html",
)


def write(document: Document, path: Path) -> None:
    """Write the metadata."""
    path.write_text(json.dumps(metadata(document), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def metadata(document: Document) -> dict[str, Any]:
    """The metadata of an edition: what is mandatory in kernel 4, what it cites, and the edition before it."""
    day = document.iso_date[:10]
    name, _, number = document.address.rpartition("/")
    related = [_related(str(item["URL"]), "References") for item in document.references if item.get("URL")]
    if number.isdecimal() and int(number) > 1:
        related.insert(0, _related(f"{name}/{int(number) - 1}", "IsNewVersionOf"))
    return {
        "schemaVersion": KERNEL,
        "url": document.address,
        "creators": [{"name": "SSELEX", "nameType": "Organizational"}],
        "titles": [{"title": document.title, "lang": document.language}],
        "publisher": {"name": "SSELEX"},
        "publicationYear": day[:4],
        "types": {"resourceTypeGeneral": "Book", "resourceType": "Guide"},
        "language": document.language,
        "version": document.edition,
        "dates": [{"date": day, "dateType": "Issued"}],
        "subjects": [{"subject": "social and solidarity economy"}, {"subject": "comparative law"}],
        "formats": list(MEDIA_TYPES),
        "descriptions": [
            {
                "description": f"{document.title}. {document.edition}, {document.date}. {document.status}.",
                "descriptionType": "Abstract",
                "lang": document.language,
            }
        ],
        "alternateIdentifiers": [{"alternateIdentifier": document.content_hash, "alternateIdentifierType": "SHA-256"}],
        "relatedIdentifiers": list({one["relatedIdentifier"]: one for one in related}.values()),
    }


def _related(address: str, relation: str) -> dict[str, str]:
    return {
        "relatedIdentifier": address, "relatedIdentifierType": "URL", "relationType": relation,
        "resourceTypeGeneral": "Text",
    }  # fmt: skip
