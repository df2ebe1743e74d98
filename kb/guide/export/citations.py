"""The cited texts and the comparative works as CSL-JSON, for reference managers."""

from __future__ import annotations

import json
from pathlib import Path

from kb.guide.document import Document


def write(document: Document, path: Path) -> None:
    """Write the document's references."""
    items = [dict(item) for item in document.references]
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
