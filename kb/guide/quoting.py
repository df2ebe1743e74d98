"""Quotations and sources in words: how a place in a law is named, linked and dated."""

from __future__ import annotations

from collections.abc import Iterable

from kb import resources
from kb.guide.document import ListBlock, QuotationBlock, Run, Runs
from kb.guide.furniture import Furniture, pick
from kb.identity import provision_uri
from kb.model.guide import Bibliography, GoodPractice, GuideEdition, Pin, Quotation, Source

SHORT = 64
"""Longest title in a table, in characters; a longer one is cut after a word and marked."""


class Citing:
    """The sources of one edition, in one language."""

    def __init__(self, edition: GuideEdition, say: Furniture) -> None:
        self.edition = edition
        self.say = say
        self._by_expression = {s.expression: s for s in edition.sources if s.expression}
        self._by_work: dict[str, Source] = {}
        for source in edition.sources:
            self._by_work.setdefault(source.work, source)

    @property
    def edition_address(self) -> str:
        """The permanent address of the edition."""
        return f"{self.edition.public_url}/guide/{self.edition.guide}/{self.edition.number}"

    def country(self, code: str) -> str:
        """The name of a country or organisation as the edition froze it."""
        words = self.edition.vocabulary.get(code)
        return pick(words, self.say.language) if words else code

    def place(self, jurisdiction: str) -> str:
        """A jurisdiction by name, behind its State where it is a part of one."""
        state = resources.country_of(jurisdiction)
        if state == jurisdiction:
            return self.country(state)
        return f"{self.country(state)} ({self.country(jurisdiction)})"

    def whole_title(self, source: Source) -> Runs:
        """The text's own title; behind it the English one, where the title is in none of the guide's languages."""
        own = self.title(source)
        if source.title_en and source.language not in resources.INTERFACE_LANGUAGES:
            other = None if self.say.language == "en" else "en"
            return (own, Run(" ["), Run(source.title_en, language=other), Run("]"))
        return (own,)

    def countries(self, codes: Iterable[str]) -> str:
        """Names in alphabetical order, joined."""
        return ", ".join(sorted((self.country(code) for code in codes), key=self.say.sort_key))

    def of_work(self, work: str) -> Source | None:
        """The source of a work."""
        return self._by_work.get(work)

    def permalink(self, expression: str, eid: str) -> str:
        """The permanent address of a provision in its exact version."""
        return self.edition.public_url + provision_uri(expression, eid)

    def title(self, source: Source, *, short: bool = False, link: bool = True) -> Run:
        """The text's own title, in its language, linked to its official address."""
        words = shorten(source.title) if short else source.title
        language = source.language if source.language != self.say.language else None
        return Run(words, language=language, link=source.address if link else None)

    def provision(self, label: str, expression: str, eid: str, language: str | None) -> Run:
        """A provision's number, linked to its permanent address."""
        own = language if language != self.say.language else None
        words = self.say("numbered", number=label) if label.isdigit() else label
        return Run(words, language=own if words == label else None, link=self.permalink(expression, eid))

    def quotation(self, section: Quotation | GoodPractice) -> QuotationBlock:
        """A pinned quotation with its source, its state and its translations."""
        pin, source = section.pin, self._by_expression.get(section.pin.expression)
        translations = section.translations if isinstance(section, Quotation) else ()
        note = pick(section.note, self.say.language) if isinstance(section, Quotation) else ""
        return QuotationBlock(
            id=section.id,
            label=self.country(section.country),
            paragraphs=paragraphs(pin.quote),
            language=source.language if source else None,
            source=tuple(self._source(pin, source, section.state)),
            cut_before=pin.cut_before,
            cut_after=pin.cut_after,
            translations=tuple(
                (t.language, t.text, (Run(self._translated(t.official, t.author)),)) for t in translations
            ),
            note=(Run(note),) if note else (),
        )

    def _translated(self, official: bool, author: str) -> str:
        kind = self.say("official_translation" if official else "unofficial_translation")
        return f"{kind}, {self.say('translator', author=author)}" if author else kind

    def _source(self, pin: Pin, source: Source | None, state: str) -> Iterable[Run]:
        """Text, provision, state of the text, page, addresses, day, mark: what a reader needs to find the place."""
        if source is None:
            yield Run(pin.expression)
            return
        yield self.title(source, link=False)
        yield Run(", ")
        yield self.provision(pin.label or pin.eid, pin.expression, pin.eid, source.language)
        if source.text_state and source.text_state != "unknown":
            yield Run(f", {self.say.of('text_states', source.text_state)}")
        if source.version and source.version[:4].isdigit():
            yield Run(f", {self.say('version', date=self.say.date(source.version))}")
        if pin.page:
            yield Run(f", {self.say('page', number=pin.page)}")
        if source.address:
            yield Run(", ")
            yield Run(self.say("official" if source.official else "source"), link=source.address)
        if source.consulted:
            yield Run(f", {self.say('accessed', date=self.say.date(source.consulted))}")
        yield Run(f". {self.say.marks[state]}\u00a0{self.say.of('short', state)}.")
        if source.specimen:
            yield Run(f" {self.say('specimen').capitalize()}.", emphasis=True)

    def bibliography(self, section: Bibliography) -> ListBlock:
        """The comparative works, one line each."""
        return ListBlock(tuple(tuple(self._item(item)) for item in section.items))

    def _item(self, item: object) -> Iterable[Run]:
        assert isinstance(item, dict)
        yield Run(f"{item.get('publisher', '')}, " if item.get("publisher") else "")
        language = item.get("language")
        yield Run(
            str(item.get("title", "")), emphasis=True, language=language if language != self.say.language else None
        )
        parts = item.get("issued", {}).get("date-parts", [[]])[0]
        if parts:
            yield Run(", " + self.say.date("-".join(f"{part:02d}" for part in parts)))
        if item.get("URL"):
            yield Run(", ")
            yield Run(str(item["URL"]), link=str(item["URL"]))
        if item.get("note") == "unverified":
            yield Run(f" ({self.say('unverified')})")

    def note(self, quote: str, label: Run, language: str | None) -> Runs:
        """A footnote that holds a quotation and its place."""
        own = language if language != self.say.language else None
        return (Run(" ".join(quote.split()), emphasis=False, language=own), Run(" — "), label)


def paragraphs(quote: str) -> tuple[str, ...]:
    """The stated rule for setting a quotation: each line of the stored text is a paragraph, runs of spaces are one."""
    return tuple(" ".join(line.split()) for line in quote.splitlines() if line.strip())


def shorten(title: str, limit: int = SHORT) -> str:
    """A title cut after a word and marked, where it is longer than the limit."""
    if len(title) <= limit:
        return title
    kept = title[:limit].rsplit(" ", 1)[0] if " " in title[:limit] else title[:limit]
    return kept.rstrip(" ,;:(-") + " […]"
