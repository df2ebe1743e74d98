"""The page of a text: its facts, its contents, its provisions with what is said of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.model.tags import Reading
from kb.services.citing import Related, Relation
from kb.services.opening import NOBODY, Checked, Citation, ReadProvision, ReadText
from kb.services.repeals import Repeal
from kb.store import StoredTag


@dataclass(frozen=True, slots=True)
class Segment:
    """Words inside a paragraph; `link` is the lasting path of the text that they cite, `marked` whether they were
    searched for."""

    text: str
    link: str | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a provision; `level` is its depth in the numbering, 0 for running text."""

    level: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ThemeMark:
    """A theme of a provision and whether a person has looked at it."""

    theme: str
    state: str
    score: float | None


@dataclass(frozen=True, slots=True)
class CitedHere:
    """A place in another text that names this provision: its lasting path, the title of the text, its language, the
    words, and what the text does."""

    permalink: str
    title: str
    language: str | None
    words: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents; `here` is whether its provision stands in the part that is shown."""

    eid: str
    num: str
    heading: str | None
    language: str | None
    division: bool
    depth: int
    lit: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long text, by its number and its first and last articles."""

    number: int
    first: Line
    last: Line


@dataclass(frozen=True, slots=True)
class Block:
    """A provision as it is shown. `eid` is its name in the address; `lit` is whether the address names it.

    `definitions` are the terms that it defines, `readings` the facts that a person read in it, `cited_by` the places of
    other texts that name it.
    """

    eid: str
    type: str
    division: bool
    depth: int
    num: str
    heading: str | None
    language: str | None
    page: int | None
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...]
    themes: tuple[ThemeMark, ...]
    definitions: tuple[str, ...]
    answers: tuple[StoredTag, ...]
    readings: tuple[Reading, ...]
    cited_by: tuple[CitedHere, ...]
    lit: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """What the text says of itself: a metadata field with the words that show it and the page where they stand."""

    field: str
    value: str
    quote: str
    page: int | None


@dataclass(frozen=True, slots=True)
class TextPage:
    """A work and the text shown of it; without a held text `expression` is None and `provisions` are empty.

    `permalink` is the lasting path. `official` says where the official text is, None where no address is known.
    `versions` are the texts held of the work, this one too. `warnings` are stable codes of what to be careful about:
    specimen, poor-text, unofficial, repealed, bill, from-memory. A long text is shown in `parts`, of which `part` is
    the one that `provisions` holds; the whole is shown where `part` is 0.
    """

    work: Work
    expression: Expression | None
    permalink: str
    official: str | None
    source: str | None
    warnings: tuple[str, ...]
    contents: tuple[Line, ...]
    provisions: tuple[Block, ...]
    articles: int
    readings: tuple[Reading, ...]
    versions: tuple[Expression, ...]
    cited_by: tuple[Citation, ...]
    cites: tuple[Work, ...]
    lit: str | None
    original: str | None
    """Name of the file behind the text, None where none is held."""
    pictured: bool
    """Whether pages of the file can be shown."""
    dated: int
    """Versions of this language whose day is known."""
    answering: tuple[Line, ...] = ()
    """Provisions of the whole text that hold the words searched for."""
    evidence: tuple[Fact, ...] = ()
    """What was read of the text about itself, with the words that show it."""
    repeals: tuple[Repeal, ...] = ()
    """Clauses of held texts that repeal it."""
    untraced: tuple[Related, ...] = ()
    """Amendments in held texts of which the current text shows no trace."""
    checked: Checked = NOBODY
    themes: tuple[str, ...] = ()
    """Themes of the whole text, the one that most provisions bear first."""
    part: int = 0
    parts: tuple[Part, ...] = ()


def text_page(found: ReadText, lit: str | None, words: Iterable[str] = ()) -> TextPage:
    """The page from what the service found; `lit` is the provision that the address names, `words` are marked."""
    work, expression = found.work, found.expression
    sought = pattern(words)
    cited = _cited_by(found.cited_by)
    blocks = tuple(
        _block(read, expression, lit, sought, cited.get(read.provision.eid, ())) for read in found.provisions
    )
    shown = {block.eid for block in blocks}
    every = tuple(_line(line, found, lit, line.eid in shown) for line in found.lines)
    return TextPage(
        work=work,
        expression=expression,
        permalink=(expression.id if expression else work.id) + (f"~{lit}" if lit else ""),
        official=_web(work.official_url),
        source=_web(found.manifestation.source_url) if found.manifestation else None,
        warnings=tuple(_warnings(work, expression)),
        contents=tuple(_contents(every, found)),
        provisions=blocks,
        articles=sum(1 for line in every if not line.division) - sum(p.type == "conclusions" for p in found.lines),
        readings=found.readings,
        versions=found.others,
        cited_by=found.cited_by,
        cites=found.targets,
        lit=lit if any(line.lit for line in every) else None,
        original=found.manifestation.name if found.manifestation else None,
        pictured=found.manifestation is not None and found.manifestation.media_type == "application/pdf",
        dated=sum(
            expression is not None and other.language == expression.language and not other.version.startswith("sha-")
            for other in found.others
        ),
        evidence=tuple(
            Fact(name, value.value, " ".join(value.evidence.quote.split()), value.evidence.page)
            for name, value in (expression.metadata.items() if expression else ())
            if value.evidence is not None
        ),
        answering=tuple(
            line for line, provision in zip(every, found.lines, strict=True) if sought and sought.search(provision.text)
        ),
        repeals=found.repeals,
        untraced=found.untraced,
        checked=found.checked,
        themes=found.themes,
        part=found.part,
        parts=tuple(_part(number, every[first:last]) for number, (first, last) in enumerate(found.parts, 1))
        if len(found.parts) > 1
        else (),
    )


