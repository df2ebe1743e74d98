"""Proposing a whole first guide from what the store holds; people edit it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb import resources
from kb.errors import BadRequest
from kb.guide import commentary
from kb.guide.beginning import checked_name
from kb.guide.excerpts import excerpt, pin, sentence
from kb.guide.furniture import Furniture, country_words, data, pick
from kb.guide.material import ACCEPTED, Candidate, Material, international
from kb.model.comparison import CellState
from kb.model.guide import (
    Bibliography,
    Chapter,
    Definition,
    Glossary,
    GoodPractice,
    Guide,
    Outline,
    Part,
    Quotation,
    Section,
    Table,
    TextList,
)
from kb.model.law import Work
from kb.model.vocabulary import Theme
from kb.store import Store


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What a draft holds, and what it had to leave out: texts whose source lacks an address or a date."""

    guide: Guide
    quotations: int
    tables: int
    countries: int
    without_source: tuple[str, ...]


def draft(
    store: Store,
    name: str,
    language: str = "fr",
    countries: Sequence[str] | None = None,
    *,
    person: str = "secretariat",
    quotations_per_theme: int | None = None,
) -> DraftReport:
    """Propose a guide and keep it under `name`.

    `countries` are codes of States or organisations; all for None. Raises `Conflict` where the name is taken,
    `BadRequest` for an unknown language or country, or for what cannot be a name.
    """
    checked_name(name)
    say = Furniture(language)
    known = resources.jurisdictions()
    for code in countries or ():
        if code not in known:
            raise BadRequest(
                f"{code!r} is not the code of a country or organisation.", advice="Codes look like FR, XA or ohada."
            )
    with store.read() as session:
        drafting = _Drafting(Material(session, tuple(countries or ())), say, quotations_per_theme)
        outline = drafting.outline(tuple(countries or ()))
    with store.write() as session:
        guide = session.guides.add(name, language, outline, person)
    sections = [section for _, section in outline.sections()]
    return DraftReport(
        guide,
        sum(1 for _ in outline.pins()),
        sum(isinstance(section, Table) for section in sections),
        len(drafting.material.known_about),
        tuple(sorted(drafting.without_source)),
    )


