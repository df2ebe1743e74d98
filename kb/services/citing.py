"""Citations meet the works that are known: what each points at, what texts do to each other, and what is missing."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from kb import resources
from kb.catalogue.numbers import number_of, number_of_provision
from kb.identity import same_number, year_of
from kb.model.law import DIVISIONS, Provision, ProvisionType, Work
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session, StoredTag, lines
from kb.store.cited import plain
from kb.store.tallies import doing

Relation = Literal["cites", "amends", "repeals", "implements", "transposes"]
SERIAL = 4
"""Digits from which a number names one act without its year (Uruguay's Ley 18.407)."""
STEM = 4
"""Letters by which two forms of one kind of act agree ("Legea", "Legii")."""
NO_KIND = frozenset({"modi", "pres", "dich", "cita", "vige", "refe", "cons", "numb", "nume", "nro"})
"""Beginnings of words beside a kind of act that tell nothing of it ("loi modifiée", "número")."""


_plain = functools.lru_cache(maxsize=50_000)(plain)
"""Titles are compared with each citation that gives a name alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """A work that a citation names, the provisions of its current text where it names articles, and how it was found:
    by number, by day alone or by name."""

    work: Work
    by: Literal["number", "date", "name"]
    eids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A citation between two known works, with its place in the citing text. `whole` is False where only articles,
    or all but some, are meant."""

    relation: Relation
    citing: Work
    cited: Work
    expression: str
    eid: str
    words: str
    whole: bool
    tag: int
    articles: tuple[str, ...] = ()
    """Articles of the cited work that it names, as printed."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A cited text that is not held. `work` is its id where the catalogue knows it; `texts` are the citing works."""

    country: str
    name: str
    number: str | None
    date: str | None
    work: str | None
    mentions: int
    texts: tuple[str, ...]


class Resolver:
    """Finds the works of citations inside one transaction; each country's works are read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._works: dict[str, list[Work]] = {}
        self._titles: dict[str, dict[str, list[Work]]] = {}
        self._places: dict[str, Mapping[str, str]] = {}
        self._fits: dict[tuple[Any, ...], list[Work]] = {}

    def target(self, stored: StoredTag, citing: Work) -> Target | None:
        """What a citation points at, with the provisions that it names; None where `meant` gives none."""
        found = self.meant(stored.tag.label, stored.tag.value, citing)
        articles = _articles(stored.tag.value)
        return replace(found, eids=self._eids(found.work, articles)) if found and articles else found

    def meant(self, words: str, value: Mapping[str, Any] | None, citing: Work) -> Target | None:
        """The work alone that the words and the value of a citation point at; None where no work fits, or more than one
        does: it stays as it is written."""
        aim = (value or {}).get("target")
        if not aim:
            named = self._named(words, citing)
            return Target(named, "name") if named else None
        if not (aim.get("number") or aim.get("date")):
            named = self._named(aim["act"], citing) if aim.get("act") else None
            return Target(named, "name") if named else None
        place = aim.get("jurisdiction") or citing.jurisdiction
        state = resources.country_of(place)
        found = self._fitting(aim, place)
        # A region's text cites the laws of its State too; without its day, "Ley 5/2011" may be of either.
        if not found and place != state and aim.get("date"):
            found = self._fitting(aim, state)
        found = [work for work in found if work.id != citing.id]
        if len(found) != 1:
            return None
        return Target(found[0], "number" if aim["number"] else "date")

    def _fitting(self, aim: Mapping[str, Any], place: str) -> list[Work]:
        key = place, aim.get("act"), aim.get("number"), aim.get("date")
        if key not in self._fits:
            self._fits[key] = [work for work in self._of(place) if work.jurisdiction == place and _fits(aim, work)]
        return self._fits[key]

    def _of(self, place: str) -> list[Work]:
        country = resources.country_of(place)
        if country not in self._works:
            self._works[country] = self._session.works.find(country=country)
        return self._works[country]

    def _named(self, words: str, citing: Work) -> Work | None:
        country, wanted = resources.country_of(citing.jurisdiction), _plain(words)
        if country not in self._titles:
            self._titles[country] = defaultdict(list)
            for work in self._of(country):
                self._titles[country][_plain(work.title)].append(work)
        found = self._titles[country].get(wanted, [])
        return found[0] if len(found) == 1 and found[0].id != citing.id else None

    def _eids(self, work: Work, articles: Iterable[str]) -> tuple[str, ...]:
        if work.id not in self._places:
            held = self._session.texts.current(works_=[work.id])
            self._places[work.id] = places(lines.numbered(self._session.connection, held[0].id)) if held else {}
        return found_in(self._places[work.id], articles)


def places(provisions: Iterable[tuple[str, ProvisionType, str]]) -> dict[str, str]:
    """Number of an article, however it is printed, → eid, from (eid, type, number as printed); of two that bear the
    same number the first."""
    found: dict[str, str] = {}
    for eid, kind, num in provisions:
        if kind not in DIVISIONS and (key := _key(kind, num)):
            found.setdefault(key, eid)
    return found


@functools.lru_cache(maxsize=20_000)
def _key(kind: ProvisionType, num: str) -> str | None:
    return number_of_provision(Provision("", kind, num, None, "", 0, 0, 0))


def found_in(numbers: Mapping[str, str], articles: Iterable[str]) -> tuple[str, ...]:
    """The eids of these articles, each once; "34.3" is article 34 where no article bears that number, as Spain's laws
    cite paragraphs."""
    found = (
        numbers.get(number_of(article) or "") or numbers.get(number_of(article.partition(".")[0]) or "")
        for article in articles
    )
    return tuple(dict.fromkeys(eid for eid in found if eid))


def own_articles(value: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The articles of its own text that a citation names, as printed; none where it names another text."""
    aim = (value or {}).get("target") or {}
    return () if aim.get("act") or aim.get("number") or aim.get("date") else _articles(value)


def _articles(value: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(((value or {}).get("target") or {}).get("articles") or ())


def relations(session: Session, work: Work, resolver: Resolver | None = None) -> list[Related]:
    """What the held texts of a work say about other known works: citations, amendments, repeals, in order."""
    resolver = resolver or Resolver(session)
    held = [expression.id for expression in session.texts.find(work=work.id)]
    found = []
    for stored in session.texts.tagged("citation", expressions_=held):
        if target := resolver.meant(stored.tag.label, stored.tag.value, work):
            found.append(_related(stored, work, target.work))
    return found


def relations_of_all(session: Session, doing_: Iterable[Relation]) -> list[Related]:
    """What all held texts do to known works, for these relations alone, text by text."""
    resolver = Resolver(session)
    works = {work.id: work for work in session.works.find(held=True)}
    found = []
    for stored in doing(session.connection, doing_):
        citing = works.get(stored.expression.rpartition("/")[0])
        if citing and (target := resolver.meant(stored.tag.label, stored.tag.value, citing)):
            found.append(_related(stored, citing, target.work))
    return [related for related in found if related.relation in set(doing_)]


def relations_to(session: Session, work: Work, resolver: Resolver | None = None) -> list[Related]:
    """What held texts say about a work, in order of the texts."""
    resolver = resolver or Resolver(session)
    naming = session.texts.naming(work)
    if not naming:
        return []
    ids = {stored.expression.rpartition("/")[0] for stored in naming}
    works = {known.id: known for known in session.works.find(ids=ids)}
    found = []
    for stored in naming:
        source = works.get(stored.expression.rpartition("/")[0])
        target = resolver.meant(stored.tag.label, stored.tag.value, source) if source else None
        if source and target and target.work.id == work.id:
            found.append(_related(stored, source, work))
    return found


def about(kb: KnowledgeBase, work_id: str) -> list[Related]:
    """What held texts do to a work: amend, repeal, implement or cite it. Raises `NotFound`."""
    with kb.store.read() as session:
        return relations_to(session, session.works.get(work_id))


def backlog(kb: KnowledgeBase, *, country: str | None = None, limit: int = 100) -> list[Missing]:
    """Cited texts that are not held, the ones that most texts cite first; `country` holds its subdivisions."""
    with kb.store.read() as session:
        resolver = Resolver(session)
        works = {work.id: work for work in session.works.find(country=country, held=True)}
        held = {work.id for work in session.works.find(held=True)}
        expressions = [expression.id for expression in session.texts.find(works_=works)]
        known: dict[tuple[str, ...], tuple[Work | None, list[tuple[str, StoredTag]]]] = {}
        for stored in session.texts.tagged("citation", expressions_=expressions):
            citing = works[stored.expression.rpartition("/")[0]]
            aim = (stored.tag.value or {}).get("target") or {}
            name = (
                None if aim.get("number") or aim.get("date") else _name_of_its_own(aim.get("act") or stored.tag.label)
            )
            if not (aim.get("number") or aim.get("date") or name) or (name and _plain(name) == _plain(citing.title)):
                continue
            target = resolver.meant(stored.tag.label, stored.tag.value, citing)
            if target and target.work.id in held:
                continue
            place = resources.country_of(aim.get("jurisdiction") or citing.jurisdiction)
            kind = "-".join(sorted(_kind(aim.get("act") or "")))
            said = (kind, _number(aim) or aim["date"]) if name is None else (_plain(name),)
            key = (place, target.work.id) if target else (place, *said)
            known.setdefault(key, (target.work if target else None, []))[1].append((citing.id, stored))
    found = [_missing(key[0], work, mentions) for key, (work, mentions) in known.items()]
    return sorted(found, key=lambda one: (-len(one.texts), -one.mentions, one.country, one.name))[:limit]


def _missing(country: str, work: Work | None, mentions: list[tuple[str, StoredTag]]) -> Missing:
    texts = tuple(sorted({citing for citing, _ in mentions}))
    aims = [aim for _, stored in mentions if (aim := (stored.tag.value or {}).get("target"))]
    fullest: Mapping[str, Any] = max(aims, key=lambda aim: (bool(aim["date"]), len(aim.get("act") or "")), default={})
    number, date = fullest.get("number"), fullest.get("date")
    name = " ".join(filter(None, (fullest.get("act"), number or date))) or mentions[0][1].tag.label
    known = (work.title, work.id) if work else (_name_of_its_own(name) or name, None)
    return Missing(country, known[0], number, date, known[1], len(mentions), texts)


def _name_of_its_own(words: str) -> str | None:
    """The name of an act that tells it from all others of its country: in corner brackets (Korea) or with a
    year ("Companies Act, 1965"); None for "the Companies Act" and "Constitution"."""
    if quoted := re.search(r"「([^」]+)」", words):
        return quoted[1]
    return words if re.fullmatch(r"[^\W\d_].{4,}\D(?:1[6-9]|20)\d\d", words) else None


def _related(stored: StoredTag, citing: Work, cited: Work) -> Related:
    value = stored.tag.value or {}
    relation: Relation = value.get("relation", "cites")
    if (citing.date_adopted or "9") < (cited.date_adopted or "0"):
        # No act does anything to a later one: a consolidated text names the acts that changed it.
        relation = "cites"
    return Related(
        relation, citing, cited, stored.expression, stored.tag.eid, stored.tag.label,
        bool(value.get("whole", True)), stored.id, _articles(value),
    )  # fmt: skip


def _number(aim: Mapping[str, Any]) -> str | None:
    """The number with its year, however it is printed: the key under which mentions of one text are counted."""
    if not aim.get("number"):
        return None
    figures = re.findall(r"\d+", re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", aim["number"]))
    if len(figures) == 1 and len(figures[0]) < SERIAL:
        figures.append(year_of(aim.get("date")) or "")
    return "-".join(figures)


def _fits(aim: Mapping[str, Any], work: Work) -> bool:
    kind, own = _kind(aim.get("act") or ""), _kind_of(work)
    if kind and own and kind != own:
        return False
    if not aim.get("number"):
        # A day alone names an act where acts are cited so (Luxembourg), and only together with its kind.
        return bool(kind and own and aim.get("date") and aim["date"] == work.date_adopted)
    if not work.number or not same_number(aim["number"], work.number):
        return False
    one, other = _year(aim["number"], aim.get("date")), _year(work.number, work.date_adopted)
    if one and other:
        # An act numbered in December may bear the day, or the publication, of the next year.
        return abs(one - other) <= 1
    return max(map(len, re.findall(r"\d+", aim["number"].replace(".", ""))), default=0) >= SERIAL


def _year(number: str, date: str | None) -> int | None:
    """The year that a number prints, else that of the day."""
    printed = re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", number)
    return int(printed[-1]) if printed else int(year_of(date) or 0) or None


def _kind_of(work: Work) -> frozenset[str]:
    for printed in (work.number or "", work.title):
        head = re.split(r"[\d٠-٩]", printed, maxsplit=1)
        if len(head) == 2 and (found := _kind(" ".join(head[0].split()[:4]))):
            return found
    return frozenset()


@functools.lru_cache(maxsize=20_000)
def _kind(words: str) -> frozenset[str]:
    """The words for a kind of act as stems: "Real Decreto-ley" and "Real Decreto" are two."""
    found = (word.removeprefix("ال")[:STEM] for word in re.findall(r"[^\W\d_]{3,}", _plain(words)))
    return frozenset(stem.rstrip("s") if len(stem) == STEM else stem for stem in found if stem not in NO_KIND)
