"""OAI-PMH: the six verbs, the errors, deletions that stay, all held to a schema; the archive of everything."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import update

from ingest.worker import Worker
from kb import resources
from kb.commands.bulk import bulk as command
from kb.services import KnowledgeBase, bulk, withdrawing
from kb.store.tables import expressions
from web import create_app
from web.views import harvest

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
HOST = "http://127.0.0.1:8000"
TEXT = f"{HOST}/akn/xa/act/2021-06-09/2021-47/fra@2025-04-01"
WORK = f"{HOST}/akn/fr/act/2014-07-31/2014-856"
SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("oai-pmh.xsd"))))


def ask(visitor: FlaskClient, **arguments: str) -> Any:
    """The answer to a verb, which must be as the protocol wants it."""
    answer = visitor.get("/oai", query_string={k.rstrip("_"): v for k, v in arguments.items()})
    assert answer.status_code == 200 and answer.mimetype == "text/xml"
    root = etree.fromstring(answer.data)
    assert SCHEMA.validate(root), SCHEMA.error_log
    return root


def error_of(root: Any) -> str | None:
    found = root.find(f"{OAI}error")
    return None if found is None else found.get("code")


def walk(visitor: FlaskClient, verb: str, **arguments: str) -> Iterator[Any]:
    """Every header or record of a list, page by page."""
    root = ask(visitor, verb=verb, **arguments)
    given = 0
    while True:
        found = [one for one in root.find(f"{OAI}{verb}") if one.tag != f"{OAI}resumptionToken"]
        token = root.find(f"{OAI}{verb}/{OAI}resumptionToken")
        if token is not None:
            assert int(token.get("cursor")) == given
        given += len(found)
        yield from found
        if token is None or not token.text:
            assert token is None or int(token.get("completeListSize")) == given
            return
        root = ask(visitor, verb=verb, resumptionToken=token.text)


def test_the_six_verbs(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ask(reader, verb="Identify").find(f"{OAI}Identify")
    assert told.find(f"{OAI}deletedRecord").text == "persistent" and told.find(f"{OAI}baseURL").text == f"{HOST}/oai"
    formats = ask(reader, verb="ListMetadataFormats").iter(f"{OAI}metadataPrefix")
    assert [one.text for one in formats] == ["oai_dc", "akn"]
    assert len(list(ask(reader, verb="ListMetadataFormats", identifier=WORK).iter(f"{OAI}metadataPrefix"))) == 1
    sets = {one.text for one in ask(reader, verb="ListSets").iter(f"{OAI}setSpec")}
    assert {"texts", "works", "country-FR", "country-XA"} <= sets
    record = ask(reader, verb="GetRecord", identifier=TEXT, metadataPrefix="oai_dc")
    assert record.find(f".//{DC}language").text == "fr" and "Specimen" in record.find(f".//{DC}description").text
    monkeypatch.setattr(harvest, "IDENTIFIERS_AT_ONCE", 170)
    names = [one.find(f"{OAI}identifier").text for one in walk(reader, "ListIdentifiers", metadataPrefix="oai_dc")]
    assert len(names) == len(set(names)) > 450 and TEXT in names and WORK in names
    works = list(walk(reader, "ListRecords", metadataPrefix="oai_dc", set="country-FR"))
    assert works and all(one.find(f".//{DC}coverage").text.startswith("France") for one in works)
    monkeypatch.setitem(harvest.AT_ONCE, "akn", 3)
    whole = list(walk(reader, "ListRecords", metadataPrefix="akn"))
    assert len(whole) == 4
    schema = etree.XMLSchema(etree.parse(str(resources.path_of("akomantoso30.xsd"))))
    for one in whole:
        assert schema.validate(one.find(f"{OAI}metadata/{AKN}akomaNtoso")), schema.error_log
    posted = reader.post("/oai", data={"verb": "Identify"})
    assert posted.status_code == 200 and SCHEMA.validate(etree.fromstring(posted.data))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Harvest"}, "badVerb"),
        ({"verb": "Identify", "set": "texts"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": TEXT}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2026-02-30"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2026-03-01", "until": "2026-01-01"},
            "badArgument",
        ),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2026-01-01", "until": "2026-01-01T00:00:00Z"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": WORK, "metadataPrefix": "akn"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": "oai:else:1", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": f"{HOST}/akn/fr/act/1/1", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": f"{HOST}/akn/fr/act/1/1"}, "idDoesNotExist"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "country-QQ"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "akn", "set": "works"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "identifier": "a\x00b", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": "e30"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "%%%"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ],
)  # fmt: skip
def test_the_errors_of_the_protocol(reader: FlaskClient, arguments: dict[str, str], code: str) -> None:
    answer = reader.get("/oai", query_string={k.rstrip("_"): v for k, v in arguments.items()})
    root = etree.fromstring(answer.data)
    assert (error_of(root) == code and SCHEMA.validate(root)) or code == "badArgument", SCHEMA.error_log


def test_what_is_withdrawn_stays_known_as_deleted(own: KnowledgeBase) -> None:
    visitor = create_app(own).test_client()
    withdrawing.withdraw(own, TEXT.removeprefix(HOST), reason="a mistake", person="sol")
    record = ask(visitor, verb="GetRecord", identifier=TEXT, metadataPrefix="akn").find(f".//{OAI}record")
    assert record.find(f"{OAI}header").get("status") == "deleted" and record.find(f"{OAI}metadata") is None
    for prefix in ("oai_dc", "akn"):
        since = {"from_": datetime.now(UTC).strftime("%Y-%m-%d")}
        heads = ask(visitor, verb="ListIdentifiers", metadataPrefix=prefix, set="texts", **since).iter(f"{OAI}header")
        assert {one.find(f"{OAI}identifier").text for one in heads if one.get("status")} == {TEXT}


def test_what_moved_is_harvested_at_its_new_address(own: KnowledgeBase) -> None:
    with own.store.write() as session:
        session.connection.execute(update(expressions).values(stored_at="2020-01-01T00:00:00Z"))
    old = TEXT.removeprefix(HOST).partition("/fra@")[0]
    withdrawing.move(own, old, f"{old}-bis", reason="a wrong number", person="sol")
    since = {"from_": datetime.now(UTC).strftime("%Y-%m-%d")}
    visitor = create_app(own).test_client()
    heads = list(walk(visitor, "ListIdentifiers", metadataPrefix="oai_dc", set="texts", **since))
    assert {one.find(f"{OAI}identifier").text for one in heads if one.get("status")} >= {TEXT}
    assert TEXT.replace(old, f"{old}-bis") in {one.find(f"{OAI}identifier").text for one in heads}


def test_the_archive_holds_what_is_public_and_nothing_else(own: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = create_app(own).test_client()
    assert visitor.get("/bulk/sselex.zip").status_code == 404
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 0 and "4 texts (4 specimens)" in done.output, done.output
    answer = visitor.get("/bulk/sselex.zip", buffered=True)
    told = visitor.get("/api/v1/bulk").get_json()["archive"]
    assert hashlib.sha256(answer.data).hexdigest() == told["sha256"] and told["sha256"] in done.output
    assert visitor.get("/bulk/sselex.zip.sha256").get_data(as_text=True).startswith(told["sha256"])
    again = visitor.get("/bulk/sselex.zip", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert again.status_code == 304 and not again.data
    archive = ZipFile(io.BytesIO(answer.data))
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert set(archive.namelist()) == {*sums, "SHA256SUMS"}
    for name, value in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == value, name
    texts = list(csv.DictReader(io.StringIO(archive.read("texts.csv").decode())))
    assert len(texts) == 4 and {text["specimen"] for text in texts} == {"yes"}
    for text in texts:
        etree.fromstring(archive.read(text["akoma_ntoso"]))
    lines = [json.loads(line) for line in archive.read("provisions.jsonl").splitlines()]
    assert len(lines) == sum(int(text["provisions"]) for text in texts) == told["provisions"]
    reserve = next(line for line in lines if line["id"] == f"{TEXT.removeprefix(HOST)}~art_16")
    assert "impartageables" in reserve["words"] and reserve["specimen"] and reserve["labels"]
    works = [json.loads(line) for line in archive.read("works.jsonl").splitlines()]
    assert len(works) > 400 and any(work["readings"] for work in works)


def test_the_worker_makes_the_archive_at_its_hour(own: KnowledgeBase) -> None:
    own = replace(own, settings=replace(own.settings, bulk_hour="2"))
    today = datetime(2030, 1, 10, 5, 0, tzinfo=UTC)
    assert not bulk.ask_if_due(own, moment=today)  # none was ever made, and it is not the hour
    assert bulk.ask_if_due(own, moment=today.replace(hour=2)) and not bulk.ask_if_due(own, moment=today.replace(hour=2))
    said: list[str] = []
    Worker(own, "one", say=said.append).run(once=True)
    assert any("bulk-archive: done" in words for words in said), said
    path, _made = bulk.latest(own)
    made = datetime.now(UTC)
    assert path.is_file() and not bulk.ask_if_due(own, moment=made)
    assert bulk.ask_if_due(own, moment=made + timedelta(days=1, minutes=1))
