"""What machines ask for: the API held to its own description, feed, sitemap, workbook."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import jsonschema
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from lxml import etree
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

ATOM = "{http://www.w3.org/2005/Atom}"
NEW = "xa/act/2021-06-09/2021-47/fra@2025-04-01"
OLD = "xa/act/2021-06-09/2021-47/fra@2021-06-18"
LAW = "xa/act/2021-06-09/2021-47"
ASKED = {
    "/api/v1/": ("/api/v1/",),
    "/api/v1/search": (
        "/api/v1/search?q=r%C3%A9serves", "/api/v1/search?q=coop*&group=countries&lang=es", "/api/v1/search",
        "/api/v1/search?q=zzxqv&country=XA", "/api/v1/search?q=%22%C3%A9conomie+sociale%22&sort=newest&held=yes",
    ),
    "/api/v1/suggest": ("/api/v1/suggest?q=coop", "/api/v1/suggest"),
    "/api/v1/works": ("/api/v1/works?limit=30", "/api/v1/works?country=FR&held=no", "/api/v1/works?held=yes"),
    "/api/v1/works/{uri}": ("/api/v1/works/fr/act/2014-07-31/2014-856", f"/api/v1/works/{LAW}"),
    "/api/v1/texts/{uri}": (f"/api/v1/texts/{NEW}", f"/api/v1/texts/{NEW}~art_16"),
    "/api/v1/provisions/{uri}": (f"/api/v1/provisions/{NEW}~art_16", f"/api/v1/provisions/{LAW}~art_2"),
    "/api/v1/versions/{uri}": (f"/api/v1/versions/{LAW}",),
    "/api/v1/changes/{uri}": (
        f"/api/v1/changes/{LAW}", f"/api/v1/changes/{LAW}?since=2021-12-31", f"/api/v1/changes/{LAW}?to=/akn/{NEW}",
    ),
    "/api/v1/citations/{uri}": ("/api/v1/citations/fr/act/2014-07-31/2014-856", f"/api/v1/citations/{LAW}"),
    "/api/v1/quality/{uri}": (f"/api/v1/quality/{NEW}",),
    "/api/v1/countries": ("/api/v1/countries",),
    "/api/v1/countries/{code}": ("/api/v1/countries/XA", "/api/v1/countries/FR?lang=es", "/api/v1/countries/ohada"),
    "/api/v1/themes": ("/api/v1/themes",),
    "/api/v1/themes/{theme}": ("/api/v1/themes/entities-profit-assets",),
    "/api/v1/comparison": ("/api/v1/comparison?country=XA&country=FR&theme=entities-profit-assets",),
    "/api/v1/answers": ("/api/v1/answers?country=XA&country=FR&question=entities-profit-assets.q1&lang=en",),
    "/api/v1/thesaurus": ("/api/v1/thesaurus?limit=20",),
    "/api/v1/thesaurus/{concept}": ("/api/v1/thesaurus/asset-lock",),
    "/api/v1/glossary": ("/api/v1/glossary?limit=2", "/api/v1/glossary?country=XA"),
    "/api/v1/coverage": ("/api/v1/coverage", "/api/v1/coverage?from=2000&to=2022"),
    "/api/v1/repeals": ("/api/v1/repeals?limit=1", "/api/v1/repeals?country=XA"),
    "/api/v1/duplicates": ("/api/v1/duplicates", "/api/v1/duplicates?country=XA"),
    "/api/v1/missing": ("/api/v1/missing?limit=2", "/api/v1/missing?country=XB"),
    "/api/v1/aligned": (f"/api/v1/aligned?first=/akn/{OLD}&second={NEW}",),
    "/api/v1/beside": (f"/api/v1/beside?p={NEW}~art_16&p={NEW}~art_2", "/api/v1/beside"),
    "/api/v1/sdg": ("/api/v1/sdg", "/api/v1/sdg?country=XB"),
    "/api/v1/sdg/{target}": ("/api/v1/sdg/8?limit=3",),
    "/api/v1/sdg-links/{uri}": (f"/api/v1/sdg-links/{NEW}",),
    "/api/v1/editions": ("/api/v1/editions",),
    "/api/v1/editions/{guide}/{number}": ("/api/v1/editions/first/1",),
    "/api/v1/bulk": (),
}  # fmt: skip


@pytest.fixture
def api(reader: FlaskClient) -> Any:
    return reader.get("/api/v1/openapi.json").get_json()


@pytest.mark.parametrize("path", ASKED)
def test_answers_are_as_described(reader: FlaskClient, api: Any, path: str) -> None:
    schema = api["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": api["components"]}
    jsonschema.Draft202012Validator.check_schema(whole)
    for address in ASKED[path]:
        answer = reader.get(address)
        assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] == "*", address
        told = answer.get_json()
        jsonschema.validate(told, whole)
        assert next(iter(told)) == "warning" and told["warning"] and told["shown_at"].startswith("http"), address
        again = reader.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 or path in ("/api/v1/search",), address


def test_every_address_of_the_api_is_described(reader: FlaskClient, api: Any) -> None:
    assert api["openapi"] == "3.1.0" and set(api["paths"]) == set(ASKED)
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in reader.application.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert rules == set(ASKED)


def test_refusals_are_as_described(reader: FlaskClient, api: Any) -> None:
    whole = {"$ref": "#/components/schemas/Problem", "components": api["components"]}
    for address, status in (
        ("/api/v1/search?q=a&page=0", 400), ("/api/v1/search?theme=none", 400), ("/api/v1/works?limit=9999", 400),
        ("/api/v1/works/fr/act/1900-01-01/1", 404), ("/api/v1/texts/fr/act/2014-07-31/2014-856", 404),
        (f"/api/v1/texts/{NEW}~art_999", 404), ("/api/v1/works?country=QQ", 400), ("/api/v1/works?colour=red", 400),
        ("/api/v1/none", 404), ("/api/v1/comparison?country=FR", 400), (f"/api/v1/changes/{NEW}?since=2021-02-30", 400),
        ("/api/v1/search?country=es", 400), ("/api/v1/search?q=loi&status=dead", 400),
        ("/api/v1/search?region=mars", 400), ("/api/v1/search?concept=none", 400), ("/api/v1/search?language=xx", 400),
        ("/api/v1/search?q=loi&lang=xx", 400), ("/api/v1/bulk", 404), ("/api/v1/editions/first/99", 404),
    ):  # fmt: skip
        answer = reader.get(address)
        assert answer.status_code == status and answer.content_type == "application/problem+json", address
        jsonschema.validate(answer.get_json(), whole)


def test_each_described_parameter_is_read(reader: FlaskClient, api: Any) -> None:
    """A closed list is refused outside and taken inside."""
    for parameter in api["paths"]["/api/v1/search"]["get"]["parameters"]:
        shape = parameter["schema"].get("items", parameter["schema"])
        for value in shape.get("enum", ())[:3]:
            assert reader.get("/api/v1/search", query_string={"q": "loi", parameter["name"]: value}).status_code == 200
        if "enum" in shape and parameter["name"] != "lang":
            refused = reader.get("/api/v1/search", query_string={"q": "loi", parameter["name"]: "no-such-value"})
            assert refused.status_code == 400, parameter["name"]


def total(reader: FlaskClient, asked: str) -> int:
    answer = reader.get(f"/api/v1/search?{asked}")
    assert answer.status_code == 200, asked
    count: int = answer.get_json()["found"]["total"]
    return count


def test_the_api_searches_other_versions_too(reader: FlaskClient) -> None:
    law = f"work=/akn/{LAW}"
    new, old = total(reader, f"expression=/akn/{NEW}"), total(reader, f"expression=/akn/{OLD}")
    assert total(reader, law) == new > 0 < old
    assert total(reader, f"{law}&on=2022-01-01") == old
    assert total(reader, f"{law}&versions=all") == new + old


def test_languages_and_years_are_read_however_they_are_written(reader: FlaskClient) -> None:
    spanish = total(reader, "language=es")
    assert spanish == total(reader, "language=spa") == total(reader, "language=es&language=spa") > 0
    assert total(reader, "from=2022&to=2018") == total(reader, "from=2018&to=2022") > 0
    view = reader.get("/api/v1/search?language=spa&q=ley").get_json()
    chip = next(chip for chip in view["chips"] if chip["facet"] == "language")
    assert chip["value"] == "es" and "language=" not in chip["address"]


@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_breaks_the_description(reader: FlaskClient, mode: GenerationMode) -> None:
    """Whatever is asked, right or wrong: no fault of the server; status, type and body are as described."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", reader.application)
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue

        @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            case.validate_response(case.call(headers={"Accept-Encoding": "identity"}), checks=checks)

        ask()
    assert asked > 40


