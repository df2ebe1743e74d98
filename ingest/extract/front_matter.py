"""The metadata block that opens Markdown files of legal corpora: `key: value` lines between two rules."""

from __future__ import annotations

import json
import re

from ingest.extract.clean import one_line

_LINE = re.compile(r"([^\W\d][\w-]*):[ \t]*(.*)")


def split_front(text: str) -> tuple[dict[str, str], str]:
    """(metadata, the rest of the text); lists become one value with `; ` between the members."""
    opening = re.match(r"\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text, re.S)
    if not opening:
        return {}, text
    front: dict[str, str] = {}
    key = ""
    for line in opening[1].split("\n"):
        if found := _LINE.fullmatch(line.rstrip()):
            key = found[1]
            front[key] = _value(found[2])
        elif key and (member := re.match(r"\s+-\s+(.*)|\s+(\S.*)|-\s+(.*)", line)):
            more = _value(next(group for group in member.groups() if group is not None))
            front[key] = f"{front[key]}; {more}" if front[key] and "-" in line[:6] else f"{front[key]} {more}".strip()
    return {name: value for name, value in front.items() if value}, text[opening.end() :]


def _value(written: str) -> str:
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] == '"':
        try:
            return one_line(str(json.loads(written)))
        except ValueError:
            return one_line(written[1:-1])
    if len(written) > 1 and written[0] == written[-1] == "'":
        return one_line(written[1:-1].replace("''", "'"))
    if written.startswith("[") and written.endswith("]"):
        return "; ".join(_value(part) for part in written[1:-1].split(",") if part.strip())
    return "" if written in ("null", "~", "|", ">", "|-", ">-") else one_line(written)
