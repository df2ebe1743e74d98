"""Human corrections of structure applied to a text: another number, a split, a join. Nothing is stored here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.identity import number_key, slug
from kb.model.corrections import Correction, StoredCorrection
from kb.model.law import DIVISIONS, LegalText, Provision, TaggedText
from kb.model.layout import Issue
from kb.model.tags import Tag

_GAP = " \n.:–—-*"
_ORDINAL = re.compile(r"(?<=\d)(?:er|re|o|a|º|ª|°)(?![^\W\d_])")


def corrected(tagged: TaggedText, corrections: Iterable[StoredCorrection]) -> TaggedText:
    """A new reading with the corrections that people made; one that no longer fits is told as an issue and kept."""
    text, issues = tagged.text, list(tagged.issues)
    for stored in corrections:
        text, fault = apply(text, stored.correction)
        if fault:
            about = stored.correction.num or stored.correction.eid
            issues.append(
                Issue(
                    "warning",
                    "correction-not-applied",
                    f"The correction of {about} by {stored.person} does not fit the new reading: {fault}.",
                )
            )
    if text is tagged.text and len(issues) == len(tagged.issues):
        return tagged
    return replace(tagged, text=text, tags=moved(tagged.tags, tagged.text, text), issues=tuple(issues))


def suggested_eid(eid: str, num: str) -> str:
    """The id that a provision with this number would have beside `eid` ("art_5", "Art. 6 bis" → "art_6-bis")."""
    parent, _, own = eid.rpartition("__")
    key = number_key(_ORDINAL.sub("", num)) or slug(num)
    return f"{parent}__{own.split('_')[0]}_{key}" if parent else f"{own.split('_')[0]}_{key}"


def apply(text: LegalText, correction: Correction) -> tuple[LegalText, str]:
    """The text put right, or the text as it was and why it cannot be."""
    if correction.kind == "split":
        return _split(text, correction)
    taken = next((p for p in text.provisions if p.eid == correction.new_eid), None)
    found = _find([p for p in text.provisions if _words(p).startswith(correction.quote)], correction.eid)
    if found is None:
        return text, f"no single provision begins with “{correction.quote[:60]}”"
    if correction.kind == "join":
        return _join(text, found)
    if taken is not None and taken is not found:
        return text, f"{taken.eid} is the id of another provision"
    made = replace(
        found,
        eid=correction.new_eid or found.eid,
        num=correction.num if correction.num is not None else found.num,
        heading=correction.heading if correction.heading is not None else found.heading,
        type=correction.type or found.type,
    )
    inside = (replace(p, parent=made.eid) if p.parent == found.eid else p for p in text.provisions)
    return _with(text, [made if p.eid == found.eid else p for p in inside]), ""


def _words(provision: Provision) -> str:
    return provision.text or provision.label


def _find(provisions: Sequence[Provision], eid: str) -> Provision | None:
    named = [p for p in provisions if p.eid == eid]
    return named[0] if named else provisions[0] if len(provisions) == 1 else None


def _split(text: LegalText, correction: Correction) -> tuple[LegalText, str]:
    taken = next((p for p in text.provisions if p.eid == correction.new_eid), None)
    if taken is not None:
        # A better reading may have found the split by itself: then its words are those that the person named.
        named = correction.quote
        same = bool(taken.num) and named.startswith(taken.num)
        same = same or any(named.endswith(taken.text[:size]) for size in range(8, len(named) + 1))
        return text, "" if same else f"{taken.eid} is the id of another provision"
    found = _find([p for p in text.provisions if p.text.count(correction.quote) == 1], correction.eid)
    if found is None:
        return text, f"no single provision holds “{correction.quote[:60]}”"
    at = found.start + found.text.index(correction.quote)
    if at == found.start:
        return text, f"{found.eid} begins with these words already"
    start = at
    for printed in filter(None, (correction.num, correction.heading)):
        if text.text.startswith(printed, start):
            start += len(printed)
            while start < found.end and text.text[start] in _GAP:
                start += 1
    end = at
    while end > found.start and text.text[end - 1] in " \n\u00a0":
        end -= 1
    one_page = len({box.page for box in found.boxes}) <= 1
    first = replace(
        found, text=text.text[found.start : end], end=end, items=tuple(i for i in found.items if i.end <= end)
    )
    second = replace(
        found,
        eid=correction.new_eid or "",
        type=correction.type or found.type,
        num=correction.num or "",
        heading=correction.heading,
        text=text.text[start : found.end],
        start=start,
        items=tuple(item for item in found.items if item.start >= start),
        # Where the provision runs over pages nobody knows on which one the second half begins.
        page=found.page if one_page else None,
        boxes=found.boxes if one_page else (),
        notes=(),
    )
    place = text.provisions.index(found)
    return _with(text, [*text.provisions[:place], first, second, *text.provisions[place + 1 :]]), ""


def _join(text: LegalText, found: Provision) -> tuple[LegalText, str]:
    place = text.provisions.index(found)
    before = text.provisions[place - 1] if place else None
    if before is None or before.type in DIVISIONS or found.type in DIVISIONS:
        return text, f"no provision stands before {found.eid} that it could be joined to"
    whole = replace(
        before,
        text=text.text[before.start : found.end],
        end=found.end,
        boxes=(*before.boxes, *(box for box in found.boxes if box not in before.boxes)),
        items=(*before.items, *found.items),
        notes=(*before.notes, *found.notes),
    )
    return _with(text, [*text.provisions[: place - 1], whole, *text.provisions[place + 1 :]]), ""


def _with(text: LegalText, provisions: Sequence[Provision]) -> LegalText:
    return replace(text, provisions=tuple(replace(p, position=place) for place, p in enumerate(provisions)))


def moved(tags: Iterable[Tag], before: LegalText, after: LegalText) -> tuple[Tag, ...]:
    """The tags at the provisions where their evidence stands now."""
    starts = {p.eid: p.start for p in before.provisions}
    moved = []
    for tag in tags:
        at = tag.evidence.start
        home = next((p for p in after.provisions if p.start <= at < p.end), None)
        if home is None and tag.eid in starts:
            home = next((p for p in after.provisions if p.start == starts[tag.eid]), None)
        if home is None or tag.evidence.eid is None:
            moved.append(tag)
        else:
            moved.append(replace(tag, eid=home.eid, evidence=replace(tag.evidence, eid=home.eid)))
    return tuple(moved)
