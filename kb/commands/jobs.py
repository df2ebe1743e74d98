"""The command group `jobs`: what waits for the worker, and what it gave up."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

import click

if TYPE_CHECKING:
    from kb.services import KnowledgeBase

STATES = ("waiting", "running", "done", "dead")


@click.group()
def jobs() -> None:
    """Work that waits for the worker, is under way, or was given up.

    Exit code 0: done; 1: jobs were given up (`list`); 2: it could not be done.
    """


@jobs.command("list")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only these; default: all but done.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def list_jobs(context: click.Context, states: tuple[str, ...], as_json: bool) -> None:
    """Name the jobs, oldest first, with what the worker said of them."""
    from kb.services import working
    from kb.store.jobs import JobState

    kb = _open()
    wanted = tuple(state for state in get_args(JobState) if state in (states or STATES[:2] + STATES[3:]))
    found = working.jobs(kb, wanted)
    kb.close()
    if as_json:
        click.echo(json.dumps([asdict(job) for job in found], ensure_ascii=False))
    else:
        for job in found:
            told = job.error or job.progress or ""
            click.echo(f"{job.id}\t{job.kind}\t{job.state}\t{job.attempts} attempts\t{job.created_at}\t{told}".rstrip())
    if any(job.state == "dead" for job in found):
        context.exit(1)


@jobs.command()
@click.argument("number", type=int)
def retry(number: int) -> None:
    """Let the worker try a job again that it gave up."""
    from kb.services import working

    kb = _open()
    working.retry(kb, number)
    kb.close()
    click.echo(f"Job {number} waits for the worker again.")


def _open() -> KnowledgeBase:
    from kb.assemble import open_knowledge_base
    from kb.settings import Settings

    return open_knowledge_base(Settings.load())
