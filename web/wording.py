"""Words in templates: names of places and languages, days, numbers, states, all in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from kb import names, resources
from kb.guide.furniture import Furniture
from kb.model.comparison import Cell, Entry
from kb.model.law import Work
from web import here, notices
from web.addresses import page_address, text_page
from web.book import Footnotes, book_address
from web.citing import references
from web.messages import _, ngettext, once_a_language
from web.pages.findings import finding_words
from web.pictures.tiles import Tile


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        place=place, spaced=spaced, language=language, own_language=names.own_language_name, date=date, number=number,
        instrument=instrument, theme=theme, status=status, text_state=text_state, answer=answer, question=question,
        lang_attributes=lang_attributes, code=code, mark=mark, state=state, excerpt=excerpt, day=work_day,
        work_address=text_address, region=region, capfirst=capfirst, mark_only=mark_only, short_title=short_title,
        confidence=confidence, facet=facet, facet_value=facet_value, via=via, book_address=book_address,
        told=notices.notice, version=version, metadata_field=metadata_field, membership=membership,
        metadata_value=metadata_value,
    )  # fmt: skip
    app.jinja_env.globals.update(
        cell_words=cell_words,
        finding_words=finding_words,
        tile_words=tile_words,
        references=references,
        engine_name=engine_name,
        footnotes=Footnotes,
        url_for=page_address,
    )


@once_a_language
def place(code: str) -> str:
    """The name of a jurisdiction."""
    return names.jurisdiction_name(code, here.ui())


def code(jurisdiction: str) -> str:
    """A jurisdiction's code as it is printed beside its name."""
    return jurisdiction.upper()


@once_a_language
def language(code: str | None) -> str:
    """The name of a language; "langue inconnue" for None."""
    return names.language_name(code, here.ui()) or _("langue inconnue")


def date(iso: str | None) -> str:
    """A day, month or year written out."""
    return names.date_words(iso, here.ui())


def number(value: float) -> str:
    """A number in the format of the page."""
    return names.number_words(value, here.ui())


@once_a_language
def instrument(value: str | None) -> str:
    """The name of a legal instrument."""
    return names.instrument_name(value, here.ui())


@once_a_language
def theme(value: str) -> str:
    """The title of a theme."""
    return names.theme_name(value, here.ui())


@once_a_language
def question(value: str) -> str:
    """The words of a typed question."""
    known = resources.questions().get(value)
    return spaced(known.text[here.ui()]) if known else value


def spaced(text: str) -> str:
    """French signs of two parts keep their word: the space before them does not break."""
    return re.sub(r" ([?!:;»])", "\u00a0\\1", text) if here.ui() == "fr" else text


@once_a_language
def status(value: str) -> str:
    """In force, repealed, bill … in words."""
    return _furniture(here.ui()).of("statuses", value)


@once_a_language
def text_state(value: str) -> str:
    """As enacted, consolidated … in words."""
    return _furniture(here.ui()).of("text_states", value)


@once_a_language
def state(value: str) -> str:
    """What stands behind a cell or a tag, in a word or two."""
    return {
        "reviewed": _("vérifié"),
        "suggested": _("proposé, non vérifié"),
        "read": _("valeur relevée, texte non détenu"),
        "attached": _("relevé par une personne"),
        "none-found": _("aucune disposition trouvée"),
        "no-text": _("texte non détenu"),
        "not-searched": _("non recherché"),
    }[value]


@once_a_language
def mark(value: str) -> str:
    """The sign of a state, never shown without its word."""
    return _furniture(here.ui()).marks["read" if value == "attached" else value]


def cell_words(cell: Cell) -> str:
    """The state of a cell; for a search in vain, who looked and when."""
    if cell.state == "none-found" and cell.searched_on:
        return _(
            "aucune disposition trouvée (par %(who)s, le %(day)s)",
            who=cell.searched_by or "SSELEX", day=date(cell.searched_on),
        )  # fmt: skip
    return state(cell.state)


def answer(value: Any, question: str) -> str:
    """A typed answer in words, with its unit."""
    known = resources.questions().get(question)
    if known is None:
        return str(value)
    return _furniture(here.ui()).answer(value, known.answer_type, known.unit)


@once_a_language
def lang_attributes(code: str | None) -> Markup:
    """`lang` and `dir` of words in another language, for the tag that holds them."""
    if not code:
        return Markup('lang="und" dir="auto"')
    return Markup('lang="{}" dir="{}"').format(code, names.direction(code))


def work_day(work: Work) -> str:
    """The day by which a work is known, written out; empty where none is known."""
    return date(work.date_adopted or work.date_published or work.date_in_force)


