"""Expressions, their provisions and tags: the texts that are held."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from kb.errors import NotFound
from kb.model.law import Expression, LegalText, Provision, Work
from kb.model.layout import Issue
from kb.model.source import Manifestation, SourceDocument
from kb.model.tags import Evidence, Tag
from kb.store import cited, codec
from kb.store.tables import expressions, files, provisions, tags, works

AT_ONCE = 1000
"""Expressions named in one statement; databases limit the values that one may bear."""
_WAITING = select(func.count()).select_from(expressions).where(~expressions.c.indexed)


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A tag with its row's `id` and the decision a person took on it, if any."""

    id: int
    expression: str
    tag: Tag
    decided_by: str | None
    decided_at: str | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file: `outcome` is "ok", "ok-with-issues" or "failed"."""

    sha256: str
    name: str
    outcome: str
    parser: str
    pages: int
    quality: Mapping[str, Any]
    issues: tuple[Issue, ...]
    stored_at: str


class Texts:
    """The texts of the store, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- files ---------------------------------------------------------------------------------------------

    def put_file(
        self,
        source: SourceDocument,
        *,
        outcome: str,
        parser: str,
        pages: int,
        quality: Mapping[str, Any],
        issues: Iterable[Issue],
    ) -> None:
        """Record what became of a file; an earlier record of the same bytes is replaced."""
        declared = {
            name: getattr(source.declared, name)
            for name in source.declared.__slots__
            if getattr(source.declared, name) is not None
        }
        row = {
            "name": source.name, "media_type": source.media_type, "size": source.size, "pages": pages,
            "outcome": outcome, "parser": parser, "quality": dict(quality),
            "issues": codec.issues_to_json(issues), "declared": declared, "stored_at": codec.now(),
        }  # fmt: skip
        changed = self._connection.execute(update(files).where(files.c.sha256 == source.sha256).values(**row))
        if not changed.rowcount:
            self._connection.execute(insert(files).values(sha256=source.sha256, **row))

    def file(self, sha256: str) -> FileRecord | None:
        """The record of a file, None where it never came."""
        row = self._connection.execute(select(files).where(files.c.sha256 == sha256)).one_or_none()
        if row is None:
            return None
        issues = codec.issues_from_json(row.issues)
        return FileRecord(row.sha256, row.name, row.outcome, row.parser, row.pages, row.quality, issues, row.stored_at)

    def manifestation(self, sha256: str) -> Manifestation:
        """The file behind an expression; raises `NotFound`."""
        row = self._connection.execute(select(files).where(files.c.sha256 == sha256)).one_or_none()
        if row is None:
            raise NotFound(f"No file {sha256} is known.")
        return Manifestation(
            row.sha256, row.name, row.media_type, row.size, row.pages,
            row.declared.get("source_url"), row.declared.get("licence"),
        )  # fmt: skip

    # -- expressions ---------------------------------------------------------------------------------------

    def put(
        self, expression: Expression, text: LegalText, found: Iterable[Tag], *, inherits: Iterable[str] = ()
    ) -> None:
        """Store an expression with its provisions and tags. One with the same id is replaced; the decisions that
        people took on its tags, or on those of the expressions that it `inherits` from, are kept.
        """
        before = (stored for held in (expression.id, *inherits) for stored in self.tags(held))
        decided = [stored for stored in before if stored.tag.status != "suggested"]
        self._connection.execute(delete(expressions).where(expressions.c.id == expression.id))
        row = {
            "id": expression.id,
            "work": expression.work,
            "sha256": expression.sha256,
            "language": expression.language,
            "version": expression.version,
            "title": expression.title,
            "text_state": expression.text_state,
            "text": text.text,
            "metadata": codec.values_to_json(expression.metadata),
            "issues": codec.issues_to_json(expression.issues),
            "poor_text": expression.poor_text,
            "indexed": False,
            "change": _mark(),
            "stored_at": expression.stored_at,
        }
        self._connection.execute(insert(expressions).values(**row))
        rows = [_provision_row(expression.id, provision) for provision in text.provisions]
        if rows:
            self._connection.execute(insert(provisions), rows)
        tag_rows = _carry_decisions(expression.id, text, list(found), decided)
        if tag_rows:
            self._connection.execute(insert(tags), tag_rows)
            cited.note(self._connection, expression.id)

    def get(self, expression_id: str) -> Expression:
        """The expression with this URI; raises `NotFound`."""
        row = self._connection.execute(_EXPRESSION.where(expressions.c.id == expression_id)).one_or_none()
        if row is None:
            raise NotFound(f"No text {expression_id} is held.")
        return _expression(row)

    def find(
        self, *, work: str | None = None, works_: Iterable[str] | None = None, sha256: str | None = None
    ) -> list[Expression]:
        """Expressions by work, language and version, newest version first."""
        query = _EXPRESSION
        if work is not None:
            query = query.where(expressions.c.work == work)
        if works_ is not None:
            query = query.where(expressions.c.work.in_(list(works_)))
        if sha256 is not None:
            query = query.where(expressions.c.sha256 == sha256)
        order = (expressions.c.work, expressions.c.language, expressions.c.version.desc())
        return [_expression(row) for row in self._connection.execute(query.order_by(*order))]

    def current(self, *, works_: Iterable[str] | None = None) -> list[Expression]:
        """The newest version of each work in each language; a version without a day only where none has one. Of
        several texts of one day, or without one, a text that was read well goes before a poor one."""
        newest: dict[tuple[str, str | None], Expression] = {}
        for expression in self.find(works_=works_):
            place = (expression.work, expression.language)
            if place not in newest or _age(expression) > _age(newest[place]):
                newest[place] = expression
        return list(newest.values())

    def remove(self, expression_id: str) -> None:
        """Take a text out with its provisions and tags."""
        self._connection.execute(delete(expressions).where(expressions.c.id == expression_id))

    def stale(self) -> list[str]:
        """Expressions that the index does not know yet."""
        return list(self._connection.scalars(select(expressions.c.id).where(~expressions.c.indexed)))

    def waiting(self) -> int:
        """How many expressions the index does not know yet."""
        return self._connection.scalar(_WAITING) or 0

    def changes(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """Of these expressions, or of all: what tells their present state from others, for `mark_indexed`."""
        query = select(expressions.c.id, expressions.c.change).order_by(expressions.c.id)
        if ids is not None:
            query = query.where(expressions.c.id.in_(list(ids)))
        return {row.id: row.change for row in self._connection.execute(query)}

    def mark_indexed(self, changes: Mapping[str, str]) -> None:
        """Note that the index holds these expressions as they were; one that changed since goes on waiting for it."""
        now = self.changes(changes if len(changes) <= AT_ONCE else None)
        same = [name for name, change in changes.items() if now.get(name) == change]
        for first in range(0, len(same), AT_ONCE):
            some = expressions.c.id.in_(same[first : first + AT_ONCE])
            self._connection.execute(update(expressions).where(some).values(indexed=True))

    def mark_stale(self, expression_id: str) -> None:
        """Note that the index does not hold this expression as the store does."""
        stale = {"indexed": False, "change": _mark()}
        self._connection.execute(update(expressions).where(expressions.c.id == expression_id).values(**stale))

    def mark_all_stale(self) -> None:
        """Note that the index holds nothing of the store."""
        self._connection.execute(update(expressions).values(indexed=False))

    # -- provisions ----------------------------------------------------------------------------------------

    def text(self, expression_id: str) -> LegalText:
        """The whole text with its provisions; raises `NotFound`."""
        row = self._connection.execute(
            select(expressions.c.language, expressions.c.text).where(expressions.c.id == expression_id)
        ).one_or_none()
        if row is None:
            raise NotFound(f"No text {expression_id} is held.")
        found = self._connection.execute(
            select(provisions).where(provisions.c.expression == expression_id).order_by(provisions.c.position)
        )
        return LegalText(row.language, row.text, tuple(_provision(p, row.text) for p in found))

    def text_alone(self, expression_id: str) -> str:
        """The words of a text without its provisions; raises `NotFound`."""
        words = self._connection.scalar(select(expressions.c.text).where(expressions.c.id == expression_id))
        if words is None:
            raise NotFound(f"No text {expression_id} is held.")
        return str(words)

    def provision(self, expression_id: str, eid: str) -> Provision:
        """One provision; raises `NotFound`."""
        row = self._connection.execute(
            select(provisions, expressions.c.text)
            .join(expressions)
            .where(and_(provisions.c.expression == expression_id, provisions.c.eid == eid))
        ).one_or_none()
        if row is None:
            raise NotFound(f"No provision {eid} in {expression_id}.")
        return _provision(row, row.text)

    # -- tags ----------------------------------------------------------------------------------------------

    def tags(
        self, expression_id: str, *, kind: str | None = None, kinds: Sequence[str] = (), eid: str | None = None
    ) -> list[StoredTag]:
        """Tags of a text in order, best score first within a provision; rejected ones too."""
        query = select(tags).where(tags.c.expression == expression_id)
        if kind is not None:
            query = query.where(tags.c.kind == kind)
        if kinds:
            query = query.where(tags.c.kind.in_(kinds))
        if eid is not None:
            query = query.where(tags.c.eid == eid)
        return [stored_tag(row) for row in self._connection.execute(query.order_by(tags.c.id))]

    def tagged(
        self, kind: str, label: str | None = None, *, expressions_: Iterable[str] | None = None
    ) -> list[StoredTag]:
        """Tags of one kind (and label) over texts, rejected ones left out."""
        query = select(tags).where(and_(tags.c.kind == kind, tags.c.status != "rejected"))
        if label is not None:
            query = query.where(tags.c.label == label)
        if expressions_ is not None:
            query = query.where(tags.c.expression.in_(list(expressions_)))
        return [stored_tag(row) for row in self._connection.execute(query.order_by(tags.c.expression, tags.c.id))]

    def naming(self, work: Work) -> list[StoredTag]:
        """Citations that may name a work, by number, day or title; rejected ones left out, in order of texts."""
        ids = cited.naming(self._connection, work.number, work.date_adopted, work.title)
        found = []
        for start in range(0, len(ids), 500):
            query = select(tags).where(and_(tags.c.id.in_(ids[start : start + 500]), tags.c.status != "rejected"))
            found += [stored_tag(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda stored: (stored.expression, stored.id))

    def counts(self) -> dict[str, int]:
        """How much is held: works, texts, provisions, languages, files, pages, works without text."""
        one = self._connection.scalar
        held = select(func.count(expressions.c.work.distinct()))
        return {
            "works": one(select(func.count()).select_from(works)) or 0,
            "works_held": one(held) or 0,
            "texts": one(select(func.count()).select_from(expressions)) or 0,
            "provisions": one(select(func.count()).select_from(provisions)) or 0,
            "languages": one(select(func.count(expressions.c.language.distinct()))) or 0,
            "files": one(select(func.count()).select_from(files)) or 0,
            "pages": one(select(func.coalesce(func.sum(files.c.pages), 0))) or 0,
        }


_EXPRESSION = select(
    # Without the words, which are most of a row: lists of texts never need them.
    *(column for column in expressions.c if column.name != "text"),
    files.c.name.label("source_name"),
    files.c.pages,
    files.c.quality,
    files.c.declared,
).join(files)


def _mark() -> str:
    return secrets.token_hex(8)


def _age(expression: Expression) -> tuple[bool, str, bool, str, str]:
    dated = not expression.version.startswith("sha-")
    day = expression.version[:10] if dated else ""
    return (dated, day, not expression.poor_text, expression.version if dated else "", expression.stored_at)


def _expression(row: Any) -> Expression:
    return Expression(
        id=row.id, work=row.work, language=row.language, version=row.version, title=row.title,
        text_state=row.text_state, sha256=row.sha256, source_name=row.source_name, pages=row.pages,
        quality=row.quality, issues=codec.issues_from_json(row.issues),
        metadata=codec.values_from_json(row.metadata), declared=row.declared, stored_at=row.stored_at,
        poor_text=row.poor_text, indexed=row.indexed,
    )  # fmt: skip


def _provision_row(expression_id: str, p: Provision) -> dict[str, Any]:
    return {
        "expression": expression_id, "eid": p.eid, "position": p.position, "type": p.type, "num": p.num,
        "heading": p.heading, "start": p.start, "end": p.end, "parent": p.parent, "language": p.language,
        "page": p.page, "boxes": codec.boxes_to_json(p.boxes), "items": codec.items_to_json(p.items),
        "notes": list(p.notes),
    }  # fmt: skip


def _provision(row: Row[Any], text: str) -> Provision:
    return Provision(
        eid=row.eid, type=row.type, num=row.num, heading=row.heading, text=text[row.start : row.end],
        start=row.start, end=row.end, position=row.position, parent=row.parent, language=row.language,
        page=row.page, boxes=codec.boxes_from_json(row.boxes), items=codec.items_from_json(row.items),
        notes=tuple(row.notes),
    )  # fmt: skip


def tag_row(expression_id: str, tag: Tag) -> dict[str, Any]:
    """The columns of a tag, not decided by anybody."""
    e = tag.evidence
    return {
        "expression": expression_id, "kind": tag.kind, "label": tag.label, "eid": tag.eid, "start": e.start,
        "end": e.end, "quote": e.quote, "page": e.page, "boxes": codec.boxes_to_json(e.boxes),
        "found_by": e.found_by, "score": tag.score, "basis": tag.basis, "status": tag.status,
        "value": codec.said_to_json(tag.value, tag.beside),
        "decided_by": None, "decided_at": None,
    }  # fmt: skip


def stored_tag(row: Row[Any]) -> StoredTag:
    """The tag of a row."""
    evidence = Evidence(
        row.eid, row.start, row.end, row.quote, row.found_by, row.page, codec.boxes_from_json(row.boxes)
    )
    value, beside = codec.said_from_json(row.value)
    tag = Tag(row.kind, row.label, row.eid, evidence, row.score, row.basis, value, row.status, beside)
    return StoredTag(row.id, row.expression, tag, row.decided_by, row.decided_at)


def _carry_decisions(
    expression_id: str, text: LegalText, found: list[Tag], decided: Sequence[StoredTag]
) -> list[dict[str, Any]]:
    """Rows for the tags that were found now, with every earlier decision kept.

    A person's answer to a question takes the place of those suggested for it anywhere in the text. A decided tag that
    is found again keeps its decision; one that is not found again stays as it was decided, moved to
    where its quotation stands now. Where neither its provision nor its quotation is left, it is kept with its old
    place so that nothing a person did is lost.
    """
    answered = {old.tag.label for old in decided if old.tag.kind == "answer" and old.tag.status != "rejected"}
    places = {(old.tag.label, old.tag.eid) for old in decided}
    rows = [
        tag_row(expression_id, tag)
        for tag in found
        if tag.kind != "answer" or tag.label not in answered or (tag.label, tag.eid) in places
    ]
    index = {(row["kind"], row["label"], row["eid"]): row for row in rows}
    for old in decided:
        kept = index.get((old.tag.kind, old.tag.label, old.tag.eid))
        decision = {"status": old.tag.status, "decided_by": old.decided_by, "decided_at": old.decided_at}
        if kept is not None:
            if kept["kind"] == "answer":
                kept["value"] = codec.said_to_json(old.tag.value, old.tag.beside)
            kept.update(decision)
            continue
        row = tag_row(expression_id, old.tag) | decision
        place = text.text.find(old.tag.evidence.quote)
        if place >= 0:
            home = next((p for p in text.provisions if p.start <= place < p.end), None)
            row |= {"start": place, "end": place + len(old.tag.evidence.quote)}
            row["eid"] = home.eid if home else old.tag.eid
        rows.append(row)
    return rows
