"""Whether the parts answer, and how much they hold: for machines that watch."""

from __future__ import annotations

from kb.errors import SselexError
from kb.services.knowledge_base import KnowledgeBase


def parts(kb: KnowledgeBase) -> dict[str, bool]:
    """Part → whether it answers: the store of record, the folder of files, the search engine."""
    return {"store": _store(kb), "files": kb.settings.home.is_dir(), "search": _search(kb)}


def figures(kb: KnowledgeBase) -> dict[str, float]:
    """Kind → number: texts, works and what waits; raises `StoreUnavailable`."""
    with kb.store.read() as session:
        found: dict[str, float] = dict(session.texts.counts())
        found |= {f"jobs_{state}": number for state, number in session.jobs.counts().items()}
        found |= {f"submissions_{state}": number for state, number in session.submissions.counts().items()}
        found["letters_waiting"] = len(session.letters.waiting())
        found["texts_not_indexed"] = session.texts.waiting()
    return found


def _store(kb: KnowledgeBase) -> bool:
    try:
        with kb.store.read() as session:
            session.fact("changed_at")
    except SselexError:
        return False
    return True


def _search(kb: KnowledgeBase) -> bool:
    try:
        kb.index.health()
    except SselexError:
        return False
    return True
