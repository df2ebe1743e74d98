"""What is said about a provision, by whom, and the place in the text that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kb.model.layout import Box

TagKind = Literal["theme", "concept", "definition", "citation", "answer", "sdg"]
TagStatus = Literal["suggested", "accepted", "rejected", "added"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in an expression's text and who found it. `quote` equals the text at `start:end`.

    `eid` is the provision, None for a place outside all provisions (a title page). `found_by` is a tagger's
    name and version ("themes 1") or a person. `page` is None for formats without pages.
    """

    eid: str | None
    start: int
    end: int
    quote: str
    found_by: str
    page: int | None = None
    boxes: tuple[Box, ...] = ()


Direction = Literal["", "at least", "at most"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What an answer says beside its value, since laws do not always fit one.

    `direction` says whether the value is a bound. `unit` is a unit of account as printed ("salarios mínimos"), empty
    where the value is in the question's own. `others` are (category as printed, value) of other cases: founders of a
    second degree, another kind of cooperative; the value of the answer is the general one. `note` is a person's.
    """

    direction: Direction = ""
    unit: str = ""
    others: tuple[tuple[str, Any], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on a provision: the id of a theme, concept, question or SDG, a defined term, or a citation's words.

    `value` holds what the kind needs: the typed answer to a question (`schemas/questions.csv` says its type),
    a citation's `{"relation": …, "target": …}` with None for a target that is not resolved.
    `beside` is what an answer says beside its value, None where it says nothing more.
    `basis` says in a word how it was found; `score` lies between 0 and 1, None where none can be given.
    """

    kind: TagKind
    label: str
    eid: str
    evidence: Evidence
    score: float | None = None
    basis: str = ""
    value: Any = None
    status: TagStatus = "suggested"
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact that a person read in a real law: a typed answer, or the themes of one article.

    Needs no text of ours. `provisions` are article numbers as printed. When the text arrives, `matched` names the
    eids it was attached to, and `check` says "agrees", "contradicts", "not found", or None while no text is held.
    """

    work: str
    kind: Literal["answer", "themes"]
    label: str
    """The question's id, or the first theme's id."""
    value: Any
    provisions: tuple[str, ...]
    readers: int = 1
    whole: bool = True
    matched: tuple[str, ...] = ()
    check: str | None = None
