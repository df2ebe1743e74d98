"""Article numbers as people print them, made comparable: "Art. 5 bis", "5bis" and "Artículo 5 bis" are one."""

from __future__ import annotations

import re
import unicodedata

from kb.identity import slug
from kb.model.law import Provision

_SUFFIX = (
    "bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|undecies|duodecies|terdecies|quaterdecies|quindecies|"
    "sexdecies|septdecies|octodecies|novodecies|vicies|unvicies|duovicies|tervicies"
)

_ORDINALS: dict[str, int] = {
    word: value
    for value, words in {
        1: "unico unica unic unique only primero primera primer premier premiere first one primeiro primeira primo "
        "prima uno االولى الاول الاولى الاولي",
        2: "segundo segunda segon segona deuxieme second two الثاني الثانية الثانيه",
        3: "tercero tercera tercer troisieme third three terceiro terceira الثالث الثالثة الثالثه",
        4: "cuarto cuarta quart quarta quatrieme fourth four quarto الرابع الرابعة الرابعه",
        5: "quinto quinta cinque cinquena cinquieme fifth five الخامس الخامسة الخامسه",
        6: "sexto sexta sise sisena sixieme sixth six السادس السادسة السادسه",
        7: "septimo septima sete setena septieme seventh seven setimo setima السابع السابعة السابعه",
        8: "octavo octava vuite vuitena huitieme eighth eight oitavo oitava الثامن الثامنة الثامنه",
        9: "noveno novena nove neuvieme ninth nine nono nona التاسع التاسعة التاسعه",
        10: "decimo decima dese desena dixieme tenth ten العاشر العاشرة العاشره",
        11: "undecimo undecima onceno oncena onze onzena onzieme eleventh",
        12: "duodecimo duodecima douzieme twelfth",
        20: "vigesimo vigesima vingtieme",
        30: "trigesimo trigesima",
    }.items()
    for word in words.split()
}

_TYPES = {
    "additional": "adicional addicional additional additionnelle aditional",
    "transitional": "transitoria transitori transitoire transitional transitorio",
    "repealing": "derogatoria derogatoria derogatorio abrogatoire repealing",
    "final": "final finale finals finais",
    "amending": "reformatoria modificatoria modificadora",
    "annex": "anexo annexe annex anexa annexes anlage bilag liite",
    "preamble": "preamble preambule preambulo preambul",
}
_TYPE_OF = {word: kind for kind, words in _TYPES.items() for word in words.split()}

_ROMAN = re.compile(r"(?=[ivxlc])(?:x[lc]|l?x{0,3})(?:i[xv]|v?i{0,3})")


def number_of(printed: str) -> str | None:
    """A key that two prints of one article number share ("disposición final 2ª" → "final:2"); None without number.

    Words that only say "article" in any language are dropped; additional, transitional, repealing and final
    provisions, annexes and the preamble keep their kind, since each has a numbering of its own.
    """
    text = re.sub(r"(?<=\d)\.?([⁰¹²³⁴-⁹])", lambda raised: "-" + unicodedata.normalize("NFKC", raised[1]), printed)
    text = re.sub(r"(?<=\d)[ºª°]", "", text)
    text = unicodedata.normalize("NFKC", text.replace("^", "-")).casefold()
    text = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    text = re.sub(
        r"(\d+)\s*(?:의|조의)\s*(\d+)", r"\1-\2", text.replace("조의", "의").replace("조", "").replace("제", "")
    )
    words = [word for word in re.split(r"(?:[\s,;:()§°ºª]|(?<!\d)\.|\.(?!\d))+", _plain(text)) if word]
    kind = next((_TYPE_OF[word] for word in words if word in _TYPE_OF), "")
    if kind == "preamble":
        return kind
    found = (_roman(words) if kind == "annex" else None) or _digits(words) or _ordinal(words) or _roman(words)
    if found is None:
        return None if not kind or kind == "annex" else f"{kind}:1"
    return f"{kind}:{found}" if kind else found


def number_of_provision(provision: Provision) -> str | None:
    """The same key for a provision of a held text: its type says what its number may leave out."""
    if provision.type == "preamble":
        return "preamble"
    key = number_of(provision.num)
    if key is None or ":" in key:
        return key
    own = {"additional", "transitional", "repealing", "final", "annex"}
    return f"{provision.type}:{key}" if provision.type in own else key


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _digits(words: list[str]) -> str | None:
    """The number in figures: "l 593-5" → "l593-5", "28 bis" → "28bis", "1er" → "1", "2º-a" → "2a", "27 c" → "27c"."""
    for place, word in enumerate(words):
        found = re.search(r"\d", word)
        if not found:
            continue
        before = words[place - 1] if place and re.fullmatch(r"[lrd]", words[place - 1]) else ""
        if re.fullmatch(r"[lrd]", word[: found.start()].strip("*-")):
            before = word[: found.start()].strip("*-")
        core = word[found.start() :]
        core = re.sub(r"(?<=\d)(?:ere?|re|e|o|a(?=-)|eme|nd|rd|th|st)(?![a-z])", "", core) or core
        tail = ""
        if not re.search(r"[a-z]$", core):
            for following in words[place + 1 : place + 3]:
                following = following.lstrip("-")
                if (
                    re.fullmatch(f"(?:{_SUFFIX})[a-z]?", following)
                    or re.fullmatch(r"[a-z]", following)
                    or (tail and following.isdecimal())
                ):
                    tail += following
                else:
                    break
        joined = re.sub(f"(?<=\\d)-?({_SUFFIX})(?![a-z]{{2}})", r"\1", before + core + tail)
        joined = re.sub(r"(?<=\d)-(?=[a-z]$)", "", joined)
        kept = re.match(r"[a-z]?\d+(?:[-/.]\d+)*(?:[a-z]+)?\d*", joined)
        return kept[0] if kept else None
    return None


def _ordinal(words: list[str]) -> str | None:
    values = [_ORDINALS[word] for word in words if word in _ORDINALS]
    if not values:
        return None
    # "décimo quinto" is 15, "vigésimo primero" 21: tens come before ones.
    return str(sum(values) if len(values) > 1 and values == sorted(values, reverse=True) else values[0])


def _roman(words: list[str]) -> str | None:
    for word in words:
        stem = re.sub(r"(?<=[ivx])er$", "", word)
        if stem and _ROMAN.fullmatch(stem) and slug(stem) == stem:
            value = 0
            figures = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[c] for c in stem]
            for place, figure in enumerate(figures):
                value += -figure if any(later > figure for later in figures[place + 1 :]) else figure
            return str(value)
    return None
