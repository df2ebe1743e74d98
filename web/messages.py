"""Words of the program itself, written in French and translated by the catalogues of `translations/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from babel.support import NullTranslations, Translations

from kb import names
from web import here

ROOM = Path(__file__).resolve().parent / "translations"
P = ParamSpec("P")
R = TypeVar("R")


def _(message: str, **values: Any) -> str:
    """The message in the language of the page, its places `%(name)s` filled."""
    words = str(_catalogue(here.ui()).ugettext(message))
    return words % values if values else words


def ngettext(one: str, many: str, number: int) -> str:
    """The message for this number; `%(num)s` stands for it, written in the format of the page."""
    language = here.ui()
    return str(_catalogue(language).ungettext(one, many, number)) % {"num": names.number_words(number, language)}


def once_a_language(words: Callable[P, R]) -> Callable[P, R]:
    """For words that depend on nothing but the page's language and the arguments: they are looked up once."""
    known: dict[Any, R] = {}

    @wraps(words)
    def found(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (here.ui(), args)
        if key not in known:
            if len(known) > 5_000:
                known.clear()
            known[key] = words(*args, **kwargs)
        return known[key]

    return found


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(ROOM), [language])
