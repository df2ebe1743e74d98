"""A text opened to be read: its provisions with what is said of them, whole or one part after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kb.compare import current_texts
from kb.errors import NotFound
from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.model.source import Manifestation
from kb.model.tags import Reading
from kb.services.citing import Related, Relation, Resolver, found_in, own_articles, places, relations_to
from kb.services.knowledge_base import KnowledgeBase
from kb.services.repeals import Repeal, pronounced, untraced
from kb.services.withdrawing import look_for_stone
from kb.store import FileRecord, Session, StoredTag, codec
from kb.store import lines as stored

SHOWN = ("theme", "definition", "citation", "answer")
"""Kinds of tag that stand beside a provision."""
WHOLE = 480_000
"""Bytes of words, and of what stands beside them, up to which a text is one page: some 130 kB when compressed."""
PART = 300_000
"""Bytes of a part of a longer text."""
CATALOGUE_AS_OF = "2026-11"
"""Month by whose end the rows of the catalogue that say "seen" were read in their sources (corpora/catalogue)."""
EACH = 320
"""Bytes that a provision costs beside its words."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation inside a provision; `target` is the lasting path of the work or article that it names, an article of
    the text itself in its version that is shown, None where that is not known."""

    stored: StoredTag
    target: str | None


@dataclass(frozen=True, slots=True)
class ReadProvision:
    """A provision with what is said about it. `depth` counts the divisions above it."""

    provision: Provision
    depth: int
    themes: tuple[StoredTag, ...]
    definitions: tuple[StoredTag, ...]
    citations: tuple[Cited, ...]
    answers: tuple[StoredTag, ...]
    readings: tuple[Reading, ...]

    @property
    def division(self) -> bool:
        """Whether it only gathers others."""
        return self.provision.type in DIVISIONS


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that cites this one: where it does, its words, what it does, and the provisions that it names (eids)."""

    work: Work
    expression: str
    eid: str
    words: str
    relation: Relation
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """When a person last looked: at the facts of the record (`facts`, an ISO day, or the month before whose end it was
    done), where (`by`: the official source, or the secretariat that accepted the text), and at the tags of the text
    shown. None is not known."""

    facts: str | None = None
    by: Literal["source", "secretariat"] | None = None
    tags: str | None = None


NOBODY = Checked()
"""Nothing is on record."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A work with the text that is shown of it; `expression`, `file` and `manifestation` are None where none is."""

    work: Work
    expression: Expression | None
    file: FileRecord | None
    manifestation: Manifestation | None
    others: tuple[Expression, ...]
    """Every text held of the work, this one too: languages and versions, newest version first."""
    provisions: tuple[ReadProvision, ...]
    """Those of the part that is shown."""
    readings: tuple[Reading, ...]
    """Readings that are attached to no provision of this text."""
    cited_by: tuple[Citation, ...]
    targets: tuple[Work, ...]
    """Works that its citations name and that are known here."""
    lines: tuple[Provision, ...] = ()
    """Every provision of the text, without its points, notes and boxes."""
    depths: Mapping[str, int] | None = None
    """eid → divisions above."""
    parts: tuple[tuple[int, int], ...] = ()
    """Where the parts of the text begin and end among `lines`."""
    part: int = 0
    """The part that is shown, from 1; 0 where the whole text is."""
    repeals: tuple[Repeal, ...] = ()
    """Clauses of held texts that repeal the work."""
    untraced: tuple[Related, ...] = ()
    """Amendments in held texts of which the current text shows no trace."""
    checked: Checked = NOBODY
    themes: tuple[str, ...] = ()
    """Themes of the whole text, the one that most provisions bear first."""


@dataclass(frozen=True, slots=True)
class PageOfText:
    """What of a text stands on one page of its file; `eids` are all its provisions."""

    work: Work
    expression: Expression
    provisions: tuple[Provision, ...]
    eids: frozenset[str]


