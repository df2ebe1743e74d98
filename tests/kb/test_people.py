"""Accounts: passwords, roles, organisations, sessions, and the command that opens them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kb.cli import root
from kb.errors import BadRequest, Conflict, Forbidden, NotFound
from kb.model.people import ALLOWED, ROLES
from kb.services import KnowledgeBase, people
from kb.settings import Settings

PASSWORD = "correct horse battery"


def test_a_person_signs_in_with_address_and_password(knowledge_base: KnowledgeBase) -> None:
    people.add(knowledge_base, " Ana@Example.ORG ", "Ana", "contact-point", organisation="france", password=PASSWORD)
    person = people.sign_in(knowledge_base, "ana@example.org", PASSWORD)
    assert (person.email, person.role, person.organisation) == ("ana@example.org", "contact-point", "france")
    with knowledge_base.store.read() as session:
        kept = session.people.password(person.id)
    assert kept is not None and kept.startswith("$argon2id$") and PASSWORD not in kept


@pytest.mark.parametrize(
    "email,password",
    [
        ("ana@example.org", "wrong horse battery"),
        ("nobody@example.org", PASSWORD),
        ("ana", PASSWORD),
        ("closed@x.org", PASSWORD),
    ],
)
def test_every_refusal_says_the_same(knowledge_base: KnowledgeBase, email: str, password: str) -> None:
    people.add(knowledge_base, "ana@example.org", "Ana", "reader", password=PASSWORD)
    people.add(knowledge_base, "closed@x.org", "C", "reader", password=PASSWORD)
    people.set_active(knowledge_base, "closed@x.org", False)
    with pytest.raises(Forbidden, match="not right, or the account is closed"):
        people.sign_in(knowledge_base, email, password)


def test_without_a_password_nobody_signs_in(knowledge_base: KnowledgeBase) -> None:
    person = people.add(knowledge_base, "ana@example.org", "Ana", "reader")
    assert not person.may_sign_in
    for guess in ("", "nobody has this password"):
        with pytest.raises(Forbidden):
            people.sign_in(knowledge_base, "ana@example.org", guess)


def test_a_session_ends_with_the_password_or_the_account(knowledge_base: KnowledgeBase) -> None:
    person = people.add(knowledge_base, "ana@example.org", "Ana", "reader", password=PASSWORD)
    mark = people.session_mark(knowledge_base, person.id)
    assert people.in_session(knowledge_base, person.id, mark) == person
    people.set_active(knowledge_base, person.email, False)
    assert people.in_session(knowledge_base, person.id, mark) is None
    people.set_active(knowledge_base, person.email, True)
    assert people.in_session(knowledge_base, person.id, mark) == person
    people.set_password(knowledge_base, person.email, "another password")
    assert people.in_session(knowledge_base, person.id, mark) is None
    assert people.in_session(knowledge_base, 999, mark) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "no address"}, {"email": "a@"}, {"email": "a\n@b.org"}, {"name": " "}, {"role": "king"},
        {"role": "contact-point"}, {"organisation": "atlantis"}, {"password": "short"}, {"password": "x" * 1001},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(knowledge_base: KnowledgeBase, changes: dict[str, str]) -> None:
    values = {"email": "ana@example.org", "name": "Ana", "role": "reader", "password": PASSWORD} | changes
    with pytest.raises(BadRequest):
        people.add(
            knowledge_base, values["email"], values["name"], values["role"],
            organisation=values.get("organisation"), password=values["password"],
        )  # fmt: skip
    assert people.everybody(knowledge_base) == []


def test_an_address_has_one_account(knowledge_base: KnowledgeBase) -> None:
    people.add(knowledge_base, "ana@example.org", "Ana", "reader")
    with pytest.raises(Conflict):
        people.add(knowledge_base, "ANA@example.org", "Other", "administrator")


def test_a_contact_point_keeps_its_organisation(knowledge_base: KnowledgeBase) -> None:
    people.add(knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="morocco")
    assert people.set_role(knowledge_base, "ana@example.org", "presidency").organisation == "morocco"
    with pytest.raises(BadRequest, match="speaks for an organisation"):
        people.set_role(knowledge_base, "ana@example.org", "contact-point", organisation="")
    assert people.set_role(knowledge_base, "ana@example.org", "expert", organisation="").organisation is None
    people.add(knowledge_base, "bob@example.org", "Bob", "reader")
    with pytest.raises(BadRequest):
        people.set_role(knowledge_base, "bob@example.org", "contact-point")
    with pytest.raises(NotFound):
        people.set_role(knowledge_base, "zoe@example.org", "reader")


def test_members_and_observers_are_organisations() -> None:
    found = people.organisations()
    assert found["france"].jurisdiction == "FR" and found["quebec"].jurisdiction == "CA-QC"
    assert found["ripess"].jurisdiction is None
    assert all(set(organisation.name) == {"fr", "en", "es"} for organisation in found.values())


def test_every_action_belongs_to_a_role_and_none_to_readers() -> None:
    assert all(roles and roles <= set(ROLES) for roles in ALLOWED.values())
    assert not any("reader" in roles for roles in ALLOWED.values())


def test_require_refuses_the_wrong_role(knowledge_base: KnowledgeBase) -> None:
    reader = people.add(knowledge_base, "ana@example.org", "Ana", "reader")
    for person in (None, reader):
        with pytest.raises(Forbidden):
            people.require(person, "submit")


def run(arguments: list[str], words: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(root, arguments, input=words)
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_accounts_are_opened_on_the_command_line(settings: Settings) -> None:
    add = ["users", "add", "ana@example.org", "--name", "Ana", "--role", "contact-point", "--organisation", "france"]
    assert run(add, PASSWORD + "\n")[0] == 0
    assert run(["users", "role", "ana@example.org", "expert"])[0] == 0
    assert run(["users", "password", "ana@example.org"], "a new long password\n")[0] == 0
    assert run(["users", "add", "bob@example.org", "--name", "Bob", "--role", "reader", "--no-password"])[0] == 0
    assert run(["users", "disable", "bob@example.org"])[0] == 0
    code, listed = run(["users", "list"])
    assert code == 0 and "ana@example.org\texpert\tAna\tfrance" in listed and "closed, no password" in listed
    found = json.loads(run(["users", "list", "--json"])[1])
    assert {person["email"]: person["active"] for person in found} == {
        "ana@example.org": True,
        "bob@example.org": False,
    }
    assert "argon2" not in listed + json.dumps(found)
    assert run(["users", "disable", "bob@example.org", "--undo"])[0] == 0
    assert "france\tFrance\tmember State" in run(["users", "organisations"])[1]


def test_a_password_is_never_an_argument() -> None:
    for words in (["users", "add", "--help"], ["users", "password", "--help"]):
        assert "--password" not in run(words)[1]
