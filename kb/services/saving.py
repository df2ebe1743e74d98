"""Saving what was read from a file: one transaction in the store, then the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from kb import resources
from kb.corrections import corrected
from kb.errors import EngineUnavailable
from kb.identity import expression_uri, is_unnumbered, set_apart, slug, work_uri
from kb.model.law import Expression, ParsedFile, TaggedText, TextState, Work
from kb.model.layout import Issue
from kb.model.source import SourceDocument
from kb.services import duplicates
from kb.services.knowledge_base import KnowledgeBase
from kb.services.repeals import mark
from kb.store import Session
from kb.store.codec import now

WORK_FIELDS = (
    "title", "instrument", "number", "language", "date_adopted", "date_published", "date_in_force", "date_ended",
    "status", "issuing_body",
)  # fmt: skip
PARALLEL = 0.8
"""Share of article ids that two languages of one file have in common when they are one work: 40 articles of Rwanda's
law 25/2008 stand in all three columns, and neighbouring laws of one gazette issue differ in length."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """What was stored of a file: the expressions' URIs in order, and what there is to tell."""

    expressions: tuple[str, ...]
    issues: tuple[Issue, ...]


def save(kb: KnowledgeBase, source: SourceDocument, parsed: ParsedFile, *, parser: str) -> SavedFile:
    """Store a parsed file with its works, texts and tags in one transaction; the index follows by `index`.

    A second file of a version that is held already is kept beside it under an id of its own and told as an issue;
    nothing is merged in silence.
    """
    kb.files.put(source.path, source.sha256)
    issues = list(parsed.issues)
    with kb.store.write() as session:
        outcome = "ok" if not any(i.level != "info" for i in issues) else "ok-with-issues"
        session.texts.put_file(
            source, outcome=outcome, parser=parser, pages=parsed.pages, quality=parsed.quality, issues=issues
        )
        earlier = session.texts.find(sha256=source.sha256)
        stored: list[str] = []
        works: list[Work] = []
        for tagged in parsed.works:
            work = _work(session, source, parsed, tagged, works)
            works.append(work)
            session.works.put(work)
            expression, told = _expression(session, source, parsed, tagged, work, stored)
            same = [old.id for old in earlier if old.language == expression.language and old.id != expression.id]
            session.corrections.carry(same, expression.id)
            tagged = corrected(tagged, session.corrections.of([expression.id]))
            expression = replace(expression, issues=tagged.issues)
            session.texts.put(expression, tagged.text, tagged.tags, inherits=same)
            stored.append(expression.id)
            issues += told + list(tagged.issues) + _attach(session, expression.id)
            issues += mark(session, expression.id) + duplicates.issues(session, expression.id)
        for old in earlier:
            if old.id not in stored:
                session.texts.remove(old.id)
                _leave_stone(session, old, stored)
        session.note_fact("changed_at", now())
    return SavedFile(tuple(stored), tuple(issues))


def save_failure(kb: KnowledgeBase, source: SourceDocument, issue: Issue, *, parser: str) -> None:
    """Record that a file gave no text; the file itself is kept, texts read from it earlier stay."""
    kb.files.put(source.path, source.sha256)
    with kb.store.write() as session:
        session.texts.put_file(source, outcome="failed", parser=parser, pages=0, quality={}, issues=[issue])


def index(kb: KnowledgeBase, expressions: Sequence[str]) -> Issue | None:
    """Bring these texts into the index. Where the engine fails they stay marked as not indexed, and that is told."""
    from kb.search.rebuild import bring_in

    try:
        bring_in(kb.store, kb.index, expressions)
    except EngineUnavailable as error:
        return Issue("warning", error.code, f"{error} The texts are stored; {error.advice}")
    return None


def _leave_stone(session: Session, old: Expression, stored: Sequence[str]) -> None:
    """The address of a text that is read otherwise now leads to the text of the same file and language."""
    now_at = next((new for new in stored if session.texts.get(new).language == old.language), None)
    place = resources.country_of(session.works.get(old.work).jurisdiction)
    session.tombstones.put(
        old.id, moved_to=now_at, country=place, title=old.title, reason="The file was read anew.", person="sselex"
    )


def _attach(session: Session, expression: str) -> list[Issue]:
    from kb.catalogue import attach_readings

    return list(attach_readings(session, expression).issues)


