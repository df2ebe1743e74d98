"""What belongs to an account beside its row: keys, second factor, profile, identities, history; in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from kb.errors import NotFound
from kb.model.people import AccountEvent, Profile
from kb.store.account_tables import account_events, factors, identities, keys, profiles
from kb.store.codec import now

Purpose = Literal["invitation", "password", "api", "feed"]


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that was handed out; only its SHA-256 is kept. `used_at` is set once for one that opens only once."""

    digest: str
    purpose: Purpose
    person: int
    label: str
    made_by: str
    created_at: str
    expires_at: str | None
    used_at: str | None

    @property
    def good(self) -> bool:
        """Whether it still opens something."""
        return self.used_at is None and (self.expires_at is None or self.expires_at > now())


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor: its secret (base32), the last time step used, SHA-256 of the recovery codes left."""

    secret: str
    confirmed_at: str | None
    last_step: int
    recovery: tuple[str, ...]


def digest(secret: str) -> str:
    """What is kept of a secret that was made at random and so needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Accounts:
    """The accounts of the store, in what is not the person's row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, person: int, who: str, what: str, detail: Mapping[str, Any]) -> None:
        """Add a line to an account's history."""
        values = {"person": person, "at": now(), "who": who, "what": what, "detail": dict(detail)}
        self._connection.execute(insert(account_events).values(**values))

    def history(self, person: int) -> list[AccountEvent]:
        """What happened to an account, oldest first."""
        query = select(account_events).where(account_events.c.person == person).order_by(account_events.c.id)
        return [AccountEvent(**row._mapping) for row in self._connection.execute(query)]

    def add_key(
        self,
        secret: str,
        purpose: Purpose,
        person: int,
        made_by: str,
        *,
        label: str = "",
        expires_at: str | None = None,
    ) -> None:
        """Keep a secret that is being handed out."""
        values = {
            "digest": digest(secret), "purpose": purpose, "person": person, "label": label, "made_by": made_by,
            "created_at": now(), "expires_at": expires_at,
        }  # fmt: skip
        self._connection.execute(insert(keys).values(**values))

    def key(self, secret: str, purpose: Purpose) -> Key | None:
        """The key with this secret, None for none or for one of another purpose."""
        query = select(keys).where(keys.c.digest == digest(secret), keys.c.purpose == purpose)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _key(row)

    def keys(self, person: int, purpose: Purpose) -> list[Key]:
        """A person's keys of one purpose, newest first."""
        query = select(keys).where(keys.c.person == person, keys.c.purpose == purpose)
        return [_key(row) for row in self._connection.execute(query.order_by(keys.c.created_at.desc(), keys.c.digest))]

    def use(self, key: Key) -> bool:
        """Use a key up; False where it was used already, also in the same moment by somebody else."""
        query = update(keys).where(keys.c.digest == key.digest, keys.c.used_at.is_(None)).values(used_at=now())
        return bool(self._connection.execute(query).rowcount)

    def drop_keys(self, person: int, *purposes: Purpose, digest: str | None = None) -> int:
        """Take keys of these purposes back (all kinds where none is named); gives how many."""
        query = delete(keys).where(keys.c.person == person)
        if purposes:
            query = query.where(keys.c.purpose.in_(purposes))
        if digest is not None:
            query = query.where(keys.c.digest == digest)
        return self._connection.execute(query).rowcount

    def forget_keys(self, *, ended_before: str) -> int:
        """Remove keys that ran out or were used before a moment; gives how many."""
        return self._connection.execute(
            delete(keys).where((keys.c.expires_at < ended_before) | (keys.c.used_at < ended_before))
        ).rowcount

    def factor(self, person: int) -> Factor | None:
        """The person's second factor, None where there is none."""
        row = self._connection.execute(select(factors).where(factors.c.person == person)).one_or_none()
        return None if row is None else Factor(row.secret, row.confirmed_at, row.last_step, tuple(row.recovery))

    def put_factor(self, person: int, factor: Factor | None) -> None:
        """Set, change or remove the second factor."""
        self._connection.execute(delete(factors).where(factors.c.person == person))
        if factor is not None:
            values = {
                "person": person, "secret": factor.secret, "confirmed_at": factor.confirmed_at,
                "last_step": factor.last_step, "recovery": list(factor.recovery),
            }  # fmt: skip
            self._connection.execute(insert(factors).values(**values))

    def profile(self, person: int) -> Profile:
        """What the person says of themselves, nothing but the reference language where they said nothing."""
        row = self._connection.execute(select(profiles).where(profiles.c.person == person)).one_or_none()
        return Profile(person=person) if row is None else _profile(row)

    def profiles(self, *, shown: bool) -> list[Profile]:
        """All profiles, or those that their people let others see."""
        query = select(profiles).order_by(profiles.c.person)
        if shown:
            query = query.where(profiles.c.shown_since.is_not(None))
        return [_profile(row) for row in self._connection.execute(query)]

    def put_profile(self, profile: Profile) -> None:
        """Set what the person says of themselves."""
        values = {
            "person": profile.person, "language": profile.language, "words": profile.words,
            "themes": list(profile.themes), "languages": list(profile.languages),
            "countries": list(profile.countries), "shown_since": profile.shown_since,
        }  # fmt: skip
        self._connection.execute(delete(profiles).where(profiles.c.person == profile.person))
        self._connection.execute(insert(profiles).values(**values))

    def identity(self, issuer: str, subject: str) -> int | None:
        """The person whom an OpenID provider knows by this subject."""
        query = select(identities.c.person).where(identities.c.issuer == issuer, identities.c.subject == subject)
        return cast("int | None", self._connection.scalar(query))

    def identities(self, person: int) -> Sequence[tuple[str, str]]:
        """The (issuer, subject) pairs that open the account."""
        query = select(identities.c.issuer, identities.c.subject).where(identities.c.person == person)
        return [(row.issuer, row.subject) for row in self._connection.execute(query)]

    def link(self, person: int, issuer: str, subject: str) -> None:
        """Let an identity at an OpenID provider open the account."""
        values = {"issuer": issuer, "subject": subject, "person": person, "linked_at": now()}
        self._connection.execute(insert(identities).values(**values))

    def forget(self, person: int) -> None:
        """Remove everything but the history: keys, second factor, profile, identities."""
        for table in (keys, factors, profiles, identities):
            self._connection.execute(delete(table).where(table.c.person == person))

    def require(self, person: int) -> Factor:
        """The person's second factor; raises `NotFound` where none was begun."""
        found = self.factor(person)
        if found is None:
            raise NotFound("No second factor is being set up for this account.")
        return found


def _key(row: Row[Any]) -> Key:
    return Key(**{**row._mapping, "purpose": cast(Purpose, row.purpose)})


def _profile(row: Row[Any]) -> Profile:
    return Profile(
        person=row.person, language=row.language, words=row.words, themes=tuple(row.themes),
        languages=tuple(row.languages), countries=tuple(row.countries), shown_since=row.shown_since,
    )  # fmt: skip
