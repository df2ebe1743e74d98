"""The list of jurisdictions: every code that the data names is there, in three languages."""

from __future__ import annotations

import csv
import re

import pycountry

from kb import resources

REGIONS = {"africa", "americas", "asia", "europe", "oceania", "international"}
MEMBERS = {"eu": 27, "ohada": 17, "uemoa": 8, "cemac": 6, "au": 54}


def test_every_state_of_iso_3166_is_listed() -> None:
    missing = {country.alpha_2 for country in pycountry.countries} - set(resources.jurisdictions())
    assert not missing


def test_every_jurisdiction_of_the_catalogue_is_listed() -> None:
    used = {row["jurisdiction"] for row in resources.rows(resources.CORPORA / "catalogue" / "sse_texts.csv")}
    assert len(used) > 100
    assert used <= set(resources.jurisdictions())


def test_every_row_has_three_names_a_known_region_and_known_relations() -> None:
    known = resources.jurisdictions()
    for code, jurisdiction in known.items():
        assert set(jurisdiction.name) == {"fr", "en", "es"}
        assert all(name.strip() for name in jurisdiction.name.values()), code
        assert jurisdiction.region in REGIONS, code
        assert set(jurisdiction.member_of) <= set(known), code
        if "-" in code:
            assert jurisdiction.parent == resources.country_of(code)
            assert jurisdiction.region == known[jurisdiction.parent].region
        else:
            assert jurisdiction.parent is None


def test_codes_are_written_once_in_one_of_four_forms() -> None:
    with resources.path_of("jurisdictions.csv").open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    assert len(codes) == len(set(codes))
    for code in codes:
        assert re.fullmatch(r"[A-Z]{2}|[A-Z]{2}-[A-Z0-9]{1,3}|[a-z]+", code), code


def test_memberships_count_as_the_organisations_do() -> None:
    for organisation, count in MEMBERS.items():
        members = {code for code, found in resources.jurisdictions().items() if organisation in found.member_of}
        assert len(members) == count, organisation
    assert set(resources.jurisdictions()["SN"].member_of) == {"au", "ohada", "uemoa"}
    assert resources.jurisdictions()["GB"].member_of == ()


def test_only_user_assigned_codes_are_specimens() -> None:
    specimens = {code for code, found in resources.jurisdictions().items() if found.specimen}
    assert {"XA", "XB", "XC", "XD", "XE", "XF"} <= specimens
    assert all(re.fullmatch(r"X[A-Z]", code) for code in specimens)
    assert not resources.jurisdictions()["XK"].specimen
