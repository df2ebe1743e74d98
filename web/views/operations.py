"""For those who run the site: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import hmac
import ipaddress

from flask import Blueprint, Response, jsonify, request

from kb.errors import Forbidden, SselexError
from kb.services import health
from web import here, measuring

pages = Blueprint("operations", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is looked at, so that a slow store does not make anybody kill it."""
    return jsonify({"status": "alive"})


@pages.get("/readyz")
def ready() -> Response:
    """200 where store and files answer, also ("degraded") where only the search engine does not: texts open without it;
    else 503."""
    parts = health.parts(here.kb())
    able = parts["store"] and parts["files"]
    answer = jsonify(
        {"status": "not ready" if not able else "ready" if parts["search"] else "degraded", "parts": parts}
    )
    answer.status_code = 200 if able else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/metrics")
def metrics() -> Response:
    """Figures in the text format of Prometheus, for this machine or for who shows the token."""
    token = here.kb().settings.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = hmac.compare_digest(shown.encode(), token.encode()) if token else _local(request.remote_addr)
    if not allowed:
        raise Forbidden("These figures are for those who run the site.", advice="Show the token of the settings.")
    try:
        figures = health.figures(here.kb())
    except SselexError:
        figures = {}
    return Response(measuring.exposition(figures), mimetype="text/plain; version=0.0.4; charset=utf-8")


def _local(address: str | None) -> bool:
    # A proxy on this machine speaks for the whole world: what it forwards is not local.
    return (
        bool(address) and ipaddress.ip_address(address or "").is_loopback and "X-Forwarded-For" not in request.headers
    )
