"""A text read as a page needs it: the lines of its contents first, the words and tags of a stretch of it after. Only
reads; `Texts.text` gives the same whole, with the places of each word on its page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, Select, Text, and_, cast, func, select

from kb.model.law import Provision, ProvisionType
from kb.store import codec
from kb.store.tables import provisions, tags
from kb.store.texts import StoredTag, stored_tag

PLAIN = tuple(c for c in provisions.c if c.name not in ("expression", "boxes", "items", "notes"))


def lines(connection: Connection, expression: str, words: str) -> tuple[Provision, ...]:
    """Every provision of a text in order, with its words; its points, notes and boxes are left out."""
    query = select(*PLAIN).where(provisions.c.expression == expression).order_by(provisions.c.position)
    return tuple(
        Provision(
            row.eid, row.type, row.num, row.heading, words[row.start : row.end], row.start, row.end, row.position,
            row.parent, row.language, row.page,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def numbered(connection: Connection, expression: str) -> list[tuple[str, ProvisionType, str]]:
    """(eid, type, number as printed) of every provision of a text, in order."""
    columns = (provisions.c.eid, provisions.c.type, provisions.c.num)
    query = select(*columns).where(provisions.c.expression == expression).order_by(provisions.c.position)
    return [(row.eid, row.type, row.num) for row in connection.execute(query)]


def details(connection: Connection, expression: str, first: int, last: int) -> dict[str, tuple[codec.Json, codec.Json]]:
    """eid → (points, notes) as they are stored, of the provisions from one position up to another."""
    query = select(provisions.c.eid, provisions.c["items"], provisions.c.notes).where(
        provisions.c.expression == expression, provisions.c.position.between(first, last)
    )
    return {eid: (items, notes) for eid, items, notes in connection.execute(query)}


def notes(connection: Connection, expression: str) -> str:
    """All notes that stand by the provisions of a text."""
    found = connection.scalars(select(provisions.c.notes).where(provisions.c.expression == expression))
    return " ".join(note for each in found for note in each)


def tags_between(
    connection: Connection, expression: str, kinds: Sequence[str], first: int, last: int
) -> list[StoredTag]:
    """Tags of the provisions from one position up to another, in order; rejected ones are left out."""
    query = _tags(expression, kinds).where(tags.c.eid.in_(_eids(expression, first, last)))
    return [stored_tag(row) for row in connection.execute(query.order_by(tags.c.id))]


def cited_words(connection: Connection, expression: str) -> list[tuple[str, codec.Json]]:
    """What the citations of a text say, each once, in order: (words, value)."""
    query = select(tags.c.label, cast(tags.c.value, Text).label("said")).where(
        and_(tags.c.expression == expression, tags.c.kind == "citation", tags.c.status != "rejected")
    )
    each = dict.fromkeys((row.label, row.said) for row in connection.execute(query.order_by(tags.c.id)))
    return [(words, codec.said_from_json(json.loads(said))[0]) for words, said in each]


def themes(connection: Connection, expression: str) -> tuple[str, ...]:
    """The themes that provisions of a text bear, the one that most bear first."""
    # With a column that no index covers: else SQLite goes through the themes of all texts, which one index holds.
    query = select(tags.c.label, tags.c.score).where(
        and_(tags.c.expression == expression, tags.c.kind == "theme", tags.c.status != "rejected")
    )
    counted = Counter(row.label for row in connection.execute(query))
    return tuple(sorted(counted, key=lambda theme: (-counted[theme], theme)))


def last_decision(connection: Connection, expression: str) -> str | None:
    """The moment of the last decision that a person took on a tag of a text, None where nobody has."""
    found: str | None = connection.scalar(select(func.max(tags.c.decided_at)).where(tags.c.expression == expression))
    return found


def _tags(expression: str, kinds: Sequence[str]) -> Select[tuple[object, ...]]:
    return select(tags).where(
        and_(tags.c.expression == expression, tags.c.kind.in_(kinds), tags.c.status != "rejected")
    )


def _eids(expression: str, first: int, last: int) -> Select[tuple[str]]:
    return select(provisions.c.eid).where(
        provisions.c.expression == expression, provisions.c.position.between(first, last)
    )
