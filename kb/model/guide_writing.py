"""How a guide comes to be: its states, who may take it from one to the next, and what people say of its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kb.model.people import Action

GuideState = Literal["draft", "in-review", "amended", "adopted", "published", "under-revision"]

STEPS: Mapping[GuideState, Mapping[GuideState, Action]] = {
    "draft": {"in-review": "write-guide"},
    "in-review": {"amended": "write-guide", "adopted": "adopt-guide"},
    "amended": {"in-review": "write-guide", "adopted": "adopt-guide"},
    "adopted": {"published": "freeze-guide", "under-revision": "write-guide"},
    "published": {"under-revision": "write-guide"},
    "under-revision": {"in-review": "write-guide"},
}
"""State → the states after it, with what one must be allowed to do for the step."""

CLOSED: frozenset[GuideState] = frozenset({"adopted", "published"})
"""States in which no word changes: what was adopted is what is published. Take it under revision first."""

ACCEPTED_IN: tuple[GuideState, ...] = ("in-review", "amended", "adopted")
"""States in which people accept a guide for their country; two countries do before it is published."""

RemarkState = Literal["open", "accepted", "declined", "resolved"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What someone says of a section, in one language: a comment, or with `replacement` a wording that is suggested.

    `paragraph` are the words of the one paragraph of a commentary that is meant, None for the whole section. Moments
    are UTC, ISO 8601. A suggestion is accepted or declined, a comment is resolved.
    """

    id: int
    guide: str
    section: str
    language: str
    words: str
    replacement: str | None
    author: str
    created_at: str
    state: RemarkState = "open"
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    paragraph: str | None = None


@dataclass(frozen=True, slots=True)
class GuideChange:
    """One revision of a guide: what was done to which section, by whom, in which state the guide was then.

    Of an acceptance `section` is the code of the country that the person speaks for."""

    guide: str
    revision: int
    what: str
    section: str | None
    state: GuideState
    changed_by: str
    changed_at: str
