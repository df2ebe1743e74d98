"""A guide as those see it who write, comment and adopt it: one chapter a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb import resources
from kb.errors import NotFound
from kb.guide.furniture import Furniture
from kb.guide.verify import Finding
from kb.model.guide import Chapter, Commentary, GoodPractice, Guide, Outline, Quotation, Section, Table, Words
from kb.model.guide_collections import Collection
from kb.model.guide_writing import CLOSED, STEPS, GuideChange, GuideState, Remark
from kb.model.law import Expression, Provision
from kb.model.people import Person
from kb.services.outlining import FACTS
from kb.services.writing import paragraphs
from web.messages import _


@dataclass(frozen=True, slots=True)
class ProseForm:
    """The commentary of a section in one language; `outdated` is whether the French text is newer."""

    language: str
    markdown: str
    signed: str
    date: str
    outdated: bool
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section with what can be done to it. `quote` is set for quotations, `texts` for commentary."""

    id: str
    kind: str
    title: str
    texts: tuple[ProseForm, ...]
    quote: str
    label: str
    country: str | None
    expression: str | None
    provision: str | None
    language: str | None
    amended: bool
    changed: bool
    """The text was amended or changed its state since it was pinned."""
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    live: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a comparative table what the page of comparison is asked for to show it as the store stands now."""


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter in the contents; `open` counts its open remarks."""

    id: str
    title: str
    current: bool
    open: int


@dataclass(frozen=True, slots=True)
class WritingPage:
    """One chapter being written. `steps` are the states that the person may bring the guide into."""

    name: str
    title: str
    state: GuideState
    state_words: str
    revision: int
    changed_by: str
    changed_at: str
    parts: tuple[tuple[str, tuple[ChapterLink, ...]], ...]
    chapter: str
    chapter_title: str
    sections: tuple[SectionLine, ...]
    steps: tuple[tuple[GuideState, str], ...]
    may_write: bool
    may_comment: bool
    questions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Theme → its questions (id, words), for a new table."""
    themes: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What a box of good practice tells: (label, words)."""


@dataclass(frozen=True, slots=True)
class PinPlace:
    """A chapter that can take a quotation; `value` names guide, revision and chapter."""

    value: str
    title: str
    proposed: bool


@dataclass(frozen=True, slots=True)
class PinPage:
    """A provision, and the collections and chapters that can take it; `start` and `end` bound the words chosen."""

    expression: str
    title: str
    language: str | None
    provision: str
    label: str
    words: str
    guides: tuple[tuple[str, tuple[PinPlace, ...]], ...]
    collections: tuple[tuple[int, str], ...]
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """All revisions of a guide, newest first: (revision, words, section, state, who, when)."""

    name: str
    title: str
    lines: tuple[tuple[int, str, str, str, str, str], ...]


def writing_page(
    guide: Guide,
    chapter: Chapter,
    findings: Iterable[Finding],
    remarks: Iterable[Remark],
    tongues: Mapping[str, str],
    person: Person,
    language: str,
) -> WritingPage:
    """The page of one chapter for one person, in the language of the page; `tongues` are the languages of the texts
    that are quoted."""
    told, said = list(findings), list(remarks)
    place = {section.id: found.id for found, section in guide.outline.sections()}
    waiting = [place.get(remark.section) for remark in said if remark.state == "open"]
    closed = guide.state in CLOSED
    return WritingPage(
        name=guide.name,
        title=words_in(guide.outline.title, language),
        state=guide.state,
        state_words=state_words()[guide.state],
        revision=guide.revision,
        changed_by=guide.changed_by,
        changed_at=guide.changed_at,
        parts=tuple(
            (
                words_in(part.title, language),
                tuple(
                    ChapterLink(c.id, words_in(c.title, language), c.id == chapter.id, waiting.count(c.id))
                    for c in part.chapters
                ),
            )
            for part in guide.outline.parts
        ),
        chapter=chapter.id,
        chapter_title=words_in(chapter.title, language),
        sections=tuple(_line(section, told, said, tongues, language) for section in chapter.sections),
        steps=tuple((to, step_words()[to]) for to, action in STEPS[guide.state].items() if person.may(action)),
        may_write=person.may("write-guide") and not closed,
        may_comment=person.may("comment-guide"),
        **(_to_add(language) if person.may("write-guide") and not closed else {}),
    )


def _to_add(language: str) -> dict[str, tuple[Any, ...]]:
    """What a new section can be made of."""
    themes = [(theme.id, words_in(theme.title, language)) for theme in resources.leaf_themes()]
    questions = resources.questions().values()
    return {
        "themes": tuple(themes),
        "questions": tuple(
            (title, tuple((q.id, words_in(q.text, language)) for q in questions if q.theme == theme))
            for theme, title in themes
        ),
        "facts": tuple((label, Furniture(language).of("facts", label)) for label in FACTS),
    }


def history_page(guide: Guide, changes: Iterable[GuideChange], language: str) -> HistoryPage:
    """The history of a guide."""
    states = state_words()
    words = {**dict[str, str](states.items()), **change_words()}
    lines = tuple(
        (c.revision, words.get(c.what, c.what), c.section or "", states[c.state], c.changed_by,
         c.changed_at)
        for c in changes
    )  # fmt: skip
    return HistoryPage(guide.name, words_in(guide.outline.title, language), lines)


