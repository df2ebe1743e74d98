"""The worker on real parts: from an upload to a search hit, through faults, stops and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from ingest import jobs
from ingest.worker import Worker
from kb.assemble import open_knowledge_base
from kb.errors import BadRequest, Conflict, EngineUnavailable, Gone
from kb.model.people import Person
from kb.model.source import Declared
from kb.model.submission import State, Submission
from kb.search.index import SearchIndex
from kb.search.query import SearchQuery
from kb.services import KnowledgeBase, deciding, opening, people, saving, searching, submitting, withdrawing, working
from kb.services.mailing import SEND
from kb.settings import Settings
from kb.store import Session
from kb.store.jobs import MOST_ATTEMPTS
from kb.store.tables import jobs as job_table

LAW = """LOI n° 2020-7 du 2 janvier 2020 relative à l'économie sociale et solidaire

Article 1er
L'économie sociale et solidaire est un mode d'entreprendre auquel adhèrent des personnes morales de droit privé.

Article 2
La réserve impartageable des coopératives ne peut être distribuée aux associés.
"""


@pytest.fixture
def ana(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="france")


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")


def hand_in(kb: KnowledgeBase, person: Person, words: bytes = LAW.encode(), name: str = "loi.txt") -> Submission:
    return submitting.receive(kb, person, {"kind": "new-text"}, name=name, stream=BytesIO(words))


def run(kb: KnowledgeBase) -> list[str]:
    """Work until no job is due; gives what the worker said."""
    said: list[str] = []
    Worker(kb, "test", say=said.append).run(once=True)
    return said


def state(kb: KnowledgeBase, submission: Submission) -> Submission:
    with kb.store.read() as session:
        return session.submissions.get(submission.id)


def kinds_done(session: Session) -> list[str]:
    """Kinds of the jobs that are done, without the letters that tell of them."""
    return [job.kind for job in session.jobs.find(states=("done",)) if job.kind != SEND]


def events(kb: KnowledgeBase, submission: Submission) -> list[str]:
    with kb.store.read() as session:
        return [event.what for event in session.submissions.history(submission.id)]


def send_and_accept(kb: KnowledgeBase, submission: Submission, ana: Person, sol: Person) -> None:
    said = {field: value for field, (value, _) in submitting.suggested(submission).items()} | {"jurisdiction": "FR"}
    sent = submitting.send(kb, ana, submission.id, said, revision=submission.revision)
    deciding.decide(kb, sol, sent.id, "accepted", revision=sent.revision)


def test_from_upload_to_a_search_hit(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    submission = hand_in(knowledge_base, ana)
    run(knowledge_base)
    read = state(knowledge_base, submission)
    assert read.state == "needs-metadata" and read.parsed is not None
    assert read.parsed["works"][0]["provisions"] == 2
    suggested = submitting.suggested(read)
    assert suggested["number"][0] == "2020-7" and suggested["date_adopted"] == ("2020-01-02", "2 janvier 2020")
    send_and_accept(knowledge_base, read, ana, sol)
    run(knowledge_base)
    assert state(knowledge_base, submission).state == "published"
    page = searching.search(knowledge_base, SearchQuery("réserve impartageable"))
    assert [hit.eid for hit in page.hits] == ["art_2"] and page.hits[0].jurisdiction == "FR"
    with knowledge_base.store.read() as session:
        expression = session.texts.get(page.hits[0].expression or "")
        assert expression.declared["declared_by"] == "ana@example.org"
        assert expression.source_name == "loi.txt" and expression.sha256 == submission.sha256
        assert kinds_done(session) == ["parse-submission", "publish-submission"]
    assert events(knowledge_base, submission) == [
        "received", "parsing", "needs-metadata", "submitted", "accepted", "published"
    ]  # fmt: skip


def test_metadata_alone_become_a_work_without_text(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    said = {"kind": "bill", "title": "Projet de loi coopératif", "jurisdiction": "FR", "instrument": "bill"}
    submission = submitting.receive(knowledge_base, ana, said)
    send_and_accept(knowledge_base, submission, ana, sol)
    run(knowledge_base)
    assert state(knowledge_base, submission).state == "published"
    with knowledge_base.store.read() as session:
        (work,) = session.works.find(country="FR")
        assert (work.title, work.status, work.confidence) == (said["title"], "bill", "declared")
    page = searching.search(knowledge_base, SearchQuery("coopératif"))
    assert [(hit.work, hit.held) for hit in page.hits] == [(work.id, False)]


@pytest.mark.parametrize(
    "words,name", [(b"%PDF-1.4\ncut short", "loi.pdf"), (b"\x89PNG\r\n\x1a\n" + bytes(100), "loi.pdf")]
)
def test_a_file_that_cannot_be_read_leaves_the_word_to_its_submitter(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person, words: bytes, name: str
) -> None:
    submission = hand_in(knowledge_base, ana, words, name)
    run(knowledge_base)
    read = state(knowledge_base, submission)
    assert read.state == "needs-metadata" and read.parsed is not None and read.parsed["failure"]
    said = {"kind": "new-text", "title": "Loi", "jurisdiction": "FR"}
    sent = submitting.send(knowledge_base, ana, read.id, said, revision=read.revision)
    deciding.decide(knowledge_base, sol, sent.id, "accepted", revision=sent.revision)
    run(knowledge_base)
    assert state(knowledge_base, submission).state == "published"
    with knowledge_base.store.read() as session:
        assert [work.title for work in session.works.find(country="FR")] == ["Loi"]


def test_a_text_taken_back_is_not_read(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana)
    submitting.withdraw(knowledge_base, ana, submission.id, reason="", revision=submission.revision)
    run(knowledge_base)
    assert events(knowledge_base, submission) == ["received", "withdrawn"]


def test_a_fault_of_one_job_is_kept_with_it_and_the_others_go_on(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    lost = hand_in(knowledge_base, ana)
    knowledge_base.files.path(lost.sha256).unlink()
    other = hand_in(knowledge_base, sol, b"LOI 8\nArticle 1\nAutre texte de loi.\n")
    said = run(knowledge_base)
    assert any("given up" in line for line in said)
    assert state(knowledge_base, lost).state == state(knowledge_base, other).state == "needs-metadata"
    failure = (state(knowledge_base, lost).parsed or {})["failure"]
    assert "could not be read" in failure and "Traceback" not in failure
    with knowledge_base.store.read() as session:
        assert session.jobs.counts() == {"dead": 1, "done": 1}


def due_now(kb: KnowledgeBase) -> None:
    """As if the time of the next attempt had come."""
    with kb.store.write() as session:
        session.connection.execute(job_table.update().values(run_after="2000-01-01T00:00:00Z"))


def test_an_engine_that_is_down_is_tried_again_and_nothing_is_done_twice(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    submission = hand_in(knowledge_base, ana)
    run(knowledge_base)
    send_and_accept(knowledge_base, state(knowledge_base, submission), ana, sol)

    broken = replace(knowledge_base, open_index=no_engine)
    run(broken)
    assert state(knowledge_base, submission).state == "published"
    with knowledge_base.store.read() as session:
        (text,) = session.texts.stale()
    assert working.ask_for_stale(knowledge_base, after=0)
    assert not working.ask_for_stale(knowledge_base, after=0)
    said = run(broken)
    assert any("tried again later" in line for line in said)
    due_now(knowledge_base)
    run(knowledge_base)
    with knowledge_base.store.read() as session:
        assert session.texts.stale() == [] and kinds_done(session) == [
            "parse-submission", "publish-submission", "index-texts"
        ]  # fmt: skip
        assert [e.id for e in session.texts.find()] == [text]


def publish(kb: KnowledgeBase, ana: Person, sol: Person, words: bytes = LAW.encode()) -> Submission:
    """A text on its whole way to the public."""
    submission = hand_in(kb, ana, words)
    run(kb)
    send_and_accept(kb, state(kb, submission), ana, sol)
    run(kb)
    published = state(kb, submission)
    assert published.state == "published"
    return published


def found(kb: KnowledgeBase) -> list[str]:
    """The texts that the index answers with."""
    page = searching.search(kb, SearchQuery("réserve impartageable"))
    return [hit.expression for hit in page.hits if hit.expression]


def test_a_reason_that_no_tombstone_can_bear_is_refused_at_once(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    one = publish(knowledge_base, ana, sol)
    with pytest.raises(BadRequest, match="at most 1000 characters: these are 1001"):
        submitting.withdraw(knowledge_base, ana, one.id, reason="x" * 1001, revision=one.revision)
    assert state(knowledge_base, one).state == "published"
    submitting.withdraw(knowledge_base, ana, one.id, reason="x" * 1000, revision=one.revision)
    run(knowledge_base)
    with knowledge_base.store.read() as session:
        assert session.texts.find() == [] and session.jobs.find(states=("dead",)) == []


def test_a_text_that_moved_meanwhile_is_taken_out_too(knowledge_base: KnowledgeBase, ana: Person, sol: Person) -> None:
    one = publish(knowledge_base, ana, sol)
    with knowledge_base.store.read() as session:
        (text,) = session.texts.find()
    new = text.work.rpartition("/")[0] + "/2020-17"
    withdrawing.move(knowledge_base, text.work, new, reason="as printed", person="sol")
    submitting.withdraw(knowledge_base, ana, one.id, reason="Publié par erreur", revision=one.revision)
    run(knowledge_base)
    with pytest.raises(Gone, match="Publié par erreur"):
        opening.text(knowledge_base, new, new + text.id.removeprefix(text.work))
    assert found(knowledge_base) == []
    with knowledge_base.store.read() as session:
        assert session.texts.find() == []


def test_a_text_that_was_read_anew_meanwhile_is_taken_out_too(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    one = publish(knowledge_base, ana, sol)
    with jobs._file(knowledge_base, one) as path:
        source = jobs.source_document(path, Declared(jurisdiction="FR", number="2020-17", version="2021-05-01"))
        parsed = jobs.pipeline.parse(source, knowledge_base.settings)
        (anew,) = saving.save(knowledge_base, source, parsed, parser="another").expressions
    saving.index(knowledge_base, [anew])
    with knowledge_base.store.read() as session:
        assert [text.id for text in session.texts.find()] == [anew]
        assert anew not in session.submissions.history(one.id)[-1].detail["texts"]
    submitting.withdraw(knowledge_base, ana, one.id, reason="Publié par erreur", revision=one.revision)
    run(knowledge_base)
    with knowledge_base.store.read() as session:
        assert session.texts.find() == [] and session.tombstones.get(anew) is not None
    assert found(knowledge_base) == []


def no_engine() -> SearchIndex:
    raise EngineUnavailable("The search engine does not answer.")


def test_words_of_a_withdrawn_text_leave_the_index_when_the_engine_is_back(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    one = publish(knowledge_base, ana, sol)
    (text,) = found(knowledge_base)
    submitting.withdraw(knowledge_base, ana, one.id, reason="Publié par erreur", revision=one.revision)
    said = run(replace(knowledge_base, open_index=no_engine))
    assert any("take-out-submission" in line and "tried again later" in line for line in said)
    with knowledge_base.store.read() as session:
        assert session.texts.find() == [] and session.tombstones.get(text) is not None
    assert found(knowledge_base) == [text]
    due_now(knowledge_base)
    run(knowledge_base)
    assert found(knowledge_base) == []
    hits = searching.search(knowledge_base, SearchQuery("économie sociale")).hits
    assert [hit.held for hit in hits] == [False]


def test_a_retry_leaves_a_text_that_was_handed_in_again(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    one = publish(knowledge_base, ana, sol)
    submitting.withdraw(knowledge_base, ana, one.id, reason="Publié par erreur", revision=one.revision)
    run(knowledge_base)
    publish(knowledge_base, ana, sol)
    before = found(knowledge_base)
    assert withdrawing.drop_again(knowledge_base, before, reason="Publié par erreur", person=ana.email) is None
    assert len(before) == 1 and found(knowledge_base) == before


def letters(kb: KnowledgeBase, person: Person) -> list[tuple[str, str]]:
    with kb.store.read() as session:
        return [(letter.subject, letter.body) for letter in session.letters.to(person.email)]


def test_a_publication_given_up_brings_the_text_back_to_review_and_is_told(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    submission = hand_in(knowledge_base, ana)
    run(knowledge_base)
    send_and_accept(knowledge_base, state(knowledge_base, submission), ana, sol)
    kept = knowledge_base.files.path(submission.sha256)
    aside = kept.with_name("aside")
    kept.rename(aside)
    run(knowledge_base)
    back = state(knowledge_base, submission)
    assert back.state == "under-review"
    with knowledge_base.store.read() as session:
        (dead,) = session.jobs.find(states=("dead",))
        last = session.submissions.history(submission.id)[-1]
    assert (last.what, last.who, last.detail["reason"]) == ("under-review", "sselex", dead.error)
    for person in (ana, sol):
        subject, body = letters(knowledge_base, person)[-1]
        assert subject.endswith(": la publication a échoué, à examiner de nouveau") and str(dead.error) in body
    aside.rename(kept)
    deciding.decide(knowledge_base, sol, back.id, "accepted", revision=back.revision)
    run(knowledge_base)
    assert state(knowledge_base, submission).state == "published"


def test_a_job_that_was_given_up_does_not_publish_before_edits_are_confirmed(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    submission = hand_in(knowledge_base, ana)
    run(knowledge_base)
    send_and_accept(knowledge_base, state(knowledge_base, submission), ana, sol)
    kept = knowledge_base.files.path(submission.sha256)
    aside = kept.with_name("aside")
    kept.rename(aside)
    run(knowledge_base)
    aside.rename(kept)
    back = state(knowledge_base, submission)
    said = {**back.declared, "title": "Loi sur l'économie sociale"}
    edited = deciding.edit(knowledge_base, sol, back.id, said, revision=back.revision)
    deciding.decide(knowledge_base, sol, back.id, "accepted", revision=edited.revision)
    with knowledge_base.store.read() as session:
        (dead,) = session.jobs.find(states=("dead",))
    working.retry(knowledge_base, dead.id)
    run(knowledge_base)
    waits = state(knowledge_base, submission)
    assert waits.state == "accepted" and waits.edits == said


def test_a_withdrawal_that_is_given_up_is_told_to_the_secretariat(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    one = publish(knowledge_base, ana, sol)
    submitting.withdraw(knowledge_base, ana, one.id, reason="Publié par erreur", revision=one.revision)
    broken = replace(knowledge_base, open_index=no_engine)
    for _attempt in range(MOST_ATTEMPTS):
        due_now(knowledge_base)
        run(broken)
    subject, body = letters(knowledge_base, sol)[-1]
    assert subject.endswith(": retiré, mais le retrait n'a pas pu être achevé") and "does not answer" in body


def test_a_text_just_stored_is_left_to_the_run_that_stored_it(knowledge_base: KnowledgeBase) -> None:
    assert not working.ask_for_stale(knowledge_base, after=120)


def test_a_worker_that_lost_its_lease_writes_nothing(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana)
    late = working.take(knowledge_base, "late", (submitting.PARSE,), lease=-1)
    assert late is not None
    close = jobs.parse_submission(knowledge_base, late, lambda words: None)
    run(knowledge_base)
    before = state(knowledge_base, submission)
    with pytest.raises(Conflict, match="no longer held"):
        working.finish(knowledge_base, late, close)
    assert state(knowledge_base, submission) == before
    assert events(knowledge_base, submission) == ["received", "parsing", "needs-metadata"]


def started(code: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.02)


def long_law(articles: int) -> bytes:
    words = "Les coopératives de cet article tiennent une réserve impartageable de dix pour cent."
    return (
        "LOI n° 2020-9 du 3 mars 2020\n\n" + "".join(f"Article {n}\n{words}\n\n" for n in range(1, articles))
    ).encode()


WITH_SHORT_LEASE = """
from ingest.worker import Worker
from kb.assemble import open_knowledge_base
from kb.settings import Settings
Worker(open_knowledge_base(Settings.load()), "victim", lease=2).run()
"""


WITH_GRACE = """
import sys, ingest.worker, kb.cli
ingest.worker.GRACE = {}
sys.argv = ["sselex", "worker", "--name", "w"]
kb.cli.main()
"""


def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(
    knowledge_base: KnowledgeBase, ana: Person
) -> None:
    submission = hand_in(knowledge_base, ana, long_law(300))
    victim = started(WITH_SHORT_LEASE)
    wait_for(lambda: state(knowledge_base, submission).state == "parsing")
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert run(knowledge_base) == []
    time.sleep(3.1)
    assert any("done" in line for line in run(knowledge_base))
    assert state(knowledge_base, submission).state == "needs-metadata"
    assert events(knowledge_base, submission) == ["received", "parsing", "needs-metadata"]
    with knowledge_base.store.read() as session:
        (job,) = session.jobs.find()
        assert (job.state, job.attempts, job.worker) == ("done", 2, "test")


def test_sigterm_ends_the_worker_after_its_job(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana, long_law(300))
    worker = started(WITH_GRACE.format(300))
    wait_for(lambda: state(knowledge_base, submission).state == "parsing")
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0 and "Worker w stopped; 1 jobs taken." in said
    assert state(knowledge_base, submission).state == "needs-metadata"


def test_a_job_that_takes_too_long_to_stop_is_given_back(knowledge_base: KnowledgeBase, ana: Person) -> None:
    submission = hand_in(knowledge_base, ana, long_law(3000))
    worker = started(WITH_GRACE.format(1))
    wait_for(lambda: state(knowledge_base, submission).state == "parsing")
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0 and "given back" in said
    with knowledge_base.store.read() as session:
        (job,) = session.jobs.find()
        assert (job.state, job.attempts) == ("waiting", 0)
    assert events(knowledge_base, submission) == ["received", "parsing"]


def test_a_job_is_given_back_also_where_a_library_hides_that_it_was_stopped(
    knowledge_base: KnowledgeBase, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(knowledge_base, ana, long_law(3))
    taker = Worker(knowledge_base, "w", say=lambda words: None)

    def hides(*_: object) -> None:
        try:
            taker.interrupt()
        except BaseException as stopped:
            raise ValueError("Profile format error") from stopped

    monkeypatch.setitem(jobs.HANDLERS, "parse-submission", hides)
    taker.run(once=True)
    with knowledge_base.store.read() as session:
        (job,) = session.jobs.find()
        assert (job.state, job.attempts, job.error) == ("waiting", 0, None)


def test_a_worker_beside_the_site_goes_when_the_site_is_gone() -> None:
    parent = started(
        "from kb.services import working; import time; child = working.start_worker(); print(child.pid); time.sleep(60)"
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    wait_for(lambda: b"kb.cli" in Path(f"/proc/{child}/cmdline").read_bytes())
    parent.kill()
    wait_for(lambda: not Path(f"/proc/{child}").exists())
    parent.communicate()


@pytest.mark.postgres
def test_two_workers_on_postgresql_share_the_jobs_and_do_none_twice(
    postgres_address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSELEX_STORE", postgres_address)
    kb = open_knowledge_base(Settings.load())
    ana = people.add(kb, "ana@example.org", "Ana", "contact-point", organisation="france")
    handed_in = [hand_in(kb, ana, f"LOI n° {n}\nArticle 1\nTexte {n}.\n".encode()) for n in range(12)]
    code = "import sys; sys.argv = ['sselex', 'worker', '--once']; import kb.cli; kb.cli.main()"
    workers = [started(code), started(code)]
    said = [worker.communicate(timeout=300)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    for submission in handed_in:
        assert events(kb, submission) == ["received", "parsing", "needs-metadata"]
    with kb.store.read() as session:
        assert {(job.state, job.attempts) for job in session.jobs.find(kind=submitting.PARSE)} == {("done", 1)}
    kb.close()


def test_every_state_that_waits_for_the_machine_has_a_job(knowledge_base: KnowledgeBase, ana: Person) -> None:
    waiting: set[State] = {"received", "parsing", "accepted"}
    assert set(jobs.HANDLERS) >= {submitting.PARSE, submitting.PUBLISH, submitting.FETCH, working.INDEX}
    assert hand_in(knowledge_base, ana).state in waiting
