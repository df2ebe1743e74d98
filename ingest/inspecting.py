"""What `sselex inspect` prints: a parsed file as JSON for programs, and as a page of text for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kb.identity import bare_number
from kb.model.law import DIVISIONS, METADATA_FIELDS, ParsedFile, Provision, TaggedText
from kb.model.tags import Tag
from kb.store.codec import boxes_to_json, evidence_to_json, issues_to_json


def to_json(parsed: ParsedFile) -> dict[str, Any]:
    """The whole outcome; unknown metadata is null. docs/file-formats.md describes each name."""
    told = [*parsed.issues, *(issue for work in parsed.works for issue in work.issues)]
    return {
        "file": parsed.name,
        "sha256": parsed.sha256,
        "pages": parsed.pages,
        "quality": dict(parsed.quality),
        "issues": issues_to_json(told),
        "works": [_work(work) for work in parsed.works],
    }


def _work(work: TaggedText) -> dict[str, Any]:
    tags: dict[str, list[Tag]] = {}
    for tag in work.tags:
        tags.setdefault(tag.eid, []).append(tag)
    metadata: dict[str, Any] = {}
    for name in METADATA_FIELDS:
        value = work.metadata.fields.get(name)
        metadata[name] = value and {
            "value": value.value, "evidence": evidence_to_json(value.evidence), "score": value.score,
        }  # fmt: skip
    return {
        "metadata": metadata,
        "provisions": [_provision(p, tags.get(p.eid, [])) for p in work.text.provisions if p.type != "conclusions"],
        "answers": [
            {
                "question": tag.label, "value": tag.value, "provision": tag.eid, "quote": tag.evidence.quote,
                "score": tag.score, **({"beside": asdict(tag.beside)} if tag.beside else {}),
            }
            for tag in work.tags
            if tag.kind == "answer"
        ],
    }  # fmt: skip


def _provision(provision: Provision, tags: list[Tag]) -> dict[str, Any]:
    themes = sorted((tag for tag in tags if tag.kind == "theme"), key=lambda tag: -(tag.score or 0))
    return {
        "id": provision.eid,
        "type": provision.type,
        "num": bare_number(provision.num, provision.eid),
        "label": provision.num,
        "heading": provision.heading,
        "text": provision.text,
        "language": provision.language,
        "page": provision.page,
        "boxes": boxes_to_json(provision.boxes),
        "themes": [{"id": tag.label, "score": tag.score} for tag in themes],
        "definitions": [tag.label for tag in tags if tag.kind == "definition"],
        "citations": [
            {
                "text": tag.label,
                "target": (tag.value or {}).get("target"),
                "relation": (tag.value or {}).get("relation"),
            }
            for tag in tags
            if tag.kind == "citation"
        ],
    }


def as_text(parsed: ParsedFile) -> str:
    """A page of text: what a person checks before ingesting."""
    lines = [f"{parsed.name} — {parsed.pages} pages, {len(parsed.works)} text(s)"]
    lines += [f"  {issue.level}: {issue.message}" for issue in parsed.issues]
    for work in parsed.works:
        lines.append("")
        for name in METADATA_FIELDS:
            if (value := work.metadata.get(name)) is not None:
                lines.append(f"  {name.replace('_', ' ')}: {value}")
        lines += [f"  {issue.level}: {issue.message}" for issue in work.issues]
        for provision in work.text.provisions:
            mark = "" if provision.type in DIVISIONS else "    "
            page = f" (p. {provision.page})" if provision.page else ""
            themes = ", ".join(tag.label for tag in work.tags if tag.kind == "theme" and tag.eid == provision.eid)
            lines.append(f"  {mark}{provision.label or provision.type}{page}{' — ' + themes if themes else ''}")
    return "\n".join(lines)
