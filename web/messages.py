"""Words of the program itself, written in French and translated by the catalogues of `translations/`."""

from __future__ import annotations

from typing import Any

import flask_babel  # type: ignore[import-untyped]


def _(message: str, **values: Any) -> str:
    """The message in the language of the page, its places `%(name)s` filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, number: int) -> str:
    """The message for this number; `%(num)s` stands for it, written in the format of the page."""
    chosen = flask_babel.get_domain().get_translations().ungettext(one, many, number)
    return str(chosen) % {"num": flask_babel.format_decimal(number)}
