"""What people say of the sections of a guide, inside one transaction."""

from __future__ import annotations

from sqlalchemy import Connection, Row, and_, insert, select, update

from kb.errors import Conflict, NotFound
from kb.model.guide_writing import Remark, RemarkState
from kb.store.codec import now
from kb.store.tables import guide_remarks


class Remarks:
    """The remarks of the store: written once, decided once, never removed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, guide: str, section: str, language: str, words: str, replacement: str | None, author: str,
        paragraph: str | None = None,
    ) -> Remark:  # fmt: skip
        """Keep a new remark."""
        values = {
            "guide": guide, "section": section, "language": language, "words": words, "replacement": replacement,
            "author": author, "created_at": now(), "state": "open", "paragraph": paragraph,
        }  # fmt: skip
        added = self._connection.execute(insert(guide_remarks).values(**values)).inserted_primary_key
        assert added is not None
        return self.get(added[0])

    def get(self, remark: int) -> Remark:
        """The remark with this number; raises `NotFound`."""
        row = self._connection.execute(select(guide_remarks).where(guide_remarks.c.id == remark)).one_or_none()
        if row is None:
            raise NotFound(f"There is no remark {remark}.")
        return _remark(row)

    def find(self, guide: str, *, section: str | None = None, state: RemarkState | None = None) -> list[Remark]:
        """Remarks on a guide, oldest first."""
        query = select(guide_remarks).where(guide_remarks.c.guide == guide)
        if section is not None:
            query = query.where(guide_remarks.c.section == section)
        if state is not None:
            query = query.where(guide_remarks.c.state == state)
        return [_remark(row) for row in self._connection.execute(query.order_by(guide_remarks.c.id))]

    def decide(self, remark: int, state: RemarkState, who: str, reason: str | None = None) -> Remark:
        """Close an open remark; raises `Conflict` where someone did so already."""
        open_one = and_(guide_remarks.c.id == remark, guide_remarks.c.state == "open")
        decision = {"state": state, "decided_by": who, "decided_at": now(), "reason": reason}
        if not self._connection.execute(update(guide_remarks).where(open_one).values(**decision)).rowcount:
            found = self.get(remark)
            raise Conflict(f"Remark {remark} was {found.state} by {found.decided_by} already.")
        return self.get(remark)


def _remark(row: Row[tuple[object, ...]]) -> Remark:
    return Remark(**row._mapping)
