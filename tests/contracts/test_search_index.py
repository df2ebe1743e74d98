"""The contract of a search index, kept by both engines: the same records, the same questions, the same answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import thesaurus
from kb.errors import BadQuery, EngineUnavailable, IndexNotReady
from kb.search import lexicon, open_index
from kb.search.index import Facet, IndexRecord, SearchIndex, SearchPage
from kb.search.plan import plan_query
from kb.search.query import Filters, SearchQuery
from kb.settings import Settings

ELASTICSEARCH = os.environ.get("SSELEX_TEST_ELASTICSEARCH", "")


def provision(place: str, law: str, num: str, language: str, text: str, **more: object) -> IndexRecord:
    """A record of an invented law."""
    work = f"/akn/{place.lower()}/act/{more.get('year', 2015)}/{law}"
    country = place.split("-")[0]
    expression = f"{work}/{language}@1"
    base = IndexRecord(
        id=f"{expression}~art_{num}", work=work, title=str(more.pop("title", f"Law {law}")), jurisdiction=place,
        country=country, expression=expression, eid=f"art_{num}", num=f"Art. {num}", text=text, language=language,
        region="europe", instrument="sector-law", kind="law", status="in-force", source_name=f"{law}.pdf",
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


RECORDS = [
    provision(
        "FR",
        "fr-1",
        "1",
        "fr",
        "La distribution des bénéfices aux associés est interdite.",
        year=2014,
        date="2014-07-31",
        title="Loi sur l'économie sociale",
        themes=("entities-profit-assets",),
    ),
    provision(
        "FR",
        "fr-1",
        "2",
        "fr",
        "L'agrément est délivré par le préfet ; son retrait est motivé.",
        year=2014,
        date="2014-07-31",
        title="Loi sur l'économie sociale",
        heading="Retrait de l'agrément",
        page=3,
    ),
    provision(
        "FR",
        "fr-1",
        "5 bis",
        "fr",
        "Les coopératives d'intérêt collectif tiennent un registre.",
        year=2014,
        date="2014-07-31",
        title="Loi sur l'économie sociale",
        reviewed=True,
    ),
    provision(
        "ES",
        "es-1",
        "1",
        "es",
        "Queda prohibido el reparto de beneficios entre los socios.",
        year=2011,
        date="2011-03-29",
        title="Ley de economía social",
        themes=("entities-profit-assets", "scope-definition"),
    ),
    provision(
        "ES-CT",
        "es-ct-1",
        "2",
        "es",
        "La cooperativa constituye un fondo de reserva obligatorio.",
        year=2015,
        date="2015-07-09",
        title="Ley de cooperativas",
    ),
    provision(
        "ES",
        "es-1",
        "7",
        "es",
        "El registro de cooperativas es público y gratuito.",
        year=2011,
        date="2011-03-29",
        title="Ley de economía social",
    ),
    provision("GR", "gr-1", "3", "el", "Απαγορεύεται η διανομή κερδών στα μέλη.", year=2016, date="2016"),
    provision(
        "TN", "tn-1", "4", "ar", "لا يجوز توزيع الأرباح على الأعضاء.", year=2020, date="2020-06-30", region="africa"
    ),
    provision("KR", "kr-1", "2", "ko", "협동조합의 이익 분배를 금지한다.", year=2012, date="2012-01", region="asia"),
    provision("RS", "rs-1", "9", "sr", "Задруга не може да расподели добит.", year=2015, date="2015-12-28"),
    provision(
        "GB",
        "gb-1",
        "12",
        "en",
        "A community interest company must not distribute profits to members.",
        year=2005,
        date="2005",
        status="repealed",
        title="Community Interest Companies Act",
    ),
    provision(
        "GB",
        "gb-1",
        "13",
        "en",
        "The regulator keeps the register of companies.",
        year=2005,
        date="2005",
        status="repealed",
        title="Community Interest Companies Act",
    ),
    provision(
        "XA",
        "xa-1",
        "1",
        "fr",
        "Les marchés réservés sont ouverts aux coopératives.",
        year=2022,
        date="2022-02-03",
        specimen=True,
        instrument="procurement-law",
        title="Loi des marchés de Spécimenie",
    ),
    replace(
        provision(
            "eu",
            "eu-1",
            "1",
            "en",
            "Member States may reserve contracts.",
            year=2014,
            date="2014-02-26",
            title="Directive 2014/24/EU",
        ),
        region="international",
        kind="international",
        instrument="directive",
    ),
    IndexRecord(
        id="/akn/sn/act/2021/2021-28",
        work="/akn/sn/act/2021/2021-28",
        jurisdiction="SN",
        country="SN",
        language="fr",
        title="Loi n° 2021-28 d'orientation relative à l'économie sociale et solidaire",
        number="2021-28",
        year=2021,
        date="2021-06-15",
        names=("Social and Solidarity Economy Act", "Sénégal", "Senegal"),
        held=False,
        region="africa",
        instrument="framework-law",
        kind="law",
        status="in-force",
    ),
]


def index_at(address: str, folder: Path, prefix: str) -> SearchIndex:
    environment = {"SSELEX_HOME": str(folder), "SSELEX_SEARCH": address, "SSELEX_SEARCH_INDEX": prefix}
    for name in ("USER", "PASSWORD", "API_KEY"):
        if f"SSELEX_TEST_SEARCH_{name}" in os.environ:
            environment[f"SSELEX_SEARCH_{name}"] = os.environ[f"SSELEX_TEST_SEARCH_{name}"]
    return open_index(Settings.load(environment, folder=folder))


ENGINES = [pytest.param("embedded"), pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


def remove_indices(prefix: str) -> None:
    from elasticsearch import Elasticsearch

    user = os.environ.get("SSELEX_TEST_SEARCH_USER")
    login = {"basic_auth": (user, os.environ["SSELEX_TEST_SEARCH_PASSWORD"])} if user else {}
    with Elasticsearch(ELASTICSEARCH, **login) as client:  # type: ignore[arg-type]
        found = list(client.indices.get(index=f"{prefix}-*", ignore_unavailable=True))
        if found:
            client.indices.delete(index=found)


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that does not exist yet; each test has a name of its own on the server."""
    prefix = f"test-{uuid.uuid4().hex[:10]}"
    if request.param == "embedded":
        yield index_at("embedded", tmp_path, prefix)
        return
    yield index_at(ELASTICSEARCH, tmp_path, prefix)
    remove_indices(prefix)


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """The invented laws, indexed once."""
    prefix = f"test-{uuid.uuid4().hex[:10]}"
    address = "embedded" if request.param == "embedded" else ELASTICSEARCH
    made = index_at(address, tmp_path_factory.mktemp("index"), prefix)
    with made.fresh("test") as fresh:
        assert fresh.put(RECORDS) == len(RECORDS)
    yield made
    if request.param == "elasticsearch":
        remove_indices(prefix)


