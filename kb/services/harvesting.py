"""What harvesters take: works and texts as they change, deletions too, page by page (OAI-PMH 2.0 is made from this)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.akoma_ntoso import to_akn
from kb.errors import BadRequest, NotFound
from kb.model.law import Expression, Work
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.harvest import Harvest, Item, Wanted

__all__ = ["Described", "Item", "Wanted", "akoma_ntoso", "countries", "described", "earliest", "listed"]


@dataclass(frozen=True, slots=True)
class Described:
    """An item with what is known of it: nothing of one that is gone, `text` None for a work; `texts` are the lasting
    paths of the texts that are held of a work."""

    item: Item
    work: Work | None = None
    text: Expression | None = None
    texts: tuple[str, ...] = ()


def earliest(kb: KnowledgeBase) -> str | None:
    """The moment (UTC) of the oldest item, None where there is none."""
    with kb.store.read() as session:
        return Harvest(session.connection).earliest()


def countries(kb: KnowledgeBase) -> tuple[str, ...]:
    """The codes of States and organisations with items, in order."""
    with kb.store.read() as session:
        return tuple(sorted(session.works.count_by_country()))


def listed(
    kb: KnowledgeBase, wanted: Wanted, *, after: tuple[str, str] | None = None, limit: int
) -> tuple[tuple[Described, ...], int]:
    """So many items in order of change, those that follow `after` (moment, address), and how many are wanted in all."""
    with kb.store.read() as session:
        harvest = Harvest(session.connection)
        return tuple(_described(session, harvest.page(wanted, after=after, limit=limit))), harvest.count(wanted)


def described(kb: KnowledgeBase, name: str) -> Described:
    """One item by its lasting path; raises `NotFound`."""
    with kb.store.read() as session:
        item = Harvest(session.connection).one(name)
        if item is None:
            raise NotFound(f"Nothing is known of {name}.")
        return _described(session, [item])[0]


def akoma_ntoso(kb: KnowledgeBase, one: Described) -> bytes:
    """A text as Akoma Ntoso; raises `BadRequest` for what is no text or has no provisions."""
    if one.text is None or one.work is None:
        raise BadRequest(f"{one.item.id} is no text.")
    with kb.store.read() as session:
        legal = session.texts.text(one.text.id)
    country = one.work.jurisdiction.split("-")[0].lower()
    return to_akn(legal, one.work.id, one.text.id, one.text.title, country=country, adopted=one.work.date_adopted)


def _described(session: Session, items: Sequence[Item]) -> list[Described]:
    names = {item.id.rpartition("/")[0] if item.text else item.id for item in items if not item.gone}
    works = {work.id: work for work in session.works.find(ids=names)}
    texts = {text.id: text for text in session.texts.find(works_=names)}
    held: dict[str, list[str]] = {}
    for text in texts.values():
        held.setdefault(text.work, []).append(text.id)
    return [
        Described(item)
        if item.gone
        else Described(item, works[texts[item.id].work], texts[item.id])
        if item.text
        else Described(item, works[item.id], None, tuple(sorted(held.get(item.id, ()))))
        for item in items
    ]
