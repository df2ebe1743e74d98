"""What each answer carries for safety and speed: headers, cookies, tags of content, compression."""

from __future__ import annotations

import gzip
import os
import secrets

from flask import Flask, Response, g, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.errors import StoreUnavailable
from kb.settings import Settings
from web import throttle
from web.shelf import SEARCHES
from web.throttle import MACHINES

POLICY = (
    "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing inline: a text that slipped markup through could still run nothing."""
LARGEST_REQUEST = 120 * 1024 * 1024
"""Bytes of one request: the largest file that the settings allow by default, and its form."""
WORTH_COMPRESSING = 1400
"""Bytes under which an answer fits one packet anyway."""
WELL, QUICKLY = 5, 3
"""How hard answers are compressed: pages of results are seldom sent twice, and with a tenth more bytes it takes half as
long."""
COMPRESSED = ("text/", "application/json", "application/problem+json", "image/svg+xml")

EXPOSED = "ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
"""Headers that programs in browsers may read."""

csrf = CSRFProtect()
"""Forms that change something carry a token; views without cookies may be exempted by `csrf.exempt`."""


def init_app(app: Flask, settings: Settings) -> None:
    """Set the key, the cookies and the headers."""
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_COOKIE_NAME="sselex",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    csrf.init_app(app)
    throttle.init_app(app, settings.rate_limit)
    app.after_request(_headers)
    app.after_request(_slim)


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: from the settings, else made once and kept in the home folder, readable by its
    owner only. Raises `StoreUnavailable` where it cannot be kept."""
    if settings.secret_key:
        return settings.secret_key
    place = settings.home / "secret_key"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return place.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as kept:
            kept.write(secrets.token_hex(32))
        return place.read_text(encoding="ascii")
    except OSError as error:
        raise StoreUnavailable(f"The key of the sessions cannot be kept in {place}: {error.strerror}.") from error


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.path.startswith(MACHINES):
        # What everybody may read, programs in other people's pages may read too; none of it carries a session.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _slim(response: Response) -> Response:
    """Tag the content so that it is sent once, and compress it.

    Pages of people who are signed in stay as they are: compressed together with words of the address, their form
    tokens could be guessed from the length of the answer.
    """
    if request.method != "GET" or response.status_code != 200 or response.is_streamed or response.direct_passthrough:
        return response
    if session:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    response.add_etag()
    response.vary.add("Accept-Encoding")
    if (
        (response.mimetype or "").startswith(COMPRESSED)
        and request.accept_encodings["gzip"] > 0
        and (response.content_length or 0) >= WORTH_COMPRESSING
    ):
        kept = g.get("kept")
        compressed = kept.compressed if kept else None
        if compressed is None:
            level = QUICKLY if request.endpoint in SEARCHES else WELL
            compressed = gzip.compress(response.get_data(), level, mtime=0)
        if kept:
            kept.compressed = compressed
        response.set_data(compressed)
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response
