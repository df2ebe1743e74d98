"""Words of accounts."""

from __future__ import annotations

from kb.model.people import Role
from web.messages import _


def role_words(role: Role) -> str:
    """The name of a role in the language of the page."""
    return {
        "administrator": _("administration"),
        "secretariat": _("secrétariat"),
        "expert": _("experte ou expert"),
        "contact-point": _("point de contact"),
        "presidency": _("présidence"),
        "reader": _("lecture"),
    }[role]
