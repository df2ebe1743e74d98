"""Metadata taggers: what a text, and the file it came in, say of title, number, dates, instrument and origin.

What the manifest or a submitter declares is only compared: a disagreement becomes an `Issue`, nobody is overruled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.tag.metadata.front import from_front
from ingest.tag.metadata.instrument import instrument_of
from ingest.tag.metadata.jurisdiction import jurisdiction_of
from ingest.tag.metadata.opening import Place, day_in, issuing_body, number_in, signed, title
from kb.identity import number_key
from kb.model.law import LegalText, Metadata, Value
from kb.model.layout import Issue
from kb.model.source import Declared
from kb.model.tags import Evidence

name = "metadata"
version = "1"
BY = f"{name} {version}"


def metadata(text: LegalText, front: Mapping[str, str]) -> Metadata:
    """The fields that front matter and text tell, each with its place in the text or, from front matter, without."""
    fields = dict(from_front(front))
    if text.language:
        fields["language"] = Value(text.language, None, 0.95)
    printed = title(text)
    if printed and "title" not in fields:
        fields["title"] = _seen(text, printed, 0.8)
    named = fields["title"].value if "title" in fields else ""
    _number_and_day(fields, text, named, printed)
    _instrument(fields, named, text.language)
    if "jurisdiction" not in fields and (found := jurisdiction_of(text)):
        place = _evidence(text, found.start, found.end) if found.start is not None and found.end is not None else None
        fields["jurisdiction"] = Value(found.code, place, found.score)
    body = issuing_body(text)
    if body and "issuing_body" not in fields:
        fields["issuing_body"] = _seen(text, body, 0.8)
    elif (
        # A department makes orders and agreements; of a law it is only the one in charge.
        "issuing_body" not in fields
        and fields.get("instrument", Value("")).value in ("agreement", "decree", "regulation")
        and front.get("department")
    ):
        fields["issuing_body"] = Value(str(front["department"]).strip("\"' "), None, 0.6)
    _state(fields, front)
    return Metadata({field: fields[field] for field in sorted(fields)})


def disagreements(found: Metadata, declared: Declared) -> Iterator[Issue]:
    """An issue for each declared field that the text contradicts."""
    for field in ("jurisdiction", "language", "instrument", "number", "date_adopted"):
        said, seen = getattr(declared, field), found.get(field)
        if not said or not seen or _same(field, said, seen):
            continue
        yield Issue(
            "warning",
            "metadata-disagreement",
            f"{field.replace('_', ' ').capitalize()} declared as {said!r} ({declared.declared_by}), "
            f"but the text says {seen!r}.",
        )


def _same(field: str, said: str, seen: str) -> bool:
    if field == "number":
        return number_key(said) == number_key(seen)
    if field == "date_adopted":
        return said.startswith(seen) or seen.startswith(said)
    return said.casefold() == seen.casefold()


def _number_and_day(fields: dict[str, Value], text: LegalText, named: str, printed: Place | None) -> None:
    place = text.text.find(named) if named else -1
    found = number_in(named)
    if found:
        group = "marked" if found["marked"] else "bare"
        seen = _evidence(text, place + found.start(group), place + found.end(group)) if place >= 0 else None
        fields["number"] = Value(found[group], seen, 0.9)
    elif "number" not in fields and printed and (found := number_in(printed.value)):
        group = "marked" if found["marked"] else "bare"
        fields["number"] = Value(found[group], _evidence(text, printed.start, printed.end), 0.7)
    day = next(day_in(named, text.language), None)
    if day and "date_adopted" not in fields:
        seen = _evidence(text, place + day.start, place + day.end) if place >= 0 else None
        fields["date_adopted"] = Value(day.value, seen, 0.9)
    elif "date_adopted" not in fields and (under := signed(text)):
        fields["date_adopted"] = _seen(text, under, 0.7)


def _instrument(fields: dict[str, Value], named: str, language: str | None) -> None:
    """The title decides; where it names no kind of act ("Promoción del microcrédito"), its source does."""
    by_title = instrument_of(named, language) if named else None
    by_source = fields["instrument"].value if "instrument" in fields else None
    if by_title and not (by_source in ("decree", "regulation") and by_title in ("sector-law", "framework-law")):
        fields["instrument"] = Value(by_title, None, 0.8)
    elif by_source:
        if by_source == "sector-law" and named:
            by_source = instrument_of(f"{_law(language)} {named}", language) or by_source
        fields["instrument"] = Value(by_source, None, 0.8)


def _law(language: str | None) -> str:
    """What a law is called, to read a title that leaves it out ("Economía social")."""
    return {"es": "Ley", "fr": "Loi", "pt": "Lei", "ca": "Llei", "ro": "Lege", "ar": "قانون"}.get(language or "", "Law")


def _state(fields: dict[str, Value], front: Mapping[str, str]) -> None:
    """As enacted or consolidated, where the source says which."""
    version, published = fields.get("version"), fields.get("date_published") or fields.get("date_adopted")
    if version and published and version.value > published.value:
        fields["text_state"] = Value("consolidated", None, 0.8)
    elif version and published and version.value <= published.value:
        fields.pop("version")
        fields["text_state"] = Value("as-enacted", None, 0.6)
    if fields.get("instrument", Value("")).value == "bill":
        fields["text_state"] = Value("draft", None, 0.8)
        fields["status"] = Value("bill", None, 0.8)


def _seen(text: LegalText, place: Place, score: float) -> Value:
    return Value(place.value, _evidence(text, place.start, place.end), score)


def _evidence(text: LegalText, start: int, end: int) -> Evidence:
    """The place, in the provision that holds it, or outside all provisions."""
    holder = next((p for p in text.provisions if p.start <= start < p.end), None)
    return Evidence(
        holder.eid if holder else None, start, end, text.text[start:end], BY, holder.page if holder else None,
        holder.boxes if holder else (),
    )  # fmt: skip


__all__ = ["disagreements", "metadata"]