def _line(provision: Provision, found: ReadText, lit: str | None, here: bool) -> Line:
    return Line(
        provision.eid, provision.num, provision.heading,
        provision.language or (found.expression.language if found.expression else None),
        provision.type in DIVISIONS, (found.depths or {}).get(provision.eid, 0), provision.eid == lit, here,
    )  # fmt: skip


def _part(number: int, lines: Sequence[Line]) -> Part:
    """A part is named by its first and last articles, or where none has a number, by its first and last lines."""
    named = [line for line in lines if line.num and not line.division] or list(lines)
    return Part(number, named[0], named[-1])


def _contents(every: Sequence[Line], found: ReadText) -> Iterator[Line]:
    """What has a number or a heading; of the parts that are not shown, the divisions, or where there are none the first
    line."""
    for number, (first, last) in enumerate(found.parts, 1):
        lines = [line for line in every[first:last] if line.num or line.heading]
        if found.part in (0, number):
            yield from lines
        else:
            yield from [line for line in lines if line.division] or lines[:1]


def _cited_by(citations: Iterable[Citation]) -> dict[str, tuple[CitedHere, ...]]:
    """eid → the places that name it, each once."""
    found: dict[str, dict[str, CitedHere]] = defaultdict(dict)
    for one in citations:
        permalink = f"{one.expression}~{one.eid}"
        for eid in one.at:
            said = CitedHere(permalink, one.work.title, one.work.language, one.words, one.relation)
            found[eid].setdefault(permalink, said)
    return {eid: tuple(places.values()) for eid, places in found.items()}


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of these words, whole, longest first; None for no words."""
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    alternatives = "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in wanted)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if wanted else None


def paragraphs(
    provision: Provision, sought: re.Pattern[str] | None = None, links: Iterable[tuple[int, int, str]] = ()
) -> tuple[Paragraph, ...]:
    """The words of a provision in paragraphs, none changed; `links` (start, end, lasting path) and what was sought are
    told apart."""
    spans = sorted(links, key=lambda span: (span[0], -span[1]))
    found, at = [], provision.start
    for line in provision.text.split("\n"):
        start, at = at, at + len(line) + 1
        if line.strip():
            level = max((item.level for item in provision.items if start <= item.start < at), default=0)
            segments = tuple(_segments(provision, start, start + len(line), spans))
            found.append(Paragraph(level, tuple(_marked(segments, sought)) if sought else segments))
    return tuple(found)


def _marked(segments: Iterable[Segment], sought: re.Pattern[str]) -> Iterator[Segment]:
    """The segments cut where sought words begin and end."""
    for segment in segments:
        at = 0
        for match in sought.finditer(segment.text):
            if match.start() > at:
                yield Segment(segment.text[at : match.start()], segment.link)
            yield Segment(match[0], segment.link, marked=True)
            at = match.end()
        if at < len(segment.text):
            yield Segment(segment.text[at:], segment.link)


def _block(
    read: ReadProvision,
    expression: Expression | None,
    lit: str | None,
    sought: re.Pattern[str] | None,
    cited_by: tuple[CitedHere, ...],
) -> Block:
    provision = read.provision
    return Block(
        eid=provision.eid,
        type=provision.type,
        division=read.division,
        depth=read.depth,
        num=provision.num,
        heading=provision.heading,
        language=provision.language or (expression.language if expression else None),
        page=provision.page,
        paragraphs=paragraphs(provision, sought, _spans(read)),
        notes=provision.notes,
        themes=tuple(
            ThemeMark(
                stored.tag.label, "suggested" if stored.tag.status == "suggested" else "reviewed", stored.tag.score
            )
            for stored in read.themes
        ),
        definitions=tuple(dict.fromkeys(stored.tag.label for stored in read.definitions)),
        answers=read.answers,
        readings=read.readings,
        cited_by=cited_by,
        lit=provision.eid == lit,
    )


def _spans(read: ReadProvision) -> Iterator[tuple[int, int, str]]:
    """(start, end, target) of the citations that lead to a text or an article known here."""
    for cited in read.citations:
        if cited.target:
            yield cited.stored.tag.evidence.start, cited.stored.tag.evidence.end, cited.target


def _segments(provision: Provision, start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> Iterator[Segment]:
    at = start
    for first, last, target in spans:
        if first < at or last > end:
            continue
        if first > at:
            yield Segment(provision.text[at - provision.start : first - provision.start])
        yield Segment(provision.text[first - provision.start : last - provision.start], target)
        at = last
    if at < end:
        yield Segment(provision.text[at - provision.start : end - provision.start])


def _web(address: str | None) -> str | None:
    """An address of the web; a manifest may name a file instead, which leads nowhere from a page."""
    return address if address and address.startswith(("http://", "https://")) else None


def _warnings(work: Work, expression: Expression | None) -> Iterator[str]:
    if work.specimen:
        yield "specimen"
    if expression and expression.poor_text:
        yield "poor-text"
    if work.status in ("repealed", "expired"):
        yield "repealed"
    if work.status == "bill" or (expression and expression.text_state == "draft"):
        yield "bill"
    if work.unverified and work.confidence == "from-memory":
        yield "from-memory"
    if expression and not work.specimen:
        yield "unofficial"
