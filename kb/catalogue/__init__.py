"""What a new knowledge base starts with: the world catalogue of SSE texts, the readings of real laws, the specimens."""

from __future__ import annotations

from kb.catalogue.attaching import AttachReport, attach_readings
from kb.catalogue.loading import CatalogueReport, load_catalogue
from kb.catalogue.matching import match_work
from kb.catalogue.readings import ReadingsReport, load_readings

__all__ = [
    "AttachReport",
    "CatalogueReport",
    "ReadingsReport",
    "attach_readings",
    "load_catalogue",
    "load_readings",
    "match_work",
]
