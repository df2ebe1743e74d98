"""What the check of a guide found, in the words of the page."""

from __future__ import annotations

from web.messages import _


def finding_words(code: str) -> str:
    """A finding in a few words, by its code; the code itself where it has none."""
    return {
        "text-missing": _("Le texte cité n’est plus détenu."),
        "provision-missing": _("La disposition citée n’est plus dans le texte."),
        "quotation-differs": _("La citation n’est pas mot pour mot celle de la version épinglée."),
        "provision-changed": _("La disposition a changé autour de la citation depuis qu’elle est épinglée."),
        "source-without-address": _("La source n’a pas d’adresse officielle."),
        "source-without-date": _("La source n’a pas de date."),
        "status-changed": _("L’état du texte a changé depuis qu’il est épinglé."),
        "repealed-since": _("La disposition a disparu de la version la plus récente du texte."),
        "amended-since": _("La disposition se lit autrement dans la version la plus récente du texte."),
        "french-missing": _("Le texte français, qui fait référence, manque."),
        "translation-outdated": _("Une traduction est plus ancienne que son texte français."),
        "terminology": _("Un mot à remplacer."),
        "edition-altered": _("L’édition n’a plus l’empreinte avec laquelle elle a été arrêtée."),
    }.get(code, code)
