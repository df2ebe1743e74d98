"""Articles found in all real Markdown texts, against the headings that the files themselves mark.

The headings are read here by a plain pattern of their own, which shares nothing with the grammars. A file's headings
are sound where they mark three articles or more, count on without holes, and leave no article of the text unmarked.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from record import record, table

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
NAMES = (
    r"[Aa]rt(?=[.\d\s*])\.?(?=\s?\*{0,2}\s?[\dIVXL(])|A(?:rt[íi]culo|rticle|rtigo|rtikel|rticol|rticolul|RT[ÍI]CULO|RTICLE)"
    r"|Чл(?:ан|ен)?\.?|Члан|[ΆΑ]ρθρο|ΑΡΘΡΟ|Neni|المادة|مادة"
)
HEADING = re.compile(r"^(#{1,6})\s+(.*\S)\s*$")
WORDED = re.compile(
    rf"[\s*]*(?:(?:{NAMES})s?(?![^\W\d_])\.?\s*\*{{0,2}}\s*\(?[\w§]|\d{{1,3}}\.?\s?(?:\d{{1,2}}\s?\.?\s?)?pants\b)"
)
SIGN = re.compile(r"[\s*]*(?:§+\s?\d|\d{1,3}\s?[a-z]?\s?§|제\s?\d+\s?조|第[\d一二三四五六七八九十百]+条)")
NUMBERED = re.compile(r"\W*\d{1,3}[A-Za-z]{0,2}\s?[.)\s]\s*\S")
NUMBER = re.compile(r"\d{1,4}")
PLAIN_WORDED = re.compile(rf"[\s*«“\"]*(?:{NAMES}|§+)\s*\*{{0,2}}\s?(\d{{1,3}})[º°]?\s?(?:[.:]|[-–—]|\*\*|$)")
PLAIN = re.compile(r"[\s*]*(?:§+\s*)?(\d{1,3})\s?(?:§|\.\s?\(1\)|\*\*|\.\s?\*\*|\.[—–-])")
INSIDE = re.compile(rf"\S ?\*\*(?:{NAMES})\s?[^*\s][^*]{{1,90}}\*\*", re.MULTILINE)
HOLES = 0.03
"""Share of its articles that a file may leave unmarked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: how many articles its headings mark, how many of them were found, and units that no heading marks."""

    country: str
    name: str
    marked: int
    found: int
    extra: int
    fault: str
    missed: tuple[str, ...]
    added: tuple[str, ...]


def squash(text: str) -> str:
    """Letters and digits only, without case, accents and Markdown signs."""
    text = unicodedata.normalize("NFKD", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    return re.sub(r"[\W_]+", "", "".join(c for c in text if not unicodedata.combining(c)).casefold())


def headings(lines: Sequence[str]) -> list[str]:
    """The headings that mark articles: by a word or a sign ("§ 5", "제5조"), else by a bare number."""
    marked = [re.sub(r"</?sup>", "", match[2]) for line in lines if (match := HEADING.match(line))]
    worded = [line for line in marked if WORDED.match(line) or SIGN.match(line)]
    numbered = [line for line in marked if NUMBERED.match(line)]
    # A second numbering is that of a schedule, or of points.
    ends = [at for at, line in enumerate(numbered) if at and int(NUMBER.findall(line)[0]) == 1]
    numbered = numbered[: ends[0]] if ends else numbered
    named = sum(bool(PLAIN_WORDED.match(line)) for line in lines if not line.startswith("#"))
    if len(numbered) >= 3 and len(numbered) > 2 * len(worded) and named < 0.5 * len(numbered):
        return numbered
    return worded if len(worded) >= 3 else []


def fault(lines: Sequence[str], marked: Sequence[str]) -> str:
    """Why the headings are not sound; empty where they are. Numbers that a consolidation leaves out are no fault."""
    if not marked:
        return "articles are not marked as headings"
    numbers = [int(match[0]) for line in marked if (match := NUMBER.search(line))] or [1]
    missing = {n for one, two in pairwise(numbers) if one < two <= one + 60 for n in range(one + 1, two)}
    missing |= set(range(max(numbers) + 1, max(numbers) + 60)) | set(range(1, min(numbers)))
    worded = sum(bool(WORDED.match(line)) for line in marked) > 0.5 * len(marked)
    plain = {
        int(match[1])
        for line in lines
        if not line.startswith("#") and (match := (PLAIN_WORDED if worded else PLAIN).match(line))
        if int(match[1]) in missing
    }
    inside = sum(len(INSIDE.findall(line)) for line in lines if not line.startswith("#"))
    if inside > max(1, HOLES * len(marked)):
        return f"{inside} articles beside {len(marked)} headings stand inside paragraphs"
    if len(plain) > max(1, HOLES * len(marked)):
        return f"{len(plain)} articles beside {len(marked)} headings stand in plain paragraphs"
    return ""


def measure(path: Path) -> Outcome:
    """Read one file through all stations and compare."""
    from ingest.extract import extract
    from ingest.source import source_document
    from ingest.structure import structure
    from kb.settings import Settings

    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    texts = structure(extract(source_document(path), Settings.load()))
    units = [unit for text in texts for unit in text.articles() if unit.num]
    return compare(path, lines, [(unit.type, f"{unit.num} {unit.heading or ''} {unit.text[:300]}") for unit in units])


def compare(path: Path, lines: Sequence[str], units: Sequence[tuple[str, str]]) -> Outcome:
    """Align headings and units in order; what is left over on either side is missed or added."""
    marked = headings(lines)
    starts = [squash(words) for _, words in units]
    used: set[int] = set()
    missed = []
    for line in marked:
        wanted = squash(line)[:40]
        at = next((i for i, start in enumerate(starts) if i not in used and start[: len(wanted)] == wanted), None)
        if at is None:
            missed.append(line[:80])
        else:
            used.add(at)
    heads = {squash(match[2])[:16] for line in lines if (match := HEADING.match(line))}
    counted = [i for i, (kind, _) in enumerate(units) if kind in ("article", "section", "clause") and i not in used]
    added = [units[i][1][:80] for i in counted if starts[i][:16] not in heads]
    return Outcome(
        path.parent.name, path.name, len(marked), len(marked) - len(missed), len(added), fault(lines, marked),
        tuple(missed), tuple(added),
    )  # fmt: skip


def main() -> int:
    """Run it; the figures go to docs/benchmarks.md. With names of countries, prints what is missed there instead."""
    if not CORPUS.is_dir():
        print("The real laws are not beside this checkout: nothing to measure.")
        return 1
    wanted = sys.argv[1:]
    files = [p for p in sorted((CORPUS / "texts").rglob("*.md")) if not wanted or p.parent.name in wanted]
    with ProcessPoolExecutor() as pool:
        outcomes = list(pool.map(measure, files))
    if wanted:
        for outcome in outcomes:
            print(
                f"{outcome.country}/{outcome.name}: {outcome.found}/{outcome.marked} +{outcome.extra} {outcome.fault}"
            )
            print(*(f"   - {line}" for line in outcome.missed[:15]), sep="\n")
            print(*(f"   + {line!r}" for line in outcome.added[:15]), sep="\n")
        return 0
    record(
        "Articles against the files' own headings", "make bench-structure",
        f"the {len(files)} Markdown texts among the real laws", report(outcomes),
    )  # fmt: skip
    return 0


def report(outcomes: Sequence[Outcome]) -> str:
    """Figures by country over the files with sound headings, then the others by name with the reason."""
    by_country: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_country[outcome.country].append(outcome)
    rows: list[list[object]] = []
    for country, found in sorted(by_country.items()):
        sound = [outcome for outcome in found if not outcome.fault]
        rows.append([country, len(found), len(sound), *_figures(sound)])
    sound = [outcome for outcome in outcomes if not outcome.fault]
    rows.append(["all", len(outcomes), len(sound), *_figures(sound)])
    body = "Recall: headings of articles that begin a unit of their own; precision: units that a heading marks.\n\n"
    body += table(["country", "files", "sound", "articles", "recall", "precision", "F1"], rows)
    faults = Counter(outcome.fault for outcome in outcomes if outcome.fault)
    body += "\n\nHeadings that are not sound (left out of the figures):\n\n"
    for reason in sorted(faults):
        names = [f"`{o.country}/{o.name}`" for o in outcomes if o.fault == reason]
        body += f"* {reason}: {', '.join(names)}\n"
    return body


def _figures(outcomes: Sequence[Outcome]) -> list[object]:
    marked, found, extra = (sum(getattr(o, name) for o in outcomes) for name in ("marked", "found", "extra"))
    if not marked:
        return [0, "–", "–", "–"]
    return [
        marked,
        *(f"{n:.3f}" for n in (found / marked, found / (found + extra), 2 * found / (marked + found + extra))),
    ]


if __name__ == "__main__":
    sys.exit(main())