def text(
    kb: KnowledgeBase,
    work_id: str,
    expression_id: str | None = None,
    *,
    language: str = "fr",
    eid: str | None = None,
    part: int | None = None,
) -> ReadText:
    """A work with one text of it: the one that is asked for, else the current one in `language`, else in its own.

    With `part` (0: the one that `eid` names, else the first) a long text is shown in parts.
    Raises `NotFound` for a work, a text or a part that is not known, `Gone` or `Moved` where it stood there once.
    """
    with kb.store.read() as session:
        work, expression = _asked_for(session, work_id, expression_id, language)
        others = tuple(session.texts.find(work=work_id))
        readings = session.readings.find(work=work_id)
        resolver = Resolver(session)
        related = relations_to(session, work, resolver)
        found = ReadText(
            work, None, None, None, others, (), tuple(readings), _citations(work, related, ()), (),
            repeals=tuple(pronounced(session, related)), checked=_checked(session, work, expression),
        )  # fmt: skip
        if expression is None:
            return found
        words = session.texts.text_alone(expression.id)
        lines = stored.lines(session.connection, expression.id, words)
        parts = cut(lines)
        shown = _part(parts, lines, part, eid)
        first, last = parts[shown - 1] if shown else (0, len(lines))
        placed = {place for reading in readings for place in reading.matched} & {line.eid for line in lines}
        return replace(
            found,
            expression=expression,
            file=session.texts.file(expression.sha256),
            manifestation=session.texts.manifestation(expression.sha256),
            provisions=_provisions(
                session, resolver, work, expression.id, lines[first:last], depths(lines), _numbers(lines), readings
            ),
            readings=tuple(reading for reading in readings if not placed.intersection(reading.matched)),
            cited_by=_citations(work, related, lines),
            targets=_targets(session, resolver, work, expression.id),
            lines=lines,
            depths=depths(lines),
            parts=parts,
            part=shown,
            untraced=untraced(session, work, related),
            themes=stored.themes(session.connection, expression.id),
        )


def on_page(
    kb: KnowledgeBase, work_id: str, expression_id: str | None, number: int, *, language: str = "fr"
) -> PageOfText:
    """The provisions with words on a page of the file behind a text; raises as `text` does, `NotFound` also where no
    text is held."""
    with kb.store.read() as session:
        work, expression = _asked_for(session, work_id, expression_id, language)
        if expression is None:
            raise NotFound(f"No text of {work_id} is held.")
        every = session.texts.text(expression.id).provisions
    here = tuple(
        provision
        for provision in every
        if provision.type not in DIVISIONS and any(box.page == number for box in provision.boxes)
    )
    return PageOfText(work, expression, here, frozenset(provision.eid for provision in every))


def known(kb: KnowledgeBase, work_id: str, expression_id: str | None = None) -> None:
    """Raises `Gone` or `Moved` where the work or text stood there once, nothing for one that was never known."""
    with kb.store.read() as session:
        look_for_stone(session, expression_id, work_id)


