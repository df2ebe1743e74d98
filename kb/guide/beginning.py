"""How a guide begins without a draft: the parts and chapters of the plan, still without words."""

from __future__ import annotations

import re

from kb import resources
from kb.errors import BadRequest
from kb.guide.furniture import data
from kb.model.guide import Chapter, Outline, Part

NAMES = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def checked_name(name: str) -> str:
    """The name of a guide, which stands in its address; raises `BadRequest` for one that cannot."""
    if not NAMES.fullmatch(name):
        raise BadRequest(
            f"{name[:80]!r} cannot name a guide.",
            advice="Small letters without accents, digits and hyphens, 60 at most: guide-2026, for example.",
        )
    return name


def bare_outline() -> Outline:
    """The parts of the plan, with a chapter for each theme and each chapter of the plan, without sections."""
    plan = data("outline")
    parts = []
    for part in plan["parts"]:
        branches = part.get("branches", ())
        chapters = [
            Chapter(theme.id, theme.title, theme=theme.id)
            for theme in resources.leaf_themes()
            if theme.parent in branches
        ]
        chapters += [Chapter(chapter["id"], chapter["title"]) for chapter in part.get("chapters", ())]
        parts.append(Part(part["id"], part["title"], tuple(chapters)))
    return Outline(plan["titles"], tuple(parts))
