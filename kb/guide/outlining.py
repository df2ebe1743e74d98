"""Changing an outline: parts, chapters and sections are added, named, moved and taken out.

Outlines are never altered in place: each verb gives a new one, and raises `NotFound` for an entry that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from kb import resources
from kb.errors import BadRequest, Conflict, NotFound
from kb.identity import slug
from kb.model.guide import Chapter, Outline, Part, Section, Words

LONGEST_TITLE = 300
"""Characters of the longest title."""
Kind = Literal["part", "chapter", "section"]
Entry = TypeVar("Entry", Part, Chapter, Section)


def titled(language: str, title: str, before: Words | None = None) -> Words:
    """Words with the title in one language; raises `BadRequest` for none, a long one, or an unknown language."""
    words = " ".join(title.split())
    if language not in resources.INTERFACE_LANGUAGES:
        raise BadRequest(f"Titles are written in {', '.join(resources.INTERFACE_LANGUAGES)}, not in {language!r}.")
    if not words or len(words) > LONGEST_TITLE:
        raise BadRequest(f"A title has between 1 and {LONGEST_TITLE} characters; this one has {len(words)}.")
    return {**(before or {}), language: words}


def kind_of(outline: Outline, entry: str) -> Kind:
    """Whether the id is that of a part, a chapter or a section."""
    if any(part.id == entry for part in outline.parts):
        return "part"
    if any(chapter.id == entry for part in outline.parts for chapter in part.chapters):
        return "chapter"
    if any(section.id == entry for _, section in outline.sections()):
        return "section"
    raise NotFound(f"The guide has no part, chapter or section {entry!r}.")


def new_id(outline: Outline, proposed: str) -> str:
    """An id for an entry that nothing in the outline bears: letters, digits and hyphens."""
    taken = {section.id for _, section in outline.sections()}
    taken |= {part.id for part in outline.parts} | {c.id for part in outline.parts for c in part.chapters}
    stem = re.sub(r"[^a-z0-9-]+", "-", slug(proposed) or "entry").strip("-")[:48] or "entry"
    number = 1
    while (found := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return found


def add_part(outline: Outline, title: Words) -> tuple[Outline, str]:
    """A part without chapters at the end; gives its id too."""
    made = Part(new_id(outline, _first(title)), title)
    return replace(outline, parts=(*outline.parts, made)), made.id


def add_chapter(outline: Outline, part: str, title: Words, theme: str | None = None) -> tuple[Outline, str]:
    """A chapter at the end of a part; `theme` where it is that theme's. Raises `Conflict` where the theme has one."""
    if kind_of(outline, part) != "part":
        raise BadRequest(f"A chapter stands in a part; {part!r} is none.")
    if theme is not None:
        if theme not in {leaf.id for leaf in resources.leaf_themes()}:
            raise BadRequest(f"{theme!r} is not a theme that has a chapter.")
        if any(chapter.theme == theme for each in outline.parts for chapter in each.chapters):
            raise Conflict(f"The theme {theme!r} has its chapter already.")
    made = Chapter(new_id(outline, theme or _first(title)), title, theme=theme)
    parts = (replace(p, chapters=(*p.chapters, made)) if p.id == part else p for p in outline.parts)
    return replace(outline, parts=tuple(parts)), made.id


def add_section(outline: Outline, chapter: str, section: Section) -> Outline:
    """A section at the end of a chapter."""
    if kind_of(outline, chapter) != "chapter":
        raise BadRequest(f"A section stands in a chapter; {chapter!r} is none.")
    return _chapters(outline, lambda c: replace(c, sections=(*c.sections, section)) if c.id == chapter else c)


def rename(outline: Outline, entry: str, language: str, title: str) -> Outline:
    """Another title in one language for a part, a chapter, or a section that has one."""
    kind_of(outline, entry)

    def part(found: Part) -> Part:
        return replace(found, title=titled(language, title, found.title)) if found.id == entry else found

    def section(found: Section) -> Section:
        if found.id != entry:
            return found
        if found.kind == "quotation":
            raise BadRequest("A quotation has no title: it bears the name of its country.")
        return replace(found, title=titled(language, title, found.title))

    def chapter(found: Chapter) -> Chapter:
        if found.id == entry:
            return replace(found, title=titled(language, title, found.title))
        return replace(found, sections=tuple(section(one) for one in found.sections))

    changed = _chapters(outline, chapter)
    return replace(changed, parts=tuple(part(found) for found in changed.parts))


def move(outline: Outline, entry: str, places: int) -> Outline:
    """Move an entry up (negative) or down among its neighbours. A chapter that is moved beyond the end of its part goes
    into the next part; the ends of the guide, and of a section's chapter, stop it."""
    kind = kind_of(outline, entry)
    if kind == "part":
        return replace(outline, parts=_moved(outline.parts, entry, places))
    if kind == "section":
        return _chapters(outline, lambda c: replace(c, sections=_moved(c.sections, entry, places)))
    parts = list(outline.parts)
    at = next(n for n, part in enumerate(parts) if any(c.id == entry for c in part.chapters))
    chapters = parts[at].chapters
    place = next(n for n, chapter in enumerate(chapters) if chapter.id == entry)
    beyond = at + (1 if places > 0 else -1)
    if 0 <= place + places < len(chapters) or not 0 <= beyond < len(parts):
        parts[at] = replace(parts[at], chapters=_moved(chapters, entry, places))
    else:
        parts[at] = replace(parts[at], chapters=tuple(c for c in chapters if c.id != entry))
        there = parts[beyond].chapters
        joined = (chapters[place], *there) if places > 0 else (*there, chapters[place])
        parts[beyond] = replace(parts[beyond], chapters=joined)
    return replace(outline, parts=tuple(parts))


def remove(outline: Outline, entry: str) -> Outline:
    """Take out a section, or a part or chapter that holds nothing; raises `Conflict` for one that does."""
    kind = kind_of(outline, entry)
    if kind == "section":
        return _chapters(outline, lambda c: replace(c, sections=tuple(s for s in c.sections if s.id != entry)))
    for part in outline.parts:
        held = part.chapters if part.id == entry else ()
        held_in = next((c.sections for c in part.chapters if c.id == entry), ())
        if held or held_in:
            what = f"{len(held)} chapters" if held else f"{len(held_in)} sections"
            raise Conflict(f"{entry!r} still holds {what}.", advice="Move them or take them out first.")
    parts = tuple(
        replace(part, chapters=tuple(c for c in part.chapters if c.id != entry))
        for part in outline.parts
        if part.id != entry
    )
    return replace(outline, parts=parts)


def _moved(entries: Sequence[Entry], entry: str, places: int) -> tuple[Entry, ...]:
    place = next((n for n, found in enumerate(entries) if found.id == entry), None)
    if place is None:
        return tuple(entries)
    rest = [found for found in entries if found.id != entry]
    rest.insert(max(0, min(len(rest), place + places)), entries[place])
    return tuple(rest)


def _chapters(outline: Outline, change: Callable[[Chapter], Chapter]) -> Outline:
    parts = tuple(replace(part, chapters=tuple(change(found) for found in part.chapters)) for part in outline.parts)
    return replace(outline, parts=parts)


def _first(words: Words) -> str:
    return next(iter(words.values()), "")
