"""Submissions: who may hand in, see, send, decide; what is kept of each step."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO

import pytest

from kb.errors import BadRequest, Conflict, Forbidden, NotFound, SourceDamaged, SourceTooLarge
from kb.model.law import LegalText, Metadata, ParsedFile, TaggedText, Value
from kb.model.layout import Issue
from kb.model.people import Person
from kb.model.submission import MOVES, STATES, Submission
from kb.model.tags import Evidence
from kb.services import KnowledgeBase, deciding, people, submission_steps, submitting
from kb.services.submission_steps import PARSE, PUBLISH

LAW = b"LOI 2020-7\nArticle 1\nObjet\n"
SAID = {"kind": "new-text", "title": "Loi 2020-7", "jurisdiction": "FR"}


@pytest.fixture
def ana(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="france")


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")


def hand_in(kb: KnowledgeBase, person: Person, words: bytes = LAW, name: str = "loi.txt") -> Submission:
    return submitting.receive(kb, person, {"kind": "new-text"}, name=name, stream=BytesIO(words))


def read(kb: KnowledgeBase, submission: Submission) -> Submission:
    """What the worker notes once the file is read."""
    evidence = Evidence(None, 0, 10, "LOI 2020-7", "metadata 1")
    found = Metadata({"title": Value("Loi 2020-7", evidence, 0.9), "number": Value("2020-7", evidence, 0.9)})
    parsed = ParsedFile(
        submission.sha256, submission.file_name, "text/plain", 1, (TaggedText(LegalText("fr", "x", ()), found),)
    )
    submission_steps.begin(kb, submission.id)
    with kb.store.write() as session:
        submission_steps.note_read(session, submission.id, submission_steps.reading_of(kb, parsed, "1"))
        return session.submissions.get(submission.id)


def sent(kb: KnowledgeBase, person: Person, words: bytes = LAW) -> Submission:
    submission = read(kb, hand_in(kb, person, words))
    return submitting.send(kb, person, submission.id, SAID, revision=submission.revision)


def test_a_file_is_kept_at_once_with_event_and_job(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana, name="../../etc/Loi  n° 7.TXT")
    assert submission.sha256 == hashlib.sha256(LAW).hexdigest() and submission.state == "received"
    assert submission.file_name == "Loi  n° 7.TXT" and submission.size == len(LAW)
    assert knowledge_base.files.path(submission.sha256).read_bytes() == LAW
    with knowledge_base.store.read() as session:
        (job,) = session.jobs.find(kind=PARSE)
        assert job.payload == {"submission": submission.id}
        (event,) = session.submissions.history(submission.id)
        assert (event.who, event.what) == ("ana@example.org", "received")
    assert not list(knowledge_base.settings.home.glob(".upload-*"))


def test_metadata_alone_wait_for_their_submitter(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = submitting.receive(knowledge_base, ana, SAID)
    assert (submission.state, submission.sha256, submission.size) == ("needs-metadata", "", 0)
    with knowledge_base.store.read() as session:
        assert session.jobs.find() == []
    assert submitting.send(knowledge_base, ana, submission.id, SAID, revision=1).state == "submitted"


def test_what_was_read_fills_the_form_with_its_evidence(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = read(knowledge_base, hand_in(knowledge_base, ana))
    assert submission.state == "needs-metadata"
    assert submitting.suggested(submission) == {
        "kind": ("new-text", None), "title": ("Loi 2020-7", "LOI 2020-7"), "number": ("2020-7", "LOI 2020-7")
    }  # fmt: skip
    moved = submitting.send(
        knowledge_base, ana, submission.id, SAID | {"number": "2020-8", "note": " "}, revision=submission.revision
    )
    assert moved.declared == SAID | {"number": "2020-8"} and moved.parsed == submission.parsed
    dossier = submitting.dossier(knowledge_base, ana, submission.id)
    assert ("disagreement", ("number", "2020-8", "2020-7")) in dossier.warnings
    assert [event.what for event in dossier.history] == ["received", "parsing", "needs-metadata", "submitted"]
    assert dossier.history[-1].detail["changes"]["title"] == [None, "Loi 2020-7"]


def test_reading_twice_leaves_one_trace(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = read(knowledge_base, hand_in(knowledge_base, ana))
    assert submission_steps.begin(knowledge_base, submission.id) is None
    with knowledge_base.store.write() as session:
        submission_steps.note_read(session, submission.id, submission_steps.failure(Issue("error", "x", "No.")))
        assert session.submissions.get(submission.id) == submission
        assert len(session.submissions.history(submission.id)) == 3


def test_accepting_asks_for_publication(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    under = deciding.decide(knowledge_base, sol, submission.id, "under-review", revision=submission.revision)
    accepted = deciding.decide(knowledge_base, sol, submission.id, "accepted", revision=under.revision)
    assert accepted.state == "accepted"
    with knowledge_base.store.read() as session:
        assert [job.payload for job in session.jobs.find(kind=PUBLISH)] == [{"submission": submission.id}]
    with pytest.raises(Conflict):
        deciding.decide(knowledge_base, sol, submission.id, "declined", reason="no", revision=accepted.revision)


def test_changes_asked_come_back(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    with pytest.raises(BadRequest, match="Say why"):
        deciding.decide(knowledge_base, sol, submission.id, "changes-asked", revision=submission.revision)
    asked = deciding.decide(
        knowledge_base, sol, submission.id, "changes-asked", reason="Which version?", revision=submission.revision
    )
    again = submitting.send(knowledge_base, ana, asked.id, SAID | {"version": "2021-01-01"}, revision=asked.revision)
    assert again.state == "resubmitted"
    history = submitting.dossier(knowledge_base, ana, asked.id).history
    assert history[-2].detail == {"reason": "Which version?"}
    assert history[-1].detail == {"changes": {"version": [None, "2021-01-01"]}}


def test_nobody_decides_on_their_own(knowledge_base: KnowledgeBase, sol: Person, ana: Person) -> None:
    own = sent(knowledge_base, sol)
    with pytest.raises(Forbidden, match="they handed in"):
        deciding.decide(knowledge_base, sol, own.id, "accepted", revision=own.revision)
    with pytest.raises(Forbidden):
        deciding.decide(knowledge_base, ana, own.id, "accepted", revision=own.revision)


def test_a_decision_on_what_has_changed_is_refused(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = sent(knowledge_base, ana)
    deciding.decide(knowledge_base, sol, submission.id, "under-review", revision=submission.revision)
    with pytest.raises(Conflict, match="changed meanwhile"):
        deciding.decide(knowledge_base, sol, submission.id, "accepted", revision=submission.revision)


def test_each_sees_what_concerns_them(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    colleague = people.add(knowledge_base, "b@example.org", "B", "contact-point", organisation="france")
    stranger = people.add(knowledge_base, "c@example.org", "C", "contact-point", organisation="morocco")
    reader = people.add(knowledge_base, "d@example.org", "D", "reader")
    submission = hand_in(knowledge_base, ana)
    for person in (ana, colleague, sol):
        assert [s.id for s in submitting.visible(knowledge_base, person)] == [submission.id]
        assert submitting.dossier(knowledge_base, person, submission.id).submitter == ana
    for person in (stranger, reader, replace(colleague, active=False)):
        with pytest.raises(NotFound):
            submitting.dossier(knowledge_base, person, submission.id)
    assert submitting.visible(knowledge_base, stranger) == submitting.visible(knowledge_base, reader) == []
    with pytest.raises(Forbidden):
        submitting.withdraw(knowledge_base, colleague, submission.id, reason="mine", revision=submission.revision)
    with pytest.raises(Forbidden):
        hand_in(knowledge_base, reader)


def test_a_text_taken_back_leaves_its_history(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana)
    gone = submitting.withdraw(knowledge_base, ana, submission.id, reason="twice", revision=submission.revision)
    assert gone.state == "withdrawn" and submission_steps.begin(knowledge_base, gone.id) is None
    assert submitting.dossier(knowledge_base, ana, gone.id).history[-1].detail == {"reason": "twice"}
    assert knowledge_base.files.path(submission.sha256).read_bytes() == LAW


def test_the_same_file_is_not_handed_in_twice_by_one_person(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    first = hand_in(knowledge_base, ana)
    with pytest.raises(Conflict, match=first.id):
        hand_in(knowledge_base, ana)
    other = hand_in(knowledge_base, sol)
    assert ("file-submitted", (first.id,)) in submitting.dossier(knowledge_base, sol, other.id).warnings


def test_a_text_of_another_state_is_told(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = submitting.receive(knowledge_base, ana, SAID | {"jurisdiction": "ES-CT"})
    warnings = submitting.dossier(knowledge_base, ana, submission.id).warnings
    assert warnings == (("other-jurisdiction", ("ES-CT", "FR")),)


@pytest.mark.parametrize(
    "changes,words",
    [
        ({"kind": "poem"}, "kind"), ({"date_adopted": "2020-13"}, "date_adopted"), ({"jurisdiction": "QQ"}, "QQ"),
        ({"source_url": "javascript:alert(1)"}, "source_url"), ({"instrument": "sonnet"}, "sonnet"),
        ({"colour": "red"}, "colour"), ({"kind": ""}, "kind"), ({"language": "French"}, "language"),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_are_named(
    knowledge_base: KnowledgeBase, ana: Person, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        submitting.receive(knowledge_base, ana, SAID | changes)
    assert submitting.visible(knowledge_base, ana) == []


def test_what_is_needed_is_asked_for_before_sending(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = read(knowledge_base, hand_in(knowledge_base, ana))
    with pytest.raises(BadRequest, match="title, jurisdiction"):
        submitting.send(knowledge_base, ana, submission.id, {"kind": "bill"}, revision=submission.revision)


def test_empty_and_oversized_files_are_refused(knowledge_base: KnowledgeBase, ana: Person) -> None:
    small = replace(knowledge_base, settings=replace(knowledge_base.settings, max_file_mb=1))
    with pytest.raises(SourceTooLarge):
        hand_in(small, ana, b"x" * 1_000_001)
    with pytest.raises(SourceDamaged):
        hand_in(small, ana, b"")
    assert list(knowledge_base.files) == [] and submitting.visible(knowledge_base, ana) == []


@pytest.mark.parametrize(
    "given,kept",
    [
        ("loi.pdf", "loi.pdf"), ("C:\\x\\loi.pdf", "loi.pdf"), ("..", "file"), ("", "file"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"), ("قانون.pdf", "قانون.pdf"), (".htaccess", "htaccess"),
    ],
)  # fmt: skip
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert submitting.file_name(given) == kept


def test_every_state_can_be_left_or_is_an_end() -> None:
    assert set(MOVES) == set(STATES)
    assert {state for state in STATES if MOVES[state] <= {"withdrawn"}} == submitting.ENDED
    reached = {"received", "needs-metadata"}.union(*MOVES.values())
    assert reached == set(STATES)


def test_metadata_of_acts_whose_titles_begin_alike_are_two_works(knowledge_base: KnowledgeBase, ana: Person) -> None:
    titles = [
        "Convention de partenariat entre la Ville de Lyon et la CRESS",
        "Convention de partenariat entre la Ville de Nantes et les Ecossolies",
    ]
    works = []
    for title in (*titles, *titles):
        made = submitting.receive(knowledge_base, ana, {"kind": "new-text", "title": title, "jurisdiction": "FR"})
        works.append(submission_steps.put_work(knowledge_base, made))
    assert works[:2] == works[2:] and works[0].endswith("/unnumbered-convention-de-partenariat-entre-la-ville")
    with knowledge_base.store.read() as session:
        assert [session.works.get(work).title for work in works[:2]] == titles