Ask = Callable[..., SearchPage]


def ask(index: SearchIndex, text: str, filters: Filters | None = None, **more: object) -> SearchPage:
    query = SearchQuery(text, Filters() if filters is None else filters, **more)  # type: ignore[arg-type]
    return index.search(plan_query(query, thesaurus.load(), lexicon.load(), index.languages()))


def ids(page: SearchPage) -> set[str]:
    return {hit.id for hit in page.hits}


def found(index: SearchIndex, text: str, filters: Filters | None = None, **more: object) -> set[str]:
    """(country, number) of every hit."""
    page = ask(index, text, filters, limit=100, **more)
    assert page.total == len(page.hits)
    return {f"{hit.jurisdiction} {hit.num}" for hit in page.hits}


def facet(page: SearchPage, name: str) -> dict[str, int]:
    named: Facet = next(facet for facet in page.facets if facet.name == name)
    return {value.value: value.count for value in named.values}


# -- finding ---------------------------------------------------------------------------------------------------


def test_a_french_question_finds_provisions_of_every_language(index: SearchIndex) -> None:
    page = ask(index, "la distribution des bénéfices est-elle interdite ?", limit=50)
    languages = {hit.language for hit in page.hits}
    assert {"fr", "es", "el", "ar", "ko", "sr", "en"} <= languages
    greek = next(hit for hit in page.hits if hit.language == "el")
    assert any(term.via in ("lexicon", "translation") and term.language == "el" for term in greek.matched)
    assert "".join(text for text, marked in greek.snippet if marked)


