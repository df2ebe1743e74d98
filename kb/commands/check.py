"""The command `check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.services.checking import CheckReport
    from kb.settings import Settings

MARKS = {"ok": "ok", "warning": "look", "error": "WRONG"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON (docs/file-formats.md).")
@click.option("--deep", is_flag=True, help="Read every kept file again and compare it with its checksum.")
def check(as_json: bool, deep: bool) -> None:
    """Say which settings are in force and from where, what is installed, and whether store, files and index agree.

    Nothing is changed.

    Exit code 0: all agrees; 1: something disagrees, and what to do about it is said; 2: it could not be looked at.
    """
    from dataclasses import asdict

    from kb.settings import Settings

    report = _report(Settings.load(), deep)
    if as_json:
        click.echo(json.dumps({**asdict(report), "agrees": report.agrees}, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(report)))
    sys.exit(0 if report.agrees else 1)


def _report(settings: Settings, deep: bool) -> CheckReport:
    from dataclasses import replace

    from kb.assemble import open_knowledge_base
    from kb.errors import StoreUnavailable
    from kb.services import checking

    try:
        ready, found = checking.revision_findings(settings)
        if not ready:
            report = checking.check(settings, None)
            return replace(report, findings=tuple(found)) if found else report
        kb = open_knowledge_base(settings)
        try:
            report = checking.check(settings, kb, deep=deep)
        finally:
            kb.close()
    except StoreUnavailable as error:
        return checking.unavailable(settings, error)
    return replace(report, findings=(*found, *report.findings))


def _lines(report: CheckReport) -> Iterator[str]:
    yield "Settings"
    width = max(len(variable) for variable, _, _ in report.settings)
    for variable, value, origin in report.settings:
        yield f"  {variable:<{width}}  {value or '(none)'}  [{origin}]"
    yield "Versions"
    for name, number in report.versions:
        yield f"  {name} {number}"
    yield "Programs"
    for tool in report.tools:
        yield f"  {tool.name}: {tool.found}" if tool.found else f"  {tool.without}"
    yield "Agreement"
    for finding in report.findings:
        yield f"  {MARKS[finding.level]:<5} {finding.part}: {finding.message}"
        if finding.advice:
            yield f"        {finding.advice}"
