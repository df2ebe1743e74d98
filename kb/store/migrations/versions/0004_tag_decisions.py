"""Every decision on a tag is kept, not only the last one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the step; the decisions that stand are the first that are known of."""
    op.create_table(
        "tag_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("eid", sa.String(length=200), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("found_by", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_decisions")),
    )
    op.create_index(op.f("ix_tag_decisions_sha256_kind"), "tag_decisions", ["sha256", "kind"], unique=False)
    op.execute(
        sa.text(
            "INSERT INTO tag_decisions (sha256, kind, label, eid, quote, before, status, found_by, person, at) "
            "SELECT e.sha256, t.kind, t.label, t.eid, t.quote, "
            "CASE t.status WHEN 'added' THEN NULL ELSE 'suggested' END, t.status, t.found_by, t.decided_by, "
            "t.decided_at FROM tags t JOIN expressions e ON e.id = t.expression "
            "WHERE t.decided_by IS NOT NULL AND t.decided_at IS NOT NULL ORDER BY t.decided_at, t.id"
        )
    )
