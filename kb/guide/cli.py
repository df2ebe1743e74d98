"""The command `guide` and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.model.guide import Outline
    from kb.services import KnowledgeBase

LANGUAGES = ("fr", "en", "es")
FORMATS = ("docx", "pdf", "html", "epub", "odt", "xlsx", "csl", "akn", "datacite")


@contextmanager
def _opened() -> Iterator[KnowledgeBase]:
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    knowledge_base = open_knowledge_base(Settings.load())
    try:
        yield knowledge_base
    finally:
        knowledge_base.close()


@click.group()
def guide() -> None:
    """Draft, verify, freeze and export the guide.

    A guide is drafted once under a name, edited, then frozen into numbered editions that never change.
    """


@guide.command("list")
def list_() -> None:
    """Name the guides and their editions."""
    with _opened() as kb, kb.store.read() as session:
        found = session.guides.list()
        if not found:
            click.echo("No guide yet; `sselex guide draft NAME` proposes one.")
        for summary in found:
            click.echo(
                f"{summary.name}: {summary.language}, revision {summary.revision} by {summary.changed_by} "
                f"on {summary.changed_at}"
            )
            for edition in session.guides.editions(summary.name):
                click.echo(
                    f"  edition {edition.number}, frozen by {edition.frozen_by} on {edition.frozen_at}, "
                    f"content {edition.content_hash[:16]}"
                )


@guide.command()
@click.argument("name")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Reference language.")
@click.option("--country", "countries", multiple=True, help="Code of a country or organisation; all without it.")
@click.option("--quotations", type=click.IntRange(1, 100), help="Most quotations of one theme (12 without it).")
@click.option("--by", "person", default="secretariat", show_default=True, help="Who drafts.")
def draft(name: str, language: str, countries: tuple[str, ...], quotations: int | None, person: str) -> None:
    """Propose a whole first guide under NAME from the texts held and the readings."""
    from kb.guide.draft import draft as propose

    with _opened() as kb:
        report = propose(kb.store, name, language, countries or None, person=person, quotations_per_theme=quotations)
    click.echo(
        f"{name}: {report.quotations} quotations and {report.tables} tables on {report.countries} countries "
        f"and organisations."
    )
    if report.without_source:
        click.echo(f"Not quoted, because no official address or date is known: {len(report.without_source)} texts.")


@guide.group()
def outline() -> None:
    """Parts and chapters of a guide: show, add, rename, move, remove."""


@outline.command("show")
@click.argument("name")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Language of titles.")
def outline_show(name: str, language: str) -> None:
    """Parts, chapters and sections of NAME with their ids."""
    with _opened() as kb, kb.store.read() as session:
        found = session.guides.get(name)
    click.echo(f"{name}: revision {found.revision}, {found.state}")
    for part in found.outline.parts:
        click.echo(f"{part.id}: {part.title.get(language, '–')}")
        for chapter in part.chapters:
            click.echo(f"  {chapter.id}: {chapter.title.get(language, '–')}")
            for section in chapter.sections:
                click.echo(f"    {section.id} ({section.kind})")


@outline.command("add")
@click.argument("name")
@click.argument("title")
@click.option("--in", "part", help="Id of the part that takes a chapter; without it TITLE is a new part.")
@click.option("--theme", help="Id of the theme whose chapter it is.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Language of TITLE.")
@click.option("--by", "person", default="secretariat", show_default=True, help="Who adds.")
def outline_add(name: str, title: str, part: str | None, theme: str | None, language: str, person: str) -> None:
    """Add a part, or a chapter to a part."""
    from kb.guide import outlining

    words = outlining.titled(language, title)

    def change(outline: Outline) -> tuple[Outline, str]:
        if part is None:
            return outlining.add_part(outline, words)
        return outlining.add_chapter(outline, part, words, theme)

    _change(name, person, "chapter added" if part else "part added", change)


@outline.command("rename")
@click.argument("name")
@click.argument("entry")
@click.argument("title")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Language of TITLE.")
@click.option("--by", "person", default="secretariat", show_default=True, help="Who renames.")
def outline_rename(name: str, entry: str, title: str, language: str, person: str) -> None:
    """Give the part, chapter or section ENTRY another title in one language."""
    from kb.guide import outlining

    _change(name, person, "renamed", lambda outline: (outlining.rename(outline, entry, language, title), entry))


@outline.command("move", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("entry")
@click.argument("places", type=int)
@click.option("--by", "person", default="secretariat", show_default=True, help="Who moves.")
def outline_move(name: str, entry: str, places: int, person: str) -> None:
    """Move ENTRY by PLACES: -1 is one up, 1 one down."""
    from kb.guide import outlining

    _change(name, person, "moved", lambda outline: (outlining.move(outline, entry, places), entry))


@outline.command("remove")
@click.argument("name")
@click.argument("entry")
@click.option("--by", "person", default="secretariat", show_default=True, help="Who removes.")
def outline_remove(name: str, entry: str, person: str) -> None:
    """Take out a section, or an empty part or chapter; the history keeps it."""
    from kb.guide import outlining

    _change(name, person, "removed", lambda outline: (outlining.remove(outline, entry), entry))


def _change(name: str, person: str, what: str, change: Callable[[Outline], tuple[Outline, str]]) -> None:
    """One change of an outline at the revision that is read with it; raises `Conflict` for a guide that is closed."""
    from kb.errors import Conflict
    from kb.model.guide_writing import CLOSED

    with _opened() as kb, kb.store.write() as session:
        found = session.guides.get(name)
        if found.state in CLOSED:
            raise Conflict(f"The guide is {found.state}.", advice="Take it under revision to change it.")
        changed, entry = change(found.outline)
        after = session.guides.change(name, changed, revision=found.revision, person=person, what=what, section=entry)
    click.echo(f"{name}: {entry} {what}, revision {after.revision}")


@guide.command()
@click.argument("name")
@click.option("--edition", "number", type=int, help="Verify a frozen edition instead of the guide as it stands.")
def verify(name: str, number: int | None) -> None:
    """Check every quotation of NAME against its pinned version, and every source. Exit code 1 when one fails."""
    from kb.guide.verify import verify_edition, verify_outline

    with _opened() as kb, kb.store.read() as session:
        if number is None:
            outline = session.guides.get(name).outline
            found = verify_outline(session, outline)
        else:
            edition = session.guides.edition(name, number)
            outline, found = edition.outline, verify_edition(session, edition)
    for finding in found:
        click.echo(f"{finding.level}: {finding.section}: {finding.message} [{finding.code}]")
    failed = sum(finding.level == "error" for finding in found)
    total = sum(1 for _ in outline.pins())
    click.echo(f"{total} quotations checked, {failed} errors, {len(found) - failed} warnings.")
    if failed:
        raise SystemExit(1)


@guide.command()
@click.argument("name")
@click.option("--by", "person", default="secretariat", show_default=True, help="Who freezes the edition.")
def freeze(name: str, person: str) -> None:
    """Freeze NAME into its next edition; refused while a quotation or a source fails."""
    from kb.guide.editions import freeze as make

    with _opened() as kb:
        edition = make(kb.store, name, person=person, public_url=kb.settings.public_url)
    click.echo(f"Edition {edition.number} of {name} is frozen, content {edition.content_hash}.")


@guide.command()
@click.argument("name")
@click.option("--edition", "number", type=int, help="Number of the edition; the newest without it.")
@click.option("--to", "formats", type=click.Choice(FORMATS), multiple=True, help="docx, pdf and html without it.")
@click.argument("more", nargs=-1, type=click.Choice(FORMATS))
@click.option("--language", type=click.Choice(LANGUAGES), help="Language; the guide's own without it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder; the current one without it.",
)
def export(
    name: str, number: int | None, formats: tuple[str, ...], more: tuple[str, ...], language: str | None, out: Path
) -> None:
    """Write an edition of NAME as files: --to docx --to pdf, or --to docx pdf html."""
    from kb.guide.exporting import export as write

    with _opened() as kb, kb.store.read() as session:
        edition = session.guides.edition(name, number)
        previous = session.guides.edition(name, edition.number - 1) if edition.number > 1 else None
    chosen = tuple(dict.fromkeys((*formats, *more))) or ("docx", "pdf", "html")
    for path in write(edition, chosen, out, language, previous=previous):
        click.echo(str(path))


@guide.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Compare two editions entry by entry. OLD and NEW are NAME/NUMBER, or NAME for its newest edition."""
    from kb.guide.difference import diff as compare

    with _opened() as kb, kb.store.read() as session:
        before, after = (session.guides.edition(*_named(words)) for words in (old, new))
    changes = compare(before, after)
    for change in changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{change.kind}: {change.what} {change.id}{fields}")
    click.echo(
        f"{len(changes)} entries differ between {before.guide}/{before.number} and {after.guide}/{after.number}."
    )


def _named(words: str) -> tuple[str, int | None]:
    name, slash, number = words.rpartition("/")
    return (name, int(number)) if slash and number.isdigit() else (words, None)