def _work(
    session: Session, source: SourceDocument, parsed: ParsedFile, tagged: TaggedText, before: Iterable[Work]
) -> Work:
    """The work that a text belongs to: one of the same file in another language, one that is known, or a new one."""
    from kb.catalogue import match_work

    sibling = _same_work(parsed, tagged, list(before))
    if sibling is not None:
        return sibling
    declared = source.declared
    alone = len(_groups(parsed)) == 1
    known: dict[str, Any] = {
        name: (getattr(declared, name, None) if alone else None) or tagged.metadata.get(name) for name in WORK_FIELDS
    }
    jurisdiction = declared.jurisdiction or tagged.metadata.get("jurisdiction") or "ZZ"
    place = resources.jurisdictions().get(jurisdiction)
    official = declared.source_url if declared.source_url and declared.source_url.startswith("http") else None
    match: Work | None = match_work(
        session, jurisdiction=jurisdiction, number=known["number"], date=known["date_adopted"],
        title=known["title"], catalogue_id=declared.catalogue_id if alone else None,
    )  # fmt: skip
    if match is not None:
        filled = {k: v for k, v in known.items() if v and getattr(match, k) in (None, "", "unknown")}
        return replace(match, **filled)
    title = known.pop("title") or source.name
    fallback = source.name.rsplit(".", 1)[0] if alone else f"{source.sha256[:8]} {title}"
    identity = work_uri(jurisdiction, known["instrument"], known["number"], known["date_adopted"], fallback=fallback)
    if is_unnumbered(identity) and session.works.has(identity):
        there = session.works.get(identity)
        if not _is_of(session, there, source, title, alone, works=before):
            # The bytes of a file stay the same when its title is read otherwise later; an issue has several titles.
            identity = set_apart(identity, source.sha256 if alone else title)
    if session.works.has(identity):
        return session.works.get(identity)
    return Work(
        id=identity,
        jurisdiction=jurisdiction,
        title=title,
        official_url=official,
        confidence="declared" if declared.title else "detected",
        specimen=bool(place and place.specimen),
        status=known.pop("status") or "unknown",
        **known,
    )


def _is_of(
    session: Session, work: Work, source: SourceDocument, title: str, alone: bool, *, works: Iterable[Work]
) -> bool:
    """Whether a text is of the work at an address that its name shares: a file read again, or the same title; where one
    of the two titles is not known (the file's name stands for it), the same file name."""
    if slug(title, 500) == slug(work.title, 500):
        return True
    if any(other.id == work.id for other in works):
        return False
    texts = session.texts.find(work=work.id)
    if any(text.sha256 == source.sha256 for text in texts):
        return True
    names = {text.source_name for text in texts}
    return alone and source.name in names and (title == source.name or work.title in names)


def _groups(parsed: ParsedFile) -> list[list[TaggedText]]:
    """The texts of a file by work: parallel languages stand together."""
    groups: list[list[TaggedText]] = []
    for tagged in parsed.works:
        for group in groups:
            if _parallel(group[0], tagged) and tagged.text.language not in {t.text.language for t in group}:
                group.append(tagged)
                break
        else:
            groups.append([tagged])
    return groups


def _same_work(parsed: ParsedFile, tagged: TaggedText, before: list[Work]) -> Work | None:
    for group in _groups(parsed):
        if any(member is tagged for member in group) and group[0] is not tagged:
            place = next(i for i, text in enumerate(parsed.works) if text is group[0])
            return before[place] if place < len(before) else None
    return None


def _parallel(one: TaggedText, other: TaggedText) -> bool:
    if one.text.language == other.text.language:
        return False
    ids = [{p.eid for p in text.text.articles()} for text in (one, other)]
    return bool(ids[0] and ids[1]) and len(ids[0] & ids[1]) >= PARALLEL * max(map(len, ids))


def _expression(
    session: Session, source: SourceDocument, parsed: ParsedFile, tagged: TaggedText, work: Work, taken: list[str]
) -> tuple[Expression, list[Issue]]:
    declared, found = source.declared, tagged.metadata
    state = found.get("text_state") or "unknown"
    language = tagged.text.language or declared.language or found.get("language")
    version = declared.version or found.get("version")
    if version is None and state == "as-enacted":
        version = found.get("date_published") or found.get("date_adopted")
    version = version or f"sha-{source.sha256[:8]}"
    told: list[Issue] = []
    identity = expression_uri(work.id, language, version)
    others = [e for e in session.texts.find(work=work.id) if e.id == identity and e.sha256 != source.sha256]
    if others or identity in taken:
        mark = source.sha256[:8] if others else f"{source.sha256[:8]}-{len(taken) + 1}"
        identity = expression_uri(work.id, language, f"{version}.{mark}")
        if others:
            told.append(
                Issue(
                    "warning",
                    "same-version",
                    f"{others[0].source_name} already holds this version of {work.title}; both are kept.",
                )
            )
    values = {name: getattr(declared, name) for name in declared.__slots__ if getattr(declared, name) is not None}
    return Expression(
        id=identity,
        work=work.id,
        language=language,
        version=version,
        title=found.get("title") or work.title,
        text_state=cast(TextState, state),
        sha256=source.sha256,
        source_name=source.name,
        pages=parsed.pages,
        quality=parsed.quality,
        issues=tagged.issues,
        metadata=found.fields,
        declared=values,
        stored_at=now(),
        poor_text=bool(parsed.quality.get("poor")),
    ), told
