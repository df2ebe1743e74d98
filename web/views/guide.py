"""The guide: its editions, read chapter by chapter, or taken away."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

from flask import Blueprint, Response, send_file, url_for

from kb.errors import NotFound
from kb.guide.building import build
from kb.guide.document import Document
from kb.model.guide import GuideEdition
from kb.store.guides import EditionSummary
from web import here
from web.languages import PREFIX
from web.pages.guide import FORMATS, GuidesPage, Shelf, changes_page, edition_page, entry_words, kind_words
from web.presenting import go, respond

pages = Blueprint("guide", __name__)


@pages.get(f"{PREFIX}/guide")
def index() -> Response:
    """The guides and their editions."""
    with here.kb().store.read() as session:
        shelves = []
        for guide in session.guides.list():
            editions: tuple[EditionSummary, ...] = tuple(reversed(session.guides.editions(guide.name)))
            outline = session.guides.edition(guide.name).outline if editions else session.guides.get(guide.name).outline
            title = outline.title.get(here.ui()) or outline.title.get("fr") or guide.name
            shelves.append(Shelf(guide, title, editions))
    return respond(GuidesPage(tuple(shelves)), "guides.html")


@pages.get(f"{PREFIX}/guide/<name>/<int:number>/")
@pages.get(f"{PREFIX}/guide/<name>/<int:number>/<chapter>")
def read(name: str, number: int, chapter: str | None = None) -> Response:
    """The opening pages of an edition, or one chapter."""
    return respond(edition_page(_document(name, number), name, number, chapter), "edition.html")


@pages.get(f"{PREFIX}/guide/<name>/<int:number>/changes")
def changes(name: str, number: int) -> Response:
    """What differs from the edition before, entry by entry."""
    edition = _edition(name, number)
    previous = _edition(name, number - 1) if number > 1 else None
    page = changes_page(edition, previous, here.ui())
    return respond(page, "writing/changes.html", kinds=kind_words(), entries=entry_words())


@pages.get("/guide/<name>/<int:number>")
@pages.get("/guide/<name>/editions/<int:number>")
def lasting(name: str, number: int) -> Response:
    """A lasting address of an edition, in no language."""
    from web.languages import preferred

    return go(url_for("guide.read", ui=preferred(), name=name, number=number))


@pages.get(f"{PREFIX}/guide/<name>/<int:number>/download.<ending>")
def download(name: str, number: int, ending: str) -> Response:
    """An edition as a file, in the language of the page."""
    if ending not in FORMATS:
        raise NotFound(f"An edition cannot be taken away as {ending!r}; it can as {', '.join(FORMATS)}.")
    edition = _edition(name, number)
    path = _exported(here.kb().settings.home, edition, here.ui(), ending)
    ending_of = {"csl": ".csl.json", "datacite": ".datacite.json", "akn": ".akn.xml"}
    told = f"{name}-{number}-{here.ui()}{ending_of.get(ending, path.suffix)}"
    return send_file(path, as_attachment=True, download_name=told, max_age=0, conditional=True)


def _edition(name: str, number: int) -> GuideEdition:
    with here.kb().store.read() as session:
        return session.guides.edition(name, number)


def _document(name: str, number: int) -> Document:
    edition = _edition(name, number)
    previous = _edition(name, number - 1) if number > 1 else None
    document: Document = _built(edition.content_hash, here.ui(), _Held(edition, previous))
    return document


class _Held:
    """Two editions that stand for themselves in a cache: what they hold is named by the hash beside them."""

    def __init__(self, edition: GuideEdition, previous: GuideEdition | None) -> None:
        self.edition, self.previous = edition, previous

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=12)
def _built(_content_hash: str, language: str, held: _Held) -> Document:
    return build(held.edition, language, held.previous)


def _exported(home: Path, edition: GuideEdition, language: str, ending: str) -> Path:
    """The file, made on the first call and kept, as an edition never changes. The HTML pages come as one ZIP."""
    from kb.guide.export import export

    folder = home / "exports"
    path = folder / f"{edition.content_hash[:16]}-{edition.number}-{language}.{'zip' if ending == 'html' else ending}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            made = Path(aside) / path.stem
            export(_document(edition.guide, edition.number), ending, made)
            if made.is_dir():
                made = Path(shutil.make_archive(str(made) + "-pages", "zip", made))
            made.replace(path)
    return path
