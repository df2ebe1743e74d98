"""Paths as they are given on the command line."""

from __future__ import annotations

import os
from typing import Any

import click


class GivenPath(click.Path):
    """A path that is not empty: empty words, such as those of a variable that is not set, would name the folder in
    which the command runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; fails for an empty one."""
        if not os.fspath(value):
            self.fail("a path is empty.", param, ctx)
        return super().convert(value, param, ctx)