def pin_page(
    guides: Iterable[Guide], collections: Iterable[Collection], text: Expression, provision: Provision,
    themes: Sequence[str], language: str, *, may_write: bool, start: int | None = None, end: int | None = None,
) -> PinPage:  # fmt: skip
    """The collections, and for one who writes the guide its chapters, that can take the provision."""
    shelves = tuple(guide_places(guides, themes, language)) if may_write else ()
    return PinPage(
        text.id, text.title, text.language, provision.eid, provision.label, provision.text, shelves,
        tuple((found.id, found.name) for found in collections), start, end,
    )  # fmt: skip


def guide_places(
    guides: Iterable[Guide], themes: Sequence[str], language: str
) -> list[tuple[str, tuple[PinPlace, ...]]]:
    """The guides that may be changed, with their chapters; the chapter of the first theme is proposed."""
    shelves = []
    for guide in guides:
        if guide.state in CLOSED:
            continue
        chapters = [chapter for part in guide.outline.parts for chapter in part.chapters]
        places = tuple(
            PinPlace(
                f"{guide.name}~{guide.revision}~{chapter.id}", words_in(chapter.title, language),
                bool(themes) and chapter.theme == themes[0],
            )
            for chapter in chapters
        )  # fmt: skip
        shelves.append((words_in(guide.outline.title, language), places))
    return shelves


def chapter_of(outline: Outline, name: str | None) -> Chapter:
    """The chapter with this id, the first with a commentary, else the first, for None; raises `NotFound`."""
    chapters = [chapter for part in outline.parts for chapter in part.chapters]
    for chapter in chapters:
        if chapter.id == name or (name is None and any(isinstance(s, Commentary) for s in chapter.sections)):
            return chapter
    if name is None and chapters:
        return chapters[0]
    raise NotFound(f"The guide has no chapter {name!r}.")


def only(outline: Outline, chapter: Chapter) -> Outline:
    """The outline with this chapter alone: what is checked for one page."""
    part = next(part for part in outline.parts if chapter in part.chapters)
    return replace(outline, parts=(replace(part, chapters=(chapter,)),))


def words_in(words: Words, language: str) -> str:
    """Words in a language, in French where they are not written in it."""
    return words.get(language) or words.get("fr") or next(iter(words.values()), "")


def state_words() -> Mapping[GuideState, str]:
    """What a guide is called in each state."""
    return {
        "draft": _("Projet"), "in-review": _("En cours d’examen"), "amended": _("Amendé"), "adopted": _("Adopté"),
        "published": _("Publié"), "under-revision": _("En révision"),
    }  # fmt: skip


def step_words() -> Mapping[GuideState, str]:
    """What the step into each state is called."""
    return {
        "in-review": _("Soumettre à l’examen"), "amended": _("Marquer comme amendé"), "adopted": _("Adopter"),
        "published": _("Publier une édition"), "under-revision": _("Remettre en révision"), "draft": "",
    }  # fmt: skip


def change_words() -> Mapping[str, str]:
    """What was done, as the history says it."""
    return {
        "drafted": _("Premier projet"), "changed": _("Modifié"), "commentary": _("Commentaire réécrit"),
        "pinned": _("Disposition épinglée"), "renewed": _("Citation mise à jour"), "moved": _("Section déplacée"),
        "removed": _("Section retirée"), "suggestion accepted": _("Suggestion acceptée"),
        "part added": _("Partie ajoutée"), "chapter added": _("Chapitre ajouté"), "renamed": _("Titre changé"),
        "section added": _("Section ajoutée"), "reference added": _("Référence ajoutée"),
        "kept": _("Citation gardée telle quelle"), "accepted": _("Accepté"), "collection quoted": _("Collection citée"),
    }  # fmt: skip


def kind_words() -> Mapping[str, str]:
    """What the kinds of section are called."""
    return {
        "commentary": _("Commentaire"), "quotation": _("Citation"), "table": _("Tableau comparé"),
        "practice": _("Bonne pratique"), "texts": _("Liste de textes"), "glossary": _("Glossaire"),
        "bibliography": _("Bibliographie"),
    }  # fmt: skip


def _line(
    section: Section, findings: list[Finding], remarks: list[Remark], tongues: Mapping[str, str], language: str
) -> SectionLine:
    own = tuple(finding for finding in findings if finding.section == section.id)
    pin = section.pin if isinstance(section, Quotation | GoodPractice) else None
    title = words_in(getattr(section, "title", {}), language)
    return SectionLine(
        id=section.id,
        kind=section.kind,
        title=title or kind_words().get(section.kind, section.kind),
        texts=_texts(section) if isinstance(section, Commentary) else (),
        quote=pin.quote if pin else "",
        label=pin.label if pin else "",
        country=getattr(section, "country", None),
        expression=pin.expression if pin else None,
        provision=pin.eid if pin else None,
        language=tongues.get(pin.expression) if pin else None,
        amended=any(finding.code == "amended-since" for finding in own),
        changed=any(finding.code in ("amended-since", "repealed-since", "status-changed") for finding in own),
        findings=own,
        remarks=tuple(remark for remark in remarks if remark.section == section.id),
        live=_live(section) if isinstance(section, Table) else (),
    )


def _live(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    places = (("country", table.countries),) if table.countries else ()
    if table.questions:
        return (("view", ("answers",)), ("question", table.questions), *places)
    return (("theme", (table.theme,)), *places) if table.theme else ()


def _texts(section: Commentary) -> tuple[ProseForm, ...]:
    found = []
    for language in ("fr", "en", "es"):
        prose = section.text(language)
        found.append(
            ProseForm(
                language,
                prose.markdown,
                prose.role,
                prose.date[:10],
                section.outdated(language),
                paragraphs(prose.markdown),
            )
            if prose
            else ProseForm(language, "", "", "", False)
        )
    return tuple(found)
