"""Changing the outline of a guide, its boxes and references, and what becomes of pins whose text was amended.

Every verb names the revision that the person read: where someone changed the guide meanwhile, `Conflict` is raised and
nothing is lost. Each raises `Forbidden` where the role does not allow it and `NotFound` for what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kb import resources
from kb.errors import BadRequest, Conflict
from kb.guide import outlining
from kb.guide.beginning import bare_outline, checked_name
from kb.guide.draft import draft
from kb.guide.verify import newer_versions
from kb.model.guide import (
    Bibliography,
    Commentary,
    Fact,
    GoodPractice,
    Guide,
    Outline,
    Pin,
    Prose,
    Quotation,
    Section,
    Table,
    TextList,
    Words,
)
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import require
from kb.services.writing import open_guide, quotation_of, section_of, with_section
from kb.store import Session
from kb.store.codec import now

FACTS = ("parties", "level", "basis", "duration", "amount", "selection", "evaluation")
"""What a box of good practice tells in short, in this order."""
MOST_QUESTIONS = 5
"""Columns of questions that a comparative table has at most, so that it fits a page."""


def begin(kb: KnowledgeBase, person: Person, name: str, *, from_texts: bool, language: str = "fr") -> Guide:
    """A new guide: with `from_texts` a whole draft from the texts held and the readings, else the plan without words.

    Raises `Conflict` where the name is taken, `BadRequest` for what cannot be a name.
    """
    require(person, "write-guide")
    if from_texts:
        return draft(kb.store, name, language, person=person.email).guide
    checked_name(name)
    with kb.store.write() as session:
        return session.guides.add(name, language, bare_outline(), person.email)


def add_part(kb: KnowledgeBase, person: Person, name: str, language: str, title: str, *, revision: int) -> Guide:
    """Add a part at the end."""
    words = outlining.titled(language, title)
    return _edit(kb, person, name, revision, "part added", lambda outline: outlining.add_part(outline, words))


def add_chapter(
    kb: KnowledgeBase, person: Person, name: str, part: str, language: str, title: str, *, revision: int,
    theme: str | None = None,
) -> Guide:  # fmt: skip
    """Add a chapter at the end of a part; without a title it bears that of its theme."""
    known = resources.themes().get(theme or "")
    words = outlining.titled(language, title) if title.strip() or known is None else known.title
    return _edit(
        kb, person, name, revision, "chapter added", lambda o: outlining.add_chapter(o, part, words, theme or None)
    )


def rename(
    kb: KnowledgeBase, person: Person, name: str, entry: str, language: str, title: str, *, revision: int
) -> Guide:
    """Give a part, a chapter or a section another title in one language."""
    return _edit(kb, person, name, revision, "renamed", lambda o: (outlining.rename(o, entry, language, title), entry))


def move(kb: KnowledgeBase, person: Person, name: str, entry: str, places: int, *, revision: int) -> Guide:
    """Move a part, a chapter or a section up (negative) or down."""
    return _edit(kb, person, name, revision, "moved", lambda o: (outlining.move(o, entry, places), entry))


def remove(kb: KnowledgeBase, person: Person, name: str, entry: str, *, revision: int) -> Guide:
    """Take out an empty part or chapter, or a section; the history keeps it."""
    return _edit(kb, person, name, revision, "removed", lambda o: (outlining.remove(o, entry), entry))


def add_commentary(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, language: str, title: str, markdown: str, *,
    revision: int,
) -> Guide:  # fmt: skip
    """Add a section of commentary; `title` may be empty."""
    words: Words = outlining.titled(language, title) if title.strip() else {}
    if not markdown.strip():
        raise BadRequest("A commentary begins with words.")
    prose = Prose(language, markdown.replace("\r\n", "\n").strip(), person.role, now())
    return _add(kb, person, name, chapter, revision, lambda identity: Commentary(identity, (prose,), words))


def add_table(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, language: str, title: str, *, revision: int,
    questions: Sequence[str] = (), countries: Sequence[str] = (), theme: str | None = None,
) -> Guide:  # fmt: skip
    """Add a comparative table: the chosen questions (at most five) for the chosen countries, empty for all; with
    `theme` a column of that theme's provisions. Its rows are read from the store until an edition freezes them."""
    chosen, places = tuple(dict.fromkeys(questions)), tuple(dict.fromkeys(countries))
    unknown = [q for q in chosen if q not in resources.questions()]
    unknown += [code for code in places if code not in resources.jurisdictions()]
    if theme is not None and theme not in resources.themes():
        unknown.append(theme)
    if unknown:
        raise BadRequest(
            f"Not known: {', '.join(unknown)}.", advice="Give questions, countries and themes by their id."
        )
    if not chosen and theme is None:
        raise BadRequest("A comparative table needs a question or a theme.")
    if len(chosen) > MOST_QUESTIONS:
        raise BadRequest(f"A table has at most {MOST_QUESTIONS} questions; make two tables.")
    words = outlining.titled(language, title)
    return _add(
        kb, person, name, chapter, revision,
        lambda identity: Table(identity, words, "countries", theme, chosen, places, 1),
    )  # fmt: skip