def test_words_are_all_wanted_unless_too_few_hold_them_and_then_it_is_said(index: SearchIndex) -> None:
    page = ask(index, "registre coopératives", expand=False, filters=Filters(country=("FR",)))
    assert page.hits[0].num == "Art. 5 bis"
    assert any("all the words" in notice for notice in page.notices)


def test_a_quoted_phrase_is_exact_and_keeps_its_accents(index: SearchIndex) -> None:
    assert found(index, '"distribution des bénéfices"') == {"FR Art. 1"}
    assert found(index, '"distribution des benefices"') == {"FR Art. 1"}, "typed without accents: with or without"
    assert found(index, '"distribution des bénéficès"') == set()
    assert found(index, '"bénéfices distribution"') == set()
    assert found(index, '"distribution bénéfices"~1') == {"FR Art. 1"}
    assert found(index, '"retrait de l\'agrément"') == {"FR Art. 2"}


def test_a_phrase_with_accents_is_looked_for_in_titles_and_names_too(index: SearchIndex) -> None:
    senegal = {"/akn/sn/act/2021/2021-28"}
    for phrase in ('"orientation relative à l\'économie sociale"', '"Sénégal"', '"l\'économie sociale et solidaire"'):
        assert {hit.work for hit in ask(index, phrase).hits} == senegal, phrase
    assert {hit.work for hit in ask(index, '"Loi des marchés de Spécimenie"').hits} == {"/akn/xa/act/2022/xa-1"}


def test_what_folds_to_nothing_finds_nothing(index: SearchIndex) -> None:
    for query in ("\u0640\u0640\u0640*", "title:\u0640\u0640\u0640*", "\u0640\u0640\u0640\u0640~2"):
        assert found(index, query) == set(), query
    assert found(index, "regulator OR \u0640\u0640\u0640*", expand=False) == {"GB Art. 13"}


def test_a_language_is_named_by_its_code_of_three_letters_too(index: SearchIndex) -> None:
    for code in ("spa", "SPA", "es-MX", "español"):
        assert found(index, f"lang:{code}") == found(index, "lang:es") != set(), code
    assert found(index, "lang:fra") == found(index, "lang:fre") == found(index, "lang:fr") != set()
    for wrong in ("xx", "zzz"):
        with pytest.raises(BadQuery, match="not a value of the field language"):
            ask(index, f"lang:{wrong}")


def test_prefix_fuzzy_article_and_title(index: SearchIndex) -> None:
    assert "FR Art. 5 bis" in found(index, "coopér*")
    assert "GB Art. 13" in found(index, "regist*")
    assert found(index, "regulater~1") == {"GB Art. 13"}
    assert found(index, 'article:"5 bis"') == {"FR Art. 5 bis"}
    assert found(index, "article:13") == {"GB Art. 13"}
    assert {hit.work for hit in ask(index, "title:spécimenie").hits} == {"/akn/xa/act/2022/xa-1"}


def test_boolean_operators_in_three_languages(index: SearchIndex) -> None:
    for query in ("register AND cooperativas", "register ET cooperativas", "register Y cooperativas"):
        assert found(index, query, expand=False) == set()
    either = found(index, "regulator OR cooperativas", expand=False)
    assert either == {"GB Art. 13", "ES Art. 7", "ES-CT Art. 2"}
    assert found(index, "regulator OU cooperativas", expand=False) == either
    assert found(index, "cooperativas SAUF registro", expand=False) == {"ES-CT Art. 2"}
    assert found(index, "(cooperativas NO registro) O regulator", expand=False) == {"ES-CT Art. 2", "GB Art. 13"}


