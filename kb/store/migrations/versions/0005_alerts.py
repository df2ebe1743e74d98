"""Searches that people keep, what these know already, and what was told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("looked_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_saved_searches_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_person"), "saved_searches", ["person"], unique=False)
    op.create_table(
        "told_provisions",
        sa.Column("search", sa.Integer(), nullable=False),
        sa.Column("provision", sa.String(length=600), nullable=False),
        sa.Column("words", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["search"], ["saved_searches.id"], name=op.f("fk_told_provisions_search"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("search", "provision", "words", name=op.f("pk_told_provisions")),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["search"], ["saved_searches.id"], name=op.f("fk_digests_search"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_search"), "digests", ["search"], unique=False)
