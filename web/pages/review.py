"""Tags that wait for a person, one card each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kb import resources
from kb.model.law import Provision, Work
from kb.services.reviewing import Decided, UnderReview
from kb.store import StoredTag
from kb.thesaurus import Thesaurus
from web import here
from web.messages import _, once_a_language

KINDS = ("theme", "answer", "definition", "citation", "concept", "sdg")
STATUSES = ("suggested", "accepted", "rejected", "added")
RELATIONS = ("cites", "amends", "repeals", "implements", "transposes")


@dataclass(frozen=True, slots=True)
class Card:
    """A tag with the words that it stands on. `said` is what it claims; `value` the answer of a question, `relation`
    what a citation does; `status` is what the person sees and decides on."""

    id: int
    kind: str
    label: str
    said: str
    value: Any
    relation: str | None
    score: float | None
    basis: str
    found_by: str
    status: str
    decided_by: str | None
    decided_at: str | None
    work: str
    title: str
    country: str
    expression: str
    eid: str
    num: str
    heading: str | None
    language: str | None
    before: str
    quote: str
    after: str
    history: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What waits, with what was asked for; `next` is the address of what follows, None at the end."""

    kinds: tuple[str, ...]
    status: str
    country: str | None
    label: str | None
    text: str | None
    minimum: float
    cards: tuple[Card, ...]
    count: int
    next: str | None
    countries: tuple[str, ...]
    here: str


@dataclass(frozen=True, slots=True)
class ProvisionReview:
    """All tags of one provision, with its words; a person may add one."""

    work: str
    title: str
    expression: str
    eid: str
    num: str
    heading: str | None
    language: str | None
    words: str
    tags: tuple[Card, ...]


def card(shown: UnderReview, thesaurus: Thesaurus) -> Card:
    """The card of a tag."""
    return _card(
        shown.stored, shown.work, shown.provision, shown.language, thesaurus,
        around=(shown.before, shown.after), history=shown.history,
    )  # fmt: skip


def provision_review(
    work: Work, expression: str, provision: Provision, language: str | None, tags: Iterable[UnderReview],
    thesaurus: Thesaurus,
) -> ProvisionReview:  # fmt: skip
    """The page of a provision."""
    return ProvisionReview(
        work.id, work.title, expression, provision.eid, provision.num, provision.heading, language, provision.text,
        tuple(card(shown, thesaurus) for shown in tags),
    )  # fmt: skip


def _card(
    stored: StoredTag, work: Work, provision: Provision, language: str | None, thesaurus: Thesaurus, *,
    around: tuple[str, str], history: tuple[Decided, ...],
) -> Card:  # fmt: skip
    tag = stored.tag
    relation = (tag.value or {}).get("relation") if tag.kind == "citation" and isinstance(tag.value, dict) else None
    return Card(
        stored.id, tag.kind, tag.label, said(tag.kind, tag.label, thesaurus), tag.value, relation, tag.score, tag.basis,
        tag.evidence.found_by, tag.status, stored.decided_by, stored.decided_at, work.id, work.title,
        resources.country_of(work.jurisdiction), stored.expression, tag.eid, provision.num, provision.heading, language,
        around[0], tag.evidence.quote, around[1], history,
    )  # fmt: skip


def said(kind: str, label: str, thesaurus: Thesaurus) -> str:
    """What a tag claims, in the words of the page."""
    if kind == "theme" and label in resources.themes():
        return resources.themes()[label].title[here.ui()]
    if kind == "answer" and label in resources.questions():
        return resources.questions()[label].text[here.ui()]
    if kind == "concept" and label in thesaurus.concepts:
        return thesaurus.concepts[label].name(here.ui())
    if kind == "sdg":
        return _("Agenda 2030") if label == "agenda-2030" else _("ODD %(target)s", target=label)
    return label


@once_a_language
def kind_words(kind: str) -> str:
    """The name of a kind of tag."""
    return {
        "theme": _("Thème"),
        "answer": _("Réponse"),
        "definition": _("Définition"),
        "citation": _("Citation"),
        "concept": _("Notion"),
        "sdg": _("Objectif de développement durable"),
    }[kind]


@once_a_language
def tag_status(status: str) -> str:
    """Where a tag stands."""
    return {
        "suggested": _("proposée"),
        "accepted": _("acceptée"),
        "rejected": _("rejetée"),
        "added": _("ajoutée"),
    }[status]


@once_a_language
def relation_words(relation: str) -> str:
    """What a text does to the one it cites."""
    return {
        "cites": _("cite"),
        "amends": _("modifie"),
        "repeals": _("abroge"),
        "implements": _("applique"),
        "transposes": _("transpose"),
    }.get(relation, relation)
