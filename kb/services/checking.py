"""Checking: which settings are in force, what is installed, and whether store, files and index agree."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

from kb.errors import SselexError, StoreUnavailable
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.agreement import Held, held, is_there, server_version
from kb.store.database import Database
from kb.store.files import FileStore, sha256_of

OCR_LANGUAGES = ("ara", "ell", "eng", "fra", "por", "spa")
"""Languages of Tesseract that the texts known so far ask for most."""
TESSERACT = "apt-get install tesseract-ocr"
CHROMIUM = "apt-get install chromium"
ELASTICSEARCH = "docker compose up --detach elasticsearch, then SSELEX_SEARCH=http://127.0.0.1:9200"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that SSELEX can do without: its version (None: missing), its purpose, how to install it on Debian."""

    name: str
    found: str | None
    purpose: str
    install: str

    @property
    def without(self) -> str:
        """What its absence switches off, and how to have it."""
        return f"{self.name}: not here, so no {self.purpose}. To have it: {self.install}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. An "error" is a disagreement; `advice` says what to do about it."""

    level: Literal["ok", "warning", "error"]
    part: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that was looked at. `settings` are (variable, value, origin), `versions` (name, version)."""

    settings: tuple[tuple[str, str, str], ...]
    versions: tuple[tuple[str, str], ...]
    tools: tuple[Tool, ...]
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing disagrees."""
        return not any(finding.level == "error" for finding in self.findings)


def tools(settings: Settings) -> tuple[Tool, ...]:
    """The optional programs, found or missing; of Elasticsearch whether the settings name one."""
    ocr = _version("tesseract", "--version")
    browser = next((v for name in ("chromium", "chromium-browser") if (v := _version(name, "--version"))), None)
    listed = _output("tesseract", "--list-langs").split() if ocr else []
    spoken = [code for code in OCR_LANGUAGES if code in listed]
    missing = [code for code in OCR_LANGUAGES if code not in listed]
    packages = " ".join([TESSERACT, *(f"tesseract-ocr-{code}" for code in missing)])
    return (
        Tool("tesseract", ocr, "reading scanned pages", packages),
        Tool(
            f"languages of tesseract ({', '.join(missing) or 'all'}{' missing' if missing else ''})",
            " ".join(spoken) if not missing else None, "reading scanned pages in these languages", packages,
        ),
        Tool("chromium", browser, "tests in a browser", CHROMIUM),
        Tool(
            "elasticsearch", settings.search if settings.search != "embedded" else None,
            "search on servers of its own (the embedded engine searches)", ELASTICSEARCH,
        ),
    )  # fmt: skip


def check(settings: Settings, kb: KnowledgeBase | None, *, deep: bool = False) -> CheckReport:
    """Look at everything; `kb` is None where there is no knowledge base yet. `deep` reads every kept file again."""
    found: list[Finding] = []
    versions = [("sselex", version("sselex")), ("python", platform.python_version())]
    if kb is None:
        words = f"There is no knowledge base in {settings.home} yet."
        found.append(Finding("warning", "store", words, "Run `sselex demo` or `sselex ingest`."))
    else:
        with kb.store.read() as session:
            versions.append(("store", server_version(session.connection)))
            state = held(session.connection)
        found += [*_store(kb, state), *_files(kb.files, state, deep), *_index(kb, state)]
    return CheckReport(tuple(settings.shown()), tuple(versions), tools(settings), tuple(found))


def revision_findings(settings: Settings) -> tuple[bool, list[Finding]]:
    """Whether the store may be opened, and what there is to say of its tables, found without changing them.

    Raises `StoreUnavailable` where it does not answer.
    """
    if not is_there(settings.store):
        return False, []
    database = Database(settings.store)
    try:
        revision, newest, known = database.revision(), database.newest_revision(), database.known_revisions()
    finally:
        database.close()
    if revision is None:
        return False, []
    if revision not in known:
        words = f"The tables are of revision {revision}, which this version of SSELEX does not know."
        return False, [Finding("error", "store", words, "Use the version of SSELEX that made them, or a newer one.")]
    if revision != newest:
        words = f"The tables are of revision {revision}; this version needs {newest}."
        return False, [Finding("error", "store", words, "Run any other command once: it brings them up to date.")]
    return True, [Finding("ok", "store", f"The tables are of revision {revision}, the newest.")]


def unavailable(settings: Settings, error: StoreUnavailable) -> CheckReport:
    """The report where the store does not answer."""
    finding = Finding("error", "store", str(error), error.advice)
    versions = (("sselex", version("sselex")), ("python", platform.python_version()))
    return CheckReport(tuple(settings.shown()), versions, tools(settings), (finding,))


def _store(kb: KnowledgeBase, state: Held) -> Iterator[Finding]:
    counts = f"{state.works} works, {state.texts} texts, {state.provisions} provisions, {state.people} people"
    yield Finding("ok", "store", f"It holds {counts}.")
    if state.dead_jobs:
        with kb.store.read() as session:
            job = session.jobs.find(states=("dead",))[0]
        words = f"{state.dead_jobs} jobs were given up; the first, {job.id} ({job.kind}), says: {job.error}"
        yield Finding("warning", "jobs", words, "Mend the cause; the submission shows what its submitter can do.")
    if state.forgotten:
        words = f"{len(state.forgotten)} submissions wait for the worker though no job is there: {state.forgotten[0]}"
        yield Finding("error", "jobs", words, "Report this with the history of the submission.")


def _files(files: FileStore, state: Held, deep: bool) -> Iterator[Finding]:
    kept = frozenset(files)
    missing = sorted(state.files - kept)
    if missing:
        words = f"{len(missing)} files that the store speaks of are missing in {files.folder}: {missing[0]}"
        yield Finding("error", "files", words, "Bring them back from a backup with `sselex restore`.")
    else:
        yield Finding("ok", "files", f"All {len(state.files)} files that the store speaks of are there.")
    if more := len(kept - state.files):
        words = f"{more} kept files belong to nothing in the store"
        yield Finding("warning", "files", f"{words}: uploads that were broken off, or files of an earlier store.")
    damaged = [sha256 for sha256 in sorted(kept) if sha256_of(files.path(sha256)) != sha256] if deep else []
    if damaged:
        words = f"{len(damaged)} kept files are not as they came: {damaged[0]}"
        yield Finding("error", "files", words, "Remove them and bring them back from a backup.")
    elif deep:
        yield Finding("ok", "files", f"All {len(kept)} kept files are as they came.")


def _index(kb: KnowledgeBase, state: Held) -> Iterator[Finding]:
    try:
        health = kb.index.health()
    except SselexError as error:
        yield Finding("error", "index", str(error), error.advice)
        return
    place = f"{health.engine} at {health.place}"
    if not health.fresh:
        yield Finding(
            "error", "index", f"The index ({place}) is missing or of another version.", "Run `sselex rebuild`."
        )
    elif state.stale:
        words = f"{state.stale} of {state.texts} texts are not in the index ({place})."
        yield Finding("error", "index", words, "Run `sselex worker --once`, or `sselex rebuild`.")
    elif health.documents != state.records:
        words = f"The index ({place}) holds {health.documents} records; the store makes {state.records}."
        yield Finding("error", "index", words, "Run `sselex rebuild`.")
    else:
        yield Finding("ok", "index", f"The index ({place}) holds all {health.documents} records of the store.")


def _version(program: str, option: str) -> str | None:
    lines = _output(program, option).splitlines()
    return lines[0].strip() if lines else None


def _output(program: str, option: str) -> str:
    place = shutil.which(program)
    if place is None:
        return ""
    try:
        done = subprocess.run([place, option], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr
