"""The contract of the store: one suite over SQLite and, where SSELEX_TEST_POSTGRES names an address, PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text, update

from kb.errors import Conflict, NotFound, StoreUnavailable
from kb.model.law import Expression, LegalText, Value, Work
from kb.model.layout import Box, Issue
from kb.model.source import Declared, SourceDocument
from kb.model.submission import Submission
from kb.model.tags import Evidence, Reading, Tag
from kb.store import Store
from kb.store.codec import now
from kb.store.database import Database
from kb.store.jobs import MOST_ATTEMPTS, Job, moment
from kb.store.reviews import Reviews
from kb.store.tables import jobs, metadata, works

SHA = "ab" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    found: str = request.getfixturevalue("postgres_address")
    return found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    database = Database(address)
    database.migrate()
    yield Store(database)
    database.close()


def a_work(**changes: Any) -> Work:
    values = {
        "id": "/akn/xa/act/2020-01-02/7", "jurisdiction": "XA", "title": "Loi sur l'économie sociale",
        "number": "7/2020", "instrument": "framework-law", "date_adopted": "2020-01-02", "aliases": {"eli": "xa/7"},
        "unverified": ("number",),
    } | changes  # fmt: skip
    return Work(**values)


def an_expression(work: Work, **changes: Any) -> Expression:
    evidence = Evidence("art_1", 3, 6, "loi", "metadata 1", 1, (Box(1, 1.0, 2.0, 3.0, 4.0),))
    values = {
        "id": f"{work.id}/fra@2020-01-02", "work": work.id, "language": "fr", "version": "2020-01-02",
        "title": work.title, "text_state": "as-enacted", "sha256": SHA, "source_name": "loi.pdf", "pages": 2,
        "quality": {"poor": False}, "issues": (Issue("warning", "w", "Look."),),
        "metadata": {"title": Value("Loi", evidence, 0.9)},
        "declared": {"title": "Loi", "declared_by": "manifest"}, "stored_at": now(),
    } | changes  # fmt: skip
    return Expression(**values)


def put_file(store: Store, sha256: str = SHA) -> None:
    source = SourceDocument(Path("loi.pdf"), sha256, 10, "application/pdf", Declared(title="Loi"))
    with store.write() as session:
        session.texts.put_file(
            source, outcome="ok", parser="1", pages=2, quality={"poor": False}, issues=[Issue("info", "i", "Read.")]
        )


@pytest.fixture
def held(store: Store, legal_text: Callable[..., LegalText], theme_tag: Callable[..., Tag]) -> Expression:
    """A work with one text of two articles, each with a theme suggested."""
    put_file(store)
    words = legal_text(
        ("art_1", "Article 1", "Objet", "La présente loi définit l'économie sociale et solidaire."),
        ("art_2", "Article 2", None, "Les coopératives bénéficient d'une réserve impartageable."),
    )
    expression = an_expression(a_work())
    with store.write() as session:
        session.works.put(a_work())
        session.texts.put(expression, words, [theme_tag(words, "art_1", "1.1"), theme_tag(words, "art_2", "2.3")])
    return expression


def test_migrations_make_the_tables_that_the_code_names(store: Store) -> None:
    found = inspect(store.database.engine)
    assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}, name
        assert {index["name"] for index in found.get_indexes(name)} >= {index.name for index in table.indexes}, name
    assert store.database.revision() == store.database.newest_revision()


def test_migrating_twice_changes_nothing(store: Store) -> None:
    assert store.database.migrate() == []


def test_a_store_of_the_first_release_is_brought_forward_with_all_its_rows(address: str) -> None:
    """Rows as 0001 wrote them are there after every later step, and the verbs of today work on them."""
    from alembic import command

    database, day = Database(address), "2026-01-01T00:00:00Z"
    command.upgrade(database._alembic(), "0001")
    values = {
        "people": {"email": "ana@x.org", "name": "Ana", "role": "contact-point", "organisation": "france",
                   "password": None, "active": True, "created_at": day},
        "works": {"id": "/akn/xa/act/2020-01-02/7", "jurisdiction": "XA", "country": "XA", "title": "Loi",
                  "instrument": "framework-law", "number": "7", "number_key": "7", "status": "unknown",
                  "confidence": "catalogued", "unverified": "[]", "specimen": True, "changed_at": day},
        "submissions": {"id": "2026-01-01-abc", "state": "needs-metadata", "submitter": 1, "file_name": "",
                        "sha256": "", "media_type": "", "size": 0, "declared": '{"kind": "bill"}', "revision": 3,
                        "created_at": day, "changed_at": day},
        "submission_events": {"submission": "2026-01-01-abc", "at": day, "who": "ana@x.org",
                              "what": "needs-metadata", "detail": "{}"},
        "guides": {"name": "first", "language": "fr", "outline": "{}", "state": "draft", "revision": 1,
                   "changed_by": "ana@x.org", "changed_at": day},
    }  # fmt: skip
    with database.write() as connection:
        for table, row in values.items():
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    applied = database.migrate()
    assert applied[0] == "0002" and applied[-1] == database.newest_revision()
    store = Store(database)
    with store.write() as session:
        (submission,) = session.submissions.find()
        assert (submission.state, submission.reviewer, submission.edits) == ("needs-metadata", None, None)
        assert [event.who for event in session.submissions.history(submission.id)] == ["ana@x.org"]
        moved = session.submissions.move(submission, "submitted", "ana@x.org", {})
        assert moved.revision == 4
        assert session.works.get("/akn/xa/act/2020-01-02/7").title == "Loi"
        assert session.accounts.history(1) == [] and session.alerts.find(1) == []
    database.close()


def test_processes_that_start_together_make_the_tables_once(address: str) -> None:
    program = "import sys; from kb.store.database import Database; print(Database(sys.argv[1]).migrate())"
    command = [sys.executable, "-c", program, address]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 4, answers
    database = Database(address)
    assert database.revision() == database.newest_revision()
    database.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(address: str) -> None:
    database = Database(address)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE works (something TEXT)")
    with pytest.raises(StoreUnavailable, match="cannot be brought up to date"):
        database.migrate()
    assert inspect(database.engine).get_table_names() == ["works"]
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE works")
    database.migrate()
    assert database.revision() == database.newest_revision()
    database.close()


def test_works_come_back_as_they_went(store: Store) -> None:
    with store.write() as session:
        session.works.put(a_work())
        session.works.put(a_work(id="/akn/xa-k/act/2021/8", jurisdiction="XA-K", number="8", aliases={}, unverified=()))
    with store.read() as session:
        assert session.works.get(a_work().id) == a_work()
        assert session.works.by_alias("eli", "xa/7") == a_work()
        assert [work.jurisdiction for work in session.works.find(country="XA")] == ["XA", "XA-K"]
        assert session.works.same_number("XA", "7-2020") == [a_work()]
        with pytest.raises(NotFound):
            session.works.get("/akn/xa/act/none")


def test_a_work_put_again_keeps_its_names(store: Store) -> None:
    with store.write() as session:
        session.works.put(a_work())
        session.works.put(a_work(title="Loi", aliases={"urn": "lex:xa"}))
    with store.read() as session:
        assert session.works.get(a_work().id).aliases == {"eli": "xa/7", "urn": "lex:xa"}
        assert session.works.get(a_work().id).title == "Loi"


def test_a_work_of_which_nothing_new_is_told_did_not_change(store: Store) -> None:
    def changed() -> str:
        with store.read() as session:
            return str(session.connection.scalar(select(works.c.changed_at).where(works.c.id == a_work().id)))

    with store.write() as session:
        session.works.put(a_work())
        session.connection.execute(update(works).values(changed_at="2020-01-01T00:00:00Z"))
        session.works.put(a_work())
    assert changed() == "2020-01-01T00:00:00Z"
    with store.write() as session:
        session.works.put(a_work(aliases={"urn": "lex:xa"}))
    assert changed() > "2020-01-01T00:00:00Z"
    with store.write() as session:
        session.connection.execute(update(works).values(changed_at="2020-01-01T00:00:00Z"))
        session.works.put(a_work(title="Loi"))
    assert changed() > "2020-01-01T00:00:00Z"


def test_texts_come_back_as_they_went(store: Store, held: Expression) -> None:
    with store.read() as session:
        assert session.texts.get(held.id) == replace(held, declared={"title": "Loi", "declared_by": "manifest"})
        words = session.texts.text(held.id)
        assert [p.eid for p in words.provisions] == ["art_1", "art_2"]
        assert all(words.text[p.start : p.end] == p.text for p in words.provisions)
        assert session.texts.provision(held.id, "art_2").heading is None
        assert session.texts.stale() == [held.id]
        assert session.texts.counts()["provisions"] == 2
        assert session.works.find(held=True) == [a_work()]
        record = session.texts.file(SHA)
        assert record is not None and record.issues == (Issue("info", "i", "Read."),)


def test_decisions_are_kept_when_a_text_is_read_anew(
    store: Store, held: Expression, legal_text: Callable[..., LegalText], theme_tag: Callable[..., Tag]
) -> None:
    with store.write() as session:
        first, second = session.texts.tags(held.id, kind="theme")
        Reviews(session.connection).decide(first.id, "accepted", "reviewer@xa")
        Reviews(session.connection).decide(second.id, "rejected", "reviewer@xa")
        session.texts.mark_indexed(session.texts.changes([held.id]))
    anew = legal_text(
        ("art_1", "Article premier", "Objet", "La présente loi définit l'économie sociale et solidaire."),
        ("art_2_bis", "Article 2 bis", None, "Les coopératives bénéficient d'une réserve impartageable."),
    )
    with store.write() as session:
        session.texts.put(held, anew, [theme_tag(anew, "art_1", "1.1"), theme_tag(anew, "art_1", "4.1")])
    with store.read() as session:
        found = {(s.tag.label, s.tag.eid): (s.tag.status, s.decided_by) for s in session.texts.tags(held.id)}
        assert session.texts.stale() == [held.id]
    assert found == {
        ("1.1", "art_1"): ("accepted", "reviewer@xa"),
        ("4.1", "art_1"): ("suggested", None),
        ("2.3", "art_2_bis"): ("rejected", "reviewer@xa"),
    }


def test_what_a_row_refers_to_must_be_there(store: Store) -> None:
    with pytest.raises(StoreUnavailable), store.write() as session:
        session.submissions.add(a_submission(999), "nobody", {})
    with store.read() as session:
        assert session.submissions.find() == []


def test_removing_a_text_takes_its_provisions_and_tags(store: Store, held: Expression) -> None:
    with store.write() as session:
        session.texts.remove(held.id)
    with store.read() as session:
        assert session.texts.tags(held.id) == []
        assert session.texts.counts()["provisions"] == 0
        assert session.works.get(held.work).title


def test_readings_are_attached(store: Store) -> None:
    reading = Reading(work=a_work().id, kind="answer", label="q1", value="yes", provisions=("art. 3", "art. 4"))
    with store.write() as session:
        session.works.put(a_work())
        session.readings.replace(a_work().id, [reading])
        session.readings.attach(reading, ["art_3"], "agrees")
    with store.read() as session:
        assert session.readings.find(kind="answer") == [replace(reading, matched=("art_3",), check="agrees")]


def test_people_have_one_account_an_address(store: Store) -> None:
    with store.write() as session:
        person = session.people.add("a@xa", "A", "contact-point", "france", "hash")
    with store.write() as session, pytest.raises(Conflict):
        session.people.add("a@xa", "B", "reader", None, None)
    with store.write() as session:
        session.people.set_role(person.id, "expert", None)
        session.people.set_active(person.id, False)
    with store.read() as session:
        found = session.people.by_email("a@xa")
        assert (found.role, found.active, found.may_sign_in, found.name) == ("expert", False, True, "A")
        assert "hash" not in repr(found) and session.people.password(found.id) == "hash"
        with pytest.raises(NotFound):
            session.people.by_email("b@xa")


def test_a_job_exists_only_if_its_transaction_commits(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        session.jobs.ask("k", {})
        raise ZeroDivisionError
    with store.read() as session:
        assert not session.jobs.due(("k",)) and session.jobs.find() == []


def test_a_job_is_taken_once_and_finished(store: Store) -> None:
    with store.write() as session:
        number = session.jobs.ask("k", {"submission": "s"})
        assert session.jobs.take("one", ("other",)) is None
        job = session.jobs.take("one", ("k",))
        assert job is not None and (job.id, job.attempts, job.state) == (number, 1, "running")
        assert session.jobs.take("two", ("k",)) is None
        session.jobs.renew(job, progress="half")
        assert session.jobs.get(number).progress == "half"
        session.jobs.finish(job)
        assert session.jobs.counts() == {"done": 1}
        with pytest.raises(Conflict):
            session.jobs.finish(job)


def test_a_lease_that_ran_out_is_taken_again_and_the_first_worker_has_no_say(store: Store) -> None:
    with store.write() as session:
        session.jobs.ask("k", {})
        lost = session.jobs.take("one", ("k",), lease=-1)
        again = session.jobs.take("two", ("k",))
        assert lost is not None and again is not None and again.attempts == 2
        for word in (session.jobs.finish, session.jobs.give_back, session.jobs.renew):
            with pytest.raises(Conflict):
                word(lost)
        session.jobs.finish(again)


def test_a_failed_job_waits_then_becomes_a_dead_letter(store: Store) -> None:
    with store.write() as session:
        number = session.jobs.ask("k", {})
        for attempt in range(1, MOST_ATTEMPTS + 1):
            job = session.jobs.take("one", ("k",))
            assert job is not None and job.attempts == attempt
            state = session.jobs.fail(job, "no engine")
            assert not session.jobs.due(("k",))
            assert state == ("dead" if attempt == MOST_ATTEMPTS else "waiting")
            if state == "waiting":
                assert session.jobs.get(number).run_after > moment(10)
                session.connection.execute(jobs.update().values(run_after=now()))
        assert session.jobs.get(number).error == "no engine"
        session.jobs.revive(number)
        assert session.jobs.due(("k",))


def test_a_job_whose_workers_all_die_becomes_a_dead_letter(store: Store) -> None:
    with store.write() as session:
        session.jobs.ask("k", {})
        for _ in range(MOST_ATTEMPTS):
            assert (taken := session.jobs.take("one", ("k",), lease=-1)) and taken.state == "running"
        given_up = session.jobs.take("one", ("k",))
        assert given_up is not None and given_up.state == "dead" and given_up.error
        assert session.jobs.take("one", ("k",)) is None


def test_a_job_given_back_does_not_lose_an_attempt(store: Store) -> None:
    with store.write() as session:
        session.jobs.ask("k", {})
        job = session.jobs.take("one", ("k",))
        assert job is not None
        session.jobs.give_back(job)
        again = session.jobs.take("two", ("k",))
        assert again is not None and again.attempts == 1


def a_submission(person: int, **changes: Any) -> Submission:
    values = {
        "id": "2020-01-02-aa", "state": "received", "submitter": person, "file_name": "loi.pdf", "sha256": SHA,
        "media_type": "application/pdf", "size": 10, "declared": {"kind": "new-text"}, "parsed": None, "revision": 1,
        "created_at": now(), "changed_at": now(),
    } | changes  # fmt: skip
    return Submission(**values)


def test_a_submission_keeps_its_history(store: Store) -> None:
    with store.write() as session:
        person = session.people.add("a@xa", "A", "contact-point", "france", None)
        session.submissions.add(a_submission(person.id), "a@xa", {"file": "loi.pdf"})
        moved = session.submissions.move(a_submission(person.id), "parsing", "sselex", {})
        session.submissions.move(moved, "needs-metadata", "sselex", {"texts": 1}, parsed={"works": []})
    with store.read() as session:
        found = session.submissions.get("2020-01-02-aa")
        assert (found.state, found.revision, found.parsed) == ("needs-metadata", 3, {"works": []})
        history = session.submissions.history(found.id)
        assert [(e.who, e.what) for e in history] == [
            ("a@xa", "received"), ("sselex", "parsing"), ("sselex", "needs-metadata")
        ]  # fmt: skip
        assert session.submissions.find(organisation="france", states=("needs-metadata",)) == [found]
        assert session.submissions.find(organisation="morocco") == []
        assert session.submissions.counts() == {"needs-metadata": 1}
        assert session.submissions.files() == [SHA]


def test_a_submission_is_not_changed_behind_a_reader_s_back(store: Store) -> None:
    with store.write() as session:
        person = session.people.add("a@xa", "A", "contact-point", "france", None)
        read = a_submission(person.id, state="submitted")
        session.submissions.add(read, "a@xa", {})
        session.submissions.move(read, "under-review", "b@xa", {})
        with pytest.raises(Conflict):
            session.submissions.move(read, "accepted", "c@xa", {})
        with pytest.raises(Conflict):
            session.submissions.move(replace(read, state="declined"), "accepted", "c@xa", {})
        assert len(session.submissions.history(read.id)) == 2


def test_nothing_is_half_written(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        session.works.put(a_work())
        session.note_fact("changed_at", "2020")
        raise ZeroDivisionError
    with store.read() as session:
        assert session.works.find() == [] and session.fact("changed_at") is None


def test_writers_at_the_same_time_all_get_through(store: Store) -> None:
    """Eight writers store works of their own and the same fact; four workers share twenty jobs, none of them twice."""
    with store.write() as session:
        for _ in range(20):
            session.jobs.ask("k", {})
    taken: list[Job] = []
    troubles: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(3):
                with store.write() as session:
                    session.works.put(a_work(id=f"/akn/xa/act/{number}/{turn}", aliases={}))
                    session.note_fact("changed_at", f"{number}-{turn}")
        except BaseException as error:
            troubles.append(error)

    def work(name: str) -> None:
        try:
            while True:
                with store.write() as session:
                    job = session.jobs.take(name, ("k",))
                if job is None:
                    return
                taken.append(job)
                with store.write() as session:
                    session.jobs.finish(job)
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    threads += [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert sorted(job.id for job in taken) == sorted({job.id for job in taken}) and len(taken) == 20
    with store.read() as session:
        assert len(session.works.find()) == 24
        assert session.jobs.counts() == {"done": 20}


def test_a_reader_sees_one_state_of_the_store(store: Store) -> None:
    with store.read() as reader:
        assert reader.works.find() == []
        with store.write() as writer:
            writer.works.put(a_work())
        assert reader.works.find() == []
    with store.read() as reader:
        assert reader.works.find() == [a_work()]


def test_the_current_text_is_the_newest_and_of_one_day_the_one_read_well(
    store: Store, held: Expression, legal_text: Callable[..., LegalText]
) -> None:
    with store.write() as session:
        work = session.works.get(held.work)
        words = session.texts.text(held.id)
        for version, poor, at in (
            ("sha-ffffffff", False, "2031-01-01T00:00:00Z"),
            ("2020-01-02-b", True, "2030-01-01T00:00:00Z"),
        ):
            other = an_expression(
                work, id=f"{work.id}/fra@{version}", version=version, poor_text=poor, stored_at=at
            )  # fmt: skip
            session.texts.put(other, words, [])
        assert [text.id for text in session.texts.current(works_=[work.id])] == [held.id]
        newer = an_expression(work, id=f"{work.id}/fra@2021-05-01", version="2021-05-01", poor_text=True)
        session.texts.put(newer, words, [])
        assert [text.id for text in session.texts.current(works_=[work.id])] == [newer.id]
