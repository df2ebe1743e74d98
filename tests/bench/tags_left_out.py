"""Themes and answers on laws that were left out, as the training scripts measured them, and the speed of the stage."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from record import record, table

from ingest.extract import extract
from ingest.source import source_document
from ingest.structure import structure
from ingest.tag import tag
from kb import resources
from kb.model.law import LegalText
from kb.model.source import Declared
from kb.settings import Settings

SHARED = Path(__file__).resolve().parents[3] / "shared"
LAWS = ("es/ley-5-2011-economia-social", "fr/loi-2014-856-economie-sociale-solidaire", "uy/ley-18407-cooperativas",
        "in/co-operative-societies-act-1912", "ro/legea-219-2015-economia-sociala")  # fmt: skip


def measured(name: str) -> dict[str, Any]:
    """What the training script kept beside its weights."""
    found: dict[str, Any] = json.loads(resources.path_of(f"weights/{name}.json").read_text(encoding="utf-8"))
    return found


def speed() -> str:
    """Provisions a second of processor time, all taggers together, each law read once before it counts."""
    rows = []
    total = [0, 0.0]
    for slug in LAWS:
        path = SHARED / "corpus" / "texts" / f"{slug}.md"
        text = structure(extract(source_document(path), Settings.load()))[0]
        count = sum(1 for _ in text.articles())
        tag(text, front={}, declared=Declared(), name=path.name)
        spent = min(_spent(text, path.name) for _ in range(3))
        rows.append((slug, count, round(count / spent)))
        total = [total[0] + count, total[1] + spent]
    rows.append(("together", total[0], round(total[0] / total[1])))
    return table(("law", "provisions", "provisions a second"), rows)


def _spent(text: LegalText, name: str) -> float:
    before = time.process_time()
    tag(text, front={}, declared=Declared(), name=name)
    return time.process_time() - before


def main() -> None:
    """Record both."""
    themes, answers = measured("themes"), measured("answers")
    bare = themes["without our material"]
    laws = table(
        ("laws", "provisions", "micro-F1", "top theme right"),
        [(name, themes[key]["provisions"], themes[key]["f1"], themes[key]["top"])
         for key, name in (("all", "all annotated in full"), ("dev", "the 12 development laws"))]
        + [(f"{name}, learned from annotated laws alone", row["provisions"], row["f1"], row["top"])
           for name, row in (("all", bare["all"]), ("development laws", bare["dev"]))],
    )  # fmt: skip
    languages = table(
        ("language", "provisions", "micro-F1", "top theme right"),
        [(name, row["provisions"], row["f1"], row["top"]) for name, row in themes["languages"].items()],
    )
    without = themes["languages unseen"]
    unseen = table(
        ("language", "provisions", "micro-F1", "top theme right"),
        [(name, row["provisions"], row["f1"], row["top"])
         for name, row in {"all": without["all"], **without["languages"]}.items()],
    )  # fmt: skip
    each = table(
        ("theme", "provisions", "F1"), [(name, row["provisions"], row["f1"]) for name, row in themes["themes"].items()]
    )
    parts = [
        "Measured on laws that the model did not learn from: each law is left out in turn, with its other files and "
        "versions, and the limits of scores come from other laws. The weights that are shipped learn from all of them, "
        "so a score on those same laws says nothing. `corpora/learning/` is learned from and never measured.",
        themes.get("note", ""), laws, languages,
        "The same where no provision in the language was learned from, as in a language never met:", unseen, each,
        "Speed of the whole tag stage, processor time, best of three runs:", speed(),
    ]  # fmt: skip
    record("Themes of provisions", "make bench-tags", "the annotated laws", "\n\n".join(filter(None, parts)))
    given = table(
        ("laws", "answered by people", "given", "precision", "recall"),
        [(name, answers[key]["answered"], answers[key]["given"], answers[key]["precision"], answers[key]["recall"])
         for key, name in (("all", "all"), ("dev", "the 12 development laws"))],
    )  # fmt: skip
    kinds = table(
        ("kind of answer", "answered by people", "given", "precision", "recall"),
        [(name, row["answered"], row["given"], row["precision"], row["recall"])
         for name, row in answers["kinds"].items()],
    )  # fmt: skip
    questions = table(
        ("question", "answered by people", "given", "precision"),
        [(name, row["answered"], row["given"], row["precision"])
         for name, row in answers["questions"].items() if row["given"]],
    )  # fmt: skip
    text = (
        "Laws left out, ten folds, with their other files and versions; the date of entry into force is that of the "
        "metadata. "
        "A question that is not listed was never answered with certainty enough."
    )
    record(
        "Typed answers",
        "make bench-tags",
        "the annotated laws",
        "\n\n".join(filter(None, (text, answers.get("note", ""), given, kinds, questions))),
    )


if __name__ == "__main__":
    main()
