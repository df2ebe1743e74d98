"""Acts that are cited by name are found with or without an article before it, and with the provisions named of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply the step: the citations that are held are noted anew."""
    from kb.store.cited import note

    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM cited"))
    for expression in connection.scalars(sa.text("SELECT id FROM expressions ORDER BY id")).all():
        note(connection, expression)
