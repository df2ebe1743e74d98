"""The tables of saved searches and their digests."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from kb.store.tables import metadata

saved_searches = Table(
    "saved_searches", metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("query", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("looked_at", String(32)),
)  # fmt: skip

told_provisions = Table(
    "told_provisions", metadata,
    Column("search", ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True),
    Column("provision", String(600), primary_key=True),
    Column("words", String(32), primary_key=True),
)  # fmt: skip
"""Provisions that a saved search knows, each with a hash of its words: what stands here is never told again."""

digests = Table(
    "digests", metadata,
    Column("id", Integer, primary_key=True),
    Column("search", ForeignKey("saved_searches.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", String(32), nullable=False),
    Column("entries", JSON, nullable=False),
)  # fmt: skip
