"""The outline of a guide as those see it who change it."""

from __future__ import annotations

from dataclasses import dataclass

from kb import resources
from kb.model.guide import Chapter, Guide, Part
from kb.model.guide_writing import CLOSED
from kb.model.people import Person
from web.pages.writing import words_in


@dataclass(frozen=True, slots=True)
class Entry:
    """A part or a chapter: `titles` are (language, words; empty where it has none in it). `empty` may be taken out."""

    id: str
    title: str
    titles: tuple[tuple[str, str], ...]
    sections: int
    empty: bool


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """Parts with their chapters. `themes` are those without a chapter: (id, words)."""

    name: str
    title: str
    revision: int
    parts: tuple[tuple[Entry, tuple[Entry, ...]], ...]
    themes: tuple[tuple[str, str], ...]
    may_write: bool


def outline_page(guide: Guide, person: Person, language: str) -> OutlinePage:
    """The page for one person, in the language of the page."""
    taken = {chapter.theme for part in guide.outline.parts for chapter in part.chapters}
    return OutlinePage(
        name=guide.name,
        title=words_in(guide.outline.title, language),
        revision=guide.revision,
        parts=tuple(
            (_entry(part, language), tuple(_entry(chapter, language) for chapter in part.chapters))
            for part in guide.outline.parts
        ),
        themes=tuple(
            (theme.id, words_in(theme.title, language)) for theme in resources.leaf_themes() if theme.id not in taken
        ),
        may_write=person.may("write-guide") and guide.state not in CLOSED,
    )


def _entry(found: Part | Chapter, language: str) -> Entry:
    held = found.chapters if isinstance(found, Part) else found.sections
    titles = tuple((each, found.title.get(each, "")) for each in resources.INTERFACE_LANGUAGES)
    return Entry(found.id, words_in(found.title, language), titles, len(held), not held)
