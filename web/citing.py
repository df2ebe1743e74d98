"""How a text, or a provision of it, is cited by lawyers who write in French, English or Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kb import names
from kb.guide.furniture import Furniture
from web import here
from web.pages.text import TextPage

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {"version": "version du {day}", "read": "copie lue le {day}", "unofficial": "non officiel"},
    "en": {"version": "version of {day}", "read": "copy read {day}", "unofficial": "unofficial"},
    "es": {"version": "versión de {day}", "read": "copia leída el {day}", "unofficial": "no oficial"},
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation in the manner of a language."""

    language: str
    words: str


def references(page: TextPage) -> tuple[Reference, ...]:
    """The citation of a text, or of the provision that the address names, that of the page's language first."""
    languages = sorted(WORDS, key=lambda language: language != here.ui())
    return tuple(Reference(language, _cited(page, language)) for language in languages)


def _cited(page: TextPage, language: str) -> str:
    """State, title, provision, version with its state, permalink, day of the copy: in the order of each usage."""
    work, held, words = page.work, page.expression, WORDS[language]
    state = names.jurisdiction_name(work.jurisdiction, language)
    lit = next((block.num for block in page.provisions if block.lit), "")
    version = held.version.partition(".")[0] if held and not held.version.startswith("sha-") else ""
    remarks = [words["version"].format(day=names.date_words(version, language))] if version else []
    if held and held.text_state != "unknown":
        remarks.append(_furniture(language).of("text_states", held.text_state))
    if held and not work.specimen:
        remarks.append(words["unofficial"])
    told = ", ".join(remarks)
    address = here.address(page.permalink)
    read = words["read"].format(day=names.date_words(held.stored_at[:10], language)) if held else ""
    if language == "en":
        parts = [f"{work.title} ({state})", lit, f"({told})" if told else "", f"<{address}>", read]
        return _joined(parts).replace(", (", " (") + "."
    if language == "es":
        parts = [state, f"«{work.title}»", lit, told, f"disponible en {address}", f"[{read}]" if read else ""]
        return _joined(parts).replace(", [", " [") + "."
    return _joined([state, work.title, f"{lit} ({told})" if lit and told else lit or told, address, read]) + "."


def _joined(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)


@cache
def _furniture(language: str) -> Furniture:
    return Furniture(language)
