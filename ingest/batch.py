"""Many files at once: parsed in worker processes, stored one by one, each file's outcome told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from ingest import pipeline
from ingest.manifest import Listed
from ingest.report import FileOutcome
from ingest.source import source_document
from kb.errors import SourceUnreadable, SselexError
from kb.model.law import ParsedFile
from kb.model.layout import Issue
from kb.model.source import SourceDocument
from kb.services import KnowledgeBase, saving
from kb.settings import Settings

INDEX_EVERY = 40
"""Files between two index commits: one commit costs the embedded engine 10 ms and Elasticsearch a refresh."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What a worker gives back: exactly one of the two."""

    parsed: ParsedFile | None
    failure: Issue | None


def run(kb: KnowledgeBase, files: Sequence[Listed], *, again: bool, jobs: int) -> Iterator[FileOutcome]:
    """Read the files, yielding each outcome as it comes; files that are held already are not read again.

    A run that is stopped can be started anew: what was stored stays stored.
    """
    waiting: list[tuple[Listed, SourceDocument]] = []
    seen: set[str] = set()
    for listed in files:
        try:
            source = source_document(listed.path, listed.declared)
        except SselexError as error:
            yield FileOutcome(listed.path, "failed", issues=(_issue(error),))
            continue
        if source.sha256 in seen:
            yield FileOutcome(listed.path, "known", issues=(Issue("info", "same-bytes", "The same file came twice."),))
            continue
        seen.add(source.sha256)
        if not again and _held(kb, source):
            yield FileOutcome(listed.path, "known")
            continue
        waiting.append((listed, source))
    stored: list[str] = []
    for listed, source, result in _parse_all(waiting, kb.settings, jobs or os.cpu_count() or 1):
        outcome = _store(kb, listed, source, result)
        stored += outcome.expressions
        yield outcome
        if len(stored) >= INDEX_EVERY:
            yield from _index(kb, stored)
            stored = []
    if stored:
        yield from _index(kb, stored)


def _held(kb: KnowledgeBase, source: SourceDocument) -> bool:
    with kb.store.read() as session:
        record = session.texts.file(source.sha256)
    return record is not None and record.outcome != "failed" and record.parser == pipeline.VERSION


def _index(kb: KnowledgeBase, expressions: list[str]) -> Iterator[FileOutcome]:
    told = saving.index(kb, expressions)
    if told is not None:
        yield FileOutcome(kb.settings.home, "not-indexed", issues=(told,))


def _store(kb: KnowledgeBase, listed: Listed, source: SourceDocument, result: _Parsed) -> FileOutcome:
    if result.parsed is None:
        assert result.failure is not None
        saving.save_failure(kb, source, result.failure, parser=pipeline.VERSION)
        return FileOutcome(listed.path, "failed", issues=(result.failure,))
    parsed = result.parsed
    saved = saving.save(kb, source, parsed, parser=pipeline.VERSION)
    provisions = sum(len(list(tagged.text.articles())) for tagged in parsed.works)
    grave = any(issue.level != "info" for issue in saved.issues)
    return FileOutcome(
        listed.path, "ok-with-issues" if grave else "ok", parsed.pages, provisions, saved.expressions,
        dict(parsed.quality), saved.issues,
    )  # fmt: skip


def _parse(source: SourceDocument, settings: Settings) -> _Parsed:
    """Runs in a worker process: one file's fault never ends the run."""
    try:
        return _Parsed(pipeline.parse(source, settings), None)
    except SselexError as error:
        return _Parsed(None, _issue(error))
    except (MemoryError, RecursionError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        words = f"The file was read but not understood ({type(error).__name__}: {error}); please report it."
        return _Parsed(None, Issue("error", "not-understood", words))


def _parse_all(
    waiting: Sequence[tuple[Listed, SourceDocument]], settings: Settings, jobs: int
) -> Iterator[tuple[Listed, SourceDocument, _Parsed]]:
    """Parse with at most two files a worker under way, largest first so that no long file is left for the end."""
    queue = sorted(waiting, key=lambda pair: pair[1].size)
    if jobs == 1 or len(queue) == 1:
        for listed, source in reversed(queue):
            yield listed, source, _parse(source, settings)
        return
    while queue:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            running: dict[Future[_Parsed], tuple[Listed, SourceDocument]] = {}
            broken = False
            while running or (queue and not broken):
                while queue and not broken and len(running) < 2 * jobs:
                    listed, source = queue.pop()
                    running[pool.submit(_parse, source, settings)] = (listed, source)
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    listed, source = running.pop(done)
                    try:
                        yield listed, source, done.result()
                    except BrokenProcessPool:
                        broken = True
                        yield listed, source, _alone(source, settings)


def _alone(source: SourceDocument, settings: Settings) -> _Parsed:
    """A worker died while this file was under way: read it once more alone to see whether it is the cause."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_parse, source, settings).result()
        except BrokenProcessPool:
            words = "The process that read the file died: the file needs more memory than there is."
            return _Parsed(None, Issue("error", "worker-died", words))


def _issue(error: SselexError) -> Issue:
    if isinstance(error, SourceUnreadable):
        return Issue("error", error.code, " ".join(part for part in (str(error), error.advice) if part))
    return Issue("error", error.code, str(error))
