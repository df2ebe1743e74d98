"""The command `corpus`: the world catalogue, the readings and the specimens."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click


@click.group()
def corpus() -> None:
    """The world catalogue, the readings and the specimens.

    The catalogue names 453 texts of the world with their official links and holds no text of law; the readings are
    facts that people read in real laws; the specimens are texts of invented countries, written for this project.
    """


@corpus.command()
def load() -> None:
    """Put catalogue and readings into the knowledge base; doing it again changes nothing.

    Exit code 0: loaded; 2: it could not be done.
    """
    from kb.assemble import open_knowledge_base
    from kb.catalogue import load_catalogue, load_readings
    from kb.settings import Settings

    knowledge_base = open_knowledge_base(Settings.load())
    try:
        with knowledge_base.store.write() as session:
            works = load_catalogue(session)
            readings = load_readings(session)
    finally:
        knowledge_base.close()
    click.echo(f"Catalogue: {works.rows} texts, {works.added} new, {works.changed} changed.")
    click.echo(f"Readings: {readings.answers} answers and {readings.articles} articles of {readings.works} texts.")
    if readings.unknown:
        click.echo(f"Readings of texts that the catalogue does not hold were left out: {', '.join(readings.unknown)}.")


@corpus.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder for the files [default: <home>/fetched].")
@click.option("--country", multiple=True, help="Only texts of this State or organisation (ES, eu …).")
@click.option("--id", "ids", multiple=True, help="Only the text with this id in the catalogue.")
@click.option("--limit", type=click.IntRange(1), help="Most links asked for.")
@click.option("--delay", type=click.FloatRange(0, 60), default=3.0, show_default=True, help="Seconds between requests.")
@click.option("--max-mb", type=click.IntRange(1, 2000), help="Largest file in megabytes [default: max_file_mb].")
@click.option("--seconds", type=click.FloatRange(1), default=300.0, show_default=True, help="Most time for one file.")
@click.option("--pages", is_flag=True, help="Keep the web page where a link has no PDF of its own.")
@click.option("--again", is_flag=True, help="Ask for files that are here already too.")
@click.option("--contact", default="", help="Address that sites may write to; sent with each request.")
@click.option("--allow-private", is_flag=True, help="Also call addresses of private networks (for tests).")
def fetch(
    folder: Path | None,
    country: tuple[str, ...],
    ids: tuple[str, ...],
    limit: int | None,
    delay: float,
    max_mb: int | None,
    seconds: float,
    pages: bool,
    again: bool,
    contact: str,
    allow_private: bool,
) -> None:
    """Download the official PDFs that the catalogue links to, with a manifest for `sselex ingest`.

    One file at a time, with a pause between two requests to one site; robots.txt and Retry-After are obeyed; only
    http and https, only addresses of the public internet. What broke off is taken up again by the next run.

    Then: sselex ingest FOLDER --manifest FOLDER/manifest.csv

    Exit code 0: every link was dealt with; 1: some were refused or failed; 2: nothing could be done.
    """
    from importlib.metadata import version

    from kb.catalogue import fetching
    from kb.catalogue.downloading import Downloader, Limits
    from kb.commands.progress import bar
    from kb.settings import Settings

    settings = Settings.load()
    folder = folder or settings.home / "fetched"
    wanted = fetching.targets(countries=country, ids=ids)[:limit]
    agent = f"SSELEX/{version('sselex')} (legislation knowledge base{'; ' + contact if contact else ''})"
    limits = Limits(bytes=(max_mb or settings.max_file_mb) * 1_000_000, seconds=seconds, delay=delay)
    counts: dict[str, int] = {}
    failed = False
    with Downloader(agent, limits, allow_private=allow_private) as downloader, bar("Fetching", len(wanted)) as advance:
        for outcome in fetching.fetch(wanted, folder, downloader, pages=pages, again=again):
            advance(outcome.target.id)
            click.echo(outcome.line())
            counts[outcome.outcome] = counts.get(outcome.outcome, 0) + 1
            failed = failed or outcome.failed
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()) or "No text with a link fits.")
    if counts.get("fetched") or counts.get("held"):
        click.echo(f"Next: sselex ingest {folder} --manifest {folder / fetching.MANIFEST}")
    sys.exit(1 if failed else 0)


@corpus.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder instead of corpora/specimens.")
def typeset(folder: Path | None) -> None:
    """Make the PDFs of the specimens and their manifest anew from their sources; the same source gives the same bytes.

    Exit code 0: made; 2: a source or a font is wrong.
    """
    from kb.catalogue import typesetting

    for made in typesetting.write(folder):
        click.echo(f"{made.name}: {made.pages} pages, {len(made.pdf):,} bytes")


@corpus.command("list")
@click.option("--country", multiple=True, help="Only texts of this State or organisation (ES, eu …).")
@click.option("--links", is_flag=True, help="Only texts with an official link.")
def list_(country: tuple[str, ...], links: bool) -> None:
    """List the texts of the catalogue: id, jurisdiction, date, title, link; what is not verified is marked.

    Exit code 0: listed; 1: no text fits.
    """
    from kb import resources
    from kb.catalogue.rows import CATALOGUE

    shown = [
        row
        for row in resources.rows(CATALOGUE)
        if (not country or resources.country_of(row["jurisdiction"]) in country or row["jurisdiction"] in country)
        and (row["official_url"] or not links)
    ]
    click.echo("\n".join(_lines(shown)) if shown else "No text of the catalogue fits.")
    sys.exit(0 if shown else 1)


@corpus.command()
@click.option("--country", help="Only texts cited by this State's or organisation's texts (ES, eu …).")
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Most texts named.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def backlog(country: str | None, limit: int, as_json: bool) -> None:
    """Name the texts that held texts cite and that are not held, those that most texts cite first.

    Exit code 0: listed; 1: every cited text is held, or nothing is.
    """
    import json
    from dataclasses import asdict

    from kb import resources
    from kb.assemble import open_knowledge_base
    from kb.services import citing
    from kb.settings import Settings

    code = resources.jurisdiction_code(country) if country else None
    knowledge_base = open_knowledge_base(Settings.load())
    try:
        found = citing.backlog(knowledge_base, country=code, limit=limit)
    finally:
        knowledge_base.close()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            known = f" · in the catalogue: {one.work}" if one.work else ""
            click.echo(f"{one.country} · {one.name} · {len(one.texts)} texts, {one.mentions} mentions{known}")
        if not found:
            click.echo("No text is cited that is not held.", err=True)
    sys.exit(0 if found else 1)


@corpus.command()
def duplicates() -> None:
    """Name the texts that are near-duplicates: the same text under two works, or twice as versions of one.

    Exit code 0: none; 1: some are named.
    """
    from kb.assemble import open_knowledge_base
    from kb.services.duplicates import all_duplicates
    from kb.settings import Settings

    knowledge_base = open_knowledge_base(Settings.load())
    try:
        found = all_duplicates(knowledge_base)
    finally:
        knowledge_base.close()
    for one in found:
        click.echo(f"{one.sentence}\n  {one.first.id}\n  {one.second.id}")
    if not found:
        click.echo("No near-duplicates are held.")
    sys.exit(1 if found else 0)


def _lines(rows: Iterable[dict[str, str]]) -> Iterable[str]:
    for row in rows:
        mark = " (not verified)" if row["confidence"] != "seen" else ""
        link = row["official_url"] or "no official link known"
        date = row["date_adopted"] or "no date"
        yield f"{row['id']} · {row['jurisdiction']} · {date} · {row['title_original']}{mark} · {link}"
