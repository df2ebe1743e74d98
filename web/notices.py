"""Sentences of the search and of its errors, which are made in English, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from web.messages import _, ngettext

Say = Callable[[re.Match[str]], str]


def notice(words: str) -> str | None:
    """The sentence in the language of the page; None for one that has no words here."""
    for pattern, say in _sentences():
        found = pattern.fullmatch(words)
        if found:
            return say(found)
    return None


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], Say], ...]:
    """Pattern of the English sentence → what gives its words, looked up anew for each page."""
    known: dict[str, Say] = {
        r"Only the first (\d+) characters of the query were read\.": lambda m: _(
            "Seuls les %(count)s premiers caractères de la question ont été lus.", count=m[1]
        ),
        r"A quotation mark without its other half was left out\.": lambda m: _(
            "Un guillemet sans son second a été laissé de côté."
        ),
        r"The query was not complete and was read as: (.*)": lambda m: _(
            "La question était incomplète ; elle a été lue ainsi : %(query)s", query=m[1]
        ),
        r"The query could not be read as it stands; its words were looked for\.": lambda m: _(
            "La question ne se lit pas telle quelle ; ses mots ont été cherchés."
        ),
        r"A \* stands after at least two letters; elsewhere it was left out\.": lambda m: _(
            "L’astérisque se place après deux lettres au moins ; ailleurs il a été laissé de côté."
        ),
        r"The words of a phrase of (\d+) words were looked for at most (\d+) places apart\.": lambda m: _(
            "Les mots d’une expression de %(count)s mots ont été cherchés à %(most)s places d’écart au plus.",
            count=m[1], most=m[2],
        ),
        r"“(.*)” is not a field; it was looked for as a word\.": lambda m: _(
            "« %(name)s » n’est pas un champ ; il a été cherché comme un mot.", name=m[1]
        ),
        r"“(.*)” was read as a field: what follows is its value\.": lambda m: _(
            "« %(name)s » a été lu comme un champ : ce qui suit est sa valeur.", name=m[1]
        ),
        r"NOT stands beside something wanted; after OR it was left out\.": lambda m: _(
            "SAUF se place à côté de ce qui est cherché ; après OU il a été laissé de côté."
        ),
        r"(\d+) texts? (?:is|are) stored and not indexed yet: run `sselex rebuild`\.": lambda m: ngettext(
            "%(num)s texte est détenu mais pas encore dans l’index : il manque à cette réponse.",
            "%(num)s textes sont détenus mais pas encore dans l’index : ils manquent à cette réponse.", int(m[1]),
        ),
        r"No provision holds all the words; those that hold most of them are shown\.": lambda m: _(
            "Aucune disposition ne contient tous les mots ; voici celles qui en contiennent le plus."
        ),
        r"Only (\d+) provisions? holds? all the words; those that hold most of them are shown too.": lambda m: ngettext(
            "%(num)s disposition seulement contient tous les mots ; celles qui en contiennent le plus suivent.",
            "%(num)s dispositions seulement contiennent tous les mots ; celles qui en contiennent le plus suivent.",
            int(m[1]),
        ),
        r"Nearness of meaning took part \((.*)\)\.": lambda m: _(
            "La proximité de sens a pris part à l’ordre (%(model)s).", model=m[1]
        ),
        r"The query only says what to leave out\.": lambda m: _(
            "La question dit seulement ce qu’il faut écarter : ajoutez-y ce qui est cherché."
        ),
        r"The field (\w+) is given no value\.": lambda m: _(
            "Le champ %(name)s est sans valeur : donnez-lui-en une, par exemple country:ES.", name=m[1]
        ),
        r"(\w+) is '(.*)': it must be a whole number from (\d+) to (\d+)\.": lambda m: _(
            "%(name)s vaut « %(value)s » : il faut un nombre entier de %(least)s à %(most)s.",
            name=m[1], value=m[2], least=m[3], most=m[4],
        ),
        r"(\w+) is '(.*)': it must be a year of four digits\.": lambda m: _(
            "%(name)s vaut « %(value)s » : il faut une année de quatre chiffres.", name=m[1], value=m[2]
        ),
        r"(\w+) is '(.*)'(?:; known are (?P<known>.*)|, which is not known)\.": lambda m: _(
            "%(name)s vaut « %(value)s », qui n’est pas connu ici.", name=m[1], value=m[2]
        ),
        r"No country or organisation has the code '(.*)'\.": lambda m: _(
            "Aucun pays ni aucune organisation ne porte le code %(code)s.", code=m[1]
        ),
        r"No theme has the id '(.*)'\.": lambda m: _("Aucun thème ne porte le nom %(name)s.", name=m[1]),
        r"No text (\S+) is held\.": lambda m: _("Le texte %(name)s n’est pas détenu ici.", name=m[1]),
        r"No provision (\S+) in (\S+)\.": lambda m: _(
            "Le texte %(text)s n’a pas de disposition %(name)s.", text=m[2], name=m[1]
        ),
        r"The address (\S+) is not that of a text\.": lambda m: _(
            "L’adresse %(address)s n’est pas celle d’un texte.", address=m[1]
        ),
        r"No work (\S+) is known\.": lambda m: _(
            "Aucun texte n’est connu sous l’adresse %(address)s.", address=m[1]
        ),
        r"No submission (\S+) is known\.": lambda m: _("Aucun envoi ne porte le numéro %(number)s.", number=m[1]),
        r"The guide '(.*)' does not have .*\.": lambda m: _("Le guide « %(name)s » n’a pas cette édition.", name=m[1]),
        r"Edition (\d+) of '(.*)' has no chapter '(.*)'\.": lambda m: _(
            "L’édition %(number)s n’a pas de chapitre « %(name)s ».", number=m[1], name=m[3]
        ),
    }  # fmt: skip
    return tuple((re.compile(pattern), say) for pattern, say in known.items())
