"""Words of a person → tree: parsed, else repaired with a notice, else taken as plain words; never an exception but
`BadQuery`, and never a tree that holds everything."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from luqum import tree as luqum
from luqum.exceptions import ParseError
from luqum.parser import lexer, parser

from kb.errors import BadQuery
from kb.search import fields
from kb.search.analysis import WORD, fold
from kb.search.query import MAX_LENGTH
from kb.search.tree import Among, And, Fuzzy, Node, Not, Or, Phrase, Prefix, Words, Years

DEEPEST = 25
"""Most parentheses inside one another; deeper ones are ignored, so that no query exhausts the parser."""
HIGHEST = 4 * DEEPEST
"""Most steps down a parsed query: each pair of parentheses may bring a sign, an operator and a field with it."""
FARTHEST = ((6, 50), (8, 20), (10, 10), (12, 5), (30, 3))
"""(words of a phrase, most places they may be apart in all): what an engine tries grows as a power of both, and a
dozen small words fifty places apart fill its memory. Longer phrases are looked for as they stand."""
SHORTEST_PREFIX = 2
"""A prefix of one letter would list half of the dictionary."""

_OPERATORS = {"ET": "AND", "OU": "OR", "SAUF": "NOT", "Y": "AND", "O": "OR", "NO": "NOT"}
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"') | dict.fromkeys("’‘ʼ", "'"))
_QUOTED = re.compile(r'("[^"]*")')
_GIVEN = re.compile(r"(?<!\w)(\w+)[ \t]*:(?=[\s)]|$)\s*|(?<!\w)(\w+)[ \t]+:")
"""A name with a colon, parted from its value by spaces, as French prints it: "pays : France"."""
_VALUE = re.compile(r"(?!(?:AND|OR|NOT|ET|OU|SAUF|NO|Y|O)\b)[\w\"(\[*]")
_SIGNED = re.compile(r"(?<!\w)(\w+)\s*:\s*(>=|<=|=>|=<|[<>=≥≤])\s*([0-9]{1,9})(?!\w)")
"""A field with a sign before its number: "year:>=2014"."""
_OPERATOR = re.compile(r"(?<!:)\b(?:ET|OU|SAUF|NO(?![^\w(]*\d)|Y|O)\b")
"""Before a figure "NO" is the sign of a number in capitals ("LEY NO 27"); after a colon it is a value (Norway)."""
_DANGLING = re.compile(r"(?:\s*\b(?:AND|OR|NOT)|\s*[-+])\s*(?=\)|$)")
_KEPT = re.compile(r"(?!)")
_CLEARED = re.compile(r"[\[\]{}~^:*]")
"""What a repair takes out: nothing at first, so that fields and ranges stay; then all signs but parentheses."""
_LEADING = re.compile(r"(^|\()\s*(?:AND|OR)\b\s*")


@dataclass
class Reading:
    """A query being read: what is left of it after repairs, and what there is to say about them."""

    asked: str
    notices: list[str] = field(default_factory=list)

    def tell(self, notice: str) -> None:
        """Say it once."""
        if notice not in self.notices:
            self.notices.append(notice)

    def position(self, part: str) -> int:
        """Where a part stands in what was typed; 0 where it was changed by a repair."""
        return max(0, self.asked.find(part))


def parse(text: str) -> tuple[Node | None, tuple[str, ...]]:
    """(tree, notices); the tree is None for a query without any character but spaces.

    Raises `BadQuery` where nothing is left to look for, or a field is given a value it cannot have.
    """
    reading = Reading(text)
    if not text.strip():
        return None, ()
    plain = _plain(text, reading)
    node = _parsed(plain, reading) if plain else None
    if node is None:
        raise BadQuery("The query holds no word to look for.", position=0)
    if not _wants(node):
        raise BadQuery(
            "The query only says what to leave out.", position=0, advice="Add a word, a field or a facet to look for."
        )
    return node, tuple(reading.notices)


def _plain(text: str, reading: Reading) -> str:
    """One kind of quotation mark, operators in English, no character that means nothing here."""
    text = unicodedata.normalize("NFC", text)
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        reading.tell(f"Only the first {MAX_LENGTH} characters of the query were read.")
    # The joiner belongs to words of Sinhala; a soft hyphen only says where a line may end.
    text = "".join(
        " " if c != "\u200d" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else c
        for c in text.replace("\u00ad", "")
    )
    text = text.translate(_QUOTES)
    if text.count('"') % 2:
        place = text.rfind('"')
        text = text[:place] + " " + text[place + 1 :]
        reading.tell("A quotation mark without its other half was left out.")
    phrases = _QUOTED.findall(text)
    # Phrases stand aside while the rest is put right, so that their words keep every sign.
    aside = iter(range(len(phrases)))
    text = _QUOTED.sub(lambda _: f'"{chr(0xE000 + next(aside))}"', text)
    text = _SIGNED.sub(_span, text)
    text = _operators(_GIVEN.sub(lambda found: _given(found, reading), text))
    return re.sub('"([\ue000-\uf8ff])"', lambda m: phrases[ord(m[1]) - 0xE000], text).strip()


def _given(found: re.Match[str], reading: Reading) -> str:
    """A field and its value brought together; raises `BadQuery` where no value follows. Another word before a colon is
    left as it is: "Article 5 : les membres" is no field."""
    name = found[1] or found[2]
    if fold(name) not in fields.NAMES:
        return found[0]
    if not _VALUE.match(found.string, found.end()):
        raise BadQuery(f"The field {name} is given no value.", position=reading.position(name))
    reading.tell(f"“{found[0].strip()}” was read as a field: what follows is its value.")
    return f"{name}:"


def _span(found: re.Match[str]) -> str:
    """A year with a sign as the range it means; any other field is left as it is."""
    name, sign, number = found.groups()
    if fields.NAMES.get(fold(name)) != "year":
        return found[0]
    if sign == "=":
        return f"{name}:{number}"
    if sign in (">", "<"):
        number = str(int(number) + (1 if sign == ">" else -1))
    return f"{name}:[{number} TO *]" if sign in (">", ">=", "=>", "≥") else f"{name}:[* TO {number}]"


def _operators(part: str) -> str:
    part = re.sub(r"[/\\!^<>=?¿¡|&;,#@%§•…°]+", " ", part)
    part = _OPERATOR.sub(lambda m: _OPERATORS[m[0]], part)
    part = re.sub(r"\bAND\s+(?=NOT\b)", "", part)
    part = re.sub(r"(?<!\S)[-+–—]+(?!\w|\"|\()", " ", part)
    part = re.sub(r"[-+–—]+(?=\s|$)", " ", part)
    part = re.sub(r"(?<=\w):(?=\s|$)|(?<!\w):", " ", part)
    return re.sub(r"~(?!\d)|(?<![\w\"])~\d*", lambda m: "~1" if m[0] == "~" and _after_word(part, m) else " ", part)


def _after_word(part: str, found: re.Match[str]) -> bool:
    return found.start() > 0 and part[found.start() - 1].isalnum()


def _parsed(plain: str, reading: Reading) -> Node | None:
    told = len(reading.notices)
    for repair in (None, _KEPT, _CLEARED):
        text = plain if repair is None else _repaired(plain, repair)
        try:
            node = _node(_luqum(text), reading)
        except (ParseError, ValueError, TypeError, AttributeError, RecursionError, ArithmeticError):
            del reading.notices[told:]
            continue
        if repair is not None:
            reading.tell(f"The query was not complete and was read as: {text}")
        return node
    words = tuple(w[0] for w in WORD.finditer(plain) if w[0] not in ("AND", "OR", "NOT", "TO"))
    reading.tell("The query could not be read as it stands; its words were looked for.")
    return Words(words) if words else None


def _luqum(text: str) -> luqum.Item:
    """What the parser makes of it; raises `ValueError` for what goes too deep to be walked."""
    if not text.strip():
        raise ValueError(text)
    # The parser's lexer keeps state: threads need one each.
    parsed: luqum.Item = parser.parse(text, lexer=lexer.clone())
    waiting = [(parsed, 1, 0)]
    while waiting:
        item, height, parentheses = waiting.pop()
        parentheses += isinstance(item, luqum.Group | luqum.FieldGroup)
        if height > HIGHEST or parentheses > DEEPEST:
            raise ValueError(text)
        waiting += [(child, height + 1, parentheses) for child in item.children]
    return parsed


def _repaired(text: str, meaningless: re.Pattern[str]) -> str:
    """Parentheses that fit, no operator without its second half, signs that mean nothing gone."""
    kept: list[str] = []
    for part in _QUOTED.split(text):
        kept.append(part if part.startswith('"') else meaningless.sub(" ", part))
    text, depth = "", 0
    for c in "".join(kept):
        if c == "(":
            if depth == DEEPEST:
                continue
            depth += 1
        elif c == ")":
            if depth == 0:
                continue
            depth -= 1
        text += c
    text += ")" * depth
    before = None
    while before != text:
        before = text
        text = re.sub(r"\(\s*\)", " ", _LEADING.sub(r"\1", _DANGLING.sub("", text)))
        text = re.sub(r"\b(AND|OR|NOT)(\s+(?:AND|OR|NOT)\b)+", r"\1", text)
        text = re.sub(r"(?<!\w)[-+]{2,}", "-", text)
    return " ".join(text.split())


def _node(item: luqum.Item, reading: Reading) -> Node | None:
    """The tree below a parsed item; None where it holds nothing to look for."""
    match item:
        case luqum.Word():
            return _word(item.value, reading)
        case luqum.Phrase():
            return _phrase(item.value[1:-1], 0)
        case luqum.Proximity():
            text = item.term.value[1:-1]
            return _phrase(text, _places(text, int(item.degree), reading))
        case luqum.Fuzzy():
            words = WORD.findall(str(item.term))
            distance = max(1, min(2, int(item.degree)))
            return Fuzzy(words[0], distance) if len(words) == 1 else _word(" ".join(words), reading)
        case luqum.SearchField():
            return _field(item, reading)
        case luqum.Group() | luqum.FieldGroup() | luqum.Boost() | luqum.Plus():
            inner = item.children[0]
            return _node(inner, reading)
        case luqum.Not() | luqum.Prohibit():
            part = _node(item.children[0], reading)
            return Not(part) if part is not None else None
        case luqum.OrOperation():
            return _either([_node(child, reading) for child in item.children], reading)
        case luqum.AndOperation():
            return _all([_node(child, reading) for child in item.children])
        case luqum.UnknownOperation():
            return _all(_together([_node(child, reading) for child in item.children]))
        case _:
            return _word(str(item), reading)


def _word(text: str, reading: Reading) -> Node | None:
    if text.endswith("*"):
        start = text.rstrip("*")
        letters = WORD.findall(start)
        if len(letters) == 1 and len(letters[0]) >= SHORTEST_PREFIX and start.endswith(letters[0]):
            return Prefix(letters[0])
        reading.tell("A * stands after at least two letters; elsewhere it was left out.")
    words = tuple(WORD.findall(text.replace("*", " ")))
    return Words((" ".join(words),)) if words else None


def _phrase(text: str, slop: int) -> Node | None:
    return Phrase(" ".join(text.split()), slop) if WORD.search(text) else None


def _places(text: str, asked: int, reading: Reading) -> int:
    """How many places the words of a phrase may be apart: as many as asked, or as many as can be looked for."""
    words = len(WORD.findall(text))
    most = next((places for length, places in FARTHEST if words <= length), 0)
    if asked > most:
        reading.tell(f"The words of a phrase of {words} words were looked for at most {most} places apart.")
    return min(asked, most)


def _field(item: luqum.SearchField, reading: Reading) -> Node | None:
    name = fields.NAMES.get(fold(item.name))
    expression = item.expr
    if name is None:
        reading.tell(f"“{item.name}” is not a field; it was looked for as a word.")
        return _all(_together([_word(item.name, reading), _node(expression, reading)]))
    position = reading.position(f"{item.name}:")
    if name == "year":
        return _years(expression, position)
    if isinstance(expression, luqum.FieldGroup):
        inner = expression.children[0]
        if name == "title":
            return _placed(_node(inner, reading))
        values = inner.children if isinstance(inner, luqum.OrOperation | luqum.UnknownOperation) else (inner,)
        return _either([_one(name, str(value).strip(), position) for value in values], reading)
    return _one(name, str(expression).strip(), position)


def _one(name: str, value: str, position: int) -> Node | None:
    if not WORD.search(value):
        raise BadQuery(f"The field {name} is given no value.", position=position)
    if name == "title" and fields.is_phrase(value):
        return fields.in_title(value[1:-1])
    value = value.strip('"').strip()
    return fields.condition(name, value, position)


def _years(expression: luqum.Item, position: int) -> Node:
    if isinstance(expression, luqum.Range):
        return fields.years(str(expression.low).strip(' "'), str(expression.high).strip(' "'), position)
    return fields.years(*(str(expression).strip(' "'),) * 2, position)


def _placed(node: Node | None) -> Node | None:
    """The same tree looked for in titles only."""
    match node:
        case Words(words):
            return Words(words, "title")
        case Phrase(text, slop, _):
            return Phrase(text, slop, "title")
        case Prefix(start, _):
            return Prefix(start, "title")
        case Fuzzy(word, distance, _):
            return Fuzzy(word, distance, "title")
        case And(parts):
            return _all([_placed(part) for part in parts])
        case Or(parts):
            return Or(tuple(made for part in parts if (made := _placed(part)) is not None))
        case Not(part):
            made = _placed(part)
            return Not(made) if made is not None else None
        case _:
            return node


def _together(parts: list[Node | None]) -> list[Node | None]:
    """Plain words typed side by side become one node, so that expressions of several words can be recognised."""
    plain = [p for p in parts if isinstance(p, Words) and not p.place]
    others = [p for p in parts if p is not None and p not in plain]
    if not plain:
        return list(others)
    return [Words(tuple(word for p in plain for word in p.words)), *others]


def _all(parts: list[Node | None]) -> Node | None:
    kept: list[Node] = []
    for part in parts:
        kept += part.parts if isinstance(part, And) else [part] if part is not None else []
    return kept[0] if len(kept) == 1 else And(tuple(kept)) if kept else None


def _either(parts: list[Node | None], reading: Reading) -> Node | None:
    wanted = [part for part in parts if part is not None and _wants(part)]
    if len(wanted) < len([part for part in parts if part is not None]):
        reading.tell("NOT stands beside something wanted; after OR it was left out.")
        if not wanted:
            return next(part for part in parts if part is not None)
    return wanted[0] if len(wanted) == 1 else Or(tuple(wanted)) if wanted else None


def _wants(node: Node) -> bool:
    """Whether the tree asks for something; one that only refuses, or leaves every year open, asks for nothing."""
    match node:
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(map(_wants, parts))
        case Years(None, None) | Among(_, ()):
            return False
        case _:
            return True
