"""The front matter of an edition: how to cite and to read it, what changed, what it covers and what it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kb import resources
from kb.guide.difference import diff
from kb.guide.document import Block, Heading, ListBlock, Paragraph, Run, Runs, TableBlock
from kb.guide.furniture import Furniture, country_words, pick
from kb.guide.quoting import Citing
from kb.model.guide import GuideEdition


def pages(
    edition: GuideEdition, say: Furniture, citing: Citing, previous: GuideEdition | None, themes: int
) -> Iterator[Block]:
    """The blocks of the front matter, in order."""
    date = say.date(edition.frozen_at)
    yield Heading(1, say("front"), "front")
    yield Heading(2, say("cite_title"), "cite")
    yield Paragraph(
        (
            Run(
                say(
                    "cite",
                    title=pick(edition.outline.title, say.language),
                    number=edition.number,
                    date=date,
                    address=citing.edition_address,
                    hash=edition.content_hash[:16],
                )
            ),
        )
    )
    yield Paragraph((Run(say("reference")),))
    yield Heading(2, say("adoption_title"), "adoption")
    yield Paragraph((Run(say("adoption", date=date)),))
    if edition.accepted:
        words = {
            one.country: edition.vocabulary.get(one.country) or country_words(one.country) for one in edition.accepted
        }
        names = [f"{pick(words[one.country], say.language)} ({say.date(one.at)})" for one in edition.accepted]
        yield Paragraph((Run(say("accepted", countries=", ".join(names))),))
    else:
        yield Paragraph((Run(say("not_accepted")),))
    yield Heading(2, say("changes_title"), "changes")
    yield from _changes(edition, say, previous)
    yield Heading(2, say("read_title"), "reading")
    for name in ("read_quotation", "read_cell"):
        yield Paragraph((Run(say(name)),))
    rows = tuple(((Run(mark),), (Run(say.of("states", state)),)) for state, mark in say.marks.items())
    yield TableBlock("marks", say("mark"), (say("mark"), say("meaning")), rows, (0.12, 0.88), titled=True)
    yield Paragraph((Run(say("read_commentary")),))
    if any(source.specimen for source in edition.sources):
        yield Paragraph((Run(say("read_specimen"), strong=True),))
    yield Paragraph((Run(say("read_numbers", count=themes)),))
    yield Heading(2, say("coverage_title"), "coverage")
    yield from _coverage(edition, say, citing)


def _changes(edition: GuideEdition, say: Furniture, previous: GuideEdition | None) -> Iterator[Block]:
    if previous is None:
        yield Paragraph((Run(say("changes_first")),))
        return
    counted = Counter(change.kind for change in diff(previous, edition))
    if not counted:
        yield Paragraph((Run(say("changes_none")),))
        return
    names = ("added", "changed", "removed")
    yield ListBlock(tuple((Run(say(f"changes_{name}", count=counted[name])),) for name in names if counted[name]))  # type: ignore[index]


def _coverage(edition: GuideEdition, say: Furniture, citing: Citing) -> Iterator[Block]:
    rows_known = edition.coverage
    known, held, read = (sum(getattr(row, name) for row in rows_known) for name in ("known", "held", "read"))
    silent = [row.country for row in rows_known if not row.held and not row.read]
    yield Paragraph(
        (Run(say("coverage", known=known, countries=len(rows_known), held=held, read=read, silent=len(silent))),)
    )
    if silent:
        yield Paragraph((Run(say("table_silent", countries=citing.countries(silent))),), "note")
    branches = [theme for theme in resources.themes().values() if theme.parent is None]
    order = [theme.parent for theme in resources.leaf_themes()]
    spans = [f"{order.index(b.id) + 1}–{order.index(b.id) + order.count(b.id)}" for b in branches]
    rows: list[tuple[Runs, ...]] = []
    telling = [row for row in rows_known if row.held or row.read]
    for row in sorted(telling, key=lambda r: say.sort_key(citing.country(r.country))):
        numbers = [
            sum(row.themes.get(theme.id, 0) for theme in resources.leaf_themes() if theme.parent == branch.id)
            for branch in branches
        ]
        counts = (row.known, row.held, row.read, *numbers)
        rows.append(((Run(citing.country(row.country), strong=True),), *((Run(say.number(n)),) for n in counts)))
    if rows:
        titles = [pick(edition.vocabulary[branch.id], say.language) for branch in branches]
        head = (say("country"), say("known"), say("held"), say("read"), *spans)
        named = " · ".join(f"{span} {title}" for span, title in zip(spans, titles, strict=True))
        widths = (0.28, 0.11, 0.11, 0.08, *(0.42 / len(spans),) * len(spans))
        below = (Run(f"{named}. {say('coverage_note')}"),)
        yield TableBlock("coverage-table", say("coverage_table"), head, tuple(rows), widths, below=below)
