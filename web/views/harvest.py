"""Harvesting: OAI-PMH 2.0 at /oai, with deletions that stay known."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request
from lxml import etree
from werkzeug.datastructures import MultiDict

from kb import names
from kb.errors import NotFound
from kb.services import harvesting
from kb.services.harvesting import Described
from web import here, oai
from web.oai import Refused, child
from web.security import csrf

pages = Blueprint("harvest", __name__)
csrf.exempt(pages)

AT_ONCE = {"oai_dc": 100, "akn": 10}
"""Records of one answer, by format."""
IDENTIFIERS_AT_ONCE = 500
BEGINNING = "2026-01-01T00:00:00Z"
"""What an empty knowledge base gives as its earliest moment."""


@pages.route("/oai", methods=["GET", "POST"])
def answer() -> Response:
    """One verb of the protocol, as GET or as a form. Mistakes are told inside the answer, as the protocol asks."""
    given: MultiDict[str, str] = request.args if request.method == "GET" else request.form
    verbs = {
        "Identify": _identify, "ListMetadataFormats": _formats, "ListSets": _sets, "GetRecord": _record,
        "ListIdentifiers": _list, "ListRecords": _list,
    }  # fmt: skip
    try:
        verb = oai.checked(given)
        root = oai.envelope(given, echo=True)
        verbs[verb](child(root, verb), given)
    except Refused as error:
        root = oai.envelope(given, echo=error.code not in ("badVerb", "badArgument"))
        child(root, "error", str(error)).set("code", error.code)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    response = Response(body, content_type="text/xml; charset=utf-8")
    return response


def _identify(place: etree._Element, _given: MultiDict[str, str]) -> None:
    for name, words in (
        ("repositoryName", "SSELEX"), ("baseURL", here.address("/oai")), ("protocolVersion", "2.0"),
        ("adminEmail", here.kb().settings.contact), ("earliestDatestamp", harvesting.earliest(here.kb()) or BEGINNING),
        ("deletedRecord", "persistent"), ("granularity", "YYYY-MM-DDThh:mm:ssZ"), ("compression", "gzip"),
    ):  # fmt: skip
        child(place, name, words)


def _formats(place: etree._Element, given: MultiDict[str, str]) -> None:
    known = list(oai.FORMATS)
    if "identifier" in given:
        one = _described(given["identifier"])
        if not one.item.text:
            known = ["oai_dc"]
    for prefix in known:
        made = child(place, "metadataFormat")
        schema, namespace = oai.FORMATS[prefix]
        child(made, "metadataPrefix", prefix)
        child(made, "schema", schema)
        child(made, "metadataNamespace", namespace)


def _sets(place: etree._Element, given: MultiDict[str, str]) -> None:
    if "resumptionToken" in given:
        raise Refused("badResumptionToken", "The list of sets is given whole.")
    told = {"texts": "Texts held, by language and version", "works": "Works known, with or without text"}
    told |= {f"country-{code}": names.jurisdiction_name(code, "en") for code in harvesting.countries(here.kb())}
    for part, words in told.items():
        made = child(place, "set")
        child(made, "setSpec", part)
        child(made, "setName", words)


def _record(place: etree._Element, given: MultiDict[str, str]) -> None:
    prefix = given["metadataPrefix"]
    one = _described(given["identifier"])
    if prefix not in oai.FORMATS or (prefix == "akn" and not one.item.text):
        raise Refused("cannotDisseminateFormat", f"{given['identifier']} is not given as {prefix[:40]!r}.")
    _write(place, one, prefix)


def _list(place: etree._Element, given: MultiDict[str, str]) -> None:
    asked = oai.listing(given)
    whole = given["verb"] == "ListRecords"
    limit = AT_ONCE[asked.prefix] if whole else IDENTIFIERS_AT_ONCE
    found, total = ((), 0) if asked.impossible else harvesting.listed(
        here.kb(), asked.wanted, after=asked.after, limit=limit + 1
    )  # fmt: skip
    if not found:
        if asked.after is not None:
            raise Refused("badResumptionToken", "Nothing follows: the list has come to its end.")
        raise Refused("noRecordsMatch", "Nothing has changed in this time and set.")
    for one in found[:limit]:
        if whole:
            _write(place, one, asked.prefix)
        else:
            oai.header(place, one)
    if len(found) > limit or asked.after is not None:
        last = found[:limit][-1].item
        more = replace(asked, moment=last.changed, name=last.id, cursor=asked.cursor + limit)
        token = child(place, "resumptionToken", more.token() if len(found) > limit else None)
        token.set("completeListSize", str(max(total, asked.cursor + len(found[:limit]))))
        token.set("cursor", str(asked.cursor))


def _write(place: etree._Element, one: Described, prefix: str) -> None:
    record = child(place, "record")
    oai.header(record, one)
    if one.item.gone:
        return
    metadata = child(record, "metadata")
    if prefix == "oai_dc":
        oai.dublin_core(metadata, one)
    else:
        metadata.append(etree.fromstring(harvesting.akoma_ntoso(here.kb(), one)))


def _described(identifier: str) -> Described:
    try:
        return harvesting.described(here.kb(), oai.name_of(identifier))
    except NotFound as error:
        raise Refused("idDoesNotExist", str(error)) from error
