"""Saved searches: kept for a person, looked at for news, and told once.

What a search knows is kept provision by provision with a hash of its words. A look names what it does not know: a
provision that it never met is new, one whose words it never met is changed. Both are noted in the transaction that
keeps the digest, so nothing is told twice, however often, and by however many workers, it is looked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from kb.errors import BadRequest, EngineUnavailable, NotFound
from kb.model.alerts import Digest, DigestEntry, SavedSearch
from kb.model.people import Person
from kb.search.index import SearchHit
from kb.search.query import Filters, SearchQuery
from kb.services import mailing, searching
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.codec import now

MOST_SEARCHES = 100
"""Searches that one person may keep."""
LONGEST_NAME = 200
FIRST_WORDS = 300
"""Characters of a provision that a digest carries."""
MOST_IN_FEED = 50
MOST_IN_LETTER = 30
"""Provisions named in a letter; the page names all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as a search knows it: `provision` names it whatever its version, `words` is a hash of what it says."""

    provision: str
    words: str
    entry: DigestEntry
    stored_at: str


def save(kb: KnowledgeBase, person: Person, name: str, query: SearchQuery) -> SavedSearch:
    """Keep a search for a person; what answers now is not news. Raises `BadRequest` and what a search raises."""
    name = " ".join(name.split())[:LONGEST_NAME] or query.text[:LONGEST_NAME]
    if not query.text and not query.filters:
        raise BadRequest("There is nothing to save: type a word or choose a facet.")
    with kb.store.read() as session:
        if len(session.alerts.find(person.id)) >= MOST_SEARCHES:
            raise BadRequest(f"You keep {MOST_SEARCHES} searches already.", advice="Remove one that you need no more.")
    at = now()
    known = {(found.provision, found.words) for found in _found(kb, query)}
    with kb.store.write() as session:
        kept = session.alerts.add(person.id, name or "?", query_to_json(query))
        session.alerts.note_looked(kept.id, sorted(known), at)
        return session.alerts.get(kept.id)


def of_person(kb: KnowledgeBase, person: Person) -> list[tuple[SavedSearch, list[Digest]]]:
    """The searches that a person keeps, each with its digests, newest first."""
    with kb.store.read() as session:
        return [(kept, session.alerts.digests(kept.id)) for kept in session.alerts.find(person.id)]


def of(kb: KnowledgeBase, person: Person, search: int) -> tuple[SavedSearch, list[Digest]]:
    """One of the person's own searches with its digests; raises `NotFound` for any other."""
    with kb.store.read() as session:
        return _own(session, person, search), session.alerts.digests(search)


def remove(kb: KnowledgeBase, person: Person, search: int) -> None:
    """Forget one of the person's own searches; raises `NotFound` for any other."""
    with kb.store.write() as session:
        _own(session, person, search)
        session.alerts.remove(search)


def look(kb: KnowledgeBase, search: SavedSearch) -> Digest | None:
    """The news of a saved search, told now and never again; None where there are none.

    Raises `EngineUnavailable`, also while texts wait to be indexed: what the index does not hold yet would be missed.
    """
    with kb.store.read() as session:
        if waiting := session.texts.waiting():
            raise EngineUnavailable(f"{waiting} texts are not indexed yet; news are looked for afterwards.")
    at = now()
    found = list(_found(kb, query_from_json(search.query)))
    with kb.store.write() as session:
        # Known again inside the transaction: another worker may have told the same meanwhile.
        news = list(_news(found, session.alerts.known(search.id)))
        session.alerts.note_looked(search.id, [(one.provision, one.words) for one, _ in news], at)
        entries = [entry for _, entry in news]
        if not entries:
            return None
        _write(session, kb, search, entries)
        return session.alerts.add_digest(search.id, entries, at)


def _write(session: Session, kb: KnowledgeBase, search: SavedSearch, entries: Sequence[DigestEntry]) -> None:
    """Write the person a letter in the transaction of the digest: neither is without the other."""
    person, site = session.people.get(search.person), kb.settings.public_url.rstrip("/")
    language = mailing.language_of(session, person)
    lines = [
        f"* {entry.jurisdiction}, {entry.title}{f', {entry.num}' if entry.num else ''}\n  {site}{entry.id}"
        for entry in entries[:MOST_IN_LETTER]
    ]
    if len(entries) > MOST_IN_LETTER:
        lines.append("…")
    mailing.write(
        session, kb.settings, person, "news", search=search.name, count=str(len(entries)), entries="\n".join(lines),
        link=f"{site}/{language}/alerts/",
    )  # fmt: skip


