"""Themes are counted from an index alone."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the step."""
    columns = ["kind", "label", "expression", "status"]
    op.create_index("ix_tags_kind_label_expression_status", "tags", columns, unique=False)
    op.drop_index("ix_tags_kind_label", table_name="tags")
