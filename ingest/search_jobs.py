"""What the worker does for the search: vectors for texts that have none, news of the searches that people follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.services import KnowledgeBase, alerts, meaning, working
from kb.services.working import ENCODE, LOOK, REBUILD, Closing, Job

Tell = Callable[[str], None]


def rebuild_index(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Make the index anew, unless that was done meanwhile; raises `EngineUnavailable`, then it is tried again."""
    if not kb.index.health().fresh:
        tell("indexing")
        working.rebuild_index(kb)
    return lambda session: None


def encode_meaning(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Make the vectors that are missing; what was made stays, however the job ends."""
    meaning.encode(kb, tell)
    return lambda session: None


def look_for_news(kb: KnowledgeBase, job: Job, tell: Tell) -> Closing:
    """Tell the news of every saved search; raises `EngineUnavailable`, after which it is tried again."""
    tell("looking")
    alerts.look_at_all(kb)
    return lambda session: None


HANDLERS: Mapping[str, Callable[[KnowledgeBase, Job, Tell], Closing]] = {
    REBUILD: rebuild_index,
    ENCODE: encode_meaning,
    LOOK: look_for_news,
}
