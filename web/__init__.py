"""The web site: pages in French, English and Spanish, and the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kb.services import KnowledgeBase


def create_app(kb: KnowledgeBase) -> Flask:
    """The site over a knowledge base, as a WSGI application."""
    from web.app import build

    return build(kb)
