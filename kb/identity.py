"""Identity of works and expressions: URIs in the Akoma Ntoso form, and when two texts are the same work.

`/akn/{jurisdiction}/{type}/{date or year}/{number}` names a work, `…/{language}@{version}` an expression and
`…~{eId}` a provision. Language codes are ISO 639-2/T (three letters) as the Akoma Ntoso naming convention asks.
A part that is not known is named so (`undated`, `unnumbered-…`): no date is made up.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

import pycountry

from kb import resources


def slug(text: str, limit: int = 60) -> str:
    """Lower-case letters and digits joined by hyphens, accents off; letters of other scripts are kept."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:limit].strip("-")


def number_key(number: str | None) -> str | None:
    """The number alone, for comparison: "Ley 5/2011", "Loi n° 5/2011" and "5-2011" give "5-2011".

    None where no digit is in it. What stands before the first digit is dropped unless it is a letter series that is
    part of the number ("L. 123-1" keeps its "l").
    """
    if not number:
        return None
    digits = number.translate({0x660 + i: str(i) for i in range(10)})
    found = re.search(r"(?:\b[LRDA]\.?\s?)?\d[\w./ -]*", digits)
    if not found:
        return None
    return slug(re.sub(r"\s+(?:de|du|of|del|vom|z|din)\s.*$", "", found[0], flags=re.IGNORECASE)) or None


def same_number(one: str, other: str) -> bool:
    """Whether two prints of a number may be of one act: "Ley 5/2011" and "5-2011", "286 of 1965" and "286".

    The years must agree where both print one; the rest must be the same figures, thousands parted or not.
    """
    (numbers, years), (others, other_years) = _figures(one), _figures(other)
    return bool(numbers) and numbers == others and (not years or not other_years or bool(years & other_years))


def _figures(number: str) -> tuple[tuple[int, ...], frozenset[int]]:
    """The figures of a number in order, and those that are years; a number that is one year only is a number."""
    western = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in number)
    joined = re.sub(r"(?<=\d)[.](?=\d{3}(?!\d))", "", western)
    figures = [int(found) for found in re.findall(r"\d+", joined)]
    years = frozenset(figure for figure in figures if 1800 <= figure < 2100)
    rest = tuple(figure for figure in figures if figure not in years)
    return (rest, years) if rest else (tuple(figures), frozenset())


def year_of(date: str | None) -> str | None:
    """The year of an ISO date, None where there is none."""
    return date[:4] if date and re.match(r"\d{4}", date) else None


@functools.cache
def alpha3(language: str | None) -> str:
    """The three-letter code of a language; "und" (undetermined) for None, an unknown code as it is."""
    if not language:
        return "und"
    found = pycountry.languages.get(alpha_2=language.split("-")[0])
    return str(found.alpha_3) if found else language


def work_uri(
    jurisdiction: str | None, instrument: str | None, number: str | None, date: str | None, *, fallback: str
) -> str:
    """The URI of a work; `fallback` (a title or file name) names a text without number."""
    named = resources.instruments().get(instrument or "")
    kind = named["act"] if named else "doc"
    key = number_key(number) or f"unnumbered-{slug(fallback, 40) or 'text'}"
    return f"/akn/{(jurisdiction or 'zz').lower()}/{kind}/{date or 'undated'}/{key}"


def is_unnumbered(work: str) -> bool:
    """Whether words and no number name the work at this URI: other acts may begin with the same words."""
    return work.rpartition("/")[2].startswith("unnumbered-")


def set_apart(work: str, words: str) -> str:
    """The URI of an act beside another one whose name begins alike; `words` are what tells the two apart."""
    return f"{work}-{hashlib.sha256(slug(words, 500).encode()).hexdigest()[:8]}"


def expression_uri(work: str, language: str | None, version: str) -> str:
    """The URI of an expression of a work."""
    return f"{work}/{alpha3(language)}@{version}"


def provision_uri(expression: str, eid: str) -> str:
    """The permalink of a provision, without the site's address."""
    return f"{expression}~{eid}"


_ARTICLE_WORD = re.compile(r"[^\W\d_]{2,}\.?\s+(?=\S)")


def bare_number(num: str, eid: str | None) -> str:
    """The number of an article or section without the word before it ("Artículo 5 bis" gives "5 bis"), so that numbers
    compare across languages; any other number as it is printed."""
    if eid is None or not eid.rpartition("__")[2].startswith(("art_", "sec_")):
        return num
    return _ARTICLE_WORD.sub("", num, count=1) if _ARTICLE_WORD.match(num) else num
