"""Which citations name a number or a day: kept beside the tags, so that what cites an act is found without reading them
all."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import Column, Connection, ForeignKey, String, Table, func, insert, select

from kb.store.tables import metadata, tags

cited = Table(
    "cited", metadata,
    Column("key", String(40), primary_key=True),
    Column("tag", ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip
"""Key → citation; a key is a figure of the number of the act that is cited, its day where it gives no number, or a hash
of its name where it gives neither."""
MOST_FIGURES = 4
"""Figures of one number that are kept; no act has more that tell it from others."""


ARTICLE = re.compile(r"^(?:the|la|les?|l|el|l[oa]s|o|os|il|lo|der|die|das|het)\s(?=\S)")


def plain(words: str) -> str:
    """Words as names are compared: letters and digits alone, without accents and without an article before them."""
    folded = unicodedata.normalize("NFKD", words.casefold())
    bare = " ".join("".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c)).split())
    return ARTICLE.sub("", unicodedata.normalize("NFC", bare))


def keys(number: str | None, date: str | None, name: str = "") -> tuple[str, ...]:
    """The keys of an act: the figures of its number without the year, where there are others, else its day, else its
    name."""
    if number:
        figures = _figures(number)
        rest = [figure for figure in figures if not 1800 <= int(figure) < 2100] or figures
        return tuple(dict.fromkeys(rest))[:MOST_FIGURES]
    return (date,) if date else (_of_name(name),) if name else ()


def note(connection: Connection, expression: str, only: Iterable[int] = ()) -> None:
    """Keep the keys of the citations of a text, or of some of its tags only."""
    target = tags.c.value["target"]
    number, date, act = (target[name].as_string() for name in ("number", "date", "act"))
    query = select(tags.c.id, tags.c.label, number.label("number"), date.label("date"), act.label("act"))
    query = query.where(tags.c.expression == expression, tags.c.kind == "citation")
    if chosen := list(only):
        query = query.where(tags.c.id.in_(chosen))
    rows = [
        {"key": key, "tag": row.id}
        for row in connection.execute(query)
        for key in keys(row.number, row.date, row.act or row.label)
    ]
    if rows:
        connection.execute(insert(cited), rows)


def naming(connection: Connection, number: str | None, date: str | None, name: str, limit: int = 2000) -> list[int]:
    """The citations that may name an act: by its number, by its day without a number, by its name; by id."""
    found: set[int] = set()
    wanted = keys(number, None)
    if wanted:
        query = select(cited.c.tag).where(cited.c.key.in_(wanted)).group_by(cited.c.tag)
        found |= set(connection.scalars(query.having(func.count() == len(wanted)).order_by(cited.c.tag).limit(limit)))
    others = [key for key in (date if date and len(date) == 10 else None, _of_name(name)) if key]
    found |= set(connection.scalars(select(cited.c.tag).where(cited.c.key.in_(others)).limit(limit)))
    return sorted(found)


def _of_name(name: str) -> str:
    return hashlib.sha256(plain(name).encode()).hexdigest()[:40]


def _figures(number: str) -> list[str]:
    """The figures of a number in western digits; "18.407" is one figure."""
    western = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in number)
    joined = re.sub(r"(?<=\d)[.](?=\d{3}(?!\d))", "", western)
    return [str(int(figure)) for figure in re.findall(r"\d{1,30}", joined)]
