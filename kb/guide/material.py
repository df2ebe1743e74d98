"""What the store holds for a guide: texts with the version to quote, tags, readings and sources, read once."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from kb import resources
from kb.guide.excerpts import prose
from kb.guide.furniture import data
from kb.model.guide import Source
from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.model.tags import Reading
from kb.store import Session, StoredTag

_REPOSITORY = re.compile(r"github:(?P<repository>[\w.-]+/[\w.-]+):(?P<path>.+)@(?P<commit>[0-9a-f]{40})")
ACCEPTED = frozenset({"accepted", "added"})
"""States of a tag that a person decided for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision that could be quoted for a theme."""

    work: Work
    expression: Expression
    provision: Provision
    reviewed: bool
    score: float
    around: tuple[int, int]
    first: bool
    """A person's reading of the article names this theme first."""


@dataclass
class Material:
    """The store as a guide needs it, inside one transaction. `countries` empty means all."""

    session: Session
    countries: tuple[str, ...] = ()
    works: Mapping[str, Work] = field(init=False)
    used: Mapping[str, Expression] = field(init=False)
    answers: Mapping[str, Mapping[str, list[Reading]]] = field(init=False)
    """work → question → readings."""
    articles: Mapping[str, Mapping[str, list[Reading]]] = field(init=False)
    """work → theme → readings of articles that touch it."""
    read: frozenset[str] = field(init=False)
    _provisions: dict[str, Mapping[str, Provision]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        known = self.session.works.find(jurisdictions=self.countries or None)
        readings = self.session.readings.find()
        told = {reading.work for reading in readings}
        self.works = {work.id: work for work in known if work.id in told or of_the_field(work)}
        self.used = _versions_to_quote(self.works, self.session.texts.find())
        answers: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
        articles: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
        for reading in readings:
            if reading.work not in self.works:
                continue
            if reading.kind == "answer":
                answers[reading.work][reading.label].append(reading)
            else:
                for theme in _themes_of(reading):
                    articles[reading.work][theme].append(reading)
        self.answers, self.articles = answers, articles
        self.read = frozenset(answers) | frozenset(articles)

    @functools.cached_property
    def by_country(self) -> Mapping[str, list[Work]]:
        """Country or organisation → works, the most telling first."""
        found: dict[str, list[Work]] = defaultdict(list)
        for work in self.works.values():
            found[resources.country_of(work.jurisdiction)].append(work)
        for works in found.values():
            works.sort(key=self.rank)
        return found

    @functools.cached_property
    def known_about(self) -> tuple[str, ...]:
        """Countries with a text that is held or was read."""
        return tuple(
            c for c, works in self.by_country.items() if any(w.id in self.used or w.id in self.read for w in works)
        )

    def rank(self, work: Work) -> tuple[Any, ...]:
        """Orders the texts of a country: laws on the SSE before laws on one form, national before sub-national."""
        preferences = data("outline")["draft"]
        return (
            work.status in ("repealed", "expired", "bill"),
            "-" in work.jurisdiction,
            _place(preferences["subjects"], work.subject) > 3,
            _place(preferences["instruments"], work.instrument),
            _place(preferences["subjects"], work.subject),
            work.id not in self.used,
            _newest_first(work.date_adopted),
            work.id,
        )

    @functools.cached_property
    def theme_tags(self) -> Mapping[str, Mapping[str, list[StoredTag]]]:
        """Expression → theme → tags, rejected ones left out."""
        return self._tags("theme")

    @functools.cached_property
    def answer_tags(self) -> Mapping[str, Mapping[str, list[StoredTag]]]:
        """Expression → question → tags, rejected ones left out."""
        return self._tags("answer")

    @functools.cached_property
    def definition_tags(self) -> Mapping[str, Mapping[str, list[StoredTag]]]:
        """Expression → defined term → tags, rejected ones left out."""
        return self._tags("definition")

    def _tags(self, kind: str) -> Mapping[str, Mapping[str, list[StoredTag]]]:
        wanted = {expression.id for expression in self.used.values()}
        found: dict[str, dict[str, list[StoredTag]]] = defaultdict(lambda: defaultdict(list))
        for stored in self.session.texts.tagged(kind):
            if stored.expression in wanted:
                found[stored.expression][stored.tag.label].append(stored)
        return found

    def provisions(self, expression: str) -> Mapping[str, Provision]:
        """The provisions of an expression by eid; each text is read from the store once."""
        if expression not in self._provisions:
            self._provisions[expression] = {p.eid: p for p in self.session.texts.text(expression).provisions}
        return self._provisions[expression]

    def candidates(self, work: Work, theme: str) -> list[Candidate]:
        """The provisions of a work that could be quoted for a theme, the best first."""
        expression = self.used.get(work.id)
        rules = data("outline")["draft"]
        about = resources.themes()[theme].parent if theme in resources.themes() else None
        if expression is None or (work.instrument in rules["kinds_for_partnerships"] and about != "partnership"):
            return []
        provisions = self.provisions(expression.id)
        read_first = {
            eid for r in self.articles.get(work.id, {}).get(theme, []) if r.label == theme for eid in r.matched
        }
        tagged = {
            stored.tag.eid: Candidate(
                work,
                expression,
                provisions[stored.tag.eid],
                stored.tag.status in ACCEPTED,
                stored.tag.score or 0.0,
                (stored.tag.evidence.start, stored.tag.evidence.end),
                stored.tag.eid in read_first,
            )
            for stored in self.theme_tags.get(expression.id, {}).get(theme, [])
            if stored.tag.eid in provisions
            and provisions[stored.tag.eid].type not in DIVISIONS
            and (stored.tag.status in ACCEPTED or (stored.tag.score or 1.0) >= rules["lowest_score"])
        }
        for eid in read_first - set(tagged):
            if eid in provisions:
                p = provisions[eid]
                tagged[eid] = Candidate(work, expression, p, False, 0.0, (p.start, p.start), True)
        order = sorted(tagged.values(), key=lambda c: (not c.reviewed, not c.first, -c.score, c.provision.position))
        fewest = rules["fewest_words"]
        long = [c for c in order if len(c.provision.text.split()) >= fewest or len(c.provision.text) > 8 * fewest]
        return [c for c in long if c.reviewed or prose(c.provision.text)]

    def source(self, work: Work) -> Source:
        """The work as an edition names it, with the version that is quoted where a text is held."""
        return source_of(self.session, work, self.used.get(work.id), work.id in self.read)


def source_of(session: Session, work: Work, expression: Expression | None, read: bool) -> Source:
    """A work, and the version of it that is used, as a source with address and dates."""
    official, address = work.official_url, work.official_url
    if expression is not None and not address:
        address = address_of(session.texts.manifestation(expression.sha256).source_url)
    date = work.date_adopted or work.date_published or work.date_in_force
    if expression is not None and date is None and expression.version[:4].isdigit():
        date = expression.version
    return Source(
        work=work.id,
        title=work.title,
        jurisdiction=work.jurisdiction,
        number=work.number,
        instrument=work.instrument,
        date=date,
        status=work.status,
        address=address,
        specimen=work.specimen,
        confidence=work.confidence,
        expression=expression.id if expression else None,
        language=expression.language if expression else work.language,
        version=expression.version if expression else None,
        text_state=expression.text_state if expression else None,
        sha256=expression.sha256 if expression else None,
        consulted=expression.stored_at[:10] if expression else None,
        read=read,
        official=official is not None,
        title_en=work.title_en,
    )


def of_the_field(work: Work) -> bool:
    """Whether a text is about the social and solidarity economy, as `schemas/guide/outline.toml` tells it; procurement
    laws are, for what they say of partnerships."""
    rules = data("outline")["draft"]
    if work.subject or work.instrument in (*rules["kinds_of_the_field"], *rules["kinds_for_partnerships"]):
        return True
    return _of_the_field(f"{work.title} {work.title_en or ''}")


@functools.cache
def _of_the_field(title: str) -> bool:
    rules = data("outline")["draft"]
    decomposed = unicodedata.normalize("NFKD", title.replace("’", "'").casefold())
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    if any(word in plain for word in rules["words_of_something_else"]):
        return False
    return any(word in plain for word in rules["words_of_the_field"])


def address_of(source_url: str | None) -> str | None:
    """Where a file came from as an address that can be opened; None where it is none.

    A file of a repository, named as `github:owner/name:path@commit`, is given by the lasting address of that commit.
    """
    if source_url and source_url.startswith(("http://", "https://")):
        return source_url
    named = _REPOSITORY.fullmatch(source_url or "")
    if named is None:
        return None
    return f"https://github.com/{named['repository']}/blob/{named['commit']}/{quote(named['path'])}"


def international(text: Work | Source) -> bool:
    """Whether a text is an organisation's: codes of organisations are lower case; a specimen shows it by its kind."""
    declared = text.specimen and text.instrument in ("resolution", "recommendation", "declaration")
    return declared or resources.country_of(text.jurisdiction).islower()


def _themes_of(reading: Reading) -> tuple[str, ...]:
    """The themes that a reading of an article names; its value holds them all, its label the first."""
    value = reading.value
    return tuple(value) if isinstance(value, list) and value else (reading.label,)


def _versions_to_quote(works: Mapping[str, Work], found: Iterable[Expression]) -> Mapping[str, Expression]:
    """Work → the version to quote: not a translation, in the work's language, readable, newest."""
    by_work: dict[str, list[Expression]] = defaultdict(list)
    for expression in found:
        if expression.work in works:
            by_work[expression.work].append(expression)
    chosen = {}
    for work_id, expressions in by_work.items():
        language = works[work_id].language
        chosen[work_id] = max(
            expressions,
            key=lambda e: (
                e.text_state != "translation",
                not e.poor_text,
                language is None or e.language == language,
                e.version[:4].isdigit(),
                e.version,
                e.stored_at,
                e.id,
            ),
        )
    return chosen


def _place(order: list[str], name: str | None) -> int:
    return order.index(name) if name in order else len(order)


def _newest_first(date: str | None) -> int:
    return -int(date[:4]) if date and date[:4].isdigit() else 0
