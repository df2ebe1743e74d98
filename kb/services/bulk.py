"""Everything that is public in one ZIP, made every night: Akoma Ntoso, JSON lines, CSV, checksums."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from kb.akoma_ntoso import to_akn
from kb.errors import NotFound, StoreUnavailable
from kb.model.law import Expression, LegalText, Work
from kb.services.knowledge_base import KnowledgeBase
from kb.spreadsheet import safe
from kb.store import Session
from kb.store.codec import now

JOB = "bulk-archive"
"""Kind of the job that makes the archive."""
NAME = "sselex.zip"
WORK_COLUMNS = (
    "id", "jurisdiction", "title", "title_en", "instrument", "number", "language", "date_adopted", "date_published",
    "date_in_force", "date_ended", "status", "issuing_body", "official_url", "confidence", "specimen",
)  # fmt: skip
TEXT_COLUMNS = (
    "id", "work", "language", "version", "title", "text_state", "pages", "poor_text", "specimen", "sha256", "stored_at",
    "provisions", "akoma_ntoso",
)  # fmt: skip
README = """SSELEX, the comparative legislation knowledge base of the Social and Solidarity Economy

Made {made} by SSELEX {version} from {address}

works.csv, works.jsonl      what is known of each act; readings: what people read in it
texts.csv                   the texts held, by language and version
provisions.jsonl            every provision of every text with its themes and definitions, one a line
akn/                        each text as Akoma Ntoso 3.0
withdrawn.csv               addresses that were withdrawn or have moved
SHA256SUMS                  checksums of all these files