def add_texts(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, language: str, title: str, *, revision: int,
    scope: str = "international", countries: Sequence[str] = (),
) -> Guide:  # fmt: skip
    """Add a list of texts: resolutions and other texts of organisations, laws of States, or both."""
    if scope not in ("national", "international", "all"):
        raise BadRequest(f"A list of texts is national, international or all, not {scope!r}.")
    words, places = outlining.titled(language, title), tuple(countries)
    return _add(
        kb, person, name, chapter, revision,
        lambda identity: TextList(identity, words, scope, places),  # type: ignore[arg-type]
    )  # fmt: skip


def add_practice(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, language: str, title: str, expression: str,
    provision: str, *, revision: int, facts: Sequence[tuple[str, str]] = (), start: int | None = None,
    end: int | None = None,
) -> Guide:  # fmt: skip
    """Add a box of good practice: short facts, and the provision that shows it, pinned."""
    words = outlining.titled(language, title)
    unknown = [label for label, _ in facts if label not in FACTS]
    if unknown:
        raise BadRequest(f"A box tells of {', '.join(FACTS)}, not of {', '.join(unknown)}.")
    told = tuple(Fact(label, said.strip()) for label, said in facts if said.strip())
    with kb.store.read() as session:
        quoted = quotation_of(session, "", expression, provision, start, end)

    def made(identity: str) -> Section:
        return GoodPractice(identity, words, quoted.country, quoted.pin, told, quoted.state)

    return _add(kb, person, name, chapter, revision, made)


def add_reference(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, *, revision: int, title: str, authors: str = "",
    year: str = "", address: str = "",
) -> Guide:  # fmt: skip
    """Add an existing comparative work to the bibliography of a chapter, which is made where there is none."""
    item = _csl(title, authors, year, address)

    def change(outline: Outline) -> tuple[Outline, str]:
        found = next((s for c, s in outline.sections() if c.id == chapter and isinstance(s, Bibliography)), None)
        if found is None:
            made = Bibliography(outlining.new_id(outline, f"{chapter}-works"), {}, (item,))
            return outlining.add_section(outline, chapter, made), made.id
        if any(one.get("title") == item["title"] for one in found.items):
            raise Conflict("This work is listed in this chapter already.")
        return with_section(outline, found.id, lambda _: replace(found, items=(*found.items, item))), found.id

    return _edit(kb, person, name, revision, "reference added", change)


def keep_pin(kb: KnowledgeBase, person: Person, name: str, section: str, *, revision: int) -> Guide:
    """Keep a quotation as it is although its text was amended or changed its state since: said once, told no more."""
    with kb.store.read() as session:
        kept = kept_pin(session, _pinned(session.guides.get(name).outline, section).pin)

    def change(found: Section) -> Section:
        assert isinstance(found, Quotation | GoodPractice)
        return replace(found, pin=kept)

    return _edit(kb, person, name, revision, "kept", lambda o: (with_section(o, section, change), section))


def kept_pin(session: Session, pin: Pin) -> Pin:
    """The pin with a note of the newest version and state of its text, which a person has seen."""
    expression = session.texts.get(pin.expression)
    newer = newer_versions(session, expression)
    status = session.works.get(expression.work).status
    seen = [*(one.id for one in newer[:1]), *([f"status:{status}"] if status != pin.status else [])]
    return replace(pin, kept=tuple(dict.fromkeys((*pin.kept, *seen))))


def _pinned(outline: Outline, section: str) -> Quotation | GoodPractice:
    found = section_of(outline, section)
    if not isinstance(found, Quotation | GoodPractice):
        raise BadRequest(f"{section} is not a quotation.")
    return found


def _csl(title: str, authors: str, year: str, address: str) -> dict[str, Any]:
    words = " ".join(title.split())
    if not words:
        raise BadRequest("A reference has a title.")
    item: dict[str, Any] = {"id": words[:80].lower().replace(" ", "-"), "type": "report", "title": words[:500]}
    if authors.strip():
        item["author"] = [{"literal": one.strip()} for one in authors.split(";") if one.strip()]
    if year.strip():
        if not (year.strip().isdecimal() and 1500 <= int(year) <= date.today().year + 1):
            raise BadRequest(f"{year[:12]!r} is not a year.")
        item["issued"] = {"date-parts": [[int(year)]]}
    if address.strip():
        if not address.strip().startswith(("http://", "https://")):
            raise BadRequest("The address of a reference begins with http:// or https://.")
        item["URL"] = address.strip()
    return item


def _add(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, revision: int, made: Callable[[str], Section]
) -> Guide:
    def change(outline: Outline) -> tuple[Outline, str]:
        section = made(outlining.new_id(outline, f"{chapter}-section"))
        return outlining.add_section(outline, chapter, section), section.id

    return _edit(kb, person, name, revision, "section added", change)


def _edit(
    kb: KnowledgeBase, person: Person, name: str, revision: int, what: str,
    change: Callable[[Outline], tuple[Outline, str]],
) -> Guide:  # fmt: skip
    require(person, "write-guide")
    with kb.store.write() as session:
        outline, entry = change(open_guide(session, name).outline)
        return session.guides.change(name, outline, revision=revision, person=person.email, what=what, section=entry)