def test_a_country_holds_its_subdivisions_and_nothing_supranational(index: SearchIndex) -> None:
    spain = found(index, "", Filters(country=("ES",)))
    assert spain == {"ES Art. 1", "ES Art. 7", "ES-CT Art. 2"}
    assert found(index, "", Filters(country=("ES-CT",))) == {"ES-CT Art. 2"}
    assert found(index, "country:Espagne registro") == {"ES Art. 7"}
    assert found(index, "", Filters(country=("eu",))) == {"eu Art. 1"}


def test_works_without_text_are_found_by_title_country_and_number(index: SearchIndex) -> None:
    for query in (
        "orientation économie sociale solidaire",
        '"2021-28"',
        "Senegal",
        '"Social and Solidarity Economy Act"',
    ):
        hits = ask(index, query).hits
        assert any(hit.work == "/akn/sn/act/2021/2021-28" and not hit.held for hit in hits), query
    assert found(index, "", Filters(held=False)) == {"SN "}


def test_only_the_current_version_is_listed_unless_another_is_chosen(empty: SearchIndex) -> None:
    now = replace(RECORDS[0], version="2020-01-01", since="2020-01-01")
    before = replace(
        now, id=now.id.replace("@1", "@0"), expression=(now.expression or "").replace("@1", "@0"), current=False,
        version="2014-08-01", since="2014-08-01", until="2020-01-01",
    )  # fmt: skip
    empty.put([now, before, *RECORDS[3:6]])
    words = "distribution des bénéfices"
    assert before.id not in ids(ask(empty, words)) and now.id in ids(ask(empty, words))
    assert ask(empty, words, Filters(country=("FR",))).total == 1
    assert facet(ask(empty, words), "country")["FR"] == 1
    assert ids(ask(empty, words, Filters(versions="all", country=("FR",)))) == {now.id, before.id}
    assert ids(ask(empty, words, Filters(expression=(before.expression or "",)))) == {before.id}
    assert ids(ask(empty, words, Filters(on="2019-12-31", country=("FR",)))) == {before.id}
    assert ids(ask(empty, words, Filters(on="2020-01-01", country=("FR",)))) == {now.id}
    assert ids(ask(empty, words, Filters(on="2014", country=("FR",)))) == {before.id}
    assert ids(ask(empty, words, Filters(on="2013-05-01", country=("FR",)))) == set()
    with pytest.raises(BadQuery):
        ask(empty, words, Filters(on="yesterday"))


def test_filters_or_within_a_facet_and_between_facets(index: SearchIndex) -> None:
    assert found(index, "", Filters(language=("el", "ar"))) == {"GR Art. 3", "TN Art. 4"}
    assert found(index, "", Filters(language=("en",), status=("repealed",))) == {"GB Art. 12", "GB Art. 13"}
    assert found(index, "", Filters(year_from=2020, year_to=2021)) == {"TN Art. 4", "SN "}
    assert found(index, "", Filters(theme=("scope-definition",))) == {"ES Art. 1"}
    assert found(index, "", Filters(reviewed=True)) == {"FR Art. 5 bis"}
    assert found(index, "", Filters(specimen=True)) == {"XA Art. 1"}
    assert found(index, "", Filters(kind=("international",))) == {"eu Art. 1"}
    assert found(index, "year:[2020 TO 2022] lang:fr") == {"SN ", "XA Art. 1"}


def test_a_name_in_the_query_language_does_not_filter(index: SearchIndex) -> None:
    french = found(index, "registro de cooperativas", interface_language="fr")
    assert french == found(index, "registro de cooperativas", interface_language="es")


def test_expansion_can_be_switched_off_and_single_terms_removed(index: SearchIndex) -> None:
    plain = ask(index, "bénéfices", expand=False, limit=50)
    assert {hit.language for hit in plain.hits} == {"fr"}
    assert all(term.via == "typed" for hit in plain.hits for term in hit.matched)
    whole = ask(index, "bénéfices", limit=50)
    greek = next(t for t in whole.plan.terms if t.language == "el" and t.term == "κέρδος")
    without = ask(index, "bénéfices", limit=50, without=frozenset({greek.term}))
    assert greek.term not in {t.term for t in without.plan.terms}


