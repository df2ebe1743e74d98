"""Writing the guide: sections, pins, remarks and the steps from draft to published edition.

Every verb names the revision that the person read: where someone changed the guide meanwhile, `Conflict` is raised and
nothing is lost. Each raises `Forbidden` where the role does not allow it and `NotFound` for what is not there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from kb import resources
from kb.errors import BadRequest, Conflict, NotFound
from kb.guide.editions import freeze_in
from kb.guide.excerpts import excerpt, pin
from kb.guide.material import ACCEPTED
from kb.guide.verify import newer_versions
from kb.model.comparison import CellState
from kb.model.guide import Chapter, Commentary, GoodPractice, Guide, Outline, Prose, Quotation, Section
from kb.model.guide_writing import CLOSED, STEPS, GuideState, Remark
from kb.model.people import Action, Person, Role
from kb.services.knowledge_base import KnowledgeBase
from kb.services.people import require
from kb.store import Session
from kb.store.codec import now

LONGEST_TEXT = 50_000
"""Characters of the longest commentary of one section in one language."""
WORDS_QUOTED = 180
"""About how many words a pin without a span of its own quotes."""
BETWEEN_PARAGRAPHS = re.compile(r"(\n\s*\n)")
"""What parts two paragraphs: an empty line. It is kept where a text is split by it."""


def write_commentary(
    kb: KnowledgeBase, person: Person, name: str, section: str, language: str, markdown: str, *, revision: int
) -> Guide:
    """Put the Markdown of a commentary section in one language; French is what translations are measured by."""
    prose = _prose(person, language, markdown)

    def change(found: Section) -> Section:
        return _with_prose(found, prose)

    return _edit(
        kb, person, name, revision, "commentary", section, lambda outline: with_section(outline, section, change)
    )


def pin_provision(
    kb: KnowledgeBase, person: Person, name: str, chapter: str, expression: str, provision: str, *, revision: int,
    start: int | None = None, end: int | None = None,
) -> Guide:  # fmt: skip
    """Quote a provision at the end of a chapter: the characters `start:end` of the text, or a fitting beginning."""
    with kb.store.read() as session:
        quotation = quotation_of(session, chapter, expression, provision, start, end)

    def change(outline: Outline) -> Outline:
        if any(section.id == quotation.id for _, section in outline.sections()):
            raise Conflict("These words are quoted in this chapter already.")
        return _in_chapter(outline, chapter, lambda sections: (*sections, quotation))

    return _edit(kb, person, name, revision, "pinned", quotation.id, change)


def renew_pin(kb: KnowledgeBase, person: Person, name: str, section: str, *, revision: int) -> Guide:
    """Quote the newest version of the text in place of the one that was amended since."""
    with kb.store.read() as session:
        old = section_of(session.guides.get(name).outline, section)
        if not isinstance(old, Quotation | GoodPractice):
            raise BadRequest(f"{section} is not a quotation.")
        newer = newer_versions(session, session.texts.get(old.pin.expression))
        if not newer:
            raise Conflict("No newer version of this text is held.")
        found = quotation_of(session, "", newer[0].id, old.pin.eid, None, None)
        renewed = replace(old, pin=found.pin, state=found.state)
        if isinstance(renewed, Quotation):
            renewed = replace(renewed, translations=())

    def change(_found: Section) -> Section:
        return renewed

    return _edit(kb, person, name, revision, "renewed", section, lambda outline: with_section(outline, section, change))


def move_section(kb: KnowledgeBase, person: Person, name: str, section: str, places: int, *, revision: int) -> Guide:
    """Move a section up (negative) or down within its chapter; the ends of the chapter stop it."""

    def change(outline: Outline) -> Outline:
        chapter = next(c for c, s in outline.sections() if s.id == section)

        def moved(sections: tuple[Section, ...]) -> tuple[Section, ...]:
            place = next(n for n, s in enumerate(sections) if s.id == section)
            rest = [s for s in sections if s.id != section]
            rest.insert(max(0, min(len(rest), place + places)), sections[place])
            return tuple(rest)

        return _in_chapter(outline, chapter.id, moved)

    return _edit(kb, person, name, revision, "moved", section, change)


def remove_section(kb: KnowledgeBase, person: Person, name: str, section: str, *, revision: int) -> Guide:
    """Take a section out; the history keeps it."""
    return _edit(
        kb,
        person,
        name,
        revision,
        "removed",
        section,
        lambda outline: with_section(outline, section, lambda _found: None),
    )


def remark(
    kb: KnowledgeBase,
    person: Person,
    name: str,
    section: str,
    language: str,
    words: str,
    replacement: str | None = None,
    *,
    paragraph: int | None = None,
) -> Remark:
    """Say something of a section, or suggest another wording of its commentary in that language.

    `paragraph` (1 for the first) names the one that is meant; None means the whole section.
    """
    require(person, "comment-guide")
    if not words.strip():
        raise BadRequest("Say in a few words what the remark is about.")
    if replacement is not None:
        _prose(person, language, replacement)
    with kb.store.write() as session:
        found = section_of(session.guides.get(name).outline, section)
        if replacement is not None and not isinstance(found, Commentary):
            raise BadRequest("Another wording can be suggested for commentary only: a quotation is the law's own.")
        meant = _paragraph(found, language, paragraph)
        return session.remarks.add(name, section, language, words.strip(), replacement, person.email, meant)


def answer_remark(
    kb: KnowledgeBase, person: Person, number: int, *, accept: bool, reason: str, revision: int
) -> Remark:
    """Accept or decline a suggestion, or resolve a comment; what is accepted stands in the guide at once.

    It is signed with the role of whoever suggested it. Raises `Conflict` where the words that the suggestion is about
    were rewritten after it was made.
    """
    require(person, "write-guide")
    with kb.store.write() as session:
        found = session.remarks.get(number)
        if found.replacement is None:
            return session.remarks.decide(number, "resolved", person.email, reason or None)
        if not accept:
            if not reason.strip():
                raise BadRequest("Say why the suggestion is declined: its author reads it.")
            return session.remarks.decide(number, "declined", person.email, reason.strip())
        guide = open_guide(session, found.guide)
        commentary = section_of(guide.outline, found.section)
        current = commentary.text(found.language) if isinstance(commentary, Commentary) else None
        prose = replace(
            _prose(person, found.language, _suggested(found, found.replacement, current)),
            role=_role_of(session, found.author) or person.role,
        )
        outline = with_section(guide.outline, found.section, lambda section: _with_prose(section, prose))
        session.guides.change(
            found.guide, outline, revision=revision, person=person.email, what="suggestion accepted",
            section=found.section,
        )  # fmt: skip
        return session.remarks.decide(number, "accepted", person.email, reason.strip() or None)


def take_step(kb: KnowledgeBase, person: Person, name: str, state: GuideState, *, revision: int) -> Guide:
    """Bring the guide into another state; publishing freezes the edition that was adopted.

    Raises `Conflict` where the step does not follow, while remarks are open on the way to adoption, or where a
    quotation fails on the way to publication.
    """
    with kb.store.read() as session:
        guide = session.guides.get(name)
        unanswered = len(session.remarks.find(name, state="open"))
    action = STEPS[guide.state].get(state)
    if action is None:
        raise Conflict(f"A guide that is {guide.state} becomes {' or '.join(STEPS[guide.state])}, not {state}.")
    require(person, action)
    if state == "adopted" and unanswered:
        raise Conflict(f"{unanswered} remarks wait for an answer.", advice="Answer them, then adopt the guide.")
    with kb.store.write() as session:
        changed = session.guides.change(
            name, guide.outline, revision=revision, person=person.email, what=state, state=state
        )
        if state == "published":
            freeze_in(session, name, person=person.email, public_url=kb.settings.public_url)
    return changed


# -- inside ------------------------------------------------------------------------------------------------------------


def _edit(
    kb: KnowledgeBase, person: Person, name: str, revision: int, what: str, section: str,
    change: Callable[[Outline], Outline], action: Action = "write-guide",
) -> Guide:  # fmt: skip
    require(person, action)
    with kb.store.write() as session:
        guide = open_guide(session, name)
        if what != "pinned":
            section_of(guide.outline, section)
        return session.guides.change(
            name, change(guide.outline), revision=revision, person=person.email, what=what, section=section
        )


def open_guide(session: Session, name: str) -> Guide:
    """The guide, for a change; raises `Conflict` where it is adopted or published."""
    guide = session.guides.get(name)
    if guide.state in CLOSED:
        raise Conflict(f"The guide is {guide.state}.", advice="Take it under revision to change it.")
    return guide


def _prose(person: Person, language: str, markdown: str) -> Prose:
    if language not in resources.INTERFACE_LANGUAGES:
        raise BadRequest(f"Commentary is written in {', '.join(resources.INTERFACE_LANGUAGES)}, not in {language!r}.")
    words = markdown.replace("\r\n", "\n").strip()
    if not words:
        raise BadRequest("A commentary without words: remove the section instead.")
    if len(words) > LONGEST_TEXT:
        raise BadRequest(f"A section has at most {LONGEST_TEXT} characters; this one has {len(words)}.")
    return Prose(language, words, person.role, now())


def paragraphs(markdown: str) -> tuple[str, ...]:
    """The paragraphs of a commentary: what stands between empty lines."""
    return tuple(part.strip() for part in BETWEEN_PARAGRAPHS.split(markdown) if part.strip())


def _suggested(found: Remark, replacement: str, current: Prose | None) -> str:
    """The whole commentary with a suggestion in it; raises `Conflict` where what it is about is not there any more."""
    if found.paragraph is None:
        if current is not None and current.date > found.created_at:
            raise Conflict(
                "The commentary was rewritten after this suggestion was made, which would overwrite it.",
                advice="Write the words to keep into the section by hand, and decline the suggestion.",
            )
        return replacement
    # The blanks between paragraphs stand at odd places, so that all but the one paragraph stays as it was written.
    parts = BETWEEN_PARAGRAPHS.split(current.markdown) if current is not None else []
    places = [place for place, part in enumerate(parts) if place % 2 == 0 and part.strip() == found.paragraph]
    if not places:
        raise Conflict("The paragraph that the suggestion is about has changed since.")
    if len(places) > 1:
        raise Conflict(
            f"{len(places)} paragraphs of the commentary have the words that the suggestion is about.",
            advice="Write the change into the section by hand, and decline the suggestion.",
        )
    parts[places[0]] = replacement.strip()
    return "".join(parts)


def _role_of(session: Session, email: str) -> Role | None:
    """The role of the person with this address, None for one whose account was erased. An edition is signed by roles:
    an address in it would be published, and would change the edition when the account is erased."""
    try:
        return session.people.by_email(email).role
    except NotFound:
        return None


def _paragraph(section: Section, language: str, number: int | None) -> str | None:
    if number is None:
        return None
    prose = section.text(language) if isinstance(section, Commentary) else None
    found = paragraphs(prose.markdown) if prose else ()
    if not 1 <= number <= len(found):
        raise BadRequest(f"The commentary has no paragraph {number} in {language}.")
    return found[number - 1]


def _with_prose(section: Section, prose: Prose) -> Section:
    if not isinstance(section, Commentary):
        raise BadRequest(f"{section.id} is not a commentary.")
    others = tuple(text for text in section.texts if text.language != prose.language)
    order = resources.INTERFACE_LANGUAGES
    return replace(section, texts=tuple(sorted((*others, prose), key=lambda text: order.index(text.language))))


def section_of(outline: Outline, section: str) -> Section:
    """The section with this id; raises `Conflict` where someone took it out meanwhile."""
    found = next((s for _, s in outline.sections() if s.id == section), None)
    if found is None:
        raise Conflict(f"The guide has no section {section!r} any more.", advice="Load the guide again.")
    return found


def with_section(outline: Outline, section: str, change: Callable[[Section], Section | None]) -> Outline:
    """The outline with one section changed, or taken out where `change` gives None."""

    def on(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        changed = (change(found) if found.id == section else found for found in sections)
        return tuple(found for found in changed if found is not None)

    return _chapters(outline, lambda chapter: replace(chapter, sections=on(chapter.sections)))


def _in_chapter(
    outline: Outline, chapter: str, change: Callable[[tuple[Section, ...]], tuple[Section, ...]]
) -> Outline:
    if not any(found.id == chapter for part in outline.parts for found in part.chapters):
        raise Conflict(f"The guide has no chapter {chapter!r}.", advice="Load the guide again.")
    return _chapters(
        outline, lambda found: replace(found, sections=change(found.sections)) if found.id == chapter else found
    )


def _chapters(outline: Outline, change: Callable[[Chapter], Chapter]) -> Outline:
    parts = tuple(replace(part, chapters=tuple(change(found) for found in part.chapters)) for part in outline.parts)
    return replace(outline, parts=parts)


def quotation_of(
    session: Session, chapter: str, expression: str, eid: str, start: int | None, end: int | None
) -> Quotation:
    """A provision pinned: the characters `start:end` of the text, or a fitting beginning of it."""
    held = session.texts.get(expression)
    provision = next((found for found in session.texts.text(expression).provisions if found.eid == eid), None)
    if provision is None:
        raise NotFound(f"{expression} has no provision {eid}.")
    span = excerpt(provision, WORDS_QUOTED) if start is None or end is None else (start, end)
    if not provision.start <= span[0] < span[1] <= provision.end:
        raise BadRequest("The words to quote must lie within the provision.")
    accepted = any(found.tag.status in ACCEPTED for found in session.texts.tags(expression, kind="theme", eid=eid))
    state: CellState = "reviewed" if accepted else "suggested"
    work = session.works.get(held.work)
    country = resources.country_of(work.jurisdiction)
    mark = hashlib.sha256(f"{expression}~{eid}:{span[0]}-{span[1]}".encode()).hexdigest()[:10]
    return Quotation(f"{chapter}-{mark}", country, pin(expression, provision, *span, work.status), state)
