"""The directory of contact points and experts: what people say of themselves, shown to each other by their consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb import names, resources
from kb.errors import BadRequest
from kb.model.people import Organisation, Person, Profile
from kb.services import people
from kb.services.knowledge_base import KnowledgeBase
from kb.store.codec import now

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the directory."""

    person: Person
    organisation: Organisation | None
    profile: Profile


def entries(
    kb: KnowledgeBase, asking: Person | None, *, theme: str | None = None, language: str | None = None,
    country: str | None = None,
) -> list[Entry]:  # fmt: skip
    """Those who want to be found, limited by field, language or country; raises `Forbidden` for a stranger."""
    people.require(asking, "see-directory")
    with kb.store.read() as session:
        found = [(session.people.get(one.person), one) for one in session.accounts.profiles(shown=True)]
    known = people.organisations()
    return [
        Entry(person, known[person.organisation] if person.organisation else None, profile)
        for person, profile in sorted(found, key=lambda pair: (pair[0].role, pair[0].name.casefold()))
        if person.active
        and (theme is None or theme in profile.themes)
        and (language is None or language in profile.languages)
        and (country is None or country in profile.countries)
    ]


def describe(
    kb: KnowledgeBase, person: Person, *, language: str, words: str, themes: Sequence[str], languages: Sequence[str],
    countries: Sequence[str], shown: bool,
) -> Profile:  # fmt: skip
    """Set what a person says of themselves and whether others may see it; raises `BadRequest`."""
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise BadRequest(f"At most {LONGEST_WORDS} characters about yourself.")
    unknown = [one for one in themes if one not in resources.themes()]
    unknown += [one for one in countries if one not in resources.jurisdictions()]
    unknown += [one for one in languages if names.language_name(one, "en") in ("", one)]
    if unknown:
        raise BadRequest(f"{unknown[0]!r} is not a known field, country or language.")
    with kb.store.write() as session:
        before = session.accounts.profile(person.id)
        since = (before.shown_since or now()) if shown else None
        profile = people.profile_with(
            replace(before, words=words, shown_since=since), language=language, themes=tuple(dict.fromkeys(themes)),
            languages=tuple(dict.fromkeys(languages)), countries=tuple(dict.fromkeys(countries)),
        )  # fmt: skip
        session.accounts.put_profile(profile)
        if (since is None) != (before.shown_since is None):
            session.accounts.note(person.id, person.email, "consent" if since else "consent-ended", {})
    return profile