# -- counting, sorting, paging ------------------------------------------------------------------------------------


def test_facet_counts_are_what_choosing_the_value_shows(index: SearchIndex) -> None:
    filters = Filters(country=("ES",))
    page = ask(index, "", filters)
    assert facet(page, "country")["ES"] == page.total == 3
    assert facet(page, "country")["FR"] == 3, "counted as if no country were chosen"
    assert facet(page, "language") == {"es": 3}
    for name in ("country", "language", "instrument", "theme", "status", "kind", "region"):
        for value in next(f for f in page.facets if f.name == name).values:
            chosen = replace(filters, **{name: (value.value,)})
            assert ask(index, "", chosen).total == value.count, (name, value)


def test_language_facet_counts_the_languages_not_chosen_too(index: SearchIndex) -> None:
    page = ask(index, "", Filters(language=("el",)))
    assert page.total == 1
    assert facet(page, "language")["fr"] == 5
    assert facet(page, "country") == {"GR": 1}


def test_totals_of_works_and_countries(index: SearchIndex) -> None:
    page = ask(index, "", Filters(language=("fr", "es")))
    assert (page.total, page.works, page.countries) == (8, 5, 4)


def test_sorting_puts_what_has_no_date_last(index: SearchIndex) -> None:
    newest = [hit.date for hit in ask(index, "", Filters(held=True), sort="newest", limit=50).hits]
    assert newest == sorted((d or "" for d in newest), key=lambda d: d.replace("-", "").ljust(8, "0"), reverse=True)
    oldest = ask(index, "", Filters(held=True), sort="oldest", limit=50).hits
    assert oldest[0].jurisdiction == "GB"
    titles = [hit.title for hit in ask(index, "", Filters(language=("fr",)), sort="title", limit=50).hits]
    assert titles == sorted(titles, key=str.casefold)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "title"])
def test_pages_follow_one_another_without_gap_or_repetition(index: SearchIndex, sort: str) -> None:
    whole = [hit.id for hit in ask(index, "cooperativas OR bénéfices OR register", sort=sort, limit=100).hits]
    paged = []
    for offset in range(0, len(whole), 2):
        page = ask(index, "cooperativas OR bénéfices OR register", sort=sort, limit=2, offset=offset)
        paged += [hit.id for hit in page.hits]
    assert paged == whole and len(set(whole)) == len(whole)


def test_each_country_shows_what_it_shows_by_itself(index: SearchIndex) -> None:
    asked = "distribution des bénéfices"
    together = ask(index, asked, group="countries", limit=50).groups
    assert len(together) > 2
    for group in together:
        by_itself = ask(index, asked, Filters(country=(group.key,)), group="countries").groups
        (alone,) = (one for one in by_itself if one.key == group.key)
        assert [hit.id for hit in alone.hits] == [hit.id for hit in group.hits] and alone.total == group.total


def test_grouped_by_country_and_by_work(index: SearchIndex) -> None:
    by_country = ask(index, "distribution des bénéfices", group="countries", limit=50)
    keys = [group.key for group in by_country.groups]
    assert {"FR", "ES", "GR"} <= set(keys) and len(keys) == len(set(keys)) == by_country.countries
    assert all(hit.jurisdiction.split("-")[0] == group.key for group in by_country.groups for hit in group.hits)
    assert sum(group.total for group in by_country.groups) == by_country.total
    by_work = ask(index, "", Filters(country=("FR", "ES")), group="works")
    assert {group.key: group.total for group in by_work.groups}["/akn/fr/act/2014/fr-1"] == 3
    assert len(by_work.groups) == by_work.works == 3


def test_scores_fall_and_the_query_language_is_not_drowned(index: SearchIndex) -> None:
    page = ask(index, "distribution des bénéfices", limit=50)
    assert all(one.score >= other.score for one, other in pairwise(page.hits))
    assert "fr" in {hit.language for hit in page.hits[:3]}


# -- showing ------------------------------------------------------------------------------------------------------


