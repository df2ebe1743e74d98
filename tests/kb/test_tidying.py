"""What is kept only for a while, and what a log line holds."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import update

from ingest.worker import Worker
from kb import logs
from kb.errors import BadSettings
from kb.services import KnowledgeBase, inviting, people, submitting, tidying, working
from kb.store.account_tables import keys, mails
from kb.store.tables import jobs, submissions

LONG_AGO = "2020-01-01T00:00:00Z"


def test_letters_keys_jobs_and_refused_files_go_after_their_time(knowledge_base: KnowledgeBase) -> None:
    kb = replace(knowledge_base, settings=replace(knowledge_base.settings, keep_refused_days=30))
    ana = people.add(kb, "ana@example.org", "Ana", "contact-point", organisation="france")
    inviting.forgotten(kb, ana.email)
    handed = [
        submitting.receive(kb, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(words)) for words in (b"a", b"b")
    ]
    Worker(kb, "test", say=lambda words: None).run(once=True)
    for one in handed:
        now = submitting.dossier(kb, ana, one.id).submission
        submitting.withdraw(kb, ana, one.id, reason="", revision=now.revision)
    assert tidying.tidy(kb) == tidying.Tidied(0, 0, 0, 0)
    with kb.store.write() as session:
        session.connection.execute(update(mails).values(sent_at=LONG_AGO))
        session.connection.execute(update(keys).values(expires_at=LONG_AGO))
        session.connection.execute(update(jobs).values(finished_at=LONG_AGO))
        old = update(submissions).where(submissions.c.id == handed[0].id).values(changed_at=LONG_AGO)
        session.connection.execute(old)
    done = tidying.tidy(kb)
    assert (done.letters, done.keys, done.files) == (1, 1, 1) and done.jobs >= 3
    assert list(kb.files) == [handed[1].sha256]
    history = submitting.dossier(kb, ana, handed[0].id).history
    assert history[-1].what == "file-removed" and history[-1].detail["sha256"] == handed[0].sha256
    assert tidying.tidy_if_due(kb) is None


def test_a_file_that_another_submission_needs_stays(knowledge_base: KnowledgeBase) -> None:
    kb = replace(knowledge_base, settings=replace(knowledge_base.settings, keep_refused_days=1))
    ana = people.add(kb, "ana@example.org", "Ana", "contact-point", organisation="france")
    first = submitting.receive(kb, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(b"a"))
    submitting.withdraw(kb, ana, first.id, reason="", revision=1)
    submitting.receive(kb, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(b"a"))
    with kb.store.write() as session:
        session.connection.execute(update(submissions).values(changed_at=LONG_AGO))
    assert tidying.tidy(kb).files == 0 and list(kb.files) == [first.sha256]


def test_dead_letters_wait_for_somebody_who_looks(knowledge_base: KnowledgeBase) -> None:
    with knowledge_base.store.write() as session:
        number = session.jobs.ask("send-letter", {"letter": 99})
    Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    (dead,) = working.jobs(knowledge_base, ("dead",))
    assert dead.id == number and "no letter 99" in (dead.error or "")
    working.retry(knowledge_base, number)
    assert [job.state for job in working.jobs(knowledge_base)] == ["waiting"]


def test_a_line_of_the_log_is_json_with_what_it_is_about(
    knowledge_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    settings = replace(knowledge_base.settings, log_format="json")
    assert logs.configure(settings)
    try:
        ana = people.add(knowledge_base, "ana@example.org", "Ana", "contact-point", organisation="france")
        words = BytesIO("Loi é".encode())
        made = submitting.receive(knowledge_base, ana, {"kind": "new-text"}, name="a.txt", stream=words)
        Worker(knowledge_base, "test", say=lambda words: None).run(once=True)
    finally:
        for name in (logs.LOGGER, "web"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True
            logger.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    parsed = next(line for line in lines if line["kind"] == "parse-submission")
    assert parsed["submission"] == made.id and parsed["level"] == "INFO" and parsed["source"] == "sselex.worker"
    with pytest.raises(BadSettings):
        logs.configure(replace(settings, log_format="xml"))
