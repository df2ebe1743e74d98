"""Remarks on one paragraph of a commentary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply the step."""
    op.add_column("guide_remarks", sa.Column("paragraph", sa.Text(), nullable=True))
