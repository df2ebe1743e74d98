"""Everything that is public as one file, and its checksum."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from kb.services import bulk
from web import here

pages = Blueprint("bulk", __name__)


@pages.get("/bulk/sselex.zip")
def archive() -> Response:
    """The archive that was made last; asked for again with its ETag it is not sent again."""
    path, made = bulk.latest(here.kb())
    response = send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=bulk.NAME, etag=made.sha256, max_age=3600
    )
    return response


@pages.get("/bulk/sselex.zip.sha256")
def checksum() -> Response:
    """Its checksum, as `sha256sum -c` reads it."""
    _path, made = bulk.latest(here.kb())
    return Response(f"{made.sha256}  {bulk.NAME}\n", mimetype="text/plain")
