"""What the API gives: what the services find, in values that stay, each list with the address of what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from kb.model.comparison import Matrix
from kb.model.guide import GuideEdition
from kb.model.law import Expression, Work
from kb.model.tags import Reading
from kb.model.vocabulary import Question, Theme
from kb.services.bulk import Archive
from kb.services.citing import Related
from kb.services.coverage import Coverage
from kb.services.glossary import Entry
from kb.services.opening import Checked, ReadText
from kb.services.reading import Holdings, Place
from kb.services.repeals import Repeal
from kb.store import FileRecord
from kb.store.guides import EditionSummary
from kb.store.overview import Addition
from kb.thesaurus import Concept
from web import params
from web.addresses import Address
from web.pages.text import Block

MOST = 500
"""Entries of one page of a list."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What every answer begins with.

    `warning` says how far the answer may be trusted; `shown_at` is the page that shows the same to people, `official`
    the authority's own text; `language` and `text_state` are those of the text that is given; `engine` is what
    answered, and `plan` how a question was understood, in lines for people.
    """

    warning: str
    shown_at: str
    official: str | None = None
    language: str | None = None
    text_state: str | None = None
    engine: str = "store"
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """How much is held, and what came last."""

    holdings: Holdings
    newest: tuple[Addition, ...]


@dataclass(frozen=True, slots=True)
class WorksPage:
    """Works in order of id; `next` is the address of those that follow, None at the end."""

    works: tuple[Work, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A work; `texts` are held (lasting paths in `id`), `readings` are facts that people read in it, `repeals` the
    clauses of held texts that repeal it, `untraced` amendments of which its current text shows no trace, `checked` is
    when a person last looked at its record."""

    work: Work
    texts: tuple[Expression, ...]
    readings: tuple[Reading, ...]
    repeals: tuple[Repeal, ...]
    untraced: tuple[Related, ...]
    checked: Checked


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """One provision with its work and text; `id` is its lasting path."""

    id: str
    work: Work
    text: Expression
    provision: Block


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every text held of a work, by language, newest version first."""

    work: Work
    texts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class CitationsPage:
    """What a work's texts say of other works, and what other texts say of it."""

    work: Work
    cites: tuple[Related, ...]
    cited_by: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class QualityPage:
    """How well the file behind a text was read: measured figures by name, and what there is to tell."""

    text: Expression
    file: FileRecord | None


@dataclass(frozen=True, slots=True)
class PlacesList:
    """States and organisations of which something is known."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ThemesList:
    """Branches and themes, and the questions of the comparative tables."""

    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Countries beside each other."""

    matrix: Matrix


@dataclass(frozen=True, slots=True)
class ThesaurusPage:
    """Concepts in order of id; `next` is the address of those that follow, None at the end."""

    version: str
    concepts: tuple[Concept, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept, and those right below it."""

    concept: Concept
    narrower: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """Terms as laws define them, the ones that most countries define first."""

    entries: tuple[Entry, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Themes × States and organisations."""

    coverage: Coverage


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """Published editions of the guides, the newest first."""

    editions: tuple[EditionSummary, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition, whole: it never changes."""

    edition: GuideEdition


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    """Ways to go on with what is being typed."""

    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The archive of everything that is public: where it is, when it was made, how large it is, what is in it."""

    address: str
    archive: Archive


def works_page(found: tuple[Sequence[Work], bool], arguments: MultiDict[str, str]) -> WorksPage:
    """A page of works; the service says whether more follow."""
    works, more = found
    address = Address("api.works", arguments)
    return WorksPage(tuple(works), address.setting("after", works[-1].id) if more and works else None)


def about_work(found: ReadText) -> WorkPage:
    """One work."""
    readings = {id(reading): reading for provision in found.provisions for reading in provision.readings}
    every = sorted(readings.values(), key=lambda r: (r.kind, r.label))
    return WorkPage(
        found.work, found.others, (*every, *found.readings), found.repeals, found.untraced, found.checked
    )  # fmt: skip


Thing = TypeVar("Thing")


def page_of(
    found: Sequence[Thing], key: Callable[[Thing], str], arguments: MultiDict[str, str], endpoint: str
) -> tuple[tuple[Thing, ...], str | None]:
    """Those that follow `after`, at most `limit`, and the address of the rest; raises `BadRequest`."""
    limit = params.whole(arguments, "limit", default=100, most=MOST)
    after = arguments.get("after")
    first = 0
    if after:
        first = next((n + 1 for n, one in enumerate(found) if key(one) == after), len(found))
    shown = tuple(found[first : first + limit])
    more = first + limit < len(found) and bool(shown)
    return shown, Address(endpoint, arguments).setting("after", key(shown[-1])) if more else None


def cautions(work: Work, warnings: Sequence[str]) -> str:
    """The first sentence of an answer about one text."""
    words = {
        "specimen": "SPECIMEN: not the law of any country.",
        "bill": "A bill: not law in force.",
        "repealed": "No longer in force.",
        "poor-text": "The file was read badly: check each quotation against the original.",
        "from-memory": "The record comes from memory and was not verified.",
    }
    told = [words[code] for code in warnings if code in words]
    if not work.specimen:
        told.append(UNOFFICIAL)
    return " ".join(told)


UNOFFICIAL = "Unofficial: only the text that the competent authority publishes is authentic."


def given(contract: Contract, page: Any) -> dict[str, Any]:
    """The answer: the contract first, then the page."""
    from web.presenting import as_data

    return {**as_data(contract), **as_data(page)}
