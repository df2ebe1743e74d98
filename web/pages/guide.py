"""The guide as a book: its editions, its contents, one chapter a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb.errors import NotFound
from kb.guide.difference import diff
from kb.guide.document import Block, Box, Document, Heading, QuotationBlock, TableBlock
from kb.model.guide import GuideEdition
from kb.store.guides import EditionSummary, GuideSummary
from web.messages import _

FORMATS = ("docx", "pdf", "epub", "html", "odt", "xlsx", "akn", "csl", "datacite")
"""What an edition can be taken away as, the most asked for first."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A guide with its editions, newest first; `title` is the title of the newest in the language of the page."""

    guide: GuideSummary
    title: str
    editions: tuple[EditionSummary, ...]


@dataclass(frozen=True, slots=True)
class GuidesPage:
    """The guides and what can be taken away of them."""

    shelves: tuple[Shelf, ...]
    formats: tuple[str, ...] = FORMATS


@dataclass(frozen=True, slots=True)
class ChapterLine:
    """A chapter in the contents."""

    id: str
    number: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of the contents with its chapters."""

    number: str
    title: str
    chapters: tuple[ChapterLine, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One chapter of an edition, or its opening pages (`chapter` is None).

    `languages` are those in which the edition can be read; `previous` and `next` are the neighbouring chapters.
    """

    guide: str
    number: int
    title: str
    edition: str
    date: str
    status: str
    content_hash: str
    parts: tuple[PartLine, ...]
    chapter: ChapterLine | None
    blocks: tuple[Block, ...]
    previous: ChapterLine | None
    next: ChapterLine | None
    anchors: dict[str, str]
    """Heading id → the chapter it stands in, for links inside the book."""
    formats: tuple[str, ...] = FORMATS


@dataclass(frozen=True, slots=True)
class _Chapter:
    part: str
    heading: Heading
    blocks: tuple[Block, ...]


def edition_page(document: Document, guide: str, number: int, chapter: str | None) -> EditionPage:
    """A chapter of the document; raises `NotFound` for one that it does not have."""
    parts, chapters = _split(document.body)
    lines = [ChapterLine(c.heading.id, c.heading.number, c.heading.text, c.heading.id == chapter) for c in chapters]
    place = next((place for place, line in enumerate(lines) if line.id == chapter), None)
    if chapter is not None and place is None:
        raise NotFound(f"Edition {number} of {guide!r} has no chapter {chapter!r}.")
    return EditionPage(
        guide=guide,
        number=number,
        title=document.title,
        edition=document.edition,
        date=document.date,
        status=document.status,
        content_hash=document.content_hash,
        parts=tuple(
            PartLine(
                part.number,
                part.text,
                tuple(line for line, each in zip(lines, chapters, strict=True) if each.part == part.id),
            )
            for part in parts
        ),
        chapter=lines[place] if place is not None else None,
        blocks=chapters[place].blocks if place is not None else document.front,
        previous=lines[place - 1] if place else None,
        next=(lines[place + 1] if place + 1 < len(lines) else None)
        if place is not None
        else lines[0]
        if lines
        else None,
        anchors={
            block.id: each.heading.id
            for each in chapters
            for block in (each.heading, *each.blocks)
            if isinstance(block, Heading | QuotationBlock | TableBlock | Box)
        },
    )


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What differs between an edition and the one before it, entry by entry: (kind, what, id, fields)."""

    guide: str
    number: int
    title: str
    before: int | None
    lines: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def changes_page(edition: GuideEdition, previous: GuideEdition | None, language: str) -> ChangesPage:
    """The changelog of an edition; the first has none."""
    title = edition.outline.title
    return ChangesPage(
        edition.guide, edition.number, title.get(language) or title.get("fr", edition.guide),
        previous.number if previous else None,
        tuple((c.kind, c.what, c.id, c.fields) for c in diff(previous, edition)) if previous else (),
    )  # fmt: skip


def kind_words() -> Mapping[str, str]:
    """What a change is called."""
    return {"added": _("Ajouté"), "changed": _("Changé"), "removed": _("Retiré")}


def entry_words() -> Mapping[str, str]:
    """What the entries of an edition are called."""
    return {"section": _("section"), "table-row": _("ligne de tableau"), "source": _("texte")}


def _split(body: Iterable[Block]) -> tuple[list[Heading], list[_Chapter]]:
    """Parts, and chapters with their blocks. What stands in a part before its first chapter joins that chapter."""
    parts: list[Heading] = []
    chapters: list[_Chapter] = []
    waiting: list[Block] = []
    for block in body:
        if isinstance(block, Heading) and block.level == 1:
            parts.append(block)
            waiting = []
        elif isinstance(block, Heading) and block.level == 2:
            chapters.append(_Chapter(parts[-1].id if parts else "", block, tuple(waiting)))
            waiting = []
        elif chapters and (not parts or chapters[-1].part == parts[-1].id):
            chapters[-1] = replace(chapters[-1], blocks=(*chapters[-1].blocks, block))
        else:
            waiting.append(block)
    return parts, chapters
