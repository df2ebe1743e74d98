"""An extraction as JSON, on its way from the child. What arrives is checked: the child has read a stranger's file."""

from __future__ import annotations

import json
from typing import Any, get_args

from ingest.extract.child import ANSWER_MB
from kb import errors
from kb.model.layout import Block, BlockKind, Box, Extraction, Issue, Line, PageFacts

_KINDS: tuple[str, ...] = get_args(BlockKind)
_ERRORS = {
    kind.code: kind
    for kind in (
        errors.SourceUnreadable, errors.SourceEncrypted, errors.SourceDamaged, errors.SourceTooLarge,
        errors.SourceUnsupported,
    )
}  # fmt: skip


def extraction_as_json(extraction: Extraction) -> str:
    """The extraction as one line of JSON."""
    return json.dumps(
        {
            "pages": [
                [p.number, p.width, p.height, p.glyphs, p.unmapped, p.ocr, p.confidence, p.text]
                for p in extraction.pages
            ],
            "blocks": [_block_out(block) for block in extraction.blocks],
            "issues": [[i.level, i.code, i.message, i.page] for i in extraction.issues],
            "front": dict(extraction.front),
            "languages": extraction.languages,
        },
        ensure_ascii=False,
    )


def error_as_json(error: errors.SourceUnreadable) -> str:
    """The refusal as one line of JSON."""
    return json.dumps({"error": error.code, "message": str(error), "advice": error.advice})


def read_answer(answer: bytes, name: str) -> Extraction:
    """The extraction in the child's answer; raises its error, `SourceUnreadable` where it makes no sense."""
    if len(answer) > ANSWER_MB << 20:
        raise errors.SourceTooLarge(f"{name} unpacks to more text than {ANSWER_MB} MB.")
    try:
        found = json.loads(answer)
        if "error" in found:
            raise _ERRORS[str(found["error"])](str(found["message"]), advice=str(found["advice"]))
        return Extraction(
            pages=tuple(_page_in(row) for row in found["pages"]),
            blocks=tuple(_block_in(row) for row in found["blocks"]),
            issues=tuple(_issue_in(row) for row in found["issues"]),
            front={str(key): str(value) for key, value in found["front"].items()},
            languages=tuple(str(language) for language in found["languages"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise errors.SourceUnreadable(f"{name} cannot be read: its reader gave no answer that makes sense.") from error


def _block_out(block: Block) -> list[Any]:
    lines = [[line.start, line.box.page, line.box.x0, line.box.y0, line.box.x1, line.box.y1] for line in block.lines]
    return [
        block.text, block.kind, block.page, lines, block.language, block.stream, block.size, block.bold,
        block.centred, block.indent, block.level, block.rows, block.quoted,
    ]  # fmt: skip


def _block_in(row: list[Any]) -> Block:
    text, kind, page, lines, language, stream, size, bold, centred, indent, level, rows, quoted = row
    if kind not in _KINDS:
        raise ValueError(kind)
    return Block(
        text=str(text),
        kind=kind,
        page=int(page),
        lines=tuple(
            Line(int(start), Box(int(on), float(x0), float(y0), float(x1), float(y1)))
            for start, on, x0, y0, x1, y1 in lines
        ),
        language=None if language is None else str(language),
        stream=int(stream),
        size=float(size),
        bold=bool(bold),
        centred=bool(centred),
        indent=float(indent),
        level=int(level),
        rows=tuple(tuple(str(cell) for cell in cells) for cells in rows),
        quoted=bool(quoted),
    )


def _page_in(row: list[Any]) -> PageFacts:
    number, width, height, glyphs, unmapped, ocr, confidence, text = row
    return PageFacts(
        int(number), float(width), float(height), int(glyphs), float(unmapped), bool(ocr),
        None if confidence is None else float(confidence), bool(text),
    )  # fmt: skip


def _issue_in(row: list[Any]) -> Issue:
    level, code, message, page = row
    if level not in ("info", "warning", "error"):
        raise ValueError(level)
    return Issue(level, str(code), str(message), None if page is None else int(page))
