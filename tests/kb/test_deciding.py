"""Between submitter and secretariat: assignment, questions, edits and the last word, another file, letters."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from io import BytesIO

import pytest

from ingest.worker import Worker
from kb.errors import BadRequest, Conflict, Forbidden, Gone
from kb.model.people import Person
from kb.model.submission import Submission
from kb.services import (
    KnowledgeBase,
    bringing,
    deciding,
    inviting,
    needs,
    notices,
    opening,
    people,
    submitting,
)
from kb.services.bringing import NotFetched

LAW = """LOI n° 2020-7 du 2 janvier 2020 relative à l'économie sociale et solidaire

Article 1er
L'économie sociale et solidaire est un mode d'entreprendre auquel adhèrent des personnes morales de droit privé.

Article 2
La réserve impartageable des coopératives ne peut être distribuée aux associés.
"""
SAID = {
    "kind": "new-text",
    "title": "Loi 2020-7",
    "jurisdiction": "FR",
    "number": "2020-7",
    "date_adopted": "2020-01-02",
}


@pytest.fixture
def ana(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="france")


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")


@pytest.fixture
def site() -> Iterator[str]:
    """A web server on this machine with one law, and a page that leads to it."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/loi%202020.txt")
                self.end_headers()
            elif self.path.startswith("/loi"):
                body = LAW.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            else:
                self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def work(kb: KnowledgeBase) -> None:
    Worker(kb, "test", say=lambda words: None).run(once=True)


def sent(kb: KnowledgeBase, ana: Person) -> Submission:
    made = submitting.receive(kb, ana, SAID)
    return submitting.send(kb, ana, made.id, SAID, revision=made.revision)


def subjects(kb: KnowledgeBase, person: Person) -> list[str]:
    with kb.store.read() as session:
        return [letter.subject for letter in session.letters.to(person.email)]


