"""Submissions for programs: the same fields, the same schema and the same services as the forms, with a key."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request, url_for
from werkzeug.datastructures import MultiDict

from kb import resources
from kb.errors import BadRequest
from kb.model.people import Person
from kb.services import deciding, submitting
from web import here
from web.entering import BadKey
from web.params import whole
from web.presenting import as_data
from web.security import csrf

pages = Blueprint("submission_api", __name__, url_prefix="/api/v1/submissions")
csrf.exempt(pages)
LARGEST_JSON = 200_000
"""Characters of the metadata of one submission."""


@pages.get("/schema")
def schema() -> Response:
    """The JSON Schema of what is declared of a text."""
    return jsonify(json.loads(resources.path_of("submission.schema.json").read_text(encoding="utf-8")))


@pages.get("")
def index() -> Response:
    """The submissions that concern the holder of the key, newest first."""
    found = submitting.visible(here.kb(), _person())
    return jsonify({"submissions": [as_data(one) for one in found]})


@pages.post("")
def receive() -> Response:
    """Hand a text in: `metadata` (JSON) with `file` as a multipart form, or the metadata alone as JSON.

    Without a file, `"fetch": true` beside the metadata lets the worker bring it from `source_url`.
    """
    person = _person()
    file = request.files.get("file")
    declared, fetch = _metadata()
    if file is not None and file.filename:
        stream = cast(Any, file.stream)
        made = submitting.receive(here.kb(), person, declared, name=file.filename, stream=stream)
    else:
        made = submitting.receive(here.kb(), person, declared, link=fetch)
    answer = jsonify(as_data(made))
    answer.status_code = 201
    answer.headers["Location"] = here.address(url_for("submission_api.show", number=made.id))
    return answer


@pages.get("/<number>")
def show(number: str) -> Response:
    """One submission with its history, requests and what was read in its file."""
    return jsonify(as_data(submitting.trail(here.kb(), _person(), number)))


@pages.post("/<number>/send")
def send(number: str) -> Response:
    """Confirm the metadata and send it to the secretariat."""
    declared, _fetch = _metadata()
    return jsonify(as_data(submitting.send(here.kb(), _person(), number, declared, revision=_revision())))


@pages.post("/<number>/withdraw")
def withdraw(number: str) -> Response:
    """Take the text back."""
    reason = str(_body().get("reason", ""))[:4000]
    return jsonify(as_data(submitting.withdraw(here.kb(), _person(), number, reason=reason, revision=_revision())))


@pages.post("/<number>/confirm")
def confirm(number: str) -> Response:
    """Agree, or not, to the secretariat's edits."""
    body = _body()
    if not isinstance(body.get("agreed"), bool):
        raise BadRequest("Say `agreed`: true or false.")
    reason = str(body.get("reason", ""))[:4000]
    done = submitting.confirm(here.kb(), _person(), number, body["agreed"], reason=reason, revision=_revision())
    return jsonify(as_data(done))


@pages.post("/<number>/decide")
def decide(number: str) -> Response:
    """The secretariat's decision: `to` and, where one is needed, `reason`."""
    body = _body()
    reason = str(body.get("reason", ""))[:4000]
    to = cast(Any, str(body.get("to", ""))[:40])
    return jsonify(as_data(deciding.decide(here.kb(), _person(), number, to, reason=reason, revision=_revision())))


@pages.post("/<number>/edit")
def edit(number: str) -> Response:
    """The fields as the secretariat wants to publish them."""
    declared, _fetch = _metadata()
    return jsonify(as_data(deciding.edit(here.kb(), _person(), number, declared, revision=_revision())))


def _person() -> Person:
    person = here.person()
    if person is None:
        raise BadKey("A key is needed here.")
    return person


def _body() -> dict[str, Any]:
    if request.is_json:
        found = request.get_json(silent=True)
        if not isinstance(found, dict):
            raise BadRequest("The body is not a JSON object.")
        return found
    return dict(request.form)


def _revision() -> int:
    value = _body().get("revision", request.args.get("revision"))
    if value is None:
        raise BadRequest("Say which `revision` you have before you.")
    return whole(MultiDict({"revision": str(value)}), "revision", default=0, least=0, most=1_000_000)


def _metadata() -> tuple[dict[str, str], bool]:
    """The declared fields and whether the file is to be fetched; raises `BadRequest`."""
    if request.is_json:
        body = _body()
        found = body.get("metadata", {name: value for name, value in body.items() if name not in ("fetch", "revision")})
        fetch = body.get("fetch") is True
    else:
        words = request.form.get("metadata", "{}")
        if len(words) > LARGEST_JSON:
            raise BadRequest(f"The metadata are longer than {LARGEST_JSON} characters.")
        try:
            found = json.loads(words)
        except ValueError as error:
            raise BadRequest(f"The metadata are not JSON: {error}.") from error
        fetch = False
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise BadRequest("The metadata are an object whose values are strings; see /api/v1/submissions/schema.")
    return found, fetch
