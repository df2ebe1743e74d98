"""What the pages of the guide need beside its blocks: footnotes in order, and addresses inside the book."""

from __future__ import annotations

from flask import url_for

from kb.guide.document import Runs
from web import here
from web.pages.guide import EditionPage


class Footnotes:
    """The notes of one page, numbered from 1 in the order in which they are called."""

    def __init__(self) -> None:
        self.all: list[Runs] = []

    def add(self, note: Runs) -> int:
        """Keep a note; gives its number."""
        self.all.append(note)
        return len(self.all)


def book_address(link: str, page: EditionPage) -> str:
    """Where a link of the guide leads on the site: another chapter, a text of the site, or elsewhere."""
    if link.startswith("#"):
        chapter = page.anchors.get(link[1:])
        if chapter is None or (page.chapter and chapter == page.chapter.id):
            return link
        place = url_for("guide.read", name=page.guide, number=page.number, chapter=chapter)
        return place if chapter == link[1:] else place + link
    own = here.address("/akn/")
    if link.startswith(own):
        path, _, eid = link.removeprefix(own).partition("~")
        return url_for("texts.show", uri=path + (f"~{eid}" if eid else ""), _anchor=eid or None)
    return link if link.startswith(("http://", "https://", "/")) else "#"