class _Drafting:
    """One run over the material."""

    def __init__(self, material: Material, say: Furniture, quotations_per_theme: int | None) -> None:
        self.material = material
        self.say = say
        self.rules: Mapping[str, Any] = data("outline")["draft"]
        self.limit = quotations_per_theme or self.rules["quotations_per_theme"]
        self.without_source: set[str] = set()
        self._complete: dict[str, bool] = {}
        self._quoted: set[tuple[str, str]] = set()
        """Provisions (expression, eid) that a chapter quotes already: none is quoted twice."""

    def outline(self, countries: tuple[str, ...]) -> Outline:
        plan = data("outline")
        parts = []
        for part in plan["parts"]:
            chapters = [
                self._theme(theme) for theme in resources.leaf_themes() if theme.parent in part.get("branches", ())
            ]
            chapters += [self._chapter(chapter) for chapter in part.get("chapters", ())]
            if "profiles" in part:
                chapters += self._profiles(part["profiles"])
            kept = tuple(chapter for chapter in chapters if chapter.sections)
            if kept:
                parts.append(Part(part["id"], part["title"], kept))
        return Outline(plan["titles"], tuple(parts), countries)

    def _chapter(self, plan: Mapping[str, Any]) -> Chapter:
        sections = tuple(section for content in plan["content"] for section in self._content(plan["id"], content))
        return Chapter(plan["id"], plan["title"], sections)

    def _content(self, chapter: str, content: str) -> Iterator[Section]:
        kind, _, rest = content.partition(":")
        if kind == "table":
            form, _, questions = rest.partition(":")
            chosen = tuple(q for q in questions.split("|") if q)
            title = data("outline")["tables"]["recognition"] if form == "recognition" else _question_words(chosen)
            mark = "-".join(chosen[:1]).replace(".", "-") or form
            yield Table(f"{chapter}-{form}-{mark}", title, form, None, chosen, (), self.rules["texts_per_country"])  # type: ignore[arg-type]
        elif kind == "texts":
            yield TextList(f"{chapter}-texts", data("outline")["tables"]["texts"], rest)  # type: ignore[arg-type]
        elif kind == "quotations":
            yield from self._international(chapter)
        elif kind == "practices":
            yield from self._practices()
        elif kind == "glossary":
            terms = tuple(self._definitions())
            if terms:
                yield Glossary("glossary-terms", {}, terms)
        elif kind == "bibliography":
            items = commentary.bibliography(self.material.works.values())
            if items:
                yield Bibliography("bibliography-works", {}, items)
        elif kind == "commentary":
            yield commentary.section(rest)

    # -- themes --------------------------------------------------------------------------------------------

    def _theme(self, theme: Theme) -> Chapter:
        questions = tuple(q.id for q in resources.questions().values() if q.theme == theme.id)
        sections: list[Section] = [commentary.section(theme.id)]
        sections.append(
            Table(
                f"{theme.id}-table",
                data("outline")["tables"]["comparison"],
                "countries",
                theme.id,
                questions[: self.rules["questions_per_table"]],
                (),
                self.rules["texts_per_country"],
            )
        )
        for number, candidate in enumerate(self._best(theme.id), start=1):
            sections.append(self._quotation(f"{theme.id}-q{number}", candidate))
        return Chapter(theme.id, theme.title, tuple(sections), theme=theme.id)

    def _best(self, theme: str) -> list[Candidate]:
        """One provision a country: of its first text that has one, the best; reviewed and best-scored countries first
        where there are more than fit, then in order of code."""
        found: list[Candidate] = []
        for country in sorted(self.material.by_country):
            for work in self.material.by_country[country]:
                if work.status in ("repealed", "expired") or not self._sourced(work.id):
                    continue
                candidate = self._unquoted(work, theme)
                if candidate is not None:
                    found.append(candidate)
                    break
        found.sort(key=lambda c: (not c.reviewed, not c.first, -c.score, c.work.jurisdiction))
        chosen = sorted(found[: self.limit], key=lambda c: self.name(c.work.jurisdiction))
        self._quoted |= {(c.expression.id, c.provision.eid) for c in chosen}
        return chosen

    def _unquoted(self, work: Work, theme: str) -> Candidate | None:
        """The best provision of a work on a theme that no chapter quotes yet."""
        return next(
            (
                c
                for c in self.material.candidates(work, theme)
                if (c.expression.id, c.provision.eid) not in self._quoted
            ),
            None,
        )

    def name(self, jurisdiction: str) -> str:
        """What a country is sorted by: its name in the guide's language."""
        words = country_words(resources.country_of(jurisdiction))
        return self.say.sort_key(pick(words, self.say.language))

    def _sourced(self, work_id: str) -> bool:
        """Whether the text can be cited: it is held, and its source has an address and a date."""
        if work_id not in self._complete:
            expression = self.material.used.get(work_id)
            if expression is None or expression.poor_text:
                self._complete[work_id] = False
            else:
                source = self.material.source(self.material.works[work_id])
                complete = source.specimen or (source.address is not None and source.date is not None)
                if not complete:
                    self.without_source.add(work_id)
                self._complete[work_id] = complete
        return self._complete[work_id]

    def _quotation(self, identity: str, candidate: Candidate) -> Quotation:
        span = excerpt(candidate.provision, self.rules["words_per_quotation"], candidate.around)
        return Quotation(
            identity,
            resources.country_of(candidate.work.jurisdiction),
            pin(candidate.expression.id, candidate.provision, *span, candidate.work.status),
            "reviewed" if candidate.reviewed else "suggested",
        )

    # -- other chapters ------------------------------------------------------------------------------------

    def _international(self, chapter: str) -> Iterator[Section]:
        """The beginning of what organisations say: their best provisions on commitments, else on definition."""
        number = 0
        for _, works in sorted(self.material.by_country.items()):
            for work in [work for work in works if international(work)][:3]:
                if not self._sourced(work.id):
                    continue
                for theme in ("international-commitments", "scope-definition", "partnership-coconstruction"):
                    candidate = self._unquoted(work, theme)
                    if candidate is not None:
                        number += 1
                        self._quoted.add((candidate.expression.id, candidate.provision.eid))
                        yield self._quotation(f"{chapter}-q{number}", candidate)

    def _practices(self) -> Iterator[GoodPractice]:
        """Boxes from agreements and from the best provisions on agreements between public bodies and the SSE."""
        found = []
        for works in self.material.by_country.values():
            for work in works:
                if work.instrument == "agreement" and self._sourced(work.id):
                    for theme in ("partnership-agreements", "partnership-coconstruction", "partnership-procurement"):
                        candidate = self._unquoted(work, theme)
                        if candidate is not None:
                            found.append(candidate)
                            self._quoted.add((candidate.expression.id, candidate.provision.eid))
                            break
        for number, candidate in enumerate(found[: self.rules["practices"]], start=1):
            quoted = self._quotation("", candidate)
            title = dict.fromkeys(resources.INTERFACE_LANGUAGES, candidate.work.title)
            yield GoodPractice(f"practice-{number}", title, quoted.country, quoted.pin, (), quoted.state)

    def _profiles(self, questions: Sequence[str]) -> Iterator[Chapter]:
        for country in sorted(self.material.known_about, key=self.name):
            words = country_words(country)
            yield Chapter(
                f"country-{country.lower()}",
                words,
                (
                    TextList(f"country-{country.lower()}-texts", {}, "all", (country,)),
                    Table(f"country-{country.lower()}-answers", {}, "profile", None, tuple(questions), (country,), 99),
                ),
                country=country,
            )

    def _definitions(self) -> Iterator[Definition]:
        """Terms that the laws define, one definition a term and text."""
        taken = 0
        for country in sorted(self.material.by_country):
            for work in self.material.by_country[country][:3]:
                expression = self.material.used.get(work.id)
                if expression is None or not self._sourced(work.id):
                    continue
                provisions = self.material.provisions(expression.id)
                for term, tags in sorted(self.material.definition_tags.get(expression.id, {}).items())[:6]:
                    evidence = tags[0].tag.evidence
                    provision = provisions.get(tags[0].tag.eid)
                    if provision is None or not provision.start <= evidence.start < evidence.end <= provision.end:
                        continue
                    state: CellState = "reviewed" if tags[0].tag.status in ACCEPTED else "suggested"
                    span = sentence(provision, evidence.start, evidence.end, self.rules["words_per_definition"])
                    taken += 1
                    if taken > self.rules["glossary_terms"]:
                        return
                    yield Definition(
                        term,
                        country,
                        pin(expression.id, provision, *span, work.status),
                        state,
                    )


def _question_words(questions: Sequence[str]) -> Mapping[str, str]:
    if len(questions) != 1:
        return data("outline")["tables"]["comparison"]  # type: ignore[no-any-return]
    return resources.questions()[questions[0]].text
