"""Themes of the guide: at most three per provision, best first, with the words that speak for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.tag import theme_model
from ingest.tag.features import provision_rows
from ingest.tag.mentions import Marked
from ingest.tag.study import Study, evidence
from ingest.tag.theme_model import ThemeModel
from kb import resources
from kb.model.tags import Tag

name = "themes"
version = "7"
labels = tuple(theme.id for theme in resources.leaf_themes())


def tags(study: Study) -> Iterator[Tag]:
    """The themes of every provision that says something of its own; formal provisions get none."""
    if not study.provisions:
        return
    model = theme_model.load()
    rows = study.features or provision_rows(study.text, study.provisions)
    for marked, row, scores in zip(study.provisions, rows, model.scores(rows), strict=True):
        chosen = model.choose(scores)
        if not chosen or not marked.provision.text.strip():
            continue
        speaking = _Speaking(marked, row, model)
        for column, score in chosen:
            start, end = speaking.place(column)
            place = evidence(study.text, marked.provision, start, end, f"{name} {version}")
            yield Tag("theme", model.themes[column], marked.provision.eid, place, round(score, 3), "model")


class _Speaking:
    """The mentions of a provision and how much each weighs."""

    def __init__(self, marked: Marked, row: Mapping[str, float], model: ThemeModel) -> None:
        import numpy

        self._words = marked.provision.text
        self._first = {f"w:{mention.name}": mention for mention in reversed(marked.words)}
        self._names = [name for name in self._first if name in model.rows]
        self._weights = model.weights[[model.rows[name] for name in self._names]]
        self._values = numpy.array([row.get(name, 0.0) for name in self._names], dtype=numpy.float32)

    def place(self, column: int) -> tuple[int, int]:
        """The mention that weighs most for a theme; the first sentence where the heading or the place decided."""
        if self._names:
            weighed = self._weights[:, column] * self._values
            best = int(weighed.argmax())
            if weighed[best] > 0:
                mention = self._first[self._names[best]]
                return mention.start, mention.end
        sentence = re.match(r"\s*(.{1,200}?)(?=[.;:\n]|$)", self._words + "\n", re.DOTALL)
        return (sentence.start(1), min(sentence.end(1), len(self._words))) if sentence else (0, 0)
