"""Private drafts: a bill that one person puts beside the laws, seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

DraftState = Literal["waiting", "read", "failed"]


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """A typed answer read in a provision of a draft, with the words that show it."""

    question: str
    value: Any
    quote: str


@dataclass(frozen=True, slots=True)
class DraftProvision:
    """A provision of a draft as it was read; `themes` are ids with their score, best first; `terms` are its words that
    name a concept of the thesaurus."""

    eid: str
    type: str
    num: str
    heading: str | None
    text: str
    language: str | None
    themes: tuple[tuple[str, float], ...] = ()
    answers: tuple[DraftAnswer, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that its `owner` (a person's id) handed in for themselves. Its bytes are let go of once it is read.

    `failure` says why nothing was read. `created_at` is UTC, ISO 8601; `size` is in bytes.
    """

    id: str
    owner: int
    name: str
    media_type: str
    size: int
    state: DraftState
    created_at: str
    title: str = ""
    language: str | None = None
    pages: int = 0
    poor_text: bool = False
    failure: str | None = None
    provisions: tuple[DraftProvision, ...] = ()

    def reading(self) -> Mapping[str, Any]:
        """What was read, as plain values."""
        return {
            "title": self.title, "language": self.language, "pages": self.pages, "poor_text": self.poor_text,
            "failure": self.failure,
            "provisions": [
                {
                    "eid": p.eid, "type": p.type, "num": p.num, "heading": p.heading, "text": p.text,
                    "language": p.language, "themes": [list(theme) for theme in p.themes],
                    "answers": [[a.question, a.value, a.quote] for a in p.answers], "terms": list(p.terms),
                }
                for p in self.provisions
            ],
        }  # fmt: skip


def provision_of(found: Mapping[str, Any]) -> DraftProvision:
    """A provision from the plain values of `Draft.reading`."""
    return DraftProvision(
        found["eid"], found["type"], found["num"], found["heading"], found["text"], found["language"],
        tuple((theme, score) for theme, score in found["themes"]),
        tuple(DraftAnswer(question, value, quote) for question, value, quote in found["answers"]),
        tuple(found["terms"]),
    )  # fmt: skip
