"""HTML pages of official sites: headings, paragraphs, lists and tables; scripts, menus and footers are not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line, set_high
from ingest.extract.markdown import table_block
from kb.errors import SourceDamaged
from kb.model.layout import Block, BlockKind, Extraction, PageFacts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from ingest.extract.worker import Allowance

_SILENT = frozenset(
    "script style noscript template head nav footer header aside form button select textarea svg math iframe object "
    "audio video canvas dialog menu".split()
)
_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alert alertdialog menu menubar toolbar".split()
)
_NAMES = frozenset(
    "breadcrumb breadcrumbs fil-ariane menu nav navbar navigation sidebar cookie cookies cookie-banner skip-link "
    "pagination pager share social site-header site-footer footer toolbar pie cabecera rodape article-links "
    "cookie-consent-banner".split()
)
"""Classes and ids by which sites name what is not the document."""
_NOTES = frozenset("nota_pie nota-pie notapie oj-note footnote footnotes legannotations modif".split())
"""Classes by which official sites name the notes that they add to a law."""
_UNSEEN = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text".split())
"""Classes of words that only screen readers say: RIS spells "§ 1" out so, and hides the sign from them instead."""
_STRUCK = ("s", "strike", "del")
_SEAM = re.compile(r"[\d)]$")
_MOSTLY = 0.3
"""Share of the page's letters from which a part is the document whatever the site calls it."""
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr html "
    "li main ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_DEEPEST = 400
_MARKER = re.compile(r"\(?\w{1,5}(?:\.\d{1,2})*[).°º]{1,2}|[-–—•]")


def read(path: Path, allowance: Allowance) -> Extraction:
    """The page's blocks; its title, language and description go to `front`."""
    from lxml import etree, html

    raw = path.read_bytes()
    try:
        parser = html.HTMLParser(encoding=_encoding(raw), no_network=True, remove_comments=True, remove_pis=True)
        root = html.fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceDamaged(f"{path.name} holds no HTML that can be read.") from error
    tree = root.getroottree().getroot()
    front = {}
    if title := one_line(tree.findtext(".//title") or ""):
        front["title"] = title
    if language := (tree.get("lang") or "").strip():
        front["language"] = language
    for meta in tree.iterfind(".//meta"):
        name, value = (meta.get("name") or meta.get("property") or "").strip(), one_line(meta.get("content") or "")
        if value and re.fullmatch(r"(?:dc|dcterms|eli)[.:][\w.:-]+|description", name, re.I):
            front[name.lower()] = value
    body = tree.find(".//body")
    body = tree if body is None else body
    blocks = tuple(_Walk(len(body.text_content())).blocks(body))
    return Extraction((PageFacts(1, 0.0, 0.0, sum(len(b.text) for b in blocks), text=bool(blocks)),), blocks, (), front)


