"""Links of provisions to the Sustainable Development Goals: by their themes, and by explicit mention."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from kb import resources
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session

AGENDA = "agenda-2030"
"""What a mention of all goals together is linked to."""
ADDRESS = "http://metadata.un.org/sdg/"
"""The United Nations' own identifiers of goals and targets."""


@dataclass(frozen=True, slots=True)
class SdgLink:
    """A provision and a goal ("8"), target ("8.3") or the whole agenda. `basis` is "mention" or "theme", then `theme`
    says which; `score` is the theme's; `reviewed` whether a person accepted the tag it rests on."""

    expression: str
    eid: str
    target: str
    basis: Literal["mention", "theme"]
    theme: str | None
    score: float | None
    reviewed: bool

    @property
    def address(self) -> str | None:
        """The identifier of the goal or target, None for the agenda."""
        return None if self.target == AGENDA else ADDRESS + self.target


def links(session: Session, expression: str) -> tuple[SdgLink, ...]:
    """The links of a text in order of its provisions, mentions first; what people rejected links nothing."""
    order = {provision.eid: provision.position for provision in session.texts.text(expression).provisions}
    found = []
    for stored in session.texts.tags(expression):
        tag = stored.tag
        if tag.status == "rejected" or tag.kind not in ("sdg", "theme"):
            continue
        reviewed = tag.status != "suggested"
        if tag.kind == "sdg":
            found.append(SdgLink(expression, tag.eid, tag.label, "mention", None, tag.score, reviewed))
        elif tag.label in resources.themes():
            found += [
                SdgLink(expression, tag.eid, target, "theme", tag.label, tag.score, reviewed)
                for target in resources.themes()[tag.label].sdg_targets
            ]
    found.sort(key=lambda link: (order.get(link.eid, 0), link.basis, -(link.score or 0), link.target))
    return tuple(found)


def of_text(kb: KnowledgeBase, expression: str) -> tuple[SdgLink, ...]:
    """The same for a page. Raises `NotFound`."""
    with kb.store.read() as session:
        return links(session, expression)


def by_target(kb: KnowledgeBase, *, country: str | None = None) -> dict[str, tuple[SdgLink, ...]]:
    """Goal or target → its links in the current texts, mentions first; `country` holds its subdivisions."""
    found: dict[str, list[SdgLink]] = defaultdict(list)
    with kb.store.read() as session:
        works = [work.id for work in session.works.find(country=country, held=True)]
        for expression in session.texts.current(works_=works):
            for link in links(session, expression.id):
                found[link.target].append(link)
    return {
        target: tuple(sorted(found[target], key=lambda link: (link.basis, -(link.score or 0), link.expression)))
        for target in sorted(found, key=_place)
    }


def _place(target: str) -> tuple[int, int, str]:
    goal, _, rest = target.partition(".")
    if not goal.isdecimal():
        return (0, 0, target)
    return int(goal), int(rest) if rest.isdecimal() else 0 if not rest else 99, rest
