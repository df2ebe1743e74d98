"""What changed between two texts of one work, provision by provision and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kb.errors import BadRequest, NotFound
from kb.model.law import Expression, Provision, Work
from kb.services.knowledge_base import KnowledgeBase

Kind = Literal["same", "changed", "added", "removed"]
Stretch = tuple[Literal["same", "ins", "del"], str]
TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PAIRS = 4_000_000
"""Pairs of words over which two provisions are shown one after the other: comparing them would take seconds."""


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """One provision in two texts: `heading` and `words` in stretches, in the order in which they are read.

    `provision` is the newer one, the older one where it was removed.
    """

    kind: Kind
    provision: Provision
    heading: tuple[Stretch, ...]
    words: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Two texts of one work and what changed from the older to the newer."""

    work: Work
    older: Expression
    newer: Expression
    texts: tuple[Expression, ...]
    """Every text held of the work in the same language, newest version first."""
    changes: tuple[ProvisionChange, ...]

    def count(self, kind: Kind) -> int:
        """How many provisions changed in this way; divisions without words count like articles."""
        return sum(change.kind == kind for change in self.changes)


def differences(
    kb: KnowledgeBase, work_id: str, older: str | None = None, newer: str | None = None, *, since: str | None = None
) -> Differences:
    """The two texts named by id, by default the two newest versions in one language; `since` (ISO day) takes as the
    older one the version of that day.

    Raises `NotFound` for unknown texts and where there is only one; `BadRequest` for texts in two languages.
    """
    with kb.store.read() as session:
        work = session.works.get(work_id)
        held = session.texts.find(work=work_id)
        by_id = {text.id: text for text in held}
        for name in (older, newer):
            if name and name not in by_id:
                raise NotFound(f"No text {name} is held.")
        last = by_id[newer] if newer else _newest(held)
        versions = tuple(sorted((t for t in held if t.language == last.language), key=_day, reverse=True))
        if older:
            first = by_id[older]
        elif since:
            first = on_day(versions, since) or versions[-1]
        else:
            earlier = [text for text in versions if _day(text) < _day(last)]
            if not earlier:
                raise NotFound(f"Only one version of {work_id} is held: there is nothing to compare it with.")
            first = earlier[0]
        if first.language != last.language:
            raise BadRequest("The two texts are not in the same language: their words cannot be compared.")
        changes = tuple(_compared(session.texts.text(first.id).provisions, session.texts.text(last.id).provisions))
        return Differences(work, first, last, versions, changes)


def on_day(texts: tuple[Expression, ...], day: str) -> Expression | None:
    """The version that was the text on a day: the last one dated that day or before; None before the first."""
    dated = [text for text in texts if not text.version.startswith("sha-") and _day(text) <= day]
    return max(dated, key=_day, default=None)


def stretches(old: str, new: str) -> tuple[Stretch, ...]:
    """Words that stayed, came and went, in reading order: what went stands before what came in its place."""
    if old == new:
        return (("same", new),) if new else ()
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return tuple(stretch for stretch in (("del", old), ("ins", new)) if stretch[1])
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    found: list[Stretch] = []
    gone, came = "", ""
    for place, (what, a, b, c, d) in enumerate(codes):
        kept = "".join(before[a:b])
        if what == "equal" and (place in (0, len(codes) - 1) or any(map(str.isalnum, kept))):
            found += [stretch for stretch in (("del", gone), ("ins", came)) if stretch[1]]
            gone, came = "", ""
            found.append(("same", kept))
            continue
        # A space or a comma between two changed words is no word that stayed: the reader wants whole phrases.
        gone += kept
        came += "".join(after[c:d])
    found += [stretch for stretch in (("del", gone), ("ins", came)) if stretch[1]]
    return tuple(found)


def _compared(old: tuple[Provision, ...], new: tuple[Provision, ...]) -> Iterator[ProvisionChange]:
    """Provisions by eid, in the order of the newer text; a removed one stands after the one it followed."""
    before = {provision.eid: provision for provision in old}
    kept = {provision.eid for provision in new}
    gone: dict[str | None, list[Provision]] = {}
    last: str | None = None
    for provision in old:
        if provision.eid in kept:
            last = provision.eid
        else:
            gone.setdefault(last, []).append(provision)
    yield from map(_removed, gone.get(None, ()))
    for provision in new:
        then = before.get(provision.eid)
        if then is None:
            yield ProvisionChange(
                "added", provision, stretches("", provision.heading or ""), _all("ins", provision.text)
            )
        else:
            heading = stretches(then.heading or "", provision.heading or "")
            words = stretches(then.text, provision.text)
            same = all(kind == "same" for kind, _ in (*heading, *words))
            yield ProvisionChange("same" if same else "changed", provision, heading, words)
        yield from map(_removed, gone.get(provision.eid, ()))


def _removed(provision: Provision) -> ProvisionChange:
    return ProvisionChange("removed", provision, stretches(provision.heading or "", ""), _all("del", provision.text))


def _all(kind: Literal["ins", "del"], words: str) -> tuple[Stretch, ...]:
    return ((kind, words),) if words else ()


def _day(text: Expression) -> str:
    """The day of a version; texts whose day is not known come first."""
    return "" if text.version.startswith("sha-") else text.version


def _newest(held: list[Expression]) -> Expression:
    if not held:
        raise NotFound("No text of this work is held.")
    return max(held, key=_day)