These are no official publications: only the text that the competent authority publishes is authentic. Each work names
its official address where it is known. Works and texts marked `specimen` were written for demonstration; they are the
law of no country. Labels whose state is "suggested" were found by a machine and looked at by nobody.
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished archive: when it was made (UTC), its bytes, its checksum (SHA-256), what is in it."""

    made_at: str
    size: int
    sha256: str
    works: int
    texts: int
    provisions: int
    specimens: int


def folder(kb: KnowledgeBase) -> Path:
    """Where the archive lies."""
    return kb.settings.home / "bulk"


def latest(kb: KnowledgeBase) -> tuple[Path, Archive]:
    """The archive that was made last; raises `NotFound` where none was made yet."""
    place = folder(kb)
    try:
        told = json.loads((place / "archive.json").read_text(encoding="utf-8"))
        archive, path = Archive(**told["archive"]), place / told["file"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFound(
            "No archive was made yet.", advice="`sselex bulk` makes one; the worker does every night."
        ) from (error)
    if not path.is_file():
        raise NotFound("The archive is missing.", advice="`sselex bulk` makes it anew.")
    return path, archive


def make(kb: KnowledgeBase, *, told: Callable[[str], None] = lambda words: None) -> Archive:
    """Make the archive and put it in the place of the last one; those who are reading that one go on reading it.

    `told` is called with each text that is done. Raises `StoreUnavailable` where the folder cannot be written.
    """
    place = folder(kb)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=".making-") as aside:
            counts = _collect(kb, Path(aside), told)
            made = Path(aside) / NAME
            _pack(Path(aside), made)
            with made.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            archive = Archive(now(), made.stat().st_size, sha256, **counts)
            name = f"sselex-{sha256[:16]}.zip"
            made.replace(place / name)
            listed = Path(aside) / "archive.json"
            listed.write_text(json.dumps({"file": name, "archive": asdict(archive)}), encoding="utf-8")
            listed.replace(place / "archive.json")
    except OSError as error:
        raise StoreUnavailable(f"The archive cannot be made in {place}: {error.strerror}.") from error
    for old in place.glob("sselex-*.zip"):
        if old.name != name:
            old.unlink(missing_ok=True)
    return archive


def ask_if_due(kb: KnowledgeBase, *, moment: datetime | None = None) -> bool:
    """Ask the worker for a new archive where the hour of the settings has come since the last one."""
    if not _due(kb, moment or datetime.now(UTC)):
        return False
    with kb.store.write() as session:
        if session.jobs.find(kind=JOB, states=("waiting", "running")):
            return False
        session.jobs.ask(JOB, {})
        return True


def _due(kb: KnowledgeBase, moment: datetime) -> bool:
    if not kb.settings.bulk_hour.isdecimal():
        return False
    hour = int(kb.settings.bulk_hour) % 24
    try:
        last = datetime.fromisoformat(latest(kb)[1].made_at)
    except NotFound:
        return moment.hour == hour
    since = moment.replace(hour=hour, minute=0, second=0, microsecond=0)
    return last < (since if since <= moment else since - timedelta(days=1))


def _collect(kb: KnowledgeBase, aside: Path, told: Callable[[str], None]) -> dict[str, int]:
    with kb.store.read() as session, ExitStack() as open_files:

        def opened(name: str) -> IO[str]:
            return open_files.enter_context((aside / name).open("w", encoding="utf-8", newline=""))

        works = session.works.find()
        by_id = {work.id: work for work in works}
        texts = session.texts.find()
        work_table, text_table = csv.writer(opened("works.csv")), csv.writer(opened("texts.csv"))
        work_lines, provision_lines = opened("works.jsonl"), opened("provisions.jsonl")
        work_table.writerow(WORK_COLUMNS)
        text_table.writerow(TEXT_COLUMNS)
        for work in works:
            work_table.writerow([safe(_cell(getattr(work, column))) for column in WORK_COLUMNS])
            said = [asdict(reading) for reading in session.readings.find(work=work.id)]
            _line(work_lines, {**asdict(work), "readings": said})
        count = 0
        for text in texts:
            legal, work = session.texts.text(text.id), by_id[text.work]
            akn = _akoma_ntoso(aside, work, text, legal)
            facts = {
                **{c: getattr(text, c) for c in TEXT_COLUMNS[:8] + TEXT_COLUMNS[9:11]}, "specimen": work.specimen,
                "provisions": len(legal.provisions), "akoma_ntoso": akn or "",
            }  # fmt: skip
            text_table.writerow([safe(_cell(facts[column])) for column in TEXT_COLUMNS])
            for line in _provisions(session, work, text, legal):
                _line(provision_lines, line)
                count += 1
            told(text.id)
        stones = csv.writer(opened("withdrawn.csv"))
        stones.writerow(("id", "moved_to", "title", "reason", "at"))
        for stone in session.tombstones.all():
            stones.writerow(
                [safe(cell or "") for cell in (stone.id, stone.moved_to, stone.title, stone.reason, stone.at)]
            )
    words = README.format(made=now(), version=version("sselex"), address=kb.settings.public_url)
    (aside / "README.txt").write_text(words, encoding="utf-8")
    return {
        "works": len(works), "texts": len(texts), "provisions": count,
        "specimens": sum(by_id[text.work].specimen for text in texts),
    }  # fmt: skip


def _provisions(session: Session, work: Work, text: Expression, legal: LegalText) -> Iterator[dict[str, Any]]:
    said: dict[str, list[dict[str, Any]]] = {}
    for stored in session.texts.tags(text.id):
        tag = stored.tag
        if tag.kind in ("theme", "definition", "answer") and tag.status != "rejected":
            label = {"kind": tag.kind, "label": tag.label, "state": tag.status, "score": tag.score, "value": tag.value}
            said.setdefault(tag.eid, []).append({k: v for k, v in label.items() if v is not None})
    for provision in legal.provisions:
        yield {
            "id": f"{text.id}~{provision.eid}", "work": work.id, "text": text.id, "jurisdiction": work.jurisdiction,
            "language": provision.language or text.language, "version": text.version, "specimen": work.specimen,
            "type": provision.type, "num": provision.num, "heading": provision.heading, "parent": provision.parent,
            "page": provision.page, "words": provision.text, "notes": list(provision.notes),
            "labels": said.get(provision.eid, []),
        }  # fmt: skip


def _akoma_ntoso(aside: Path, work: Work, text: Expression, legal: LegalText) -> str | None:
    """Write the text; gives its name in the archive, None for a text without provisions."""
    if not legal.provisions:
        return None
    name = f"{text.id.lstrip('/')}.xml"
    place = aside / name
    place.parent.mkdir(parents=True, exist_ok=True)
    country = work.jurisdiction.split("-")[0].lower()
    place.write_bytes(to_akn(legal, work.id, text.id, text.title, country=country, adopted=work.date_adopted))
    return name


def _pack(aside: Path, made: Path) -> None:
    names = sorted(str(path.relative_to(aside)) for path in aside.rglob("*") if path.is_file())
    sums = []
    for name in names:
        with (aside / name).open("rb") as file:
            sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    (aside / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in ("README.txt", "SHA256SUMS", *(name for name in names if name != "README.txt")):
            archive.write(aside / name, name)
    with made.open("rb") as written:
        os.fsync(written.fileno())


def _line(file: IO[str], value: Mapping[str, Any]) -> None:
    file.write(json.dumps(value, ensure_ascii=False) + "\n")


def _cell(value: object) -> object:
    return "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else value
