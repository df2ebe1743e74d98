"""What stands between a guide and its publication, as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.guide.accepting import COUNTRIES_NEEDED
from kb.guide.verify import Finding
from kb.model.guide import Acceptance, Guide
from kb.model.guide_writing import ACCEPTED_IN, CLOSED, Remark
from kb.model.people import Person
from web.pages.findings import finding_words
from web.pages.writing import state_words, words_in


@dataclass(frozen=True, slots=True)
class Place:
    """Something to be put right: what it is, in words, the chapter and the section where it stands."""

    words: str
    detail: str
    chapter: str
    chapter_title: str
    section: str


@dataclass(frozen=True, slots=True)
class Given:
    """An acceptance: the person's name, the country and the day."""

    name: str
    country: str
    day: str


@dataclass(frozen=True, slots=True)
class BlockingPage:
    """A guide before publication. `lacking` counts countries whose acceptance is missing; `country` is that of the
    person who looks, None for one who speaks for none; `accepting` is whether the guide can be accepted now."""

    name: str
    title: str
    revision: int
    state_words: str
    errors: tuple[Place, ...]
    warnings: tuple[Place, ...]
    remarks: tuple[Place, ...]
    given: tuple[Given, ...]
    lacking: int
    adopted: bool
    accepting: bool
    has_accepted: bool
    country: str | None


def blocking_page(
    guide: Guide, findings: Iterable[Finding], remarks: Sequence[Remark], given: Sequence[Acceptance],
    names: Mapping[str, str], person: Person, country: str | None, language: str,
) -> BlockingPage:  # fmt: skip
    """The page for one person, in the language of the page; `names` are those of people by address."""
    places = {
        section.id: (chapter.id, words_in(chapter.title, language)) for chapter, section in guide.outline.sections()
    }

    def place(words: str, detail: str, section: str) -> Place:
        return Place(words, detail, *places.get(section, ("", "")), section)

    told = [(found.level, place(finding_words(found.code), found.message, found.section)) for found in findings]
    return BlockingPage(
        name=guide.name,
        title=words_in(guide.outline.title, language),
        revision=guide.revision,
        state_words=state_words()[guide.state],
        errors=tuple(one for level, one in told if level == "error"),
        warnings=tuple(one for level, one in told if level == "warning"),
        remarks=tuple(place(remark.words, remark.author, remark.section) for remark in remarks),
        given=tuple(Given(names.get(one.person, one.person), one.country, one.at[:10]) for one in given),
        lacking=max(0, COUNTRIES_NEEDED - len({one.country for one in given})),
        adopted=guide.state in CLOSED,
        accepting=guide.state in ACCEPTED_IN,
        has_accepted=any(one.person == person.email for one in given),
        country=country,
    )
