"""The table of private drafts. It stands apart from works and texts: nothing that is listed, searched, exported or
published reads it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from kb.store.tables import metadata

drafts = Table(
    "drafts", metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", ForeignKey("people.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", Text),
    Column("state", String(16), nullable=False),
    Column("reading", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
)  # fmt: skip
"""`content` is the file in base64 until it has been read, then nothing."""
