"""Terms defined in provisions that bear a theme. Only reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from kb.store.tables import provisions, tags


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term as a law writes it, with the provision that defines it."""

    expression: str
    eid: str
    num: str
    term: str


def defined_on(connection: Connection, theme: str) -> list[DefinedTerm]:
    """The terms, by text and place, of every version held; what a person rejected is left out."""
    theirs = tags.alias("theirs")
    query = (
        select(tags.c.expression, tags.c.eid, provisions.c.num, tags.c.label)
        .join(theirs, (theirs.c.expression == tags.c.expression) & (theirs.c.eid == tags.c.eid))
        .join(provisions, (provisions.c.expression == tags.c.expression) & (provisions.c.eid == tags.c.eid))
        .where(
            tags.c.kind == "definition", tags.c.status != "rejected",
            theirs.c.kind == "theme", theirs.c.label == theme, theirs.c.status != "rejected",
        )
        .order_by(tags.c.expression, tags.c.id)
    )  # fmt: skip
    return [DefinedTerm(*row) for row in connection.execute(query)]
