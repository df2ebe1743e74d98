"""Backups: one archive with every row, every file and the settings, verified before anything of it is used.

The archive is a tar of `store/TABLE.jsonl` (one JSON object a row, the same for SQLite and PostgreSQL, so that a backup
of the one can be restored into the other), `files/ab/abcdef…`, `settings.toml` without secrets and, last,
`manifest.json` with the SHA-256 of each.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kb.errors import Conflict, NotFound, SourceDamaged, StoreUnavailable
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import SECRETS
from kb.store import dump
from kb.store.codec import now
from kb.store.files import sha256_of

FORMAT = 1
MEMBER = re.compile(r"store/[a-z_]+\.jsonl|files/([0-9a-f]{2})/\1[0-9a-f]{62}|settings\.toml|manifest\.json")
"""Names that an archive may hold; anything else is refused before it is unpacked."""
RESTORED_SETTINGS = "settings-of-backup.toml"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What an archive holds; `left_out` names files that the store speaks of and that are missing or damaged."""

    rows: int
    files: int
    size: int
    left_out: tuple[str, ...]


def backup(kb: KnowledgeBase, target: Path, *, progress: Callable[[str], None] = lambda _: None) -> BackupReport:
    """Write an archive of one state of the store while work goes on; readable by its owner only.

    Files are kept before the rows that speak of them and never change, so those of the rows' state are all there.
    """
    sums: dict[str, str] = {}
    counts: dict[str, int] = {}
    left_out: list[str] = []
    part = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            with kb.store.read() as session:
                revision = kb.store.database.revision()
                named = {*session.submissions.files()}
                for table in dump.TABLES:
                    with tempfile.TemporaryFile(dir=target.parent) as aside:
                        counts[table] = 0
                        for row in dump.rows(session.connection, table):
                            aside.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                            counts[table] += 1
                            if table == "files":
                                named.add(row["sha256"])
                        sums |= _add(archive, f"store/{table}.jsonl", aside)
                    progress(table)
            for sha256 in sorted(named | set(kb.files)):
                try:
                    path = kb.files.path(sha256)
                except NotFound:
                    left_out.append(sha256)
                    continue
                if sha256_of(path) != sha256:
                    left_out.append(sha256)
                    continue
                with path.open("rb") as source:
                    sums |= _add(archive, f"files/{sha256[:2]}/{sha256}", source)
                progress(sha256)
            sums |= _add(archive, "settings.toml", io.BytesIO(_settings(kb).encode()))
            manifest = {
                "format": FORMAT, "made_at": now(), "revision": revision, "rows": counts, "left_out": left_out,
                "sha256": sums,
            }  # fmt: skip
            _add(archive, "manifest.json", io.BytesIO(json.dumps(manifest, indent=1).encode()))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreUnavailable(f"The backup cannot be written to {target}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    files = sum(name.startswith("files/") for name in sums)
    return BackupReport(sum(counts.values()), files, target.stat().st_size, tuple(left_out))


def verify(source: Path) -> dict[str, Any]:
    """The manifest of an archive that is whole; raises `SourceDamaged` naming what is not as it was written."""
    if not source.is_file():
        raise NotFound(f"There is no file {source}.")
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    with _archive(source) as archive:
        for member, stream in _members(archive, source):
            if member == "manifest.json":
                manifest = json.loads(stream.read())
            else:
                found[member] = _digest(stream)
    if manifest is None:
        raise SourceDamaged(f"{source.name} holds no manifest: it is cut short or not a backup.")
    wanted = manifest["sha256"]
    for name in sorted({*wanted, *found}):
        if wanted.get(name) != found.get(name):
            raise SourceDamaged(f"{source.name} is damaged: {name} is not as it was written.")
    if manifest["format"] != FORMAT:
        raise SourceDamaged(f"{source.name} has the format {manifest['format']}; this version reads {FORMAT}.")
    return manifest


def restore(
    kb: KnowledgeBase, source: Path, *, force: bool = False, progress: Callable[[str], None] = lambda _: None
) -> BackupReport:
    """Bring a backup back; the index is then empty and to be rebuilt. Files first, then all rows in one transaction.

    Raises `Conflict` where something is held already and not `force`, or where the backup's tables are of another
    version, `SourceDamaged` for an archive that is not whole: then nothing has changed.
    """
    manifest = verify(source)
    if manifest["revision"] != (revision := kb.store.database.revision()):
        raise Conflict(
            f"The backup's tables are of revision {manifest['revision']}, these of {revision}.",
            advice="Restore it with the version of SSELEX that made it, then upgrade.",
        )
    with kb.store.read() as session:
        empty = dump.is_empty(session.connection)
    if not force and not (empty and next(iter(kb.files), None) is None):
        raise Conflict(
            f"{kb.settings.home} and its store hold something already.",
            advice="Restore into an empty SSELEX_HOME and store, or say --force to replace what is there.",
        )
    try:
        files = _restore_files(kb, source, progress)
    except OSError as error:
        raise StoreUnavailable(f"The files cannot be kept in {kb.settings.home}: {error.strerror}.") from error
    rows = 0
    with kb.store.write() as session, _archive(source) as archive:
        dump.clear(session.connection)
        for member, stream in _members(archive, source):
            if member.startswith("store/"):
                lines = (json.loads(line) for line in stream)
                rows += dump.fill(session.connection, member[6:-6], lines)
                progress(member)
        session.texts.mark_all_stale()
    return BackupReport(rows, files, source.stat().st_size, tuple(manifest["left_out"]))


def _restore_files(kb: KnowledgeBase, source: Path, progress: Callable[[str], None]) -> int:
    files = 0
    with _archive(source) as archive:
        for member, stream in _members(archive, source):
            if member.startswith("files/"):
                with _aside(kb, stream) as path:
                    kb.files.put(path, member.rpartition("/")[2])
                files += 1
                progress(member)
            elif member == "settings.toml":
                (kb.settings.home / RESTORED_SETTINGS).write_bytes(stream.read())
    return files


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes]) -> dict[str, str]:
    member = tarfile.TarInfo(name)
    member.size = stream.seek(0, io.SEEK_END)
    member.mode = 0o600
    stream.seek(0)
    digest = _digest(stream)
    stream.seek(0)
    archive.addfile(member, stream)
    return {name: digest}


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _archive(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError, json.JSONDecodeError) as error:
        raise SourceDamaged(f"{source.name} is not a whole backup: {error}.") from error


def _members(archive: tarfile.TarFile, source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for member in archive:
        stream = archive.extractfile(member) if member.isreg() and MEMBER.fullmatch(member.name) else None
        if stream is None:
            raise SourceDamaged(f"{source.name} holds {member.name!r}, which no backup holds.")
        yield member.name, stream


@contextmanager
def _aside(kb: KnowledgeBase, stream: IO[bytes]) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(dir=kb.settings.home, prefix=".restore-") as aside:
        while piece := stream.read(1 << 20):
            aside.write(piece)
        aside.flush()
        yield Path(aside.name)


def _settings(kb: KnowledgeBase) -> str:
    """The settings that are not defaults, as a settings file; secrets are left out, passwords in addresses hidden."""
    secrets = {f"SSELEX_{name.upper()}" for name in SECRETS}
    lines = [
        f"{variable.removeprefix('SSELEX_').lower()} = {json.dumps(value, ensure_ascii=False)}\n"
        for variable, value, origin in kb.settings.shown()
        if origin != "default" and variable not in secrets
    ]
    return "".join(lines)
