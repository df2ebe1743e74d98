"""The forms of citation of `schemas/citations`, one file a language, as compiled patterns."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass

from kb import resources

PATTERNS = (
    "this",
    "amends",
    "repeals",
    "implements",
    "transposes",
    "history",
    "by_another",
    "partial",
    "others",
    "parts",
    "subordinate",
)
ORIGIN = r"(?: (?:d[eo]l?|da|du|des|de la|of|the|y|i|e|la|las|los|[A-ZÀ-Ý][\w’'-]+)){0,8}"
"""Whose act it is, between its kind and its number ("Ley del Principado de Asturias 4/2010")."""

SUBDIVISIONS = (
    r"(?:,? (?:ал|т|Abs|Absatz|Satz|Nr|Nummer|odst|písm|ods|písmeno|alin|lit|ust|pkt|stk|lõige|lõike|lg|apartados?|"
    r"párrafos?|letras?|fracci[óo]n(?:es)?|incisos?|numerales?|paragraphes?|alinéas?|par|comm[ai]|став|ст|тачка|тач)"
    r"\.? ?\(?(?:[\dIVX]{1,5}|\w)\)?(?!\w))*"
)
"""Parts of an article between its number and the act ("чл. 28, ал. 1 от Закона")."""
HIJRI = (
    r"(?:[\d٠-٩]{1,2}(?:er)? |[^\W\d_]{3,8} )?(?:[^\W\d_][\w’'-]*[ -]){1,4}(?:I{1,2} )?[1١][34٣٤][\d٠-٩]{2} ?(?:هـ ?)?"
)
"""A day of the Islamic calendar, before the same day of the common one ("1er rebia I 1436 (24 décembre 2014)")."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Patterns of one language. `mention` has the groups named in `ingest.tag.citations`; None matches nothing."""

    mention: re.Pattern[str]
    kinds: re.Pattern[str]
    """A kind of act right behind an article ("§ 5 zákona")."""
    this: re.Pattern[str]
    amends: re.Pattern[str]
    repeals: re.Pattern[str]
    implements: re.Pattern[str]
    transposes: re.Pattern[str]
    history: re.Pattern[str]
    by_another: re.Pattern[str]
    partial: re.Pattern[str]
    others: re.Pattern[str]
    parts: re.Pattern[str]
    """Words right before an act that leave the rest of it in force ("provisions of")."""
    subordinate: re.Pattern[str]
    """The title of another act that tells what it does to the one that is cited ("por el que se deroga")."""


@functools.cache
def forms(language: str) -> Forms | None:
    """The forms of a language, None where it has no file."""
    path = resources.SCHEMAS / "citations" / f"{language}.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Forms(
        _mention(table),
        re.compile(rf",?\s(?:\w+\s)?(?:{table['acts']})", re.IGNORECASE),
        *(re.compile(table.get(name) or "(?!)", re.IGNORECASE) for name in PATTERNS),
    )


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    return tuple(sorted(path.stem for path in (resources.SCHEMAS / "citations").glob("*.toml")))


def _mention(table: dict[str, str]) -> re.Pattern[str]:
    """A cited act (by number, by date, by name), articles of it, or articles alone."""
    parted = r"(?:[./‑–-]| / | (?=\d{3}(?!\d)))"
    number = rf"\d{{4}}:\d+|[\d٠-٩]+(?:{parted}(?:[A-Z]{{1,6}}[-/])*[\d٠-٩]+)*(?:[/-][A-Z]{{2,6}}){{0,2}}"
    number = rf"(?:{number})(?: (?:Sb\.|Z\. ?z\.|zo|of \d{{4}}|لسنة [\d٠-٩]{{4}}))?"
    month = r"[^\W\d_]{3,}"
    day = rf"\d{{1,2}}(?:er|st|nd|rd|th|º|°|\.)?(?: de| of|-a)? {month}"
    year = r"(?:,? (?:de |del |of |din )?\d{4})"
    whole_day = rf"{HIJRI}\((?:{day}{year})\)|{day}{year}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}"
    day = rf"{whole_day}|{day}"
    dated = rf"(?:,? ?(?:{table['joins']}) ?(?P<date>{day}))" if table["joins"] else "(?P<date>(?!))"
    numbered = (
        rf"(?P<act>(?i:{table['acts']}))(?: [\w’'().-]+){{0,3}}? ?(?:(?:{table['marks']}) ?)(?P<number>{number})[)호]?"
        rf"{dated}?"
    )
    short = r"\d+(?:[/.-]\d+)+(?:/[A-Z]{2,4})?"
    bare = rf"(?P<act2>{table['acts']})(?:{ORIGIN}(?= \d+/\d{{4}}))? (?P<number2>{short}){_second(dated, 2)}?"
    # Without a number only a year makes a figure and a word a day ("likuma 66. panta").
    by_day = rf"(?P<act3>(?i:{table['acts']})) (?:(?:{table['joins']}) )?(?P<date3>{whole_day})"
    by_day = rf"{by_day}(?:,? ?nr?\. ?(?P<number3>\d+))?"
    act = rf"(?:(?<!\w)(?:{numbered}|{bare}|{by_day})|(?P<named>{table['named']}))"
    one = r"(?:[LRDA]\. ?)?[\d٠-٩]+(?:[.-][\d٠-٩]+)*(?:\.?[°ºª]|er|o\.)?(?: ?(?:bis|ter|quater))?(?: ?\([\w]{1,4}\))*"
    articles = (
        rf"(?<!\w)(?P<article>{table['articles']})(?: |(?<=[^A-Za-z]))"
        rf"(?P<articles>{one}(?:(?: ?(?:{table['unions']}) ?){one}(?![A-Za-zÀ-ÿ\d/]))*){SUBDIVISIONS}"
    )
    tail = (
        rf"(?:[.,]? (?:(?!(?:{table['unions']}) )\w+ )?(?:de la |de l[’']|du |des |de los |del |de |of the |of |din |"
    )
    tail = rf"{tail}da |do |della |dell[’']|του |της |на |от |من )?)"
    forms = [rf"{articles}(?:{tail}?{act}|[., ]*(?P<own>{table['this']}))?", _third(act)]
    if after := table.get("articles_after"):
        forms.append(rf"(?<![\w/.:])(?P<after>(?:\d+:)?{one}(?:(?: ?(?:{table['unions']}) ?){one})*)(?:{after})")
    return re.compile("|".join(forms))


def _second(pattern: str, number: int) -> str:
    return pattern.replace("(?P<date>", f"(?P<date{number}>")


def _third(act: str) -> str:
    """The same act without articles before it: its groups get a name of their own, since each may be used once."""
    return re.sub(r"\(\?P<(\w+)>", lambda found: f"(?P<{found[1]}_>", act)
