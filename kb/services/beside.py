"""Provisions side by side: any that are chosen, or all of two texts of one work, aligned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.errors import BadRequest, NotFound
from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session, StoredTag

MOST = 6
"""Provisions beside each other: more are no longer read but scrolled over."""
LAST_NUMBER = re.compile(r"_([^_]+)$")


@dataclass(frozen=True, slots=True)
class Standing:
    """A provision with its text and work; `newest` is the current version of the text where this is an older one."""

    work: Work
    expression: Expression
    provision: Provision
    above: tuple[Provision, ...]
    """The divisions that it stands in, the widest first."""
    themes: tuple[StoredTag, ...]
    answers: tuple[StoredTag, ...]
    newest: str | None

    @property
    def permalink(self) -> str:
        """Its lasting path."""
        return f"{self.expression.id}~{self.provision.eid}"


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two texts of one work; each row holds the provisions of the same name, None where one text has none."""

    work: Work
    first: Expression
    second: Expression
    texts: tuple[Expression, ...]
    """Every text held of the work."""
    rows: tuple[tuple[Provision | None, Provision | None], ...]

    @property
    def paired(self) -> int:
        """Provisions with words that both texts have."""
        return sum(bool(a and b and a.type not in DIVISIONS) for a, b in self.rows)

    @property
    def alone(self) -> int:
        """Provisions with words that only one of the texts has."""
        single = [a or b for a, b in self.rows if a is None or b is None]
        return sum(each is not None and each.type not in DIVISIONS for each in single)


def chosen(kb: KnowledgeBase, permalinks: Sequence[str]) -> tuple[Standing, ...]:
    """The provisions of these lasting paths, in their order, each once.

    Raises `BadRequest` for more than fit beside each other, `NotFound` for one that is not held.
    """
    wanted = tuple(dict.fromkeys(permalinks))
    if len(wanted) > MOST:
        raise BadRequest(f"{len(wanted)} provisions are named; at most {MOST} stand beside each other.")
    with kb.store.read() as session:
        return tuple(_standing(session, permalink) for permalink in wanted)


def aligned(kb: KnowledgeBase, first: str, second: str) -> Aligned:
    """Two texts of one work (languages or versions), provision by provision.

    Raises `NotFound` for a text that is not held, `BadRequest` for texts of two works.
    """
    with kb.store.read() as session:
        left, right = session.texts.get(first), session.texts.get(second)
        if left.work != right.work:
            raise BadRequest("The two texts are not of one work: choose single provisions of them.")
        rows = tuple(align(session.texts.text(first).provisions, session.texts.text(second).provisions))
        return Aligned(session.works.get(left.work), left, right, tuple(session.texts.find(work=left.work)), rows)


def align(
    first: Sequence[Provision], second: Sequence[Provision]
) -> Iterator[tuple[Provision | None, Provision | None]]:
    """Pairs in the order of the first text; what only the second has stands after the provision that it follows there.

    Provisions belong together by their eid, which comes from the law's own numbering; where a language names a level
    in another way ("Section 3", "art. 3"), by number and place under the same parent.
    """
    partner = _partners(first, second)
    follows: dict[str | None, list[Provision]] = defaultdict(list)
    last: str | None = None
    taken = {there.eid for there in partner.values()}
    back = {there.eid: here for here, there in partner.items()}
    for there in second:
        if there.eid in taken:
            last = back[there.eid]
        else:
            follows[last].append(there)
    yield from ((None, there) for there in follows[None])
    for here in first:
        yield here, partner.get(here.eid)
        yield from ((None, there) for there in follows[here.eid])


def _partners(first: Iterable[Provision], second: Iterable[Provision]) -> dict[str, Provision]:
    """eid of the first text → provision of the second."""
    by_eid = {there.eid: there for there in second}
    found = {here.eid: by_eid[here.eid] for here in first if here.eid in by_eid}
    left = {there.eid for there in found.values()}
    spare: dict[tuple[bool, str], list[Provision]] = defaultdict(list)
    for there in by_eid.values():
        if there.eid not in left:
            spare[_number(there)].append(there)
    for here in first:
        candidates = spare[_number(here)] if here.eid not in found else []
        if len(candidates) == 1 and candidates[0].eid not in left:
            found[here.eid] = candidates[0]
            left.add(candidates[0].eid)
    return found


def _number(provision: Provision) -> tuple[bool, str]:
    number = LAST_NUMBER.search(provision.eid)
    return provision.type in DIVISIONS, number[1] if number else provision.eid


def _standing(session: Session, permalink: str) -> Standing:
    name, _, eid = permalink.partition("~")
    if not eid:
        raise NotFound(f"The address {permalink} names no provision.")
    expression = session.texts.get(name)
    known = {provision.eid: provision for provision in session.texts.text(name).provisions}
    if eid not in known:
        raise NotFound(f"No provision {eid} in {name}.")
    above: list[Provision] = []
    parent = known[eid].parent
    while parent and parent in known:
        above.append(known[parent])
        parent = known[parent].parent
    tags = [stored for stored in session.texts.tags(name, eid=eid) if stored.tag.status != "rejected"]
    current = next(
        (text.id for text in session.texts.current(works_=[expression.work]) if text.language == expression.language),
        name,
    )
    return Standing(
        session.works.get(expression.work), expression, known[eid], tuple(reversed(above)),
        tuple(stored for stored in tags if stored.tag.kind == "theme"),
        tuple(stored for stored in tags if stored.tag.kind == "answer"),
        current if current != name else None,
    )  # fmt: skip
