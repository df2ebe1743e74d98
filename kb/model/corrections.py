"""What people put right in the structure of a text: kept beside the text, applied to every later reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.model.law import ProvisionType

CorrectionKind = Literal["relabel", "split", "join"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to the tree of provisions.

    "relabel" gives the provision `eid` the id `new_eid`, the number `num` as printed and, where given, a heading and a
    type. "split" cuts it where `quote` begins: what follows becomes the provision `new_eid`. "join" makes it the end of
    the provision before it. `quote` is verbatim: the first words of the provision, for "split" those of the new one;
    it finds the place again when a later reading gives the provision another id.
    """

    kind: CorrectionKind
    eid: str
    quote: str
    new_eid: str | None = None
    num: str | None = None
    heading: str | None = None
    type: ProvisionType | None = None


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A correction with its row's `id`, the text it belongs to, and who made it when (ISO moment)."""

    id: int
    expression: str
    correction: Correction
    person: str
    at: str
