"""What came of a run: one line a file for people, one JSON line a file for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.model.layout import Issue


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file: `outcome` is ok, ok-with-issues, known (held already), or failed."""

    path: Path
    outcome: str
    pages: int = 0
    provisions: int = 0
    expressions: tuple[str, ...] = ()
    quality: dict[str, Any] | None = None
    issues: tuple[Issue, ...] = ()

    def line(self) -> str:
        """One line for people."""
        told = "; ".join(i.message for i in self.issues if i.level != "info")
        measure = f"{self.pages} pages, {self.provisions} provisions" if self.outcome.startswith("ok") else ""
        return " — ".join(part for part in (f"{self.outcome}: {self.path}", measure, told) if part)

    def json_line(self) -> str:
        """One line for programs."""
        return json.dumps(
            {
                "file": str(self.path), "outcome": self.outcome, "pages": self.pages, "provisions": self.provisions,
                "expressions": self.expressions, "quality": self.quality or {},
                "issues": [asdict(issue) for issue in self.issues],
            },
            ensure_ascii=False,
        )  # fmt: skip


def summary(outcomes: Sequence[FileOutcome]) -> str:
    """The counts that end a run."""
    count = Counter(outcome.outcome for outcome in outcomes)
    pages = sum(outcome.pages for outcome in outcomes)
    provisions = sum(outcome.provisions for outcome in outcomes)
    return (
        f"{len(outcomes)} files: {count['ok']} read, {count['ok-with-issues']} read with something to check, "
        f"{count['known']} held already, {count['failed']} failed; {pages} pages, {provisions} provisions."
    )
