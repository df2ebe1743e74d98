"""Blocks become works with a tree of provisions; the words of headings are data in `schemas/grammars`."""

from __future__ import annotations

from ingest.structure.reading import structure

__all__ = ["structure"]