def test_taking_it_up_assigns_it_and_it_can_be_given_on(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    other = people.add(knowledge_base, "lu@example.org", "Lu", "secretariat")
    submission = sent(knowledge_base, ana)
    taken = deciding.decide(knowledge_base, sol, submission.id, "under-review", revision=submission.revision)
    assert taken.reviewer == sol.id
    given = deciding.assign(knowledge_base, sol, taken.id, other.id, revision=taken.revision)
    assert given.reviewer == other.id and given.state == "under-review"
    for wrong in (ana.id, people.add(knowledge_base, "x@example.org", "X", "expert").id):
        with pytest.raises(BadRequest):
            deciding.assign(knowledge_base, sol, given.id, wrong, revision=given.revision)
    assert {p.id for p in deciding.reviewers(knowledge_base, given)} == {sol.id, other.id}


def test_a_reviewer_who_submits_is_no_reviewer_of_it(knowledge_base: KnowledgeBase, sol: Person) -> None:
    own = submitting.receive(knowledge_base, sol, SAID)
    own = submitting.send(knowledge_base, sol, own.id, SAID, revision=own.revision)
    with pytest.raises(Forbidden):
        deciding.edit(knowledge_base, sol, own.id, SAID | {"title": "x"}, revision=own.revision)
    with pytest.raises(Forbidden):
        deciding.ask(knowledge_base, sol, own.id, "title", "?")
    with pytest.raises(BadRequest):
        deciding.assign(knowledge_base, sol, own.id, sol.id, revision=own.revision)


def test_a_question_about_a_field_is_answered_once(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    asked = deciding.ask(knowledge_base, sol, submission.id, "number", "2020-7 ou 2020-17 ?")
    for field, words in (("nothing", "?"), ("number", " ")):
        with pytest.raises(BadRequest):
            deciding.ask(knowledge_base, sol, submission.id, field, words)
    with pytest.raises(Forbidden):
        submitting.answer(knowledge_base, sol, asked.id, "2020-7")
    answered = submitting.answer(knowledge_base, ana, asked.id, "2020-7")
    assert (answered.answer, answered.answered_by) == ("2020-7", "ana@example.org")
    with pytest.raises(Conflict):
        submitting.answer(knowledge_base, ana, asked.id, "2020-17")
    assert submitting.dossier(knowledge_base, ana, submission.id).requests == (answered,)
    assert "Une question sur « Loi 2020-7 »" in subjects(knowledge_base, ana)


def test_edits_are_published_only_with_the_submitters_word(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    submission = sent(knowledge_base, ana)
    edited = deciding.edit(
        knowledge_base,
        sol,
        submission.id,
        SAID | {"title": "Loi ESS", "status": "in-force"},
        revision=submission.revision,
    )
    assert deciding.differences(edited) == {"status": [None, "in-force"], "title": ["Loi 2020-7", "Loi ESS"]}
    assert dict(edited.declared) == SAID
    accepted = deciding.decide(knowledge_base, sol, edited.id, "accepted", revision=edited.revision)
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        assert session.submissions.get(submission.id).state == "accepted"
        assert not session.works.find(country="FR")
    assert subjects(knowledge_base, ana)[-1] == "Loi 2020-7 : accepté avec des modifications, à confirmer par vous"
    with pytest.raises(Forbidden):
        submitting.confirm(knowledge_base, sol, accepted.id, True, revision=accepted.revision)
    with pytest.raises(BadRequest):
        submitting.confirm(knowledge_base, ana, accepted.id, False, revision=accepted.revision)
    back = submitting.confirm(
        knowledge_base, ana, accepted.id, False, reason="Le titre était juste", revision=accepted.revision
    )
    assert (back.state, back.edits) == ("under-review", None)
    again = deciding.edit(knowledge_base, sol, back.id, SAID | {"status": "in-force"}, revision=back.revision)
    again = deciding.decide(knowledge_base, sol, again.id, "accepted", revision=again.revision)
    submitting.confirm(knowledge_base, ana, again.id, True, revision=again.revision)
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        assert session.submissions.get(submission.id).state == "published"
        (published,) = session.works.find(country="FR")
    assert (published.title, published.status) == ("Loi 2020-7", "in-force")


def test_what_is_edited_back_needs_no_word(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    edited = deciding.edit(knowledge_base, sol, submission.id, SAID | {"title": "x"}, revision=submission.revision)
    plain = deciding.edit(knowledge_base, sol, edited.id, SAID, revision=edited.revision)
    assert plain.edits is None
    with pytest.raises(Conflict):
        deciding.edit(knowledge_base, sol, edited.id, SAID | {"title": "y"}, revision=edited.revision)


def test_another_file_is_read_anew_and_review_begins_again(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    first = submitting.receive(knowledge_base, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(LAW.encode()))
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        first = session.submissions.get(first.id)
    submission = submitting.send(knowledge_base, ana, first.id, SAID, revision=first.revision)
    with pytest.raises(Conflict):
        submitting.replace_file(
            knowledge_base, ana, submission.id, name="b.txt", stream=BytesIO(b"x"), revision=submission.revision
        )
    asked = deciding.decide(
        knowledge_base, sol, submission.id, "changes-asked", reason="page 2", revision=submission.revision
    )
    better = LAW.replace("2020-7", "2020-8").encode()
    with pytest.raises(Conflict, match="same file"):
        submitting.replace_file(
            knowledge_base, ana, asked.id, name="b.txt", stream=BytesIO(LAW.encode()), revision=asked.revision
        )
    submitting.replace_file(
        knowledge_base, ana, asked.id, name="b.txt", stream=BytesIO(better), revision=asked.revision
    )
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        read = session.submissions.get(asked.id)
    assert read.state == "needs-metadata" and read.file_name == "b.txt" and read.parsed
    assert read.parsed["works"][0]["metadata"]["number"]["value"] == "2020-8"
    assert submitting.send(knowledge_base, ana, read.id, SAID, revision=read.revision).state == "resubmitted"
    assert len(list(knowledge_base.files)) == 2


def test_a_link_is_fetched_by_the_worker_from_public_addresses_only(
    knowledge_base: KnowledgeBase, ana: Person, site: str
) -> None:
    with pytest.raises(BadRequest):
        submitting.receive(knowledge_base, ana, {"kind": "new-text"}, link=True)
    made = submitting.receive(knowledge_base, ana, {"kind": "new-text", "source_url": f"{site}/loi.txt"}, link=True)
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        refused = session.submissions.get(made.id)
    assert refused.state == "needs-metadata" and refused.parsed and "is not called" in refused.parsed["failure"]
    assert list(knowledge_base.files) == []
    fetched = bringing.bring(knowledge_base, f"{site}/moved", allow_private=True)
    assert (fetched.name, fetched.size) == ("loi 2020.txt", len(LAW.encode()))
    assert knowledge_base.files.path(fetched.sha256).read_text() == LAW
    with pytest.raises(NotFetched, match="404"):
        bringing.bring(knowledge_base, f"{site}/none", allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost:8000/x", "http://[::1]/", "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/", "http://0x7f000001/", "http://2130706433/", "ftp://example.org/x", "file:///etc/passwd",
        "http://user:secret@93.184.216.34/", "http://[::ffff:127.0.0.1]/", "http://93.184.216.34:22/",
    ],
)  # fmt: skip
def test_no_address_inside_is_called(knowledge_base: KnowledgeBase, address: str) -> None:
    with pytest.raises(NotFetched, match="is not called"):
        bringing.bring(knowledge_base, address)


def test_a_published_text_taken_back_leaves_a_tombstone(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    made = submitting.receive(knowledge_base, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(LAW.encode()))
    work(knowledge_base)
    with knowledge_base.store.read() as session:
        made = session.submissions.get(made.id)
    made = submitting.send(knowledge_base, ana, made.id, SAID, revision=made.revision)
    deciding.decide(knowledge_base, sol, made.id, "accepted", revision=made.revision)
    work(knowledge_base)
    dossier = submitting.dossier(knowledge_base, ana, made.id)
    (text,) = dossier.history[-1].detail["texts"]
    with pytest.raises(BadRequest, match="tombstone"):
        submitting.withdraw(knowledge_base, ana, made.id, reason="", revision=dossier.submission.revision)
    submitting.withdraw(knowledge_base, ana, made.id, reason="Publié par erreur", revision=dossier.submission.revision)
    work(knowledge_base)
    with pytest.raises(Gone, match="Publié par erreur"):
        opening.text(knowledge_base, text.partition("/fra@")[0], text)
    assert [e.what for e in submitting.dossier(knowledge_base, ana, made.id).history][-2:] == ["published", "withdrawn"]


def test_each_turn_is_told_by_letter_and_in_the_feed(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    assert subjects(knowledge_base, sol) == ["Loi 2020-7 : envoyé au secrétariat"]
    deciding.decide(
        knowledge_base, sol, submission.id, "declined", reason="Hors du sujet", revision=submission.revision
    )
    assert subjects(knowledge_base, ana) == ["Loi 2020-7 : refusé"]
    found = notices.feed(knowledge_base, ana, submitting.visible(knowledge_base, ana))
    assert [one.event.what for one in found] == ["declined", "submitted", "needs-metadata"]
    key = inviting.make_key(knowledge_base, ana, "feed")
    assert inviting.holder(knowledge_base, key, "feed") == ana
    trail = submitting.trail(knowledge_base, ana, submission.id)
    assert [event["what"] for event in trail["history"]] == ["needs-metadata", "submitted", "declined"]


def test_a_contact_point_sees_what_is_missing_of_its_country(knowledge_base: KnowledgeBase, ana: Person) -> None:
    from kb.catalogue import load_catalogue

    with knowledge_base.store.write() as session:
        load_catalogue(session)
    found = needs.of(knowledge_base, ana)
    assert found is not None and found.jurisdiction == "FR" and found.catalogued
    assert all(one.jurisdiction.startswith("FR") for one in found.catalogued)
    assert needs.of(knowledge_base, people.add(knowledge_base, "x@example.org", "X", "expert")) is None
