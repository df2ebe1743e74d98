"""Errors as pages and as problem details (RFC 9457): what happened, what is safe, what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kb.errors import Gone, Moved, SselexError
from web.addresses import SAFE
from web.messages import _
from web.presenting import go, wants_json
from web.throttle import TooManyRequests

log = logging.getLogger("web")


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What a page of an error says.

    `detail` is the sentence of the error itself, in English where it comes from inside; `reference` finds it again in
    the log of the server.
    """

    status: int
    title: str
    explanation: str
    detail: str
    advice: str
    code: str
    reference: str | None = None
    position: int | None = None


def init_app(app: Flask) -> None:
    """Every error gives a page in the reader's language, never a traceback."""
    app.register_error_handler(SselexError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: SselexError) -> Response:
    if isinstance(error, Moved):
        return _moved(error)
    reference = None
    if error.status >= 500:
        reference = secrets.token_hex(4)
        log.error("%s %s: %s", reference, request.path, error)
    position = getattr(error, "position", None)
    stone = {"at": error.at, "reason": error.reason} if isinstance(error, Gone) else {}
    response = _answer(error.status, error.code, str(error), error.advice, reference, position, stone)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.wait)
    return response


def _moved(error: Moved) -> Response:
    """The same page, file or part under the address that the text has now."""
    old, new = (name.removeprefix("/akn") for name in (error.name, error.target))
    asked = request.query_string.decode("ascii", "ignore")
    response = make_response("", 301)
    response.headers["Location"] = quote(request.path.replace(old, new, 1), safe="/~@") + (f"?{asked}" if asked else "")
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        redirect = error.get_response()
        return redirect if isinstance(redirect, Response) else make_response(redirect.get_data(), redirect.status_code)
    if error.code == 404 and (address := _without_slash()):
        return go(address, 301)
    response = _answer(error.code, error.name.lower().replace(" ", "-"), "", "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _without_slash() -> str | None:
    """The same address without a slash at its end, where a page stands there."""
    path = "/" + request.path.strip("/")
    adapter = current_app.create_url_adapter(request)
    if not request.path.endswith("/") or request.method not in ("GET", "HEAD") or adapter is None:
        return None
    if not adapter.test(path, method="GET"):
        return None
    asked = request.query_string.decode("ascii", "ignore")
    return quote(path, safe=SAFE) + (f"?{asked}" if asked else "")


def _unknown(error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.exception("%s %s", reference, request.path, exc_info=error)
    return _answer(500, "error", "", "", reference)


def _answer(
    status: int,
    code: str,
    detail: str,
    advice: str,
    reference: str | None = None,
    position: int | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    title, explanation = _words(status)
    page = ProblemPage(status, title, explanation, detail, advice, code, reference, position)
    if wants_json():
        response = jsonify(
            {
                "type": f"urn:sselex:problem:{code}",
                "title": title,
                "status": status,
                "detail": detail or explanation,
                "instance": request.path,
                **{
                    name: value
                    for name, value in (("advice", advice), ("reference", reference), ("position", position))
                    if value not in (None, "")
                },
                **more,
            }
        )
        response.content_type = "application/problem+json"
    else:
        response = make_response(render_template("problem.html", page=page))
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _words(status: int) -> tuple[str, str]:
    """Title and first sentence by status."""
    return {
        400: (
            _("Demande incomprise"),
            _("L’adresse ou la requête contient quelque chose que le site ne comprend pas."),
        ),
        403: (_("Accès réservé"), _("Votre rôle ne permet pas cette action.")),
        404: (_("Page introuvable"), _("Rien ne se trouve à cette adresse. Le texte a peut-être une autre référence.")),
        409: (_("Changé entre-temps"), _("Quelqu’un a modifié cet élément depuis que vous l’avez ouvert.")),
        410: (_("Texte retiré"), _("Ce texte se trouvait ici et a été retiré. Son adresse reste réservée.")),
        405: (_("Demande incomprise"), _("Cette adresse se lit ; elle ne reçoit rien.")),
        413: (_("Fichier trop volumineux"), _("Le fichier dépasse la taille que le site accepte.")),
        429: (_("Trop de demandes"), _("Trop de demandes sont venues de cette adresse en peu de temps.")),
        503: (
            _("Recherche momentanément indisponible"),
            _("Le moteur de recherche ne répond pas. Les textes, les comparaisons et le guide restent accessibles."),
        ),
    }.get(status, (_("Une erreur est survenue"), _("Le site n’a pas pu répondre. Rien n’a été modifié.")))
