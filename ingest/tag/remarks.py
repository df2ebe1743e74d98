"""Remarks that editors of consolidated texts put between the words of a law: "(Redação dada pela Lei nº 13.204)"."""

from __future__ import annotations

import re

# Brazil marks nearly every paragraph in this way, Korea most articles (<개정 2020.3.31>), Latvia, Romania and Estonia
# those that were changed. Taken for words of the law, they make each of them speak of amendments.
_REMARK = re.compile(
    r"[(<\[]\s*(?:"
    r"Redação dada|Incluíd[oa]|Revogad[oa]|VETADO|Vide|Vigência|Regulamento|Regulamentad"
    r"|Derogad|Modificad|Adicionad|Reformad|Suprimid|Sin efecto|Vigencia"
    r"|Abrogé|Modifié|Créé par|Inséré"
    r"|Inserted|Substituted|Amended|Repealed|Deleted|w\.e\.f"
    r"|Ar grozījumiem|Izslēgt|\d\d\.\d\d\.\d{4}\s?\. likuma"
    r"|la \d\d-\d\d-\d{4},|RT I"
    r"|개정|신설|삭제|전문개정|본조신설|제목개정"
    r")[^()<>\[\]]{0,250}[)>\]]",
    re.IGNORECASE,
)


def without_remarks(text: str) -> str:
    """The text with a space for each letter of such a remark: offsets stay what they are."""
    return _REMARK.sub(lambda found: " " * len(found[0]), text)