def excerpt(text: str, length: int = 220) -> str:
    """The beginning of a text, cut at a word and marked so."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0].rstrip(",;:") + " […]"


def text_address(path: str) -> str:
    """The page of a work, text or provision in the language of the reader, from its lasting path."""
    return text_page(path, here.ui())


def capfirst(text: str) -> str:
    """The text with a capital first letter, for the beginning of a line."""
    return text[:1].upper() + text[1:]


@once_a_language
def mark_only(value: str) -> Markup:
    """The sign of a state with its word for those who do not see it."""
    return Markup(
        '<span class="sign state-{0}" title="{1}"><span aria-hidden="true">{2}</span>'
        '<span class="hidden">{1}</span></span>'
    ).format(value, state(value), mark(value))


def short_title(title: str, entry: Entry) -> Markup:
    """The title of the text behind an entry, cut short, in its own language."""
    return Markup("<cite {}>{}</cite>").format(lang_attributes(entry.language), excerpt(title, 90))


@once_a_language
def region(value: str) -> str:
    """The name of a part of the world, or of a group of places that have none."""
    return {
        "africa": _("Afrique"),
        "americas": _("Amériques"),
        "asia": _("Asie"),
        "europe": _("Europe"),
        "oceania": _("Océanie"),
        "international": _("International"),
        "organisations": _("Organisations internationales"),
        "elsewhere": _("Autres territoires"),
        "specimens": _("Spécimens (juridictions inventées)"),
    }.get(value, value)


@once_a_language
def confidence(value: str) -> str:
    """Where the facts about a work come from."""
    return {
        "seen": _("relevée sur la source"),
        "from-memory": _("donnée de mémoire, non vérifiée"),
        "detected": _("lue par le programme dans le texte détenu"),
        "declared": _("déclarée avec le fichier"),
    }.get(value, value)


def tile_words(tile: Tile) -> str:
    """What a square of the map says."""
    if tile.count:
        return ngettext("%(num)s disposition", "%(num)s dispositions", tile.count)
    return {
        "held": _("texte détenu"),
        "read": _("lu, texte non détenu"),
        "known": _("connu, texte non détenu"),
        "zero": _("rien de relevé sur ce thème"),
    }.get(tile.shade, _("rien au catalogue"))


def engine_name() -> str:
    """The search engine in use, for the foot of the page."""
    return _("intégré (tantivy)") if here.kb().settings.search == "embedded" else "Elasticsearch"


@once_a_language
def facet(name: str) -> str:
    """The name of a facet."""
    return {
        "country": _("Pays"),
        "region": _("Région"),
        "language": _("Langue"),
        "instrument": _("Instrument"),
        "theme": _("Thème"),
        "concept": _("Notion"),
        "year": _("Année"),
        "status": _("État du droit"),
        "kind": _("Nature"),
        "work": _("Texte"),
        "reviewed": _("Étiquettes"),
        "specimen": _("Spécimens"),
        "held": _("Copie"),
        "from": _("À partir de"),
        "to": _("Jusqu’à"),
        "on": _("Version du"),
        "expression": _("Version"),
        "versions": _("Versions"),
    }.get(name, name)


@once_a_language
def facet_value(value: str, name: str) -> str:
    """A value of a facet in words."""
    plain: dict[str, Callable[[str], str]] = {
        "country": place, "region": region, "language": language, "instrument": instrument, "theme": theme,
        "status": status,
    }  # fmt: skip
    if name in plain:
        return plain[name](value)
    closed = {
        "kind": {
            "law": _("lois et règlements"),
            "bill": _("projets de loi"),
            "partnership": _("conventions public-ESS"),
            "international": _("textes internationaux"),
            "policy": _("politiques et stratégies"),
            "other": _("autres"),
        },
        "reviewed": {"yes": _("vérifiées par une personne"), "no": _("proposées")},
        "specimen": {"yes": _("spécimens"), "no": _("textes réels")},
        "held": {"yes": _("texte détenu"), "no": _("texte non détenu")},
        "versions": {"all": _("toutes les versions détenues")},
    }
    if name == "on" or (name == "expression" and version(value)):
        return date(value if name == "on" else version(value))
    return closed.get(name, {}).get(value, value)


@once_a_language
def via(value: str) -> str:
    """The way from the words typed to a term that was looked for."""
    return {
        "typed": _("tel que saisi"),
        "synonym": _("synonyme"),
        "translation": _("traduction"),
        "narrower": _("notion plus étroite"),
        "lexicon": _("traduction du lexique"),
    }.get(value, value)


@once_a_language
def metadata_field(name: str) -> str:
    """The name of a field of metadata."""
    return {
        "title": _("Titre"),
        "number": _("Numéro"),
        "jurisdiction": _("Pays ou organisation"),
        "language": _("Langue du texte"),
        "instrument": _("Instrument"),
        "date_adopted": _("Adopté le"),
        "date_published": _("Publié le"),
        "date_in_force": _("En vigueur le"),
        "date_ended": _("Fin de vigueur"),
        "issuing_body": _("Autorité"),
        "status": _("État du droit"),
        "text_state": _("État du texte"),
        "version": _("Version"),
    }.get(name, name)


@once_a_language
def membership(value: str) -> str:
    """What a State or organisation is to the organisation behind the site; empty for looser ties."""
    return {
        "member State": _("État membre"),
        "member organisation": _("organisation membre"),
        "observer": _("observateur"),
    }.get(value, "")


def metadata_value(value: str, name: str) -> str:
    """A value of metadata in words."""
    worded: dict[str, Callable[[str], str]] = {
        "jurisdiction": place, "language": language, "instrument": instrument, "status": status,
        "text_state": text_state, "date_adopted": date, "date_published": date, "date_in_force": date,
        "date_ended": date, "version": date,
    }  # fmt: skip
    return worded[name](value) if name in worded else value


def version(expression: str) -> str:
    """The ISO day of the version that a lasting path names, empty where it names a file."""
    found = expression.partition("@")[2].partition("~")[0].partition(".")[0]
    return "" if found.startswith("sha-") else found


@cache
def _furniture(language: str) -> Furniture:
    return Furniture(language)
