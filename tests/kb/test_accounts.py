"""Invitations, new passwords, second factors, keys, the directory, letters, what is kept of a person."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select, update

from ingest.worker import Worker
from kb.errors import BadRequest, Conflict, Forbidden
from kb.model.people import Person
from kb.model.tags import Tag
from kb.services import (
    KnowledgeBase,
    directory,
    inviting,
    linking,
    mailing,
    people,
    privacy,
    second_factor,
    submitting,
)
from kb.services.inviting import KeySpent
from kb.store.account_tables import keys
from kb.store.letters import Letter
from kb.store.tables import metadata

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ada@example.org", "Ada", "administrator")


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")


def letters(kb: KnowledgeBase, to: str) -> list[Letter]:
    with kb.store.read() as session:
        return session.letters.to(to)


def secret_of(kb: KnowledgeBase, to: str) -> str:
    found = re.search(r"/account/link/(\S+)", letters(kb, to)[-1].body)
    assert found
    return found[1]


def test_an_invitation_opens_the_account_once(knowledge_base: KnowledgeBase, ada: Person) -> None:
    person = inviting.invite(
        knowledge_base, ada, "Mo@example.org", "Mo", "contact-point", organisation="morocco", language="es"
    )
    assert not person.may_sign_in
    (letter,) = letters(knowledge_base, "mo@example.org")
    assert letter.subject == "Su cuenta de SSELEX" and "punto de contacto, Marruecos" in letter.body
    secret = secret_of(knowledge_base, "mo@example.org")
    assert inviting.look(knowledge_base, secret).person == person
    with pytest.raises(BadRequest):
        inviting.redeem(knowledge_base, secret, "short")
    assert inviting.redeem(knowledge_base, secret, PASSWORD).may_sign_in
    assert people.sign_in(knowledge_base, "mo@example.org", PASSWORD).id == person.id
    for again in (inviting.look, lambda kb, s: inviting.redeem(kb, s, PASSWORD)):
        with pytest.raises(KeySpent):
            again(knowledge_base, secret)
    told = [(e.who, e.what) for e in people.history(knowledge_base, person.id)]
    assert told == [("ada@example.org", "opened"), ("ada@example.org", "invited"), ("mo@example.org", "password")]


def test_the_secret_of_a_link_is_not_in_the_store_but_in_the_letter(knowledge_base: KnowledgeBase, ada: Person) -> None:
    inviting.invite(knowledge_base, ada, "mo@example.org", "Mo", "expert")
    secret = secret_of(knowledge_base, "mo@example.org")
    with knowledge_base.store.read() as session:
        rows = session.connection.execute(select(keys)).all()
    assert len(rows) == 1 and secret not in str(rows)


def test_a_link_runs_out_and_a_new_invitation_ends_the_old_one(knowledge_base: KnowledgeBase, ada: Person) -> None:
    def invite() -> str:
        inviting.invite(knowledge_base, ada, "mo@example.org", "Mo", "expert")
        return secret_of(knowledge_base, "mo@example.org")

    first, second = invite(), invite()
    with pytest.raises(KeySpent):
        inviting.look(knowledge_base, first)
    with knowledge_base.store.write() as session:
        session.connection.execute(update(keys).values(expires_at="2020-01-01T00:00:00Z"))
    with pytest.raises(KeySpent):
        inviting.redeem(knowledge_base, second, PASSWORD)


def test_the_secretariat_invites_no_colleagues_and_a_contact_point_nobody(
    knowledge_base: KnowledgeBase, sol: Person
) -> None:
    inviting.invite(knowledge_base, sol, "ana@example.org", "Ana", "contact-point", organisation="france")
    with pytest.raises(Forbidden, match="administrator"):
        inviting.invite(knowledge_base, sol, "eve@example.org", "Eve", "administrator")
    ana = people.by_address(knowledge_base, "ana@example.org")
    with pytest.raises(Forbidden):
        inviting.invite(knowledge_base, ana, "eve@example.org", "Eve", "reader")
    with pytest.raises(Conflict):
        inviting.invite(knowledge_base, sol, "sol@example.org", "Sol", "expert")


def test_a_forgotten_password_is_chosen_anew_and_strangers_learn_nothing(knowledge_base: KnowledgeBase) -> None:
    person = people.add(knowledge_base, "ana@example.org", "Ana", "reader", password=PASSWORD)
    mark = people.session_mark(knowledge_base, person.id)
    inviting.forgotten(knowledge_base, "nobody@example.org")
    inviting.forgotten(knowledge_base, "no address")
    inviting.forgotten(knowledge_base, "ana@example.org")
    assert [letter.subject for letter in letters(knowledge_base, "ana@example.org")] == [
        "Choisir un nouveau mot de passe"
    ]
    inviting.redeem(knowledge_base, secret_of(knowledge_base, "ana@example.org"), "another long one")
    assert people.in_session(knowledge_base, person.id, mark) is None
    with pytest.raises(Forbidden):
        people.sign_in(knowledge_base, "ana@example.org", PASSWORD)


def test_a_closed_account_has_no_links_and_no_keys(knowledge_base: KnowledgeBase) -> None:
    person = people.add(knowledge_base, "ana@example.org", "Ana", "reader", password=PASSWORD)
    key = inviting.make_key(knowledge_base, person, "api", "robot")
    inviting.forgotten(knowledge_base, person.email)
    secret = secret_of(knowledge_base, person.email)
    assert inviting.holder(knowledge_base, key, "api") == person
    assert inviting.holder(knowledge_base, key, "feed") is None
    people.set_active(knowledge_base, person.email, False)
    people.set_active(knowledge_base, person.email, True)
    assert inviting.holder(knowledge_base, key, "api") is None
    with pytest.raises(KeySpent):
        inviting.look(knowledge_base, secret)


def test_codes_are_asked_for_and_good_once(knowledge_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    person = people.add(knowledge_base, "ana@example.org", "Ana", "reader", password=PASSWORD)
    secret, address = second_factor.begin(knowledge_base, person)
    assert address.startswith("otpauth://totp/") and not second_factor.needed(knowledge_base, person.id)
    clock = [time.time()]
    monkeypatch.setattr(second_factor.time, "time", lambda: clock[0])
    totp = TOTP(secret)
    with pytest.raises(Forbidden):
        second_factor.confirm(knowledge_base, person, "000000")
    recovery = second_factor.confirm(knowledge_base, person, totp.at(clock[0]))
    assert second_factor.needed(knowledge_base, person.id) and len(set(recovery)) == 8
    with pytest.raises(Forbidden):
        second_factor.check(knowledge_base, person.id, totp.at(clock[0]))
    clock[0] += 30
    second_factor.check(knowledge_base, person.id, totp.at(clock[0]))
    second_factor.check(knowledge_base, person.id, recovery[0].upper())
    for spent in (recovery[0], totp.at(clock[0]), totp.at(clock[0] - 300), "", "é"):
        with pytest.raises(Forbidden):
            second_factor.check(knowledge_base, person.id, spent)
    with pytest.raises(Conflict):
        second_factor.begin(knowledge_base, person)
    second_factor.remove(knowledge_base, person)
    assert not second_factor.needed(knowledge_base, person.id)
    assert [letter.subject for letter in letters(knowledge_base, person.email)] == ["Votre compte a changé"] * 2


def test_the_directory_shows_who_agreed_and_only_to_those_with_an_account(
    knowledge_base: KnowledgeBase, sol: Person
) -> None:
    said = {
        "language": "en",
        "words": "Cooperatives",
        "themes": ["support-tax"],
        "languages": ["el"],
        "countries": ["GR"],
    }
    describe: Callable[..., object] = directory.describe
    describe(knowledge_base, sol, **said, shown=False)
    assert directory.entries(knowledge_base, sol) == []
    describe(knowledge_base, sol, **said, shown=True)
    assert [one.person for one in directory.entries(knowledge_base, sol, theme="support-tax", country="GR")] == [sol]
    assert directory.entries(knowledge_base, sol, language="fr") == []
    with pytest.raises(Forbidden):
        directory.entries(knowledge_base, None)
    for wrong in ({"themes": ["x"]}, {"countries": ["QQQ"]}, {"languages": ["qqq"]}, {"language": "de"}):
        with pytest.raises(BadRequest):
            describe(knowledge_base, sol, **{**said, **wrong}, shown=True)
    people.set_active(knowledge_base, sol.email, False)
    assert directory.entries(knowledge_base, people.add(knowledge_base, "x@example.org", "X", "expert")) == []


def test_an_identity_links_by_a_verified_address_then_by_its_subject(
    knowledge_base: KnowledgeBase, sol: Person
) -> None:
    who = {"issuer": "https://id.example", "subject": "s-1", "email": "SOL@example.org"}
    with pytest.raises(Forbidden):
        linking.person_of(knowledge_base, **who, verified=False)
    with pytest.raises(Forbidden):
        linking.person_of(knowledge_base, **{**who, "email": "eve@example.org"}, verified=True)
    assert linking.person_of(knowledge_base, **who, verified=True) == sol
    assert linking.person_of(knowledge_base, **{**who, "email": "moved@example.org"}, verified=False) == sol
    people.set_active(knowledge_base, sol.email, False)
    with pytest.raises(Forbidden):
        linking.person_of(knowledge_base, **who, verified=True)


def test_letters_go_to_the_outbox_as_whole_messages(knowledge_base: KnowledgeBase, ada: Person) -> None:
    inviting.invite(knowledge_base, ada, "mo@example.org", "Mo\r\nBcc: eve@example.org", "expert")
    Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    (kept,) = (knowledge_base.settings.home / "outbox").glob("*.eml")
    message = email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)
    assert message["To"] == "mo@example.org" and "Bcc" not in message
    assert "/fr/account/link/" in message.get_content()
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    mailing.deliver(knowledge_base, 1)
    assert letters(knowledge_base, "mo@example.org")[0].sent_at


def test_letters_go_through_a_mail_server_and_wait_while_it_is_down(knowledge_base: KnowledgeBase, ada: Person) -> None:
    from aiosmtpd.controller import Controller

    class Keeper:
        def __init__(self) -> None:
            self.received: list[bytes] = []

        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            self.received.append(envelope.content)  # type: ignore[attr-defined]
            return "250 OK"

    keeper = Keeper()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    there = replace(knowledge_base, settings=replace(knowledge_base.settings, mail=f"smtp://127.0.0.1:{port}"))
    try:
        inviting.invite(there, ada, "mo@example.org", "Mo", "expert")
        mailing.deliver(there, 1)
    finally:
        server.stop()
    assert b"Subject: Votre compte SSELEX" in keeper.received[0]
    inviting.invite(there, ada, "eve@example.org", "Eve", "expert")
    with pytest.raises(mailing.MailRefused):
        mailing.deliver(there, 2)
    assert letters(there, "eve@example.org")[0].sent_at is None


def test_everything_kept_is_given_out_without_secrets_and_erased_everywhere(
    knowledge_base: KnowledgeBase, ada: Person, theme_tag: Callable[..., Tag]
) -> None:
    ana = people.add(
        knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="france", password=PASSWORD
    )
    said = {"kind": "new-text", "title": "Loi", "jurisdiction": "FR"}
    handed = submitting.receive(knowledge_base, ana, said)
    inviting.make_key(knowledge_base, ana, "api", "robot")
    directory.describe(
        knowledge_base, ana, language="fr", words="moi", themes=(), languages=(), countries=(), shown=True
    )
    kept = privacy.held(knowledge_base, ana)
    assert {"people", "submissions", "submission_events", "profiles", "keys", "account_events"} <= kept.keys()
    assert "argon2" not in str(kept) and all("digest" not in row for row in kept["keys"])
    with pytest.raises(Conflict, match=handed.id):
        privacy.erase(knowledge_base, ana, by="ada@example.org")
    submitting.withdraw(knowledge_base, ana, handed.id, reason="", revision=1)
    gone = privacy.erase(knowledge_base, ana, by="ada@example.org")
    assert (gone.active, gone.may_sign_in, gone.name) == (False, False, f"erased-{ana.id}")
    with knowledge_base.store.read() as session:
        everything = {t.name: session.connection.execute(select(t)).all() for t in metadata.sorted_tables}
    assert "ana@example.org" not in str(everything) and "Ana" not in str(everything["people"])
    assert [event.what for event in everything["submission_events"]] == ["needs-metadata", "withdrawn"]
    with pytest.raises(Conflict, match="last administrator"):
        privacy.erase(knowledge_base, ada, by="ada@example.org")
