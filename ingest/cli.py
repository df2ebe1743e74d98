"""The commands `ingest` and `inspect`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kb.commands.paths import GivenPath


@click.command()
@click.argument("paths", nargs=-1, required=True, type=GivenPath(path_type=Path))
@click.option("--manifest", type=GivenPath(path_type=Path), help="CSV that declares metadata of the files.")
@click.option("--jobs", type=click.IntRange(0), default=None, help="Files read at the same time; 0: one per processor.")
@click.option("--again", is_flag=True, help="Read files anew that are held already; people's decisions are kept.")
@click.option("--report", type=GivenPath(path_type=Path), help="Write one JSON line per file there.")
@click.option("--quiet", is_flag=True, help="Name only the files with something to check.")
def ingest(
    paths: tuple[Path, ...], manifest: Path | None, jobs: int | None, again: bool, report: Path | None, quiet: bool
) -> None:
    """Read files or whole folders into the knowledge base.

    PDF, DOCX, HTML, Markdown, plain text and Akoma Ntoso XML are read. A file that is held already is passed over;
    a file that cannot be read is named and the others go on. Of a folder, the files that the manifest lists are read;
    without manifest, all of a known kind.

    Exit code 0: every file was read; 1: some failed; 2: nothing could be done.
    """
    from ingest import batch
    from ingest.manifest import declarations, files_of, unlisted
    from ingest.report import FileOutcome, summary
    from kb.assemble import open_knowledge_base
    from kb.errors import NotFound
    from kb.settings import Settings

    settings = Settings.load()
    listed = declarations(manifest) if manifest else None
    files = list(files_of(list(paths), listed))
    if not files:
        raise NotFound(
            "There is no file to read there.",
            advice="Of a folder, files of known kinds are read; with a manifest, those that it lists.",
        )
    knowledge_base = open_knowledge_base(settings)
    outcomes: list[FileOutcome] = []
    from kb.commands.progress import bar

    with bar("Reading", len(files)) as advance:
        for outcome in batch.run(knowledge_base, files, again=again, jobs=settings.jobs if jobs is None else jobs):
            advance(outcome.path.name)
            outcomes.append(outcome)
            if not quiet or outcome.outcome in ("failed", "ok-with-issues", "not-indexed"):
                click.echo(outcome.line())
    knowledge_base.close()
    if report:
        report.write_text("".join(outcome.json_line() + "\n" for outcome in outcomes), encoding="utf-8")
    if listed is not None and (left := unlisted(list(paths), listed)):
        click.echo(f"{len(left)} files of the folder are not in the manifest and were left out (first: {left[0]}).")
    click.echo(summary([o for o in outcomes if o.outcome != "not-indexed"]))
    sys.exit(1 if any(o.outcome in ("failed", "not-indexed") for o in outcomes) else 0)


@click.command()
@click.argument("file", type=GivenPath(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON (docs/file-formats.md).")
def inspect(file: Path, as_json: bool) -> None:
    """Show what is read from one file: metadata, provisions, tags. Nothing is stored.

    Exit code 0: all well; 1: read, with warnings; 2: not read.
    """
    from ingest.inspecting import as_text, to_json
    from ingest.pipeline import parse
    from ingest.source import source_document
    from kb.errors import BadRequest
    from kb.settings import Settings

    if not file.is_file():
        raise BadRequest(f"{file} is not a file.", advice="Name one file; `sselex ingest` reads folders.")
    parsed = parse(source_document(file), Settings.load())
    click.echo(json.dumps(to_json(parsed), ensure_ascii=False) if as_json else as_text(parsed))
    told = list(parsed.issues) + [issue for work in parsed.works for issue in work.issues]
    sys.exit(1 if any(issue.level != "info" for issue in told) else 0)
