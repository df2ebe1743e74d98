"""A mark that changes with what the index should hold of a text, so that a change made while it is indexed is seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply the step."""
    op.add_column("expressions", sa.Column("change", sa.String(16), nullable=False, server_default=""))