def test_snippets_are_the_words_of_the_law(index: SearchIndex) -> None:
    by_id = {record.id: record for record in RECORDS}
    for hit in ask(index, "registre OR bénéfices OR cooperativa", limit=50).hits:
        assert "".join(text for text, _ in hit.snippet) == by_id[hit.id].text
        assert "".join(text for text, _ in hit.title_marked) == hit.title


def test_suggestions(index: SearchIndex) -> None:
    assert "coopératives" in index.suggest("coop", "fr")
    assert "coopératives" not in index.suggest("coop", "es")
    assert index.suggest("") == ()


# -- keeping ------------------------------------------------------------------------------------------------------


def test_without_an_index_it_is_said_what_to_do(empty: SearchIndex) -> None:
    with pytest.raises(IndexNotReady) as told:
        empty.languages()
    assert "sselex rebuild" in told.value.advice
    assert not empty.health().fresh


def test_put_replaces_an_expression_and_its_work_without_text(empty: SearchIndex) -> None:
    bare = replace(RECORDS[0], id=RECORDS[0].work, expression=None, eid=None, text="", held=False)
    assert empty.put([bare]) == 1
    assert empty.put(RECORDS[:3]) == 3
    assert ids(ask(empty, "", Filters(country=("FR",)))) == {record.id for record in RECORDS[:3]}
    assert empty.put(RECORDS[1:3]) == 2, "a new reading of the text has no article 1"
    assert ids(ask(empty, "", Filters(country=("FR",)))) == {record.id for record in RECORDS[1:3]}


def test_drop_takes_everything_of_an_expression_or_work(empty: SearchIndex) -> None:
    empty.put(RECORDS)
    empty.drop([RECORDS[0].expression or "", "/akn/sn/act/2021/2021-28", "unknown"])
    left = ids(ask(empty, "", Filters(language=("fr",))))
    assert left == {"/akn/xa/act/2022/xa-1/fr@1~art_1"}


def test_fresh_is_searched_only_when_it_is_whole(empty: SearchIndex) -> None:
    empty.put(RECORDS[:3])
    with empty.fresh("2") as fresh:
        fresh.put(RECORDS[3:6])
        assert ask(empty, "", Filters(country=("FR",))).total == 3, "the old index answers meanwhile"
    assert ask(empty, "", Filters(country=("FR", "ES"))).total == 3
    health = empty.health()
    assert (health.documents, health.version, health.fresh) == (3, "2", True)
    assert health.languages == {"es": 3}


def test_a_fresh_index_that_lost_records_is_thrown_away(empty: SearchIndex) -> None:
    empty.put(RECORDS[:3])
    with pytest.raises(EngineUnavailable, match="the old one stays"), empty.fresh("2") as fresh:
        fresh.put(RECORDS[3:6])
        fresh.count += 1  # type: ignore[attr-defined]
    with pytest.raises(ZeroDivisionError), empty.fresh("3") as fresh:
        fresh.put(RECORDS[3:6])
        raise ZeroDivisionError
    assert ask(empty, "", Filters(country=("FR",))).total == 3


def test_an_engine_that_does_not_answer_is_named(tmp_path: Path) -> None:
    down = index_at("http://user:secret@127.0.0.1:9", tmp_path, "test-down")
    with pytest.raises(EngineUnavailable) as told:
        down.languages()
    assert "127.0.0.1:9" in str(told.value) and "secret" not in str(told.value)


# -- properties ---------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["cooperativas", "bénéfices", "registre", "members", "κερδών", '"registro de cooperativas"', "coop*", "registor~1",
     "économie sociale", "article:1", "lang:fr", "distribution des bénéfices", "의", "الأرباح", "добит"]
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=WORDS, refused=WORDS, expand=st.booleans())
def test_a_not_b_is_a_without_b(index: SearchIndex, wanted: str, refused: str, expand: bool) -> None:
    everything = ids(ask(index, f"({wanted}) NOT ({refused})", expand=expand, limit=100))
    without = ids(ask(index, wanted, expand=expand, limit=100)) - ids(ask(index, refused, expand=expand, limit=100))
    assert everything == without
