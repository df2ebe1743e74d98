"""Where events go: one line each on standard error, for people or, as JSON, for machines."""

from __future__ import annotations

import logging
import sys

from kb.errors import BadSettings
from kb.settings import Settings

LOGGER = "sselex"
"""The logger above all of ours; `extra` values (request_id, job, submission …) become fields of the JSON."""


def configure(settings: Settings) -> bool:
    """Send the events of this process on their way; gives whether they are JSON. Raises `BadSettings`."""
    if settings.log_format not in ("text", "json"):
        raise BadSettings(f"SSELEX_LOG_FORMAT is {settings.log_format!r}: it must be text or json.")
    as_json = settings.log_format == "json"
    handler = logging.StreamHandler(sys.stderr)
    if as_json:
        from pythonjsonlogger.json import JsonFormatter

        names = {"asctime": "time", "levelname": "level", "name": "source"}
        handler.setFormatter(
            JsonFormatter(
                "%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=names, json_ensure_ascii=False
            )
        )
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in (LOGGER, "web"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO if as_json or name == "web" else logging.WARNING)
        logger.propagate = False
    return as_json
