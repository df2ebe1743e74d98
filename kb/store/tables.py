"""The tables of the store of record. Migrations in `migrations/` make them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

works = Table(
    "works", metadata,
    Column("id", String(300), primary_key=True),
    Column("jurisdiction", String(16), nullable=False, index=True),
    Column("country", String(16), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text),
    Column("instrument", String(40), index=True),
    Column("number", String(200)),
    Column("number_key", String(100), index=True),
    Column("language", String(16)),
    Column("date_adopted", String(10)),
    Column("date_published", String(10)),
    Column("date_in_force", String(10)),
    Column("date_ended", String(10)),
    Column("status", String(24), nullable=False),
    Column("subject", String(100)),
    Column("issuing_body", Text),
    Column("official_url", Text),
    Column("confidence", String(24), nullable=False),
    Column("unverified", JSON, nullable=False),
    Column("specimen", Boolean, nullable=False),
    Column("changed_at", String(32), nullable=False),
)  # fmt: skip

aliases = Table(
    "aliases", metadata,
    Column("scheme", String(40), primary_key=True),
    Column("value", String(300), primary_key=True),
    Column("work", ForeignKey("works.id", ondelete="CASCADE"), nullable=False, index=True),
)  # fmt: skip

files = Table(
    "files", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("parser", String(40), nullable=False),
    Column("quality", JSON, nullable=False),
    Column("issues", JSON, nullable=False),
    Column("declared", JSON, nullable=False),
    Column("stored_at", String(32), nullable=False),
)  # fmt: skip

expressions = Table(
    "expressions", metadata,
    Column("id", String(400), primary_key=True),
    Column("work", ForeignKey("works.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", ForeignKey("files.sha256"), nullable=False, index=True),
    Column("language", String(16), index=True),
    Column("version", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("text_state", String(24), nullable=False),
    Column("text", Text, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("issues", JSON, nullable=False),
    Column("poor_text", Boolean, nullable=False),
    Column("indexed", Boolean, nullable=False, index=True),
    Column("stored_at", String(32), nullable=False),
    Column("change", String(16), nullable=False, server_default=""),
)  # fmt: skip

provisions = Table(
    "provisions", metadata,
    Column("expression", ForeignKey("expressions.id", ondelete="CASCADE"), primary_key=True),
    Column("eid", String(200), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("type", String(24), nullable=False),
    Column("num", Text, nullable=False),
    Column("heading", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("parent", String(200)),
    Column("language", String(16)),
    Column("page", Integer),
    Column("boxes", JSON, nullable=False),
    Column("items", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
)  # fmt: skip

tags = Table(
    "tags", metadata,
    Column("id", Integer, primary_key=True),
    Column("expression", ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("label", Text, nullable=False),
    Column("eid", String(200), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("page", Integer),
    Column("boxes", JSON, nullable=False),
    Column("found_by", String(100), nullable=False),
    Column("score", Float),
    Column("basis", String(100), nullable=False),
    Column("value", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("decided_by", String(200)),
    Column("decided_at", String(32)),
    Index("ix_tags_expression_kind", "expression", "kind"),
    # Themes are counted over all texts from this index alone, without a look at the rows.
    Index("ix_tags_kind_label_expression_status", "kind", "label", "expression", "status"),
)  # fmt: skip

tag_decisions = Table(
    "tag_decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("label", Text, nullable=False),
    Column("eid", String(200), nullable=False),
    Column("quote", Text, nullable=False),
    Column("before", String(16)),
    Column("status", String(16), nullable=False),
    Column("found_by", String(100), nullable=False),
    Column("person", String(200), nullable=False),
    Column("at", String(32), nullable=False),
    Index("ix_tag_decisions_sha256_kind", "sha256", "kind"),
)  # fmt: skip
"""What people decided on tags: rows are only ever added. They belong to the file, not to a text or to a row of `tags`,
both of which are made anew when the file is read again."""

corrections = Table(
    "corrections", metadata,
    Column("id", Integer, primary_key=True),
    Column("expression", String(400), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("eid", String(200), nullable=False),
    Column("quote", Text, nullable=False),
    Column("new_eid", String(200)),
    Column("num", Text),
    Column("heading", Text),
    Column("type", String(24)),
    Column("person", String(200), nullable=False),
    Column("at", String(32), nullable=False),
)  # fmt: skip
"""What people put right in the structure of texts. No key to `expressions`: a reading anew removes and stores a text,
and its corrections must outlive that."""

readings = Table(
    "readings", metadata,
    Column("work", ForeignKey("works.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("label", String(100), primary_key=True),
    Column("provisions", String(500), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("readers", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("matched", JSON, nullable=False),
    Column("check", String(24)),
)  # fmt: skip

facts = Table(
    "facts", metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip
"""Facts about the knowledge base itself: when it last changed, which index belongs to it; and for a quarter of an hour
the guesses at sign-in (`kb.store.guesses`)."""

guides = Table(
    "guides", metadata,
    Column("name", String(100), primary_key=True),
    Column("language", String(8), nullable=False),
    Column("outline", JSON, nullable=False),
    Column("state", String(24), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", String(32), nullable=False),
)  # fmt: skip
"""Guides being written; `revision` grows with every change, so that nobody overwrites another in silence."""

guide_changes = Table(
    "guide_changes", metadata,
    Column("guide", ForeignKey("guides.name"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("what", String(60), nullable=False),
    Column("section", String(200)),
    Column("state", String(24), nullable=False),
    Column("outline", JSON, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", String(32), nullable=False),
)  # fmt: skip
"""Every revision of a guide with its whole outline: rows are only ever added."""

guide_remarks = Table(
    "guide_remarks", metadata,
    Column("id", Integer, primary_key=True),
    Column("guide", ForeignKey("guides.name"), nullable=False, index=True),
    Column("section", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("words", Text, nullable=False),
    Column("replacement", Text),
    Column("author", String(200), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(200)),
    Column("decided_at", String(32)),
    Column("reason", Text),
    Column("paragraph", Text),
)  # fmt: skip
"""What people say of a section of a guide; `replacement` is the wording that a suggestion proposes."""

collections = Table(
    "collections", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("note", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", String(32), nullable=False),
)  # fmt: skip
"""Pins that people gather together; `revision` grows with every change, as that of a guide."""

collection_pins = Table(
    "collection_pins", metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("country", String(16), nullable=False),
    Column("pin", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("added_at", String(32), nullable=False),
)  # fmt: skip

editions = Table(
    "editions", metadata,
    Column("guide", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("content", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("frozen_by", String(200), nullable=False),
    Column("frozen_at", String(32), nullable=False),
)  # fmt: skip
"""Frozen editions: written once, never changed."""

people = Table(
    "people", metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(24), nullable=False),
    Column("organisation", String(100)),
    Column("password", String(200)),
    Column("active", Boolean, nullable=False),
    Column("created_at", String(32), nullable=False),
)  # fmt: skip

jobs = Table(
    "jobs", metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run_after", String(32), nullable=False),
    Column("leased_until", String(32)),
    Column("worker", String(100)),
    Column("progress", String(200)),
    Column("error", Text),
    Column("created_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Index("ix_jobs_state_run_after", "state", "run_after"),
)  # fmt: skip
"""Work for `sselex worker`; written in the transaction of what asks for it, taken under a lease."""

submissions = Table(
    "submissions", metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(24), nullable=False, index=True),
    Column("submitter", ForeignKey("people.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("declared", JSON, nullable=False),
    Column("parsed", JSON),
    Column("reviewer", ForeignKey("people.id")),
    Column("edits", JSON),
    Column("revision", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
)  # fmt: skip

submission_events = Table(
    "submission_events", metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("who", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
)  # fmt: skip
"""History of a submission: rows are only ever added."""