def look_at_all(kb: KnowledgeBase) -> list[tuple[SavedSearch, Digest]]:
    """The news of every saved search, of people whose account is open."""
    with kb.store.read() as session:
        active = {person.id for person in session.people.everybody() if person.active}
        searches = [search for search in session.alerts.find() if search.person in active]
    made = ((search, look(kb, search)) for search in searches)
    return [(search, digest) for search, digest in made if digest is not None]


def newest(kb: KnowledgeBase, query: SearchQuery) -> tuple[Found, ...]:
    """The answers to a question whose text was stored last, newest first: what a feed of any question carries."""
    return tuple(sorted(_found(kb, query), key=lambda one: one.stored_at, reverse=True)[:MOST_IN_FEED])


def query_to_json(query: SearchQuery) -> dict[str, Any]:
    """What is asked, as plain values; page, order and grouping are no part of it."""
    filters = {name: value for name, value in asdict(query.filters).items() if value not in ((), None)}
    return {
        "text": query.text, "filters": filters, "expand": query.expand, "without": sorted(query.without),
        "interface_language": query.interface_language,
    }  # fmt: skip


def query_from_json(kept: Mapping[str, Any]) -> SearchQuery:
    """The question that `query_to_json` wrote."""
    names = {field.name for field in fields(Filters)}
    chosen: dict[str, Any] = {
        n: tuple(v) if isinstance(v, list) else v for n, v in kept["filters"].items() if n in names
    }
    return SearchQuery(
        kept["text"], Filters(**chosen), expand=kept["expand"], without=frozenset(kept["without"]),
        interface_language=kept["interface_language"],
    )  # fmt: skip


def _own(session: Session, person: Person, search: int) -> SavedSearch:
    kept = session.alerts.get(search)
    if kept.person != person.id:
        raise NotFound(f"There is no saved search {search}.")
    return kept


def _news(found: Iterable[Found], known: Mapping[str, set[str]]) -> Iterator[tuple[Found, DigestEntry]]:
    """What of this is not known, each once, with whether it is new or changed."""
    seen = {provision: set(words) for provision, words in known.items()}
    for one in found:
        words = seen.setdefault(one.provision, set())
        if one.words not in words:
            yield one, _as_news(one.entry, changed=bool(words))
            words.add(one.words)


def _as_news(entry: DigestEntry, *, changed: bool) -> DigestEntry:
    return DigestEntry(**{**asdict(entry), "news": "changed" if changed else "new"})


def _found(kb: KnowledgeBase, query: SearchQuery) -> Iterator[Found]:
    """All hits of a question, with their words from the store: a hit carries only the passage that answers."""
    hits = list(searching.every_hit(kb, query))
    by_text: dict[str | None, list[SearchHit]] = {}
    for hit in hits:
        by_text.setdefault(hit.expression, []).append(hit)
    with kb.store.read() as session:
        made = {one.entry.id: one for text, of_text in by_text.items() for one in _of_text(session, text, of_text)}
    return (made[hit.id] for hit in hits if hit.id in made)


def _of_text(session: Session, expression: str | None, hits: Sequence[SearchHit]) -> Iterator[Found]:
    if expression is None:
        for hit in hits:
            yield _one(hit, hit.work, hit.title, "", "")
        return
    try:
        held = session.texts.get(expression)
        words = {provision.eid: provision.text for provision in session.texts.text(expression).provisions}
    except NotFound:
        # Withdrawn since the index was written: no news.
        return
    for hit in hits:
        if hit.eid in words:
            place = f"{hit.work}/{hit.language or 'und'}~{hit.eid}"
            yield _one(hit, place, f"{hit.heading or ''}\n{words[hit.eid]}", words[hit.eid], held.stored_at)


def _one(hit: SearchHit, provision: str, hashed: str, words: str, stored_at: str) -> Found:
    # White space is no change of the law: another reading of the same file may break lines elsewhere.
    digest = hashlib.sha256(" ".join(hashed.split()).encode()).hexdigest()[:32]
    first = " ".join(words.split())
    entry = DigestEntry(
        "new", hit.id, hit.jurisdiction, hit.title, hit.num, hit.heading, hit.language,
        first if len(first) <= FIRST_WORDS else first[:FIRST_WORDS].rsplit(" ", 1)[0] + " …",
    )  # fmt: skip
    if len(provision) > 600:
        provision = hashlib.sha256(provision.encode()).hexdigest()
    return Found(provision, digest, entry, stored_at)
