"""Metadata taggers: what a text, and the file it came in, say of title, number, dates, instrument and origin.

What the manifest or a submitter declares is only compared: a disagreement becomes an `Issue`, nobody is overruled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.tag.metadata.entry import in_force
from ingest.tag.metadata.formulas import Formulas, Place, formulas_of, in_formula
from ingest.tag.metadata.front import from_front, is_changed
from ingest.tag.metadata.instrument import instrument_of
from ingest.tag.metadata.jurisdiction import jurisdiction_of
from ingest.tag.metadata.opening import (
    day_in,
    is_junk,
    issuing_body,
    number_beside,
    number_in,
    opening_end,
    short_title,
    title,
)
from ingest.tag.metadata.state import amended, state_of
from kb.identity import same_number
from kb.model.law import LegalText, Metadata, Value
from kb.model.layout import Issue
from kb.model.source import Declared
from kb.model.tags import Evidence

name = "metadata"
version = "5"
BY = f"{name} {version}"
DEPARTMENTS_MAKE = ("agreement", "decree", "regulation")
"""Instruments that a department makes; of a law it is only the one in charge."""


def metadata(text: LegalText, front: Mapping[str, str]) -> Metadata:
    """The fields that front matter and text tell, each with its place in the text or, from front matter, without."""
    fields = dict(from_front(front))
    if "title" in fields and is_junk(fields["title"].value):
        del fields["title"]
    if text.language:
        fields["language"] = Value(text.language, None, 0.95)
    printed = title(text) or short_title(text)
    if printed and "title" not in fields:
        fields["title"] = _seen(text, printed, 0.8)
    named = fields["title"].value if "title" in fields else ""
    opening = opening_end(text)
    place = (printed.start, printed.end) if printed else (0, 0)
    formulas = formulas_of(text, opening=max(opening, place[1]), title=place)
    _number(fields, text, named, printed)
    _instrument(fields, named, text)
    if "jurisdiction" not in fields and (found := jurisdiction_of(text, formulas.signed_at)):
        fields["jurisdiction"] = Value(found.code, _evidence(text, found.start, found.end), found.score)
    _days(fields, text, named, printed, formulas)
    _issuing_body(fields, text, front)
    if is_changed(front) and "text_state" not in fields:
        fields["text_state"] = Value("consolidated", None, 0.8)
    _state(fields, text, formulas, max(opening, place[1]))
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
        return same_number(said, seen)
    if field == "date_adopted":
        return said.startswith(seen) or seen.startswith(said)
    if field == "language":
        # A file in several languages is declared with all of them ("rw+en+fr"), each of its texts is in one.
        return seen.casefold() in said.casefold().split("+")
    if field == "instrument" and {said, seen} <= {"framework-law", "sector-law", "procurement-law", "code"}:
        # All are statutes; which of them is a judgement on the subject that the text does not print.
        return True
    return said.casefold() == seen.casefold()


def _number(fields: dict[str, Value], text: LegalText, named: str, printed: Place | None) -> None:
    place = text.text.find(named) if named else -1
    if found := number_in(named, text.language):
        seen = _evidence(text, place + found.start, place + found.end) if place >= 0 else None
        fields["number"] = Value(found.value, seen, 0.9)
    elif "number" in fields:
        return
    elif printed and (found := number_in(printed.value, text.language)):
        fields["number"] = Value(found.value, _evidence(text, printed.start, printed.end), 0.8)
    elif printed and (found := number_beside(text, printed)):
        fields["number"] = _seen(text, found, 0.7)


def _own_day(words: str, language: str | None) -> Place | None:
    """The day in a title, but not that to which the text was brought up to date ("صيغة محينة بتاريخ 7 سبتمبر 2023")."""
    brought = {day.start for day in in_formula(words, language or "", "consolidated")}
    return next((day for day in day_in(words, language) if day.start not in brought), None)


def _days(fields: dict[str, Value], text: LegalText, named: str, printed: Place | None, formulas: Formulas) -> None:
    """The day of adoption by the title, else by what stands under it, else by the signature; the others by formula."""
    place = text.text.find(named) if named else -1
    if "date_adopted" not in fields:
        if day := _own_day(named, text.language):
            seen = _evidence(text, place + day.start, place + day.end) if place >= 0 else None
            fields["date_adopted"] = Value(day.value, seen, 0.9)
        elif printed and (day := _own_day(printed.value, text.language)):
            fields["date_adopted"] = Value(day.value, _evidence(text, printed.start, printed.end), 0.8)
        else:
            published = formulas.days.get("published")
            under = next(
                (formulas.days[kind] for kind in ("dated", "adopted", "signed") if kind in formulas.days), None
            )
            # A day of signature after the day of publication is that of an amendment (MX prints both laws' endings).
            if under and not (published and published.value < under.value):
                fields["date_adopted"] = _seen(text, under, 0.7)
    adopted = fields["date_adopted"].value if "date_adopted" in fields else ""
    for field, kind in (("date_published", "published"), ("date_in_force", "in_force")):
        # No law is published before it is adopted: such a day is another act's.
        if field not in fields and kind in formulas.days and formulas.days[kind].value >= adopted[:10]:
            fields[field] = _seen(text, formulas.days[kind], 0.7)
    if "date_in_force" not in fields:
        where = str(fields.get("jurisdiction", Value("")).value)
        # Sources date a region's law by the State's gazette; the law counts from its own region's, weeks earlier.
        dated = fields.get("date_published") if "-" not in where else None
        told = in_force(
            text.text,
            text.language,
            published=str(dated.value) if dated else None,
            adopted=adopted or None,
            title=named,
        )
        if told:
            fields["date_in_force"] = _seen(text, told, 0.6)


def _issuing_body(fields: dict[str, Value], text: LegalText, front: Mapping[str, str]) -> None:
    if "issuing_body" in fields:
        return
    if body := issuing_body(text):
        fields["issuing_body"] = _seen(text, body, 0.8)
    elif fields.get("instrument", Value("")).value in DEPARTMENTS_MAKE and front.get("department"):
        fields["issuing_body"] = Value(str(front["department"]).strip("\"' "), None, 0.6)


def _instrument(fields: dict[str, Value], named: str, text: LegalText) -> None:
    """The title decides; where it names no kind of act ("Promoción del microcrédito"), its source does, else the line
    that prints its number ("Ley 26.355" under "Marcas colectivas")."""
    language = text.language
    by_title = instrument_of(named, language) if named else None
    by_source = fields["instrument"].value if "instrument" in fields else None
    if by_title and not (by_source in ("decree", "regulation") and by_title in ("sector-law", "framework-law")):
        fields["instrument"] = Value(by_title, None, 0.8)
    elif by_source:
        if by_source == "sector-law" and named:
            by_source = instrument_of(f"{_law(language)} {named}", language) or by_source
        fields["instrument"] = Value(by_source, None, 0.8)
    elif not by_title and "number" in fields and (seen := fields["number"].evidence):
        first = text.text.rfind("\n", 0, seen.start) + 1
        line = text.text[first : seen.end]
        if kind := instrument_of(f"{line} {named}", language):
            fields["instrument"] = Value(kind, _evidence(text, first, seen.end), 0.7)


def _law(language: str | None) -> str:
    """What a law is called, to read a title that leaves it out ("Economía social")."""
    return {"es": "Ley", "fr": "Loi", "pt": "Lei", "ca": "Llei", "ro": "Lege", "ar": "قانون"}.get(language or "", "Law")


def _state(fields: dict[str, Value], text: LegalText, formulas: Formulas, opening: int) -> None:
    """As enacted or consolidated, where the source says which; else what the text says of itself."""
    version, published = fields.get("version"), fields.get("date_published") or fields.get("date_adopted")
    if version and published and version.value > published.value:
        fields["text_state"] = Value("consolidated", None, 0.8)
    elif version and published and version.value <= published.value:
        fields.pop("version")
        fields.setdefault("text_state", Value("as-enacted", None, 0.6))
    stated = fields.get("text_state", Value("")).value
    if stated in ("", "as-enacted") and (note := amended(text, published.value if published else None)):
        # A source that knows no version yet may hold a text with the changes of years (Norway's stiftelseslov).
        fields["text_state"] = _seen(text, Place("consolidated", note.start, note.end), 0.7)
    if "text_state" not in fields and (found := state_of(text, opening)):
        fields["text_state"] = _seen(text, Place(found[0], found[1].start, found[1].end), 0.8)
    if "consolidated" in formulas.days and "version" not in fields:
        day = formulas.days["consolidated"]
        fields["version"] = _seen(text, day, 0.7)
        fields.setdefault("text_state", _seen(text, Place("consolidated", day.start, day.end), 0.7))
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
