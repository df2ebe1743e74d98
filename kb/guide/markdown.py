"""Commentary in Markdown to blocks of the document: paragraphs, lists, emphasis, links. HTML in it stays words."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

from kb.guide.document import Block, ListBlock, Paragraph, Run, Runs


@functools.cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def blocks(markdown: str, language: str | None = None) -> tuple[Block, ...]:
    """The blocks of a commentary. `language` marks its words where they are not in the document's language."""
    return tuple(_blocks(_parser().parse(markdown), language))


def _blocks(tokens: Sequence[Any], language: str | None) -> Iterator[Block]:
    items: list[Runs] = []
    ordered = False
    depth = 0
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            ordered = token.type.startswith("ordered")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0 and items:
                yield ListBlock(tuple(items), ordered)
                items = []
        elif token.type in ("inline", "code_block", "fence"):
            runs = _runs(token, language)
            if not runs:
                continue
            if depth:
                items.append(runs)
            else:
                yield Paragraph(runs)


def _runs(token: Any, language: str | None) -> Runs:
    found: list[Run] = []
    strong = emphasis = 0
    link: str | None = None
    for child in token.children or [token]:
        match child.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                link = str(child.attrs.get("href", "")) or None
            case "link_close":
                link = None
            case "softbreak" | "hardbreak":
                found.append(Run(" ", language=language))
            case _:
                if child.content:
                    safe = link if link and link.startswith(("http://", "https://", "#")) else None
                    found.append(Run(child.content, emphasis > 0, strong > 0, language, safe))
    return tuple(found)
