"""What a request stands on: the knowledge base, the language of the page, the person signed in."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request

from kb.model.people import Person
from kb.services import KnowledgeBase

EXTENSION = "sselex"


def kb() -> KnowledgeBase:
    """The knowledge base that this application serves."""
    return cast(KnowledgeBase, current_app.extensions[EXTENSION])


def ui() -> str:
    """The language of the page: fr, en or es."""
    # Asked a thousand times for one page: the object behind `g` answers at once.
    return cast(str, getattr(g._get_current_object(), "ui", "fr"))


def root() -> str:
    """The path under which the site is mounted, empty where it stands at the root of its server."""
    return request.script_root


def person() -> Person | None:
    """The person signed in; whoever handles sessions sets `g.person` before the request."""
    return cast("Person | None", getattr(g, "person", None))


def address(path: str = "") -> str:
    """A path with the public address of the site, for permalinks and citations."""
    return kb().settings.public_url.rstrip("/") + path
