"""Links of provisions to the Sustainable Development Goals: by their themes, and by explicit mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb import resources
from kb.errors import NotFound
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.tallies import Tagged, Tallies

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


@dataclass(frozen=True, slots=True)
class SdgTotal:
    """A goal, target or the agenda with what current texts hold on it: themes that lead to it, provisions by theme and
    by explicit mention, and the States and organisations whose texts these are."""

    target: str
    themes: tuple[str, ...]
    by_theme: int
    by_mention: int
    countries: tuple[str, ...]


def totals(kb: KnowledgeBase, *, country: str | None = None) -> tuple[SdgTotal, ...]:
    """Every goal and target that a theme leads to or a text names, in order of number. A theme's provisions are counted
    for each of its targets; a provision with two themes counts for each of them."""
    with kb.store.read() as session:
        tallies = _tallies(session, country)
        themes = [tally for tally in tallies.by_country("theme") if country in (None, tally.country)]
        mentions = [tally for tally in tallies.by_country("sdg") if country in (None, tally.country)]
    targets = {target for theme in resources.leaf_themes() for target in theme.sdg_targets}
    found = []
    for target in sorted(targets | {tally.label for tally in mentions}, key=_place):
        leading = themes_of(target)
        by_theme = [tally for tally in themes if tally.label in leading]
        named = [tally for tally in mentions if tally.label == target]
        found.append(
            SdgTotal(
                target, leading, sum(t.provisions for t in by_theme), sum(t.provisions for t in named),
                tuple(sorted({t.country for t in (*by_theme, *named)})),
            )
        )  # fmt: skip
    return tuple(found)


def themes_of(target: str) -> tuple[str, ...]:
    """The themes that lead to a target, or to any target of a goal."""
    return tuple(
        theme.id
        for theme in resources.leaf_themes()
        if any(own == target or own.split(".")[0] == target for own in theme.sdg_targets)
    )


def provisions_of(
    kb: KnowledgeBase, target: str, *, country: str | None = None, first: int = 0, limit: int = 50
) -> tuple[tuple[Tagged, ...], int]:
    """The provisions of current texts that are linked to a goal or target, explicit mentions first, then the surest
    themes; and how many links there are. Raises `NotFound` for a target that nothing leads to."""
    themes = themes_of(target)
    with kb.store.read() as session:
        wanted = [("sdg", [target]), ("theme", themes)]
        tallies = _tallies(session, country)
        count = tallies.count(wanted, country)
        if not themes and not count:
            raise NotFound(f"No provision or theme leads to the goal or target {target[:20]!r}.")
        return tuple(tallies.places(wanted, country, first=first, limit=limit)), count


def _tallies(session: Session, country: str | None) -> Tallies:
    works = [work.id for work in session.works.find(country=country, held=True)]
    return Tallies(session.connection, [expression.id for expression in session.texts.current(works_=works)])


def _place(target: str) -> tuple[int, int, str]:
    goal, _, rest = target.partition(".")
    if not goal.isdecimal():
        return (0, 0, target)
    return int(goal), int(rest) if rest.isdecimal() else 0 if not rest else 99, rest