def test_all_works_come_page_by_page(reader: FlaskClient) -> None:
    seen: list[str] = []
    address = "/api/v1/works?limit=200"
    while address:
        page = reader.get(address).get_json()
        seen += [work["id"] for work in page["works"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) > 400 and seen == sorted(seen)


def test_the_feed_names_what_came(reader: FlaskClient) -> None:
    for language in ("fr", "en", "es"):
        root = etree.fromstring(reader.get(f"/{language}/feed.atom").data)
        entries = root.findall(f"{ATOM}entry")
        assert len(entries) == 4 and root.find(f"{ATOM}updated").text.endswith("Z")
        assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 4
        for entry in entries:
            link = urlsplit(entry.find(f"{ATOM}link").get("href"))
            assert reader.get(link.path).status_code == 200
    assert len(etree.fromstring(reader.get("/fr/countries/XB/feed.atom").data).findall(f"{ATOM}entry")) == 1
    assert reader.get("/fr/countries/QQ/feed.atom").status_code == 404
    theme = etree.fromstring(reader.get("/en/themes/entities-profit-assets/feed.atom").data)
    assert 0 < len(theme.findall(f"{ATOM}entry")) <= 4 and "SSELEX" in theme.find(f"{ATOM}title").text
    assert reader.get("/fr/themes/none/feed.atom").status_code == 404
    assert "/themes/entities-profit-assets/feed.atom" in reader.get("/fr/themes/entities-profit-assets").text


def test_the_sitemap_names_pages_that_open(reader: FlaskClient) -> None:
    root = etree.fromstring(reader.get("/sitemap.xml").data)
    addresses = [each.text or "" for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) > 500
    for address in addresses[:: len(addresses) // 20]:
        assert reader.get(urlsplit(address).path, follow_redirects=True).status_code == 200, address
    assert "Sitemap: http" in reader.get("/robots.txt").get_data(as_text=True)


def test_a_comparison_is_taken_away_whole(reader: FlaskClient) -> None:
    address = "/en/compare?country=XA&country=FR&theme=entities-profit-assets"
    lines = reader.get(address + "&format=csv").get_data(as_text=True)
    book = ZipFile(io.BytesIO(reader.get(address + "&format=xlsx").data))
    words = book.read("xl/sharedStrings.xml").decode()
    for needle in ("Art", "France", "entities-profit-assets", "suggested"):
        assert needle in words and needle in lines
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
