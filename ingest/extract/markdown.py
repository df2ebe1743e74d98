"""Markdown of legal corpora: headings, quotations, lists and tables as blocks, every mark of layout taken off."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.clean import one_line, set_high
from ingest.extract.decode import decoded
from ingest.extract.front_matter import split_front
from kb.model.layout import Block, BlockKind, Extraction, PageFacts

if TYPE_CHECKING:
    from markdown_it.token import Token

    from ingest.extract.worker import Allowance

_BULLETS = {"-": "-", "*": "•", "+": "•"}


def read(path: Path, allowance: Allowance) -> Extraction:
    """The file's blocks; front matter goes to `front`."""
    text, issues = decoded(path)
    front, body = split_front(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = tuple(blocks_of(body))
    page = PageFacts(1, 0.0, 0.0, sum(len(block.text) for block in blocks), text=bool(blocks))
    return Extraction((page,), blocks, issues, front)


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a Markdown text, in order."""
    from markdown_it import MarkdownIt

    # Laws indent their points and underline nothing: indented code and underlined headings would be false readings.
    reader = MarkdownIt("commonmark").enable("table").disable(["code", "lheading", "autolink", "reference"])
    yield from _Walk(wrapped=_is_wrapped(text)).blocks(reader.parse(text))


def _is_wrapped(text: str) -> bool:
    """Whether the file breaks its lines at a width (then a line end is a space) or once per paragraph."""
    lengths = sorted(len(line) for line in text.split("\n") if len(line) > 25)
    if len(lengths) < 20:
        return False
    long = lengths[int(len(lengths) * 0.97)]
    return long <= 130 and sum(length > 0.8 * long for length in lengths) > 0.4 * len(lengths)


class _Walk:
    """One pass over the tokens; keeps what is open: quotations, the markers of list items, a table."""

    def __init__(self, wrapped: bool) -> None:
        self.wrapped = wrapped
        self.quotes = 0
        self.lists: list[str] = []
        self.marker = ""
        self.level = 0
        self.rows: list[tuple[str, ...]] | None = None
        self.cells: list[str] = []

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            kind = token.type
            if kind == "blockquote_open":
                self.quotes += 1
            elif kind == "blockquote_close":
                self.quotes -= 1
            elif kind == "list_item_open":
                self.marker = f"{token.info}{token.markup}" if token.info else _BULLETS.get(token.markup, "-")
                self.lists.append(self.marker)
            elif kind == "list_item_close":
                self.lists.pop()
                self.marker = ""
            elif kind == "heading_open":
                self.level = int(token.tag[1])
            elif kind == "heading_close":
                self.level = 0
            elif kind == "table_open":
                self.rows = []
            elif kind == "tr_close" and self.rows is not None:
                self.rows.append(tuple(self.cells))
                self.cells = []
            elif kind == "table_close" and self.rows is not None:
                yield table_block(tuple(self.rows), quoted=self.quotes > 0)
                self.rows = None
            elif kind == "inline":
                yield from self._inline(token)
            elif kind in ("fence", "html_block"):
                shown = _without_tags(token.content) if kind == "html_block" else token.content
                yield from self._paragraphs(html.unescape(shown), bold=False)

    def _inline(self, token: Token) -> Iterator[Block]:
        text, bold = _shown(token.children or (), self.wrapped and not self.level)
        if self.rows is not None:
            self.cells.append(one_line(text))
        else:
            yield from self._paragraphs(text, bold)

    def _paragraphs(self, text: str, bold: bool) -> Iterator[Block]:
        pieces = [one_line(text)] if self.level else [one_line(piece) for piece in text.split("\n")]
        for piece in pieces:
            if not piece:
                continue
            kind: BlockKind = "heading" if self.level else "item" if self.lists else "body"
            if self.marker:
                piece, self.marker = f"{self.marker} {piece}", ""
            yield Block(piece, kind, bold=bold, level=self.level, indent=18.0 * len(self.lists), quoted=self.quotes > 0)


def _shown(tokens: Sequence[Token], wrapped: bool) -> tuple[str, bool]:
    """The words that a reader sees, and whether all of them are strong."""
    parts: list[str] = []
    strong = plain = depth = 0
    high = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            depth += 1 if token.nesting > 0 else -1
        elif token.type == "softbreak":
            parts.append(" " if wrapped else "\n")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "html_inline":
            parts.append("\n" if re.match(r"<br\b", token.content, re.I) else "")
            if mark := re.match(r"<(/?)sup\b", token.content, re.I):
                high = not mark[1]
        elif token.type == "image":
            continue
        else:
            # "**Artículo 1.**Texto": CommonMark leaves marks that touch a letter; no law prints two asterisks there.
            words = re.sub(r"\*\*|__(?=\w)|(?<=\w)__", "", token.content)
            words = set_high(words) if high else words
            parts.append(words)
            weight = sum(character.isalnum() for character in words)
            strong, plain = (strong + weight, plain) if depth else (strong, plain + weight)
    return "".join(parts), strong > 0 and not plain


def _without_tags(text: str) -> str:
    text = re.sub(r"<sup\b[^>]*>([^<]*)</sup>", lambda found: set_high(found[1]), text, flags=re.I)
    return re.sub(r"<[^>]*>", " ", text)


def table_block(rows: tuple[tuple[str, ...], ...], *, quoted: bool = False, page: int = 1) -> Block:
    """A table as a block: its text holds a row per line, cells parted by a bar."""
    text = "\n".join(" | ".join(cell for cell in row if cell) for row in rows if any(row))
    return Block(text, "table", page=page, rows=rows, quoted=quoted)