def depths(lines: Sequence[Provision]) -> dict[str, int]:
    """eid → number of divisions above."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.eid] = found.get(line.parent or "", -1) + 1
    return found


def cut(lines: Sequence[Provision]) -> tuple[tuple[int, int], ...]:
    """Where the parts of a text begin and end; one part for a text that fits a page.

    A part ends before the highest division that leaves it at least half full; where there is none, before an article.
    """
    weights = [EACH + len(line.text.encode()) for line in lines]
    left = sum(weights)
    if left <= WHOLE:
        return ((0, len(lines)),)
    depth = depths(lines)
    found, first = [], 0
    while left > PART:
        weight, best, rank = weights[first], first + 1, 100
        for place in range(first + 1, len(lines)):
            if weight + weights[place] > PART and weight > PART / 2:
                break
            here = depth[lines[place].eid] if lines[place].type in DIVISIONS else 99
            if weight <= PART / 2 or here <= rank:
                best, rank = place, here if weight > PART / 2 else 100
            weight += weights[place]
        else:
            break
        found.append((first, best))
        left -= sum(weights[first:best])
        first = best
    return (*found, (first, len(lines)))


def _asked_for(
    session: Session, work_id: str, expression_id: str | None, language: str
) -> tuple[Work, Expression | None]:
    """The work, and the text of it that is asked for: its current one where none is named, None where none is held."""
    if not session.works.has(work_id):
        look_for_stone(session, expression_id, work_id)
    work = session.works.get(work_id)
    if expression_id is None:
        return work, current_texts(session, [work], language).get(work_id)
    for held in session.texts.find(work=work_id):
        if held.id == expression_id:
            return work, held
    look_for_stone(session, expression_id)
    raise NotFound(f"No text {expression_id} is held.")


def _checked(session: Session, work: Work, expression: Expression | None) -> Checked:
    """What is on record about looking: the acceptance of what was handed in, else what the catalogue says of its rows.
    The day on which a machine read the file is none."""
    tags = stored.last_decision(session.connection, expression.id) if expression else None
    accepted = [
        event.at[:10]
        for submission in (session.submissions.with_file(expression.sha256) if expression else ())
        for event in session.submissions.history(submission.id)
        if event.what == "accepted"
    ]
    if accepted:
        return Checked(max(accepted), "secretariat", tags)
    if work.confidence == "seen" and "catalogue" in work.aliases:
        return Checked(CATALOGUE_AS_OF, "source", tags)
    return Checked(tags=tags)


def _part(parts: Sequence[tuple[int, int]], lines: Sequence[Provision], part: int | None, eid: str | None) -> int:
    """The number of the part to show; 0 for the whole text."""
    if part is None or (len(parts) == 1 and part <= 1):
        return 0
    if part > len(parts):
        raise NotFound(f"The text has {len(parts)} parts, and no part {part}.")
    if part:
        return part
    place = next((place for place, line in enumerate(lines) if line.eid == eid), 0)
    return next(number for number, (first, last) in enumerate(parts, 1) if first <= place < last)


def _citations(work: Work, related: Sequence[Related], lines: Sequence[Provision]) -> tuple[Citation, ...]:
    others = [one for one in related if one.citing.id != work.id]
    numbers = _numbers(lines) if any(one.articles for one in others) else {}
    return tuple(
        Citation(
            one.citing, one.expression, one.eid, one.words, one.relation,
            found_in(numbers, one.articles),
        )
        for one in others
    )  # fmt: skip


def _numbers(lines: Sequence[Provision]) -> dict[str, str]:
    return places((line.eid, line.type, line.num) for line in lines)


def _targets(session: Session, resolver: Resolver, work: Work, expression: str) -> tuple[Work, ...]:
    found = (resolver.meant(*said, work) for said in stored.cited_words(session.connection, expression))
    return tuple({target.work.id: target.work for target in found if target}.values())


def _lasting(tag: StoredTag, resolver: Resolver, work: Work, expression: str, numbers: Mapping[str, str]) -> str | None:
    """The lasting path of what a citation names: a work, an article of its current text, or one of this text."""
    if own := own_articles(tag.tag.value):
        return f"{expression}~{eids[0]}" if (eids := found_in(numbers, own)) else None
    target = resolver.target(tag, work)
    if target is None:
        return None
    return f"{target.work.id}~{target.eids[0]}" if target.eids else target.work.id


def _provisions(
    session: Session,
    resolver: Resolver,
    work: Work,
    expression: str,
    lines: Sequence[Provision],
    depth: Mapping[str, int],
    numbers: Mapping[str, str],
    readings: Sequence[Reading],
) -> tuple[ReadProvision, ...]:
    """These provisions with their tags; `numbers` leads from the number of an article of the text to its eid."""
    if not lines:
        return ()
    first, last = lines[0].position, lines[-1].position
    tags: dict[tuple[str, str], list[StoredTag]] = defaultdict(list)
    for tag in stored.tags_between(session.connection, expression, SHOWN, first, last):
        tags[tag.tag.kind, tag.tag.eid].append(tag)
    at: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for eid in reading.matched:
            at[eid].append(reading)
    details = stored.details(session.connection, expression, first, last)
    found = []
    for line in lines:
        items, notes = details[line.eid]
        provision = replace(line, items=codec.items_from_json(items), notes=tuple(notes)) if items or notes else line
        themes, definitions, answers = (tuple(tags[kind, line.eid]) for kind in ("theme", "definition", "answer"))
        cited = tuple(
            Cited(tag, _lasting(tag, resolver, work, expression, numbers)) for tag in tags["citation", line.eid]
        )
        said = tuple(at[line.eid])
        found.append(ReadProvision(provision, depth[line.eid], themes, definitions, cited, answers, said))
    return tuple(found)
