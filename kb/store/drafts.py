"""Private drafts of the store: every read and every change names the owner."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from kb.errors import NotFound
from kb.model.draft import Draft, provision_of
from kb.store.draft_tables import drafts


class Drafts:
    """The drafts, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: Draft, content: bytes) -> None:
        """Keep a draft with its file until it is read."""
        values = {
            "id": draft.id, "owner": draft.owner, "name": draft.name, "media_type": draft.media_type,
            "size": draft.size, "content": base64.b64encode(content).decode("ascii"), "state": draft.state,
            "reading": dict(draft.reading()), "created_at": draft.created_at,
        }  # fmt: skip
        self._connection.execute(insert(drafts).values(**values))

    def find(self, owner: int) -> list[Draft]:
        """The drafts of a person, newest first."""
        query = select(*_LIGHT).where(drafts.c.owner == owner).order_by(drafts.c.created_at.desc(), drafts.c.id)
        return [_draft(row) for row in self._connection.execute(query)]

    def get(self, draft_id: str, owner: int) -> Draft:
        """A draft of its owner; raises `NotFound` also for that of another."""
        query = select(*_LIGHT).where(drafts.c.id == draft_id, drafts.c.owner == owner)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(f"No draft {draft_id[:40]} is known.")
        return _draft(row)

    def unread(self, draft_id: str) -> tuple[Draft, bytes] | None:
        """A draft that waits to be read, with its file; None where it was read or erased meanwhile."""
        query = select(*_LIGHT, drafts.c.content).where(drafts.c.id == draft_id, drafts.c.state == "waiting")
        row = self._connection.execute(query).one_or_none()
        return (_draft(row), base64.b64decode(row.content)) if row is not None and row.content else None

    def note_read(self, draft: Draft) -> None:
        """Keep what was read and let go of the file; nothing happens where the draft was erased meanwhile."""
        values = {"state": draft.state, "reading": dict(draft.reading()), "content": None}
        self._connection.execute(update(drafts).where(drafts.c.id == draft.id).values(**values))

    def erase(self, draft_id: str, owner: int) -> None:
        """Take a draft out for good; raises `NotFound`."""
        gone = self._connection.execute(delete(drafts).where(drafts.c.id == draft_id, drafts.c.owner == owner))
        if not gone.rowcount:
            raise NotFound(f"No draft {draft_id[:40]} is known.")


_LIGHT = tuple(column for column in drafts.c if column.name != "content")


def _draft(row: Any) -> Draft:
    read = row.reading
    return Draft(
        id=row.id, owner=row.owner, name=row.name, media_type=row.media_type, size=row.size, state=row.state,
        created_at=row.created_at, title=read["title"], language=read["language"], pages=read["pages"],
        poor_text=read["poor_text"], failure=read["failure"],
        provisions=tuple(provision_of(each) for each in read["provisions"]),
    )  # fmt: skip
