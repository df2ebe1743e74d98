"""What each request leaves behind: a line in the log with an id of its own, and figures for Prometheus."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

log = logging.getLogger("sselex.web")
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""A request id that a proxy may hand in: anything else could forge lines of the log."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()
requests = Counter(
    "sselex_requests", "Requests answered, by page and status.", ("endpoint", "status"), registry=registry
)
durations = Histogram(
    "sselex_request_seconds", "Time until the answer was ready, by page.", ("endpoint",), buckets=SECONDS,
    registry=registry,
)  # fmt: skip
held = Gauge("sselex_held", "What the store holds, by kind.", ("kind",), registry=registry)


def init_app(app: Flask) -> None:
    """Measure every request."""
    app.before_request(_begin)
    app.after_request(_end)


def exposition(figures: Mapping[str, float]) -> bytes:
    """All figures in the text format of Prometheus; `figures` are those of the store, by kind."""
    for kind, value in figures.items():
        held.labels(kind).set(value)
    return generate_latest(registry)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    if "started" not in g:
        return response
    took = time.perf_counter() - g.started
    endpoint = request.endpoint or "unknown"
    requests.labels(endpoint, str(response.status_code)).inc()
    durations.labels(endpoint).observe(took)
    response.headers["X-Request-Id"] = g.request_id
    # The route and not the address: an address may be a secret link, or words that somebody searched for.
    route = request.url_rule.rule if request.url_rule else "unknown"
    log.info(
        "%s %s %s", request.method, route, response.status_code,
        extra={"request_id": g.request_id, "status": response.status_code, "milliseconds": round(took * 1000, 1)},
    )  # fmt: skip
    return response
