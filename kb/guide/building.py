"""An edition in one language, as a document: parts, chapters, sections in order, then what stands at the back."""

from __future__ import annotations

from collections.abc import Iterator

from kb import resources
from kb.guide import front, markdown
from kb.guide.document import Block, Box, Document, Heading, IndexBlock, Paragraph, Run
from kb.guide.furniture import Furniture, pick
from kb.guide.quoting import Citing
from kb.guide.references import references
from kb.guide.tabulating import Tabulating
from kb.model.guide import (
    Bibliography,
    Chapter,
    Commentary,
    Glossary,
    GoodPractice,
    GuideEdition,
    Quotation,
    Section,
    Table,
    TextList,
)

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def build(edition: GuideEdition, language: str, previous: GuideEdition | None = None) -> Document:
    """The document of an edition; `previous` gives the list of changes. Raises `BadRequest` for an unknown language."""
    return _Building(edition, language).document(previous)


class _Building:
    def __init__(self, edition: GuideEdition, language: str) -> None:
        self.edition = edition
        self.say = Furniture(language)
        self.citing = Citing(edition, self.say)
        self.tabulating = Tabulating(edition, self.say, self.citing)
        self.numbers = {theme.id: str(n) for n, theme in enumerate(resources.leaf_themes(), start=1)}
        self.mentions: dict[str, dict[str, str]] = {}

    def document(self, previous: GuideEdition | None) -> Document:
        body = tuple(self._body())
        say, edition = self.say, self.edition
        names = ("contents", "home", "previous", "next", "permanent", "reference", "data_note", "hash", "colon")
        return Document(
            title=pick(edition.outline.title, say.language),
            language=say.language,
            edition=say("edition", number=edition.number),
            date=say.date(edition.frozen_at),
            iso_date=edition.frozen_at,
            status=say.of("guide_states", edition.state),
            address=self.citing.edition_address,
            content_hash=edition.content_hash,
            front=tuple(front.pages(edition, say, self.citing, previous, len(self.numbers))),
            body=body,
            words={name: say(name) for name in names},
            references=references(edition),
        )

    def _body(self) -> Iterator[Block]:
        for number, part in enumerate(self.edition.outline.parts, start=1):
            yield Heading(
                1, pick(part.title, self.say.language), f"part-{part.id}", ROMAN[number] if number < 13 else str(number)
            )
            for chapter in part.chapters:
                yield from self._chapter(chapter)
        yield Heading(2, self.say("cited_title"), "cited-provisions")
        yield self.tabulating.cited()
        yield Heading(2, self.say("index_title"), "general-index")
        yield Heading(3, self.say("index_countries"), "index-countries")
        yield IndexBlock(self._index_of_countries())
        yield Heading(3, self.say("index_themes"), "index-themes")
        yield IndexBlock(self._index_of_themes())

    def _chapter(self, chapter: Chapter) -> Iterator[Block]:
        title = pick(chapter.title, self.say.language)
        yield Heading(2, title, f"chapter-{chapter.id}", self.numbers.get(chapter.theme or "", ""))
        if chapter.country:
            self._mention(chapter.country, chapter, title)
        inside: list[Section] = list(chapter.sections)
        quoting, empty = False, True
        for section in inside:
            if isinstance(section, Quotation) and not quoting:
                quoting = True
                if chapter.theme:
                    yield Heading(3, self.say("provisions_title"), f"{chapter.id}-provisions")
            made = list(self._section(chapter, section))
            empty = empty and not made
            yield from made
            if isinstance(section, Quotation | GoodPractice):
                self._mention(section.country, chapter, title)
        if chapter.country and (provisions := self.tabulating.themes_of(chapter.country)) is not None:
            yield Heading(3, self.say("profile_themes"), provisions.id)
            yield provisions
        if empty:
            yield Paragraph((Run(self.say("table_none")),), "note")
        if chapter.theme:
            if not quoting:
                yield Heading(3, self.say("provisions_title"), f"{chapter.id}-provisions")
                yield Paragraph((Run(self.say("provisions_none")),), "note")
            yield from self._after_theme(chapter)

    def _section(self, chapter: Chapter, section: Section) -> Iterator[Block]:
        match section:
            case Commentary():
                yield from self._commentary(section)
            case Quotation():
                yield self.citing.quotation(section)
            case Table() if section.form == "choices" and not self.tabulating.answered(section):
                return
            case Table():
                if section.form == "recognition":
                    yield Heading(3, pick(section.title, self.say.language), section.id)
                    yield from self.tabulating.recognition(section)
                else:
                    title = pick(section.title, self.say.language) or self.say("profile_answers")
                    yield Heading(3, title, section.id)
                    yield from self.tabulating.blocks(section)
            case GoodPractice():
                yield Box(
                    section.id,
                    self.say("practice"),
                    pick(section.title, self.say.language),
                    tuple((self.say.of("facts", fact.label), fact.words) for fact in section.facts),
                    self.citing.quotation(section),
                )
            case TextList():
                title = pick(section.title, self.say.language) or self.say("profile_texts")
                yield Heading(3, title, section.id)
                yield self.tabulating.texts(section)
            case Glossary():
                yield Paragraph((Run(self.say("glossary_note")),), "note")
                yield self.tabulating.glossary(section)
            case Bibliography():
                yield Paragraph((Run(self.say("bibliography_note")),), "note")
                yield self.citing.bibliography(section)

    def _commentary(self, section: Commentary) -> Iterator[Block]:
        """The commentary in the document's language; where it is missing, the French one, said so and marked."""
        prose = section.text(self.say.language)
        foreign = None
        if prose is None:
            yield Paragraph((Run(self.say("untranslated")),), "note")
            prose, foreign = section.text("fr"), "fr"
        elif self.say.language != "fr" and section.outdated(self.say.language):
            yield Paragraph((Run(self.say("outdated")),), "note")
        if prose is not None:
            yield from markdown.blocks(prose.markdown, foreign)
            date = self.say.date(prose.date)
            # Suggestions accepted before roles signed them hold their author's address: it is not for print.
            signature = date if "@" in prose.role else self.say("signed", role=prose.role, date=date)
            yield Paragraph((Run(signature, language=foreign),), "signature")

    def _after_theme(self, chapter: Chapter) -> Iterator[Block]:
        """What is not known on the theme, and the targets that it touches."""
        theme = chapter.theme or ""
        chosen = self.edition.outline.countries
        silent = [
            row.country
            for row in self.edition.coverage
            if not row.themes.get(theme) and (row.held or row.read or row.country in chosen)
        ]
        yield Heading(3, self.say("unknown_title"), f"{chapter.id}-unknown")
        words = self.say("unknown", countries=self.citing.countries(silent)) if silent else self.say("unknown_none")
        yield Paragraph((Run(words),))
        targets = resources.themes()[theme].sdg_targets
        if targets:
            yield Paragraph((Run(self.say("sdg", targets=", ".join(targets))),), "note")

    # -- index ---------------------------------------------------------------------------------------------

    def _mention(self, country: str, chapter: Chapter, title: str) -> None:
        number = self.numbers.get(chapter.theme or "", "")
        label = number or title
        self.mentions.setdefault(country, {}).setdefault(f"chapter-{chapter.id}", label)

    def _index_of_countries(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        entries = [(self.citing.country(code), tuple(places.items())) for code, places in self.mentions.items()]
        return tuple(sorted(entries, key=lambda entry: self.say.sort_key(entry[0])))

    def _index_of_themes(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        entries = []
        for _, chapter in ((part, chapter) for part in self.edition.outline.parts for chapter in part.chapters):
            if chapter.theme:
                places = ((f"chapter-{chapter.id}", self.numbers[chapter.theme]),)
                entries.append((pick(chapter.title, self.say.language), places))
        return tuple(sorted(entries, key=lambda entry: self.say.sort_key(entry[0])))
