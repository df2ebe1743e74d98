"""The official texts that the catalogue links to, brought to a folder with a manifest that `sselex ingest` takes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from kb import resources
from kb.catalogue.addresses import Refused
from kb.catalogue.downloading import Download, Downloader, Failed
from kb.catalogue.rows import CATALOGUE, work_of
from kb.errors import BadRequest
from kb.identity import slug
from kb.store.files import sha256_of

COLUMNS = (
    "slug", "path", "kind", "country", "language", "instrument_type", "title", "official_number", "date", "status",
    "source", "bytes", "sha256", "catalogue_id", "retrieved",
)  # fmt: skip
"""Columns of the manifest: those of `sselex ingest --manifest`, the catalogue's id, the day of retrieval."""

MANIFEST = "manifest.csv"
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Target:
    """A text of the catalogue with an official link."""

    id: str
    address: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one link: "fetched", "held" (already here), "page" (no PDF of the text behind it), "refused" or
    "failed"; `detail` says more."""

    target: Target
    outcome: str
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether the link should have given a file and did not."""
        return self.outcome in ("refused", "failed")

    def line(self) -> str:
        """One line for people."""
        return " — ".join(
            part for part in (f"{self.outcome}: {self.target.id}", self.detail, self.target.address) if part
        )


def targets(
    rows: Iterable[Mapping[str, str]] | None = None, *, countries: Iterable[str] = (), ids: Iterable[str] = ()
) -> list[Target]:
    """Texts of the catalogue that have an official link, site by site in turn so that no site is asked twice in a row
    while another waits. Raises `BadRequest` for an id or country that the catalogue does not hold."""
    found = list(resources.rows(CATALOGUE) if rows is None else rows)
    wanted_ids, wanted_countries = set(ids), set(countries)
    for wanted, held, what in (
        (wanted_ids, {row["id"] for row in found}, "text"),
        (wanted_countries, {resources.country_of(row["jurisdiction"]) for row in found}, "country"),
    ):
        if wanted - held:
            raise BadRequest(f"The catalogue holds no {what} {sorted(wanted - held)[0]!r}.")
    sites: dict[str, list[Target]] = {}
    for row in found:
        if wanted_ids and row["id"] not in wanted_ids:
            continue
        if wanted_countries and resources.country_of(row["jurisdiction"]) not in wanted_countries:
            continue
        if row["official_url"]:
            site = urlsplit(row["official_url"]).netloc
            sites.setdefault(site, []).append(Target(row["id"], row["official_url"], row))
    longest = max(map(len, sites.values()), default=0)
    return [waiting[turn] for turn in range(longest) for waiting in sites.values() if turn < len(waiting)]


def fetch(
    wanted: Iterable[Target], folder: Path, downloader: Downloader, *, pages: bool = False, again: bool = False
) -> Iterator[Outcome]:
    """Bring each text to the folder, one after the other, and note it in the folder's `manifest.csv` at once.

    A file that the manifest holds with the same checksum is not asked for again (unless `again`). A link to a web page
    is followed to the PDF that the page names as its own; where it names none or several, the page itself is kept if
    `pages`, else left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = _held(folder)
    for target in wanted:
        known = held.get(target.id)
        if known and not again and _intact(folder, known):
            yield Outcome(target, "held", known["path"])
            continue
        try:
            got = _get(target, folder, downloader, pages=pages)
        except Refused as error:
            yield Outcome(target, "refused", str(error))
            continue
        except Failed as error:
            yield Outcome(target, "failed", str(error))
            continue
        except OSError as error:
            yield Outcome(target, "failed", f"the file cannot be written: {error.strerror}")
            continue
        if got is None:
            yield Outcome(target, "page", "a web page that names no PDF of its own")
            continue
        held[target.id] = _row(target, got)
        _write(folder, held)
        yield Outcome(target, "fetched", f"{got.path.name}, {got.size:,} bytes" + (", resumed" if got.resumed else ""))


def _get(target: Target, folder: Path, downloader: Downloader, *, pages: bool) -> Download | None:
    name = slug(target.id)
    got = downloader.fetch(target.address, folder / f"{name}.download")
    if _is_pdf(got.path):
        return _named(got, folder / f"{name}.pdf")
    if got.media_type not in ("text/html", "application/xhtml+xml"):
        got.path.unlink()
        raise Failed(f"neither PDF nor web page ({got.media_type or 'no media type'})")
    named = pdf_of_page(got.path.read_text(encoding="utf-8", errors="replace"), got.address)
    if named is not None:
        got.path.unlink()
        document = downloader.fetch(named, folder / f"{name}.download")
        if not _is_pdf(document.path):
            document.path.unlink()
            raise Failed(f"the page names {named}, which is no PDF")
        return _named(document, folder / f"{name}.pdf")
    if pages:
        return _named(got, folder / f"{name}.html")
    got.path.unlink()
    return None


def pdf_of_page(page: str, address: str) -> str | None:
    """The address of the one PDF that a web page names as its own form: its alternate link, else the only PDF of the
    same site that it links to. None where there is none or more than one."""
    from lxml import html

    try:
        tree = html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, html.etree.ParserError):
        return None
    alternate = {
        urljoin(address, link.get("href"))
        for link in tree.iter("link")
        if link.get("href") and "alternate" in (link.get("rel") or "") and link.get("type") == "application/pdf"
    }
    linked = {
        urljoin(address, link.get("href"))
        for link in tree.iter("a")
        if link.get("href") and re.search(r"\.pdf(?:[?#]|$)", link.get("href"), re.IGNORECASE)
    }
    own = {found.split("#")[0] for found in linked if urlsplit(found).hostname == urlsplit(address).hostname}
    choice = alternate or own
    return next(iter(choice)) if len(choice) == 1 else None


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as source:
        return PDF in source.read(1024)


def _named(got: Download, path: Path) -> Download:
    got.path.replace(path)
    return replace(got, path=path)


def _held(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    found = {row["catalogue_id"]: row for row in resources.rows(path) if row.get("catalogue_id")}
    return {name: {column: row.get(column) or "" for column in COLUMNS} for name, row in found.items()}


def _intact(folder: Path, row: Mapping[str, str]) -> bool:
    path = folder / row["path"]
    return path.is_file() and sha256_of(path) == row["sha256"]


def _row(target: Target, got: Download) -> dict[str, str]:
    work = work_of(target.row)
    return {
        "slug": target.id,
        "path": got.path.name,
        "kind": "pdf" if got.path.suffix == ".pdf" else "text",
        "country": work.jurisdiction,
        "language": work.language or "",
        "instrument_type": work.instrument or "",
        "title": work.title,
        "official_number": work.number or "",
        "date": work.date_adopted or "",
        "status": work.status if work.status != "unknown" else "",
        "source": got.address,
        "bytes": str(got.size),
        "sha256": got.sha256,
        "catalogue_id": target.id,
        "retrieved": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def _write(folder: Path, held: Mapping[str, Mapping[str, str]]) -> None:
    """Written aside, then named, so that a crash never leaves half a manifest."""
    aside = folder / f".{MANIFEST}"
    with aside.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(held[name] for name in sorted(held))
    aside.replace(folder / MANIFEST)