def _encoding(raw: bytes) -> str | None:
    """The page's encoding, None where it says so itself: saved pages have lost what the server told."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        if re.search(rb"charset\s*=", raw[:4096], re.I):
            return None
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:400_000]).best()
        return best.encoding if best else None
    return "utf-8"


class _Walk:
    """Collects the words of inline elements until a block ends."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.words: list[str] = []
        self.strong = self.plain = 0
        self.level = self.depth = self.quotes = self.centred = self.high = 0
        self.markers: list[str] = []
        self.marker = ""
        self.struck: list[str] = []

    def blocks(self, element: HtmlElement, bold: bool = False) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SILENT or self._is_hidden(element) or self._is_furniture(element):
            return
        if self.depth > _DEEPEST:
            raise RecursionError
        names = _names(element)
        if tag in _STRUCK or (not _NOTES.isdisjoint(names) and tag not in ("body", "main")):
            yield from self._aside(element, whole=tag in _BLOCKS)
            return
        if tag == "table" and (points := _points(element)):
            yield from self._flush()
            for marker, words in points:
                self.marker = marker
                yield from self.blocks(words, bold)
            return
        if tag == "table" and _is_data(element):
            yield from self._flush()
            if rows := _rows(element):
                yield table_block(rows, quoted=self.quotes > 0)
            return
        opens = tag in _BLOCKS
        if opens:
            yield from self._flush()
        if tag == "br":
            yield from self._flush()
        centred = tag == "center" or "center" in f"{element.get('align')} {element.get('style')}"
        bold = bold or tag in ("b", "strong")
        self._enter(tag, element, 1, centred)
        self._say(element.text, bold)
        for child in element:
            yield from self.blocks(child, bold)
            self._part(child)
            self._say(child.tail, bold)
        if opens:
            yield from self._flush()
        self._enter(tag, element, -1, centred)

    def _part(self, element: HtmlElement) -> None:
        """A space after "1" or "(1)" in an element of its own: style sheets set it apart from the words after it."""
        beside = element.tail or ""
        following = element.getnext()
        if not beside and following is not None and following.tag == "span":
            beside = (following.text or "") or "".join(following.itertext())[:1]
        goes_on = beside[:1].isalpha() or beside[:1] == "("
        if element.tag == "span" and _names(element) and goes_on and self.words and _SEAM.search(self.words[-1]):
            self.words.append(" ")

    @staticmethod
    def _is_hidden(element: HtmlElement) -> bool:
        if not _UNSEEN.isdisjoint(_names(element)):
            return True
        beside = element.getnext()
        spelt = beside is not None and not _UNSEEN.isdisjoint(_names(beside))
        shown = element.get("hidden") is None and (element.get("aria-hidden") != "true" or spelt)
        return not shown or bool(re.search(r"display\s*:\s*none", element.get("style") or ""))

    def _is_furniture(self, element: HtmlElement) -> bool:
        """Menus, trails, banners: what the site puts around each of its documents."""
        identity = (element.get("id") or "").lower()
        if element.get("role") not in _ROLES and _NAMES.isdisjoint([*_names(element), identity]):
            return False
        return len(element.text_content()) < _MOSTLY * self.length

    def _aside(self, element: HtmlElement, whole: bool) -> Iterator[Block]:
        """Notes and words struck through: kept, but no words of the law."""
        text = one_line(element.text_content())
        if whole:
            yield from self._flush()
        if text:
            self.struck.append(text)
        if whole:
            yield from self._told()

    def _told(self) -> Iterator[Block]:
        yield from (Block(text, "editorial") for text in self.struck)
        self.struck.clear()

    def _enter(self, tag: str, element: HtmlElement, step: int, centred: bool) -> None:
        self.depth += step
        self.centred += step * centred
        if re.fullmatch("h[1-6]", tag):
            self.level = int(tag[1]) if step > 0 else 0
        elif tag in ("blockquote", "q"):
            self.quotes += step * (tag == "blockquote")
        elif tag in ("ol", "ul"):
            if step > 0:
                self.markers.append(f"{element.get('type') or '1'}" if tag == "ol" else "")
            else:
                self.markers.pop()
        elif tag == "li" and step > 0 and self.markers:
            parent = element.getparent()
            place = 1 + sum(1 for _ in element.itersiblings("li", preceding=True)) + _start(parent)
            # A list of whole articles is the site's way to place them, no enumeration of the law.
            places = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6", "article", "div"), None) is not None
            self.marker = _ordinal(place, self.markers[-1]) if self.markers[-1] else "" if places else "-"
        elif tag == "sup":
            self.high += step

    def _say(self, words: str | None, bold: bool) -> None:
        if words:
            self.words.append(set_high(words) if self.high else words)
            weight = sum(character.isalnum() for character in words)
            self.strong, self.plain = (self.strong + weight, self.plain) if bold else (self.strong, self.plain + weight)

    def _flush(self) -> Iterator[Block]:
        text = one_line("".join(self.words))
        strong = self.strong > 0 and not self.plain
        self.words, self.strong, self.plain = [], 0, 0
        if not text:
            yield from self._told()
            return
        if self.marker:
            text, self.marker = f"{self.marker} {text}", ""
        kind: BlockKind = "heading" if self.level else "item" if self.markers else "body"
        yield Block(
            text, kind, bold=strong, centred=self.centred > 0, level=self.level,
            indent=18.0 * len(self.markers), quoted=self.quotes > 0,
        )  # fmt: skip
        yield from self._told()


def _names(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").lower().split() if isinstance(element.tag, str) else []


def _start(parent: HtmlElement | None) -> int:
    value = "" if parent is None else parent.get("start") or ""
    return int(value) - 1 if value.isdecimal() and len(value) < 6 else 0


def _ordinal(place: int, form: str) -> str:
    if form in ("a", "A") and place <= 26:
        letter = chr(96 + place)
        return f"{letter if form == 'a' else letter.upper()})"
    return f"{place}."


def _points(table: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """(marker, words) of each row of a table that only sets points under one another, as EUR-Lex does; else none."""
    found = []
    for row in table.xpath("./tr|./tbody/tr|./thead/tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        marker = one_line(cells[0].text_content()) if len(cells) == 2 else ""
        if not _MARKER.fullmatch(marker):
            return []
        found.append((marker, cells[1]))
    return found


def _is_data(table: HtmlElement) -> bool:
    """A table of cells, not one that only places the page's parts."""
    if table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    return max((len(row) for row in rows), default=0) > 1 and all(
        len(one_line(td.text_content())) < 3000 for td in table.iter("td")
    )


def _rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    rows = []
    for row in table.iter("tr"):
        cells = tuple(one_line(cell.text_content()) for cell in row if cell.tag in ("td", "th"))
        if any(cells):
            rows.append(cells)
    return tuple(rows)
