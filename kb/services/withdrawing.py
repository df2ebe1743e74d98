"""Taking works and texts out, and giving them another address: the old address goes on answering.

A withdrawn address says so for ever (410, and a deletion to those who harvest); a moved one leads on (301).
"""

from __future__ import annotations

from collections.abc import Iterable

from kb import resources
from kb.errors import BadRequest, Conflict, EngineUnavailable, Gone, Moved
from kb.model.law import Expression, Work
from kb.model.layout import Issue
from kb.services.knowledge_base import KnowledgeBase
from kb.services.saving import index
from kb.store import Session
from kb.store.codec import now
from kb.store.tombstones import Tombstone

LONGEST = 1000
"""Characters of a reason."""


def look_for_stone(session: Session, *names: str | None) -> None:
    """Raise `Gone` or `Moved` where one of these addresses bears a tombstone; else nothing happens."""
    for name in names:
        stone = session.tombstones.get(name) if name else None
        if stone is None:
            continue
        if stone.moved_to:
            raise Moved(stone.id, stone.moved_to)
        raise Gone(
            f"{stone.title} ({stone.id}) was withdrawn on {stone.at[:10]}: {stone.reason}", at=stone.at,
            reason=stone.reason, advice="The address stays reserved; other texts of its country may still be held.",
        )  # fmt: skip


def stones(kb: KnowledgeBase) -> list[Tombstone]:
    """All tombstones, the newest first."""
    with kb.store.read() as session:
        return session.tombstones.all()


def withdraw(kb: KnowledgeBase, name: str, *, reason: str, person: str) -> tuple[tuple[str, ...], Issue | None]:
    """Take out a text, or a work with all its texts; gives the addresses that are withdrawn now, and what there is to
    tell where the index could not follow.

    Raises `NotFound`; `BadRequest` without a reason; `Conflict` for a work that people read: its readings would go too.
    """
    _check(reason)
    with kb.store.write() as session:
        texts, work = _named(session, name)
        place = resources.country_of(work.jurisdiction)
        for text in texts:
            session.texts.remove(text.id)
            session.tombstones.put(
                text.id, moved_to=None, country=place, title=text.title, reason=reason, person=person
            )
        gone = [text.id for text in texts]
        if name == work.id:
            if session.readings.find(work=work.id):
                raise Conflict(
                    f"People have read {work.id}: withdrawing it would lose what they found.",
                    advice="Withdraw its texts one by one; the work stays known without text.",
                )
            session.tombstones.remove_work(work.id)
            session.tombstones.put(
                work.id, moved_to=None, country=place, title=work.title, reason=reason, person=person
            )
            gone.append(work.id)
        else:
            session.tombstones.touch_work(work.id)
        session.note_fact("changed_at", now())
    return tuple(gone), _reindexed(kb, gone, None if name == work.id else work.id)


def drop_again(kb: KnowledgeBase, texts: Iterable[str], *, reason: str, person: str) -> Issue | None:
    """Take what a person withdrew for a reason out of the index, which may not have followed when it was withdrawn, and
    with it every address at which these texts stood before; gives what there is to tell where it cannot follow now."""
    with kb.store.read() as session:
        stones = {stone.id: stone for stone in session.tombstones.all()}
        gone = [stone.id for stone in stones.values() if (stone.reason, stone.person) == (reason, person)]
        for text in texts:
            name: str | None = text
            while name in stones and name not in gone:
                gone.append(name)
                name = stones[name].moved_to
        held = session.texts.changes()
        # What was handed in again since stands at its address: it stays in the index.
        gone = [name for name in gone if name not in held and not session.works.has(name)]
        works: list[str | None] = [work for work in sorted(set(map(_work_of, gone))) if session.works.has(work)]
    for work in works or [None]:
        told = _reindexed(kb, gone, work)
        if told is not None:
            return told
    return None


def move(
    kb: KnowledgeBase, old: str, new: str, *, reason: str, person: str
) -> tuple[tuple[tuple[str, str], ...], Issue | None]:
    """Give a work another address, with all its texts: a new address, or that of a work which is the same act; gives
    (old, new) of each address, and what there is to tell where the index could not follow.

    Raises `NotFound`, `BadRequest`, and `Conflict` where the other work holds the same version already.
    """
    _check(reason)
    if len(new.split("/")) != 6 or not new.startswith("/akn/") or "@" in new or "~" in new or old == new:
        raise BadRequest(f"{new!r} is no other address of a work: it has the form /akn/fr/act/2014-07-31/2014-856.")
    with kb.store.write() as session:
        work = session.works.get(old)
        held = {text.id for text in session.texts.find(work=new)}
        pairs = [(text.id, new + text.id.removeprefix(old)) for text in session.texts.find(work=old)]
        for _before, after in pairs:
            if after in held:
                raise Conflict(f"{after} is held already.", advice="Withdraw one of the two texts first.")
        if not session.works.has(new):
            session.tombstones.copy_work(old, new)
        place = resources.country_of(work.jurisdiction)
        for before, after in pairs:
            session.tombstones.rename_text(before, after, new)
        session.tombstones.merge_work(old, new)
        session.tombstones.touch_work(new)
        for before, after in (*pairs, (old, new)):
            session.tombstones.put(
                before, moved_to=after, country=place, title=work.title, reason=reason, person=person
            )
        session.note_fact("changed_at", now())
    moved = (*pairs, (old, new))
    return moved, _reindexed(kb, [before for before, _ in moved], new)


def _work_of(name: str) -> str:
    """The address of the work of a text: `/akn/fr/act/2014-07-31/2014-856/fra@2014` without its last part."""
    return name.rpartition("/")[0] if "@" in name else name


def _check(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST:
        raise BadRequest(f"A reason of 1 to {LONGEST} characters is needed: it stands on the tombstone.")


def _named(session: Session, name: str) -> tuple[list[Expression], Work]:
    """The texts that an address names, and their work."""
    if "@" not in name:
        return session.texts.find(work=name), session.works.get(name)
    text = session.texts.get(name)
    return [text], session.works.get(text.work)


def _reindexed(kb: KnowledgeBase, gone: list[str], work: str | None) -> Issue | None:
    try:
        kb.index.drop(gone)
        if work is not None:
            with kb.store.read() as session:
                left = [text.id for text in session.texts.find(work=work)]
            if left:
                return index(kb, left)
            from kb.services.working import index_work

            index_work(kb, work)
    except EngineUnavailable as error:
        return Issue("warning", error.code, f"{error} Run `sselex rebuild` when it answers.")
    return None
