"""Citations are found by the number or day of the act that they name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the step; the citations that are held are noted."""
    op.create_table(
        "cited",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("tag", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tag"], ["tags.id"], name=op.f("fk_cited_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "tag", name=op.f("pk_cited")),
    )
    op.create_index(op.f("ix_cited_tag"), "cited", ["tag"], unique=False)
    from kb.store.cited import note

    connection = op.get_bind()
    for expression in connection.scalars(sa.text("SELECT id FROM expressions ORDER BY id")).all():
        note(connection, expression)
