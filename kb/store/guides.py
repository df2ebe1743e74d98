"""Guides being written and the editions that were frozen from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, func, insert, select, update

from kb.errors import Conflict, NotFound
from kb.model.guide import Guide, GuideEdition, Outline
from kb.model.guide_writing import GuideChange, GuideState
from kb.store import guide_codec
from kb.store.codec import now
from kb.store.tables import editions, guide_changes, guides


@dataclass(frozen=True, slots=True)
class GuideSummary:
    """A guide without its outline; `editions` counts the frozen ones. `changed_by`, an e-mail address, is not shown."""

    name: str
    language: str
    state: GuideState
    revision: int
    changed_by: str = field(repr=False)
    changed_at: str
    editions: int


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """An edition without its content; `frozen_by`, an e-mail address, is not shown to readers."""

    guide: str
    number: int
    language: str
    content_hash: str
    frozen_by: str = field(repr=False)
    frozen_at: str


class Guides:
    """The guides of the store, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Sequence[GuideSummary]:
        """All guides by name."""
        counted = select(func.count()).where(editions.c.guide == guides.c.name).scalar_subquery()
        columns = (
            guides.c.name,
            guides.c.language,
            guides.c.state,
            guides.c.revision,
            guides.c.changed_by,
            guides.c.changed_at,
        )
        found = self._connection.execute(select(*columns, counted.label("editions")).order_by(guides.c.name))
        return [GuideSummary(**row._mapping) for row in found]

    def get(self, name: str) -> Guide:
        """The guide with this name; raises `NotFound`."""
        row = self._connection.execute(select(guides).where(guides.c.name == name)).one_or_none()
        if row is None:
            raise NotFound(
                f"No guide is named {name!r}.", advice="`sselex guide list` names them; `sselex guide draft` makes one."
            )
        outline = guide_codec.outline_from_json(row.outline)
        return Guide(row.name, row.language, outline, row.revision, row.changed_by, row.changed_at, row.state)

    def add(self, name: str, language: str, outline: Outline, person: str) -> Guide:
        """A new guide with revision 1; raises `Conflict` where the name is taken."""
        if self._connection.scalar(select(guides.c.name).where(guides.c.name == name)):
            raise Conflict(f"A guide named {name!r} exists already.", advice="Choose another name, or change that one.")
        moment = now()
        self._connection.execute(
            insert(guides).values(
                name=name,
                language=language,
                outline=guide_codec.to_json(outline),
                state="draft",
                revision=1,
                changed_by=person,
                changed_at=moment,
            )
        )
        guide = self.get(name)
        self._note(guide, "drafted", None)
        return guide

    def change(
        self,
        name: str,
        outline: Outline,
        *,
        revision: int,
        person: str,
        what: str = "changed",
        section: str | None = None,
        state: GuideState | None = None,
    ) -> Guide:
        """Replace the outline that was read at `revision`, and the state unless it is None; the history gains a row
        that says `what` was done to which section. Raises `Conflict` where someone changed the guide meanwhile."""
        values = {"outline": guide_codec.to_json(outline), "revision": revision + 1} | (
            {"state": state} if state else {}
        )
        changed = self._connection.execute(
            update(guides)
            .where(and_(guides.c.name == name, guides.c.revision == revision))
            .values(**values, changed_by=person, changed_at=now())
        )
        if not changed.rowcount:
            current = self.get(name)
            raise Conflict(
                f"The guide {name!r} was changed by {current.changed_by} meanwhile "
                f"(revision {current.revision}, yours is {revision}).",
                advice="Load the guide again and repeat the change.",
            )
        guide = self.get(name)
        self._note(guide, what, section)
        return guide

    def changes(self, name: str) -> Sequence[GuideChange]:
        """The history of a guide, newest first."""
        columns = [getattr(guide_changes.c, field) for field in GuideChange.__slots__]
        query = select(*columns).where(guide_changes.c.guide == name).order_by(guide_changes.c.revision.desc())
        return [GuideChange(**row._mapping) for row in self._connection.execute(query)]

    def outline_at(self, name: str, revision: int) -> Outline:
        """The outline as it was at a revision; raises `NotFound`."""
        same = and_(guide_changes.c.guide == name, guide_changes.c.revision == revision)
        found = self._connection.scalar(select(guide_changes.c.outline).where(same))
        if found is None:
            raise NotFound(f"The guide {name!r} has no revision {revision}.")
        return guide_codec.outline_from_json(found)

    def _note(self, guide: Guide, what: str, section: str | None) -> None:
        self._connection.execute(
            insert(guide_changes).values(
                guide=guide.name,
                revision=guide.revision,
                what=what,
                section=section,
                state=guide.state,
                outline=guide_codec.to_json(guide.outline),
                changed_by=guide.changed_by,
                changed_at=guide.changed_at,
            )
        )

    def editions(self, name: str) -> Sequence[EditionSummary]:
        """The editions of a guide, first to last."""
        columns = [getattr(editions.c, field) for field in EditionSummary.__slots__]
        found = self._connection.execute(select(*columns).where(editions.c.guide == name).order_by(editions.c.number))
        return [EditionSummary(**row._mapping) for row in found]

    def edition(self, name: str, number: int | None = None) -> GuideEdition:
        """An edition by its number, the newest for None; raises `NotFound`."""
        query = select(editions.c.content).where(editions.c.guide == name)
        if number is not None:
            query = query.where(editions.c.number == number)
        content = self._connection.scalar(query.order_by(editions.c.number.desc()).limit(1))
        if content is None:
            which = "any edition" if number is None else f"an edition {number}"
            raise NotFound(f"The guide {name!r} does not have {which}.", advice="`sselex guide freeze` makes one.")
        return guide_codec.edition_from_json(content)

    def publish(self, edition: GuideEdition) -> None:
        """Store an edition for ever; raises `Conflict` where its number is taken."""
        same = and_(editions.c.guide == edition.guide, editions.c.number == edition.number)
        if self._connection.scalar(select(editions.c.number).where(same)) is not None:
            raise Conflict(f"Edition {edition.number} of {edition.guide!r} is frozen already.")
        self._connection.execute(
            insert(editions).values(
                guide=edition.guide,
                number=edition.number,
                language=edition.language,
                content=guide_codec.to_json(edition),
                content_hash=edition.content_hash,
                frozen_by=edition.frozen_by,
                frozen_at=edition.frozen_at,
            )
        )
