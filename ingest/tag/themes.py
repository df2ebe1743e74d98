"""Themes of the guide: at most three per provision, best first, with the words that speak for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.tag import theme_model
from ingest.tag.features import divisions_of, features
from ingest.tag.mentions import Marked, Mention, mentions
from ingest.tag.study import Study, evidence
from ingest.tag.theme_model import ThemeModel
from kb import resources
from kb.model.tags import Tag

name = "themes"
version = "2"
labels = tuple(theme.id for theme in resources.leaf_themes())


def tags(study: Study) -> Iterator[Tag]:
    """The themes of every provision that says something of its own; formal provisions get none."""
    if not study.provisions:
        return
    model = theme_model.load()
    language = study.text.language
    divisions = {
        eid: tuple(mentions(" / ".join(headings), language)) for eid, headings in divisions_of(study.text).items()
    }
    rows = features(study.provisions, divisions)
    for marked, row, scores in zip(study.provisions, rows, model.scores(rows), strict=True):
        if not marked.provision.text.strip():
            continue
        for column, score in model.choose(scores):
            start, end = _speaking(marked, row, model, column)
            place = evidence(study.text, marked.provision, start, end, f"{name} {version}")
            yield Tag("theme", model.themes[column], marked.provision.eid, place, round(score, 3), "model")


def _speaking(marked: Marked, row: Mapping[str, float], model: ThemeModel, column: int) -> tuple[int, int]:
    """The mention that weighs most for a theme; the first sentence where the heading or the place decided."""

    def weight(mention: Mention) -> float:
        feature = f"w:{'c' if mention.kind == 'concept' else ''}{mention.id}"
        at = model.rows.get(feature)
        return float(model.weights[at, column]) * row.get(feature, 0.0) if at is not None else 0.0

    best = max(marked.words, key=weight, default=None)
    if best is not None and weight(best) > 0:
        return best.start, best.end
    sentence = re.match(r"\s*(.{1,200}?)(?=[.;:\n]|$)", marked.provision.text + "\n", re.DOTALL)
    return (sentence.start(1), min(sentence.end(1), len(marked.provision.text))) if sentence else (0, 0)
